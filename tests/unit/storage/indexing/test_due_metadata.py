"""Photos whose metadata is due: found in scopes, by id, and recorded for all photos of a content."""

from pathlib import Path

from clipphotos.core.photo import PhotoFacts
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.indexing.due_metadata import count_due, due_photos, record_metadata
from clipphotos.storage.roots import all_roots
from clipphotos.storage.scopes import scopes_below
from support.catalogues import FACTS, add_photos, content, read


def test_what_was_read_holds_for_all_photos_of_the_content(catalogue: Catalogue, tmp_path: Path):
    ids = add_photos(catalogue, tmp_path, "a.jpg", "sub/b.jpg", "c.jpg", "new.jpg")
    for name, letter in (("a.jpg", "a"), ("sub/b.jpg", "a"), ("c.jpg", "c")):
        read(catalogue, ids[name], letter)
    everywhere = scopes_below(all_roots(catalogue), tmp_path)
    assert count_due(catalogue, everywhere) == 0
    with catalogue.transaction():
        catalogue.execute("UPDATE photo SET facts_due = 1, rating = 5")
    below = scopes_below(all_roots(catalogue), tmp_path / "sub")
    assert (count_due(catalogue, everywhere), count_due(catalogue, below)) == (3, 1)
    first = due_photos(catalogue, everywhere, 0, 2)
    assert [each.photo_id for each in first] == sorted(ids[name] for name in ("a.jpg", "sub/b.jpg"))
    assert (first[0].path, first[0].content_hash) == (tmp_path / "a.jpg", content("a"))
    told = PhotoFacts(FACTS.width, FACTS.height, taken_at=7.0, latitude=1.0, longitude=2.0, camera="Acme")
    with catalogue.transaction():
        assert record_metadata(catalogue, content("a"), told) == 2
    assert [each.photo_id for each in due_photos(catalogue, everywhere, 0, 10)] == [ids["c.jpg"]]
    rows = catalogue.rows(
        "SELECT taken_at, latitude, longitude, camera, width, rating FROM photo WHERE NOT facts_due"
    )
    assert rows == [(7.0, 1.0, 2.0, "Acme", 640, 5)] * 2
