from pathlib import Path

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import ModelIdentity
from clipphotos.core.photo import PhotoFacts, PhotoState
from clipphotos.core.vectors import unit
from clipphotos.storage import photos, roots, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.photos import FileState, ReadPhoto
from clipphotos.storage.scopes import Scope, scopes_below

FACTS = PhotoFacts(width=640, height=480, taken_at=1e9)
IDENTITY = ModelIdentity("test", "0" * 64, 3, "none")


def add(catalogue: Catalogue, root: Path, *names: str) -> dict[str, int]:
    """Photos below a root, by name."""
    with catalogue.transaction():
        library_root = roots.add_root(catalogue, root, case_sensitive=True)
        for name in names:
            relpath = (root / name).relative_to(library_root.path).as_posix()
            photos.add_photo(catalogue, library_root.id, relpath, FileState(relpath, 10, 20))
    return {photo.path.name: photo.id for photo in _all(catalogue).values()}


def read(catalogue: Catalogue, photo_id: int, content: bytes) -> None:
    with catalogue.transaction():
        photos.record_read(catalogue, ReadPhoto(photo_id, content * 32, 10, 20, FACTS))


def _all(catalogue: Catalogue) -> dict[int, photos.Photo]:
    return photos.photos_by_id(catalogue, photos.ids_in_order(catalogue))


def test_a_photo_goes_from_new_to_ok_with_its_facts(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "a.jpg")
    read(catalogue, ids["a.jpg"], b"a")
    photo = _all(catalogue)[ids["a.jpg"]]
    assert (photo.state, photo.width, photo.taken_at) == (PhotoState.OK, 640, 1e9)
    assert photo.path == Path("/p/a.jpg")


def test_a_note_stays_as_long_as_the_content_does(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "b.jpg", "a.jpg")
    facts = PhotoFacts(width=640, height=480, note="picture-cut-off")
    with catalogue.transaction():
        for name in ids:
            photos.record_read(catalogue, ReadPhoto(ids[name], b"c" * 32, 10, 20, facts))
    assert photos.facts_of_content(catalogue, b"c" * 32) == facts
    assert [photo.path.name for photo in photos.noted(catalogue)] == ["a.jpg", "b.jpg"]
    read(catalogue, ids["a.jpg"], b"d")
    with catalogue.transaction():
        photos.record_unreadable(catalogue, ids["b.jpg"], ErrorReport("image-empty"))
    assert photos.noted(catalogue) == []
    assert _all(catalogue)[ids["b.jpg"]].note == ""


def test_names_that_are_not_utf8_come_back_as_they_were(catalogue: Catalogue):
    name = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")
    add(catalogue, Path("/p"), name)
    assert [photo.path.name for photo in _all(catalogue).values()] == [name]


def test_scopes_tell_folders_with_similar_names_apart(catalogue: Catalogue):
    add(catalogue, Path("/p"), "one/a.jpg", "one more/b.jpg", "one%/c.jpg", "one.jpg", "One/d.jpg")
    library = roots.all_roots(catalogue)
    scopes = scopes_below(library, Path("/p/one"))
    assert [
        photo.path.name
        for photo in photos.photos_by_id(catalogue, photos.ids_in_order(catalogue, scopes)).values()
    ] == ["a.jpg"]
    assert len(photos.ids_in_order(catalogue, scopes_below(library, Path("/")))) == 5
    assert scopes_below(library, Path("/elsewhere")) == ()


def test_pending_come_in_the_order_of_the_grid_and_suspects_last(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "old.jpg", "new.jpg", "taken-lately.jpg", "suspect.jpg")
    times = {"old.jpg": 1_000, "new.jpg": 3_000, "taken-lately.jpg": 2_000, "suspect.jpg": 9_000}
    with catalogue.transaction():
        for name, seconds in times.items():
            file = FileState(name, 10, seconds * 10**9)
            photos.mark_changed(catalogue, ids[name], file)
        facts = PhotoFacts(width=640, height=480, taken_at=5_000)
        photos.record_read(catalogue, ReadPhoto(ids["taken-lately.jpg"], b"t" * 32, 10, 2_000 * 10**9, facts))
        photos.set_suspect(catalogue, [ids["suspect.jpg"]], suspect=True)
        model_id = vectors.register_model(catalogue, IDENTITY, "cpu")
    expected = ["taken-lately.jpg", "new.jpg", "old.jpg", "suspect.jpg"]
    assert photos.pending_ids(catalogue, model_id) == [ids[name] for name in expected]


def test_pending_are_new_photos_and_those_without_a_vector_of_the_model(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "new.jpg", "read.jpg", "embedded.jpg", "broken.jpg", "gone.jpg")
    read(catalogue, ids["read.jpg"], b"r")
    read(catalogue, ids["embedded.jpg"], b"e")
    with catalogue.transaction():
        photos.record_unreadable(catalogue, ids["broken.jpg"], ErrorReport("image-empty"))
        photos.mark_missing(catalogue, [ids["gone.jpg"]])
        model_id = vectors.register_model(catalogue, IDENTITY, "cpu")
        vectors.store(catalogue, model_id, [b"e" * 32], unit([[1.0, 0.0, 0.0]]))
    pending = photos.pending_ids(catalogue, model_id, [Scope(1)])
    assert sorted(pending) == sorted([ids["new.jpg"], ids["read.jpg"]])


def test_a_missing_photo_comes_back_in_the_state_it_had(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "new.jpg", "ok.jpg", "broken.jpg")
    read(catalogue, ids["ok.jpg"], b"o")
    with catalogue.transaction():
        photos.record_unreadable(catalogue, ids["broken.jpg"], ErrorReport("image-empty"))
        photos.mark_missing(catalogue, list(ids.values()))
        assert photos.count_by_state(catalogue)["missing"] == 3
        for photo_id in ids.values():
            photos.mark_found_again(catalogue, photo_id)
    assert {photo.path.name: photo.state.value for photo in _all(catalogue).values()} == {
        "new.jpg": "new",
        "ok.jpg": "ok",
        "broken.jpg": "unreadable",
    }


def test_only_reasons_that_may_pass_are_tried_again(catalogue: Catalogue):
    ids = add(catalogue, Path("/p"), "locked.jpg", "broken.jpg")
    with catalogue.transaction():
        photos.record_unreadable(catalogue, ids["locked.jpg"], ErrorReport("file-unreadable"))
        photos.record_unreadable(catalogue, ids["broken.jpg"], ErrorReport("image-truncated"))
        assert photos.retry_unreadable(catalogue, [Scope(1)], only_transient=True) == 1
    assert [photo.path.name for photo in photos.unreadable(catalogue)] == ["broken.jpg"]
    with catalogue.transaction():
        assert photos.retry_unreadable(catalogue, [Scope(1)], only_transient=False) == 1
