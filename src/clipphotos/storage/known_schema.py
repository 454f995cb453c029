"""Compares how a database works with what this program has made: triggers run with every change."""

import functools
import sqlite3
from collections.abc import Callable
from contextlib import closing

Migrations = tuple[Callable[[sqlite3.Connection], None], ...]
_Objects = dict[tuple[str, str], str]
_OF_SQLITE = ("sqlite_autoindex_", "sqlite_sequence", "sqlite_stat")


def distrust(connection: sqlite3.Connection) -> None:
    """Have SQLite take nothing for granted that a file says."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def foreign_object(connection: sqlite3.Connection, migrations: Migrations) -> str:
    """Kind and name of a table, index, trigger or view that these migrations do not make, or not so.

    Args:
        connection: A catalogue.
        migrations: Those that it has gone through.

    Returns:
        An empty text if there is none.
    """
    known = _made_by(migrations)
    found = _objects(connection)
    return next(
        (f"{kind} {name[:80]}" for (kind, name), sql in found.items() if known.get((kind, name)) != sql), ""
    )


def _objects(connection: sqlite3.Connection) -> _Objects:
    """What made each object, by its kind and name, however it is spaced and quoted."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master")
    return {
        (kind, name): "".join(str(sql).replace('"', "").split())
        for kind, name, sql in rows
        if not (kind in ("table", "index") and name.startswith(_OF_SQLITE))
    }


@functools.cache
def _made_by(migrations: Migrations) -> _Objects:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migrate in migrations:
            migrate(connection)
        return _objects(connection)
