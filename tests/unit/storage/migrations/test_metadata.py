"""Version 15 of the catalogue: all metadata is due, and what was cut off is tried once more."""

import pytest

from clipphotos.core.photo import PhotoFacts
from clipphotos.storage import photos, schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.indexing.due_metadata import count_due, due_photos
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.migrations.metadata import note_what_is_due
from clipphotos.storage.photos import ReadPhoto
from clipphotos.storage.scopes import Scope


def test_the_metadata_of_photos_that_were_read_is_due(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    photo = """INSERT INTO photo(id, root_id, relpath, path_key, size, mtime_ns, width, height, state,
        error_code, content_hash, taken_at) VALUES (?, 1, ?, ?, 1, 1, 3, 4, ?, ?, ?, 5.0)"""
    with monkeypatch.context() as patch:
        at = schema.MIGRATIONS.index(note_what_is_due)
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        with open_catalogue(locations) as catalogue, catalogue.transaction():
            catalogue.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/p', 1, 0)")
            for number, (state, code, content) in enumerate(
                (
                    ("ok", "", b"a"),
                    ("ok", "", b"b"),
                    ("missing", "", b"c"),
                    ("unreadable", "image-damaged", None),
                    ("unreadable", "image-empty", None),
                    ("missing", "image-truncated", None),
                ),
                start=1,
            ):
                catalogue.execute(photo, (number, str(number), str(number), state, code, content))
    with open_catalogue(locations) as catalogue:
        scopes = [Scope(1)]
        assert [each.photo_id for each in due_photos(catalogue, scopes, 0, 10)] == [1, 2]
        assert due_photos(catalogue, scopes, 1, 10)[0].facts == PhotoFacts(3, 4, taken_at=5.0, is_due=True)
        assert [each.state.value for each in photos.photos_by_id(catalogue, range(1, 7)).values()] == [
            "ok",
            "ok",
            "missing",
            "new",
            "unreadable",
            "missing",
        ]
        # A photo of the same content gets the same facts, which are due then, too.
        facts = photos.facts_of_content(catalogue, b"a")
        assert facts is not None
        with catalogue.transaction():
            photos.record_read(catalogue, ReadPhoto(4, b"a", 1, 1, facts))
        assert count_due(catalogue, scopes) == 3
