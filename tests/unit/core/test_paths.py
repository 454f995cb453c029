import unicodedata
from pathlib import PurePosixPath

import pytest

from clipphotos.core.paths import is_within, path_key

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
