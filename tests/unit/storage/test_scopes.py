"""Parts of the library: exactly what lies below a folder, whatever its neighbours are called."""

from pathlib import Path

import pytest

from clipphotos.core.errors import NotInLibrary
from clipphotos.core.photo import LibraryRoot
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.scopes import Scope, folders_in_scope, in_scopes, scope_of, scopes_below, scopes_of
from support.catalogues import add_photos

INSIDE = {"one/a.jpg", "one/two/b.jpg", "one/~.jpg", "one/é.jpg", "one/0.jpg"}
BESIDE = {f"{name}/a.jpg" for name in ("one!", "one more", "one%", "onerous", "One")} | {
    "one.jpg",
    "one0.jpg",
    "on/e.jpg",
}


def below(catalogue: Catalogue, scope: Scope) -> set[str]:
    condition, parameters = in_scopes([scope])
    return {path for (path,) in catalogue.rows(f"SELECT relpath FROM photo p WHERE {condition}", parameters)}


def test_a_folder_ends_where_its_neighbours_begin(catalogue: Catalogue):
    add_photos(catalogue, Path("/p"), *INSIDE, *BESIDE)
    (root,) = roots.all_roots(catalogue)
    assert below(catalogue, scope_of(root, Path("/p/one"))) == INSIDE
    assert below(catalogue, scope_of(root, Path("/p/onerous"))) == {"onerous/a.jpg"}
    assert below(catalogue, scope_of(root, Path("/p"))) == INSIDE | BESIDE


def test_no_scope_is_nowhere_and_none_is_everywhere(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "a.jpg")
    assert photos.ids_in_order(catalogue, ()) == []
    assert photos.ids_in_order(catalogue, None) == list(ids.values())


def test_several_scopes_are_all_meant(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "one/a.jpg", "two/b.jpg", "three/c.jpg")
    ids |= add_photos(catalogue, Path("/q"), "d.jpg")
    library = roots.all_roots(catalogue)
    scopes = [*scopes_below(library, Path("/p/two")), *scopes_below(library, Path("/q"))]
    assert set(photos.ids_in_order(catalogue, scopes)) == {ids["two/b.jpg"], ids["d.jpg"]}


def test_rows_about_folders_include_the_folder_itself(catalogue: Catalogue):
    add_photos(catalogue, Path("/p"), "a.jpg")
    (root,) = roots.all_roots(catalogue)
    with catalogue.transaction():
        for key in ("", "one", "one/two", "onerous", "one0", "on"):
            catalogue.execute("INSERT INTO listed_folder VALUES (?, ?, x'00', 1)", (root.id, key))
    for folder, expected in (
        ("/p/one", {"one", "one/two"}),
        ("/p/one/two", {"one/two"}),
        ("/p", {"", "one", "one/two", "onerous", "one0", "on"}),
    ):
        condition, parameters = folders_in_scope(scope_of(root, Path(folder)))
        rows = catalogue.rows(f"SELECT path_key FROM listed_folder WHERE {condition}", parameters)
        assert {key for (key,) in rows} == expected


def test_a_folder_that_is_asked_about_may_hold_roots_or_be_in_one(catalogue: Catalogue, tmp_path: Path):
    add_photos(catalogue, tmp_path / "photos", "a.jpg")
    (root,) = roots.all_roots(catalogue)
    assert scopes_of(catalogue, tmp_path) == (Scope(root.id),)
    assert scopes_of(catalogue, tmp_path / "photos" / "sub") == (Scope(root.id, "sub/"),)
    with pytest.raises(NotInLibrary):
        scopes_of(catalogue, tmp_path / "elsewhere")


def test_a_link_is_asked_about_by_its_name_and_by_where_it_leads(catalogue: Catalogue, tmp_path: Path):
    (tmp_path / "photos" / "sub").mkdir(parents=True)
    (tmp_path / "photos" / "link").symlink_to(tmp_path / "photos" / "sub")
    add_photos(catalogue, tmp_path / "photos", "a.jpg")
    (root,) = roots.all_roots(catalogue)
    found = scopes_of(catalogue, tmp_path / "photos" / "link")
    assert found == (Scope(root.id, "link/"), Scope(root.id, "sub/"))


def test_case_counts_where_the_file_system_says_so():
    sensitive = LibraryRoot(1, Path("/p"), case_sensitive=True, online=True)
    other = LibraryRoot(1, Path("/p"), case_sensitive=False, online=True)
    assert scope_of(sensitive, Path("/p/One")).prefix == "One/"
    assert scope_of(other, Path("/p/One")).prefix == "one/"
