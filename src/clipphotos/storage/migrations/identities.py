"""Version 14 of the catalogue: the journal knows files by what nobody can give to another one."""

import sqlite3


def know_files_by_identity(connection: sqlite3.Connection) -> None:
    """Files of operations get an identity; that of those moved before is not known."""
    connection.execute("ALTER TABLE file_move ADD COLUMN identity TEXT NOT NULL DEFAULT ''")
