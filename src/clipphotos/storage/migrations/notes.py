"""Photos get a note, and those that an earlier version could not read are read again."""

import sqlite3

_READ_BY_MORE = (
    "image-damaged",
    "image-kind-unsupported",
    "image-too-large",
    "image-truncated",
    "image-unrecognised",
    "image-unsupported",
)
"""Reasons that hold for fewer pictures than before."""


def note_what_is_wrong(connection: sqlite3.Connection) -> None:
    """A photo may be shown although something is wrong with it; what was given up is tried once more."""
    connection.execute("ALTER TABLE photo ADD COLUMN note TEXT NOT NULL DEFAULT ''")
    connection.execute("CREATE INDEX photo_noted ON photo(note) WHERE note != ''")
    connection.execute(
        f"""UPDATE photo SET state = CASE state WHEN 'unreadable' THEN 'new' ELSE state END,
        error_code = '', error_detail = '' WHERE error_code IN ({", ".join("?" * len(_READ_BY_MORE))})""",
        _READ_BY_MORE,
    )
