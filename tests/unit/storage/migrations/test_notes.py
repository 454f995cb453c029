"""What an earlier version gave up is tried again, and what nobody can read is left alone."""

import pytest

from clipphotos.storage import photos, schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.migrations.notes import note_what_is_wrong


def test_pictures_that_can_be_read_now_are_read_again(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    photo = "INSERT INTO photo(id, root_id, relpath, path_key, size, mtime_ns, state, error_code)"
    with monkeypatch.context() as patch:
        at = schema.MIGRATIONS.index(note_what_is_wrong)
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        with open_catalogue(locations) as catalogue, catalogue.transaction():
            catalogue.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/p', 1, 0)")
            for number, (state, code) in enumerate(
                (
                    ("unreadable", "image-truncated"),
                    ("unreadable", "image-too-large"),
                    ("unreadable", "image-empty"),
                    ("unreadable", "image-crashed-decoder"),
                    ("missing", "image-unsupported"),
                )
            ):
                catalogue.execute(
                    f"{photo} VALUES (?, 1, ?, ?, 1, 1, ?, ?)", (number, *[str(number)] * 2, state, code)
                )
    with open_catalogue(locations) as catalogue:
        known = photos.photos_by_id(catalogue, range(5))
        assert [known[number].state.value for number in range(5)] == [
            "new",
            "new",
            "unreadable",
            "unreadable",
            "missing",
        ]
        with catalogue.transaction():
            photos.mark_found_again(catalogue, 4)
        assert photos.photos_by_id(catalogue, [4])[4].state.value == "new"
        assert {each.note for each in known.values()} == {""}
