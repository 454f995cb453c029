import unicodedata
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.errors import KnownError
from clipphotos.core.sorting.folder_names import (
    FALLBACK,
    MOST_BYTES,
    check_pattern,
    distinct_folder_names,
    expand_pattern,
    folder_name,
    split_pattern,
)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Cats", "Cats"),
        ("../../etc", "etc"),
        ("..", FALLBACK),
        (".", FALLBACK),
        ("", FALLBACK),
        ("   ", FALLBACK),
        ("\0", FALLBACK),
        ("a/b", "a-b"),
        ("a\\b", "a-b"),
        ("/etc/passwd", "etc-passwd"),
        ("C:\\Windows", "C--Windows"),
        ("\\\\server\\share", "server-share"),
        ("a\0b\x1bc\x7fd", "abcd"),
        ("tab\tand\nline", "tab and line"),
        ("CON", "CON_"),
        ("con.txt", "con_.txt"),
        ("con .txt", "con_.txt"),
        ("NUL", "NUL_"),
        ("COM1", "COM1_"),
        ("com¹", "com¹_"),
        ("COM10", "COM10"),
        ("LPT9.tar.gz", "LPT9_.tar.gz"),
        ("Console", "Console"),
        ("trip. ", "trip"),
        ("trip...", "trip"),
        (".hidden", "hidden"),
        ("lost+found", "lost+found_"),
        ("@eaDir", "@eaDir_"),
        ('a:b*c?d"e<f>g|h', "a-b-c-d-e-f-g-h"),
        ("e\u0301te\u0301", "été"),
        ("猫咪 🐈", "猫咪 🐈"),
        ("👨‍👩‍👧 family", "👨‍👩‍👧 family"),
        ("שלום", "שלום"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\u200f\u2066x\u2069", "x"),
        ("half \ud800 pair", "half  pair"),
    ],
)
def test_names_become_safe_folders(name: str, folder: str):
    assert folder_name(name) == folder


@given(st.text(max_size=400))
def test_every_name_becomes_one_safe_folder(name: str):
    folder = folder_name(name)
    assert folder
    assert len(folder.encode()) <= MOST_BYTES + 1  # an underscore for a name that is reserved
    assert unicodedata.is_normalized("NFC", folder)
    assert folder_name(folder) == folder
    assert PurePosixPath(folder).parts == (folder,)
    assert PureWindowsPath(folder).parts == (folder,)
    assert not PureWindowsPath(folder).is_reserved()
    assert folder not in (".", "..")
    assert not folder.startswith((".", " "))
    assert not folder.endswith((".", " "))
    assert all(unicodedata.category(letter) not in {"Cc", "Cs"} for letter in folder)


def test_long_names_are_cut_between_letters():
    assert folder_name("x" * 300) == "x" * 120
    assert folder_name("猫" * 300) == "猫" * 40
    assert len(folder_name("😀" * 300)) == 30
    assert folder_name("a" * 117 + "👨\u200d👩").rstrip("a") == ""
    assert not folder_name("a" * 119 + " tail").endswith(" ")


@given(
    st.lists(
        st.sampled_from(["a/b", "a-b", "A-B", "é", "e\u0301", "x" * 300, "x" * 301, "", "."]), unique=True
    )
)
def test_no_two_categories_share_a_folder(names: list[str]):
    folders = distinct_folder_names(names)
    assert list(folders) == names
    keys = {unicodedata.normalize("NFC", folder).casefold() for folder in folders.values()}
    assert len(keys) == len(names)
    assert all(len(folder.encode()) <= MOST_BYTES for folder in folders.values())
    assert all(folder_name(folder) == folder for folder in folders.values())


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("{category}", ("Cats",)),
        ("{category}/{year}/{month}", ("Cats", "2024", "03")),
        ("{year}/{year}-{month}-{day} {category}", ("2024", "2024-03-09 Cats")),
        ("/{category}/", ("Cats",)),
        ("Photos\\{category}", ("Photos", "Cats")),
        ("CON/{category}", ("CON_", "Cats")),
    ],
)
def test_patterns(pattern: str, parts: tuple[str, ...]):
    assert expand_pattern(pattern, "Cats", date(2024, 3, 9)) == parts


def test_photos_without_a_date_have_one_folder_of_their_own():
    assert expand_pattern("{category}/{year}/{month}", "Cats", None) == ("Cats", "Undated")
    assert expand_pattern("{year}", "Cats", None, undated="ohne Datum") == ("ohne Datum",)
    assert expand_pattern("{category}", "Cats", None) == ("Cats",)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{category}/{camera}", "pattern-unknown"),
        ("{}", "pattern-unknown"),
        ("{category.__class__}", "pattern-unknown"),
        ("{category!r}", "pattern-unknown"),
        ("{category", "pattern-invalid"),
        ("category}", "pattern-invalid"),
        ("", "pattern-invalid"),
        ("//", "pattern-invalid"),
        ("../{category}", "pattern-invalid"),
        ("{category}/ . ", "pattern-invalid"),
    ],
)
def test_patterns_that_cannot_be(pattern: str, code: str):
    with pytest.raises(KnownError) as caught:
        check_pattern(pattern)
    assert caught.value.error_code == code
    with pytest.raises(KnownError):
        expand_pattern(pattern, "Cats", date(2024, 3, 9))


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_pattern_never_leads_out_of_the_destination(pattern: str, category: str):
    try:
        parts = expand_pattern(pattern, folder_name(category), date(2024, 3, 9))
    except KnownError:
        return
    assert parts
    assert all(folder_name(part) == part for part in parts)


@pytest.mark.parametrize(
    ("folder", "parts"),
    [
        ("", ("", "")),
        ("Trips", ("Trips", "")),
        ("Trips/{year}", ("Trips/", "{year}")),
        ("a/b of {year}/{month}", ("a/", "b of {year}/{month}")),
        ("{category}/{year}", ("", "{category}/{year}")),
        ("/{year}", ("/", "{year}")),
        ("C:\\Photos\\{year}", ("C:\\Photos\\", "{year}")),
    ],
)
def test_a_folder_is_split_where_its_pattern_begins(folder: str, parts: tuple[str, str]):
    assert split_pattern(folder) == parts
