"""Version 13 of the catalogue: photos keep their state and all that hangs on it, and may be excluded."""

import sqlite3
from contextlib import closing

import pytest

from clipphotos.storage import schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.migrations.exclusions import add_exclusions

STATES = ("new", "ok", "unreadable", "missing")


@pytest.fixture
def migrated(locations: DataLocations, monkeypatch: pytest.MonkeyPatch) -> DataLocations:
    """A catalogue of the version before with a photo in each state, brought up to date."""
    with monkeypatch.context() as patch:
        at = schema.MIGRATIONS.index(add_exclusions)
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/p', 1, 0)")
        connection.execute(
            """INSERT INTO operation(id, kind, description, started_at, effect)
            VALUES (1, 'x', '{}', 0, 'move')"""
        )
        for number, state in enumerate(STATES, start=1):
            connection.execute(
                """INSERT INTO photo
                (id, root_id, relpath, path_key, size, mtime_ns, state, content_hash, rating)
                VALUES (?, 1, ?, ?, 7, 8, ?, ?, 3)""",
                (number, f"{state}.jpg", f"{state}.jpg", state, bytes(32) if state == "ok" else None),
            )
            connection.execute(
                """INSERT INTO file_move(operation_id, photo_id, source, target, size, mtime_ns, state)
                VALUES (1, ?, '/a', '/b', 7, 8, 'done')""",
                (number,),
            )
        connection.commit()
    open_catalogue(locations).close()
    return locations


def test_every_photo_keeps_its_state_its_stars_and_its_place_in_the_journal(migrated: DataLocations):
    with open_catalogue(migrated) as catalogue:
        assert catalogue.rows("SELECT id, state, relpath, size, rating FROM photo ORDER BY id") == [
            (number, state, f"{state}.jpg", 7, 3) for number, state in enumerate(STATES, start=1)
        ]
        assert catalogue.rows("SELECT photo_id FROM file_move ORDER BY photo_id") == [(1,), (2,), (3,), (4,)]
        assert catalogue.integrity_problems() == []


def test_a_photo_may_be_excluded_and_nothing_else_unknown(migrated: DataLocations):
    with open_catalogue(migrated) as catalogue:
        with catalogue.transaction():
            catalogue.execute("UPDATE photo SET state = 'excluded' WHERE id = 2")
        with pytest.raises(sqlite3.IntegrityError), catalogue.transaction():
            catalogue.execute("UPDATE photo SET state = 'lost' WHERE id = 2")


@pytest.mark.parametrize(
    ("before", "after", "moves_on"),
    [
        ("ok", "excluded", True),
        ("excluded", "ok", True),
        ("ok", "missing", True),
        ("missing", "excluded", False),
        ("new", "ok", False),
    ],
)
def test_what_scans_remember_is_untrue_once_a_photo_comes_or_goes(
    migrated: DataLocations, before: str, after: str, moves_on: bool
):
    generation = "SELECT generation FROM library_root"
    with open_catalogue(migrated) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET state = ? WHERE id = 2", (before,))
        last = catalogue.value(generation)
        catalogue.execute("UPDATE photo SET state = ? WHERE id = 2", (after,))
        assert (catalogue.value(generation) != last) is moves_on


def test_photos_of_one_content_are_found_without_a_look_at_their_rows(migrated: DataLocations):
    with open_catalogue(migrated) as catalogue:
        (plan,) = catalogue.rows(
            """EXPLAIN QUERY PLAN SELECT count(*) FROM photo
            WHERE content_hash = x'00' AND state IN ('ok', 'new') AND rating > 2"""
        )
    assert "COVERING INDEX photo_by_content" in plan[3]
