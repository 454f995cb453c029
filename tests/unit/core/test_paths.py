import os
import unicodedata
from pathlib import Path, PurePosixPath

import pytest

from clipphotos.core.paths import is_whole, is_within, path_below, path_key

COMPOSED = unicodedata.normalize("NFC", "É.jpg")
DECOMPOSED = unicodedata.normalize("NFD", "É.jpg")


def test_twins_are_two_files_where_the_file_system_says_so():
    names = {COMPOSED, DECOMPOSED, "a.jpg", "A.jpg"}
    assert len({path_key(name, case_sensitive=True) for name in names}) == 4


def test_twins_are_one_file_elsewhere():
    assert path_key(COMPOSED, case_sensitive=False) == path_key(DECOMPOSED.lower(), case_sensitive=False)


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/a", "/a/b", False)],
)
def test_within(path: str, folder: str, expected: bool):
    assert is_within(PurePosixPath(path), PurePosixPath(folder)) is expected


@pytest.mark.parametrize("relpath", ["/etc/passwd", "..", "../x", "a/../../x", "a/.."])
def test_what_leads_out_of_a_folder_is_not_below_it(relpath: str):
    with pytest.raises(ValueError, match="not below"):
        path_below("/photos", relpath)


@pytest.mark.parametrize("relpath", ["", "a.jpg", "a/b..jpg", "..a/b", "a/..."])
def test_odd_names_are_below_their_folder(relpath: str):
    assert path_below("/photos", relpath) == Path("/photos", relpath)


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        ("/a/b", True),
        ("a/b", False),
        ("/a/../b", False),
        ("/a//b", False),
        ("/a/./b", False),
        ("/a\0b", False),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="they are no whole paths there")
def test_whole_paths(path: str, is_so: bool):
    assert is_whole(path) is is_so
