"""The catalogue's part of tagging: the migration, and what counts as out of date."""

import sqlite3
from contextlib import closing

import pytest

from clipphotos.storage import schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations


def test_a_catalogue_of_the_version_before_keeps_its_tags(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    at = schema.MIGRATIONS.index(schema._note_what_was_tagged)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("INSERT INTO photo_tag VALUES (x'01', 'cat', 'user', NULL, NULL)")
        connection.execute("INSERT INTO photo_tag VALUES (x'02', 'dog', 'rejected', NULL, NULL)")
        connection.commit()
    with open_catalogue(locations) as catalogue:
        assert catalogue.rows("SELECT term, source FROM photo_tag ORDER BY term") == [
            ("cat", "user"),
            ("dog", "rejected"),
        ]
        assert catalogue.value("SELECT count(*) FROM content_tagging") == 0
        assert catalogue.integrity_problems() == []
        plan = catalogue.rows(
            "EXPLAIN QUERY PLAN SELECT term, count(*) FROM photo_tag"
            " WHERE source IN ('auto', 'user') GROUP BY term"
        )
    assert "COVERING INDEX photo_tag_by_term" in str(plan)
