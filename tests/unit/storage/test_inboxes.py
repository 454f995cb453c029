"""Inboxes, and what is settled about the photos in them."""

from pathlib import Path

import pytest

from clipphotos.storage import inboxes, photos
from clipphotos.storage.catalogue import Catalogue
from support.catalogues import add_photos, content, read


def put(catalogue: Catalogue, *folders: str) -> None:
    with catalogue.transaction():
        inboxes.put_inboxes(catalogue, map(Path, folders))


def test_inboxes_are_kept_once_each_and_by_path(catalogue: Catalogue):
    assert inboxes.inboxes(catalogue) == ()
    odd = b"/p/caf\xe9".decode("utf-8", "surrogateescape")
    put(catalogue, "/q", "/p/b", "/q", odd)
    assert inboxes.inboxes(catalogue) == (Path("/p/b"), Path(odd), Path("/q"))
    put(catalogue, "/q")
    assert inboxes.inboxes(catalogue) == (Path("/q"),)


@pytest.mark.parametrize(
    ("folders", "left"),
    [
        (["/p", "/p/below", "/q/below"], ["/p", "/p/below", "/q/below"]),
        (["/p", "/gone", "/pp"], ["/p"]),
        (["/", "/gone"], []),
    ],
)
def test_inboxes_outside_the_library_are_forgotten(catalogue: Catalogue, folders: list[str], left: list[str]):
    add_photos(catalogue, Path("/p"))
    add_photos(catalogue, Path("/q"))
    put(catalogue, *folders)
    with catalogue.transaction():
        assert inboxes.forget_outside(catalogue) == (len(left) < len(folders))
        assert not inboxes.forget_outside(catalogue)
    assert inboxes.inboxes(catalogue) == tuple(map(Path, left))


def test_the_folders_of_a_content_are_those_of_its_copies_that_are_there(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "in/a.jpg", "cats/b.jpg", "dogs/c.jpg", "gone/d.jpg", "new/e.jpg")
    ids |= add_photos(catalogue, Path("/q"), "f.jpg")
    letters = {"in/a.jpg": "x", "cats/b.jpg": "x", "dogs/c.jpg": "y", "gone/d.jpg": "x", "f.jpg": "x"}
    for name, letter in letters.items():
        read(catalogue, ids[name], letter)
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["gone/d.jpg"]])
    asked = [ids["in/a.jpg"], ids["dogs/c.jpg"], ids["new/e.jpg"]]
    assert inboxes.folders_of_content(catalogue, asked) == {
        ids["in/a.jpg"]: {Path("/p/in"), Path("/p/cats"), Path("/q")},
        ids["dogs/c.jpg"]: {Path("/p/dogs")},
    }


def test_only_tags_of_the_user_count(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "a.jpg", "b.jpg", "c.jpg")
    for name, letter in (("a.jpg", "x"), ("b.jpg", "x"), ("c.jpg", "y")):
        read(catalogue, ids[name], letter)
    with catalogue.transaction():
        given = [("x", "cat", "user"), ("x", "dog", "rejected"), ("y", "cat", "user"), ("y", "sea", "user")]
        for letter, term, source in given:
            catalogue.execute(
                "INSERT INTO photo_tag VALUES (?, ?, ?, NULL, NULL)", (content(letter), term, source)
            )
        catalogue.execute("INSERT INTO photo_tag VALUES (?, 'sky', 'auto', 0.5, NULL)", (content("x"),))
    assert inboxes.tagged_by_user(catalogue, [ids["a.jpg"], ids["b.jpg"]]) == {
        (ids["a.jpg"], "cat"),
        (ids["b.jpg"], "cat"),
    }
