"""Version 14 of the catalogue: of files moved before, what they are is not known."""

import sqlite3
from contextlib import closing

import pytest

from clipphotos.storage import schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.migrations.identities import know_files_by_identity
from clipphotos.storage.operations.journal_rows import FILE_MOVES


def test_what_was_moved_before_can_be_undone_still(locations: DataLocations, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        at = schema.MIGRATIONS.index(know_files_by_identity)
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute(
            """INSERT INTO operation(id, kind, description, started_at, effect)
            VALUES (1, 'x', '{}', 0, 'move')"""
        )
        connection.execute(
            """INSERT INTO file_move(operation_id, source, target, size, mtime_ns, state)
            VALUES (1, '/a', '/b', 7, 8, 'done')"""
        )
        connection.commit()
    with open_catalogue(locations) as catalogue:
        (row,) = FILE_MOVES.done(catalogue, 1)
    assert (row.source, row.target, row.identity) == ("/a", "/b", "")
