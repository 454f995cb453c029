"""A catalogue that somebody has taught to do more than keep what is put into it."""

import sqlite3
from contextlib import closing

import pytest

from clipphotos.core.errors import CatalogueUnusable
from clipphotos.storage import schema
from clipphotos.storage.catalogue import open_catalogue, open_catalogue_to_read
from clipphotos.storage.known_schema import distrust, foreign_object
from clipphotos.storage.locations import DataLocations

FOREIGN = [
    "CREATE TRIGGER later AFTER INSERT ON photo BEGIN DELETE FROM category; END",
    "CREATE VIEW photos AS SELECT * FROM photo",
    "CREATE TABLE more (name TEXT)",
    "CREATE INDEX by_code ON photo(upper(relpath))",
    "ALTER TABLE photo ADD COLUMN later TEXT GENERATED ALWAYS AS (upper(relpath))",
    "CREATE VIRTUAL TABLE sqlitestat USING fts5(name)",
]


@pytest.mark.parametrize("statement", FOREIGN)
def test_a_catalogue_with_something_foreign_is_refused(locations: DataLocations, statement: str) -> None:
    open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute(statement)
        connection.commit()
    for opens in (open_catalogue, open_catalogue_to_read):
        with pytest.raises(CatalogueUnusable) as refused:
            opens(locations)
        assert "it was changed: " in refused.value.params["detail"]


def test_a_trigger_of_ours_that_does_something_else(locations: DataLocations) -> None:
    open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("DROP TRIGGER photo_went")
        connection.execute("CREATE TRIGGER photo_went AFTER DELETE ON photo BEGIN DELETE FROM tag; END")
        connection.commit()
    with pytest.raises(CatalogueUnusable, match="trigger photo_went"):
        open_catalogue(locations)


def test_what_sqlite_keeps_for_itself_is_not_foreign(locations: DataLocations) -> None:
    open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("ANALYZE")
    open_catalogue(locations).close()


def test_every_former_version_is_known() -> None:
    for version in range(1, len(schema.MIGRATIONS) + 1):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            for migrate in schema.MIGRATIONS[:version]:
                migrate(connection)
            assert foreign_object(connection, schema.MIGRATIONS[:version]) == ""


def test_what_a_file_says_is_not_taken_for_granted(locations: DataLocations) -> None:
    with open_catalogue(locations) as catalogue:
        assert catalogue.value("PRAGMA trusted_schema") == 0
        assert catalogue.value("PRAGMA cell_size_check") == 1
    with closing(sqlite3.connect(":memory:")) as connection:
        distrust(connection)
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
