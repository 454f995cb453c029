"""Version 13 of the catalogue: photos in folders that are left out, and folders that no scan looks into."""

import sqlite3

_MOVES_ON = "UPDATE library_root SET generation = generation + 1 WHERE id"

_EXCLUSIONS = (
    # What a column may hold cannot be changed: a new one takes its place; what depends on it is made anew.
    "DROP INDEX photo_by_state",
    "DROP INDEX photo_by_content",
    "DROP TRIGGER photo_moved",
    """ALTER TABLE photo ADD COLUMN standing TEXT NOT NULL DEFAULT 'new'
    CHECK (standing IN ('new', 'ok', 'unreadable', 'missing', 'excluded'))""",
    "UPDATE photo SET standing = state",
    "ALTER TABLE photo DROP COLUMN state",
    "ALTER TABLE photo RENAME COLUMN standing TO state",
    "CREATE INDEX photo_by_state ON photo(state)",
    """CREATE INDEX photo_by_content ON photo(content_hash, state, rating, flag)
    WHERE content_hash IS NOT NULL""",
    f"""CREATE TRIGGER photo_moved AFTER UPDATE OF root_id, path_key, size, mtime_ns, state ON photo
    WHEN old.root_id != new.root_id OR old.path_key != new.path_key
    OR old.size != new.size OR old.mtime_ns != new.mtime_ns
    OR (old.state IN ('missing', 'excluded')) != (new.state IN ('missing', 'excluded')) BEGIN
        {_MOVES_ON} IN (old.root_id, new.root_id);
    END""",
    # Either why a folder is left out, or the error that kept a scan from listing it.
    """CREATE TABLE unlisted_folder (
        root_id INTEGER NOT NULL REFERENCES library_root(id) ON DELETE CASCADE,
        path_key TEXT NOT NULL,
        relpath TEXT NOT NULL,
        exclusion TEXT NOT NULL DEFAULT '',
        error_code TEXT NOT NULL DEFAULT '',
        error_detail TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (root_id, path_key)
    ) STRICT, WITHOUT ROWID""",
)


def add_exclusions(connection: sqlite3.Connection) -> None:
    """Photos may be excluded; folders that a scan did not look into are remembered, with why."""
    for statement in _EXCLUSIONS:
        connection.execute(statement)
