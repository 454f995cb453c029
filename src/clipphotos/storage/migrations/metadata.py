"""Version 15 of the catalogue: metadata that was read by earlier rules is read again, without the pixels."""

import sqlite3

_READ_BY_MORE = ("image-damaged", "image-truncated")
"""Reasons that hold for fewer pictures than before."""


def note_what_is_due(connection: sqlite3.Connection) -> None:
    """The metadata of every photo is due, also of one that is yet to be read.

    No row is written for it: a column may come with a value. Pictures that were given up because they are cut
    off are tried once more.
    """
    connection.execute("ALTER TABLE photo ADD COLUMN facts_due INTEGER NOT NULL DEFAULT 1")
    connection.execute("CREATE INDEX photo_with_facts_due ON photo(id) WHERE facts_due")
    connection.execute(
        f"""UPDATE photo SET state = 'new', error_code = '', error_detail = ''
        WHERE state = 'unreadable' AND error_code IN ({", ".join("?" * len(_READ_BY_MORE))})""",
        _READ_BY_MORE,
    )
