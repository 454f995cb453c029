"""Library roots: one covers another, comes and goes, and is counted."""

import time
from pathlib import Path

import pytest

from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue
from support.catalogues import add_photos, embed, read


def paths(catalogue: Catalogue) -> dict[Path, int]:
    known = photos.photos_by_id(catalogue, photos.ids_in_order(catalogue))
    return {photo.path: photo.id for photo in known.values()}


def test_a_folder_above_takes_in_the_roots_below_it_and_ids_stay(catalogue: Catalogue):
    one = add_photos(catalogue, Path("/p/one"), "a.jpg")
    two = add_photos(catalogue, Path("/p/two/deep"), "b.jpg")
    beside = add_photos(catalogue, Path("/pp"), "d.jpg")
    above = add_photos(catalogue, Path("/p"), "c.jpg")
    assert [root.path for root in roots.all_roots(catalogue)] == [Path("/p"), Path("/pp")]
    assert paths(catalogue) == {
        Path("/p/one/a.jpg"): one["a.jpg"],
        Path("/p/two/deep/b.jpg"): two["b.jpg"],
        Path("/p/c.jpg"): above["c.jpg"],
        Path("/pp/d.jpg"): beside["d.jpg"],
    }
    (kept,) = catalogue.rows("SELECT relpath, path_key FROM photo WHERE id = ?", (two["b.jpg"],))
    assert kept == ("two/deep/b.jpg", "two/deep/b.jpg")


def test_what_a_root_takes_in_is_known_by_its_own_rule_of_case(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p/One"), "A.jpg")
    with catalogue.transaction():
        roots.add_root(catalogue, Path("/p"), case_sensitive=False)
    assert catalogue.rows("SELECT id, relpath, path_key FROM photo") == [
        (ids["A.jpg"], "One/A.jpg", "one/a.jpg")
    ]


@pytest.mark.parametrize("folder", [Path("/p"), Path("/p/one"), Path("/p/one/two")])
def test_a_folder_at_or_below_a_root_is_part_of_it(catalogue: Catalogue, folder: Path):
    with catalogue.transaction():
        first = roots.add_root(catalogue, Path("/p"), case_sensitive=True)
        assert roots.add_root(catalogue, folder, case_sensitive=False) == first
    assert roots.all_roots(catalogue) == (first,)
    assert roots.root_above(roots.all_roots(catalogue), folder) == first
    assert roots.root_above(roots.all_roots(catalogue), Path("/pp")) is None
    assert roots.root_above(roots.all_roots(catalogue), Path("/")) is None


def test_photos_that_are_not_missing_are_counted(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "a.jpg", "b.jpg", "c.jpg")
    add_photos(catalogue, Path("/q"), "d.jpg")
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["a.jpg"]])
    assert {root.path: root.photo_count for root in roots.all_roots(catalogue)} == {
        Path("/p"): 2,
        Path("/q"): 1,
    }


def test_a_root_goes_with_its_photos_and_without_their_vectors(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "a.jpg")
    read(catalogue, ids["a.jpg"], "a")
    embed(catalogue, "a")
    kept = add_photos(catalogue, Path("/q"), "b.jpg")
    (first, _) = roots.all_roots(catalogue)
    with catalogue.transaction():
        roots.remove_root(catalogue, first.id)
    assert paths(catalogue) == {Path("/q/b.jpg"): kept["b.jpg"]}
    assert catalogue.value("SELECT count(*) FROM embedding") == 1


def test_it_is_told_whether_a_root_can_be_reached(catalogue: Catalogue):
    add_photos(catalogue, Path("/p"))
    add_photos(catalogue, Path("/q"))
    first, _ = roots.all_roots(catalogue)
    assert first.online
    with catalogue.transaction():
        assert not roots.set_online(catalogue, first.id, online=True)
        assert roots.set_online(catalogue, first.id, online=False)
        assert not roots.set_online(catalogue, first.id, online=False)
    assert [root.online for root in roots.all_roots(catalogue)] == [False, True]
    with catalogue.transaction():
        assert roots.set_online(catalogue, first.id, online=True)


def test_a_complete_scan_is_remembered_with_its_volume(catalogue: Catalogue):
    add_photos(catalogue, Path("/p"))
    add_photos(catalogue, Path("/q"))
    first, second = roots.all_roots(catalogue)
    assert (first.last_scan_at, roots.volumes(catalogue)) == (None, {Path("/p"): "", Path("/q"): ""})
    before = time.time()
    with catalogue.transaction():
        roots.record_scan(catalogue, second.id, "disk 7")
    first, second = roots.all_roots(catalogue)
    assert first.last_scan_at is None
    assert second.last_scan_at is not None
    assert before <= second.last_scan_at <= time.time()
    assert roots.volumes(catalogue) == {Path("/p"): "", Path("/q"): "disk 7"}
