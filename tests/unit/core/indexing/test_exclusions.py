"""What is left out of the library by its name, and what the user may decide about it."""

from pathlib import PurePath

import pytest

from clipphotos.core.indexing.exclusions import (
    EVERYWHERE,
    Exclusion,
    ExclusionRules,
    ExclusionSettings,
    exclusion_of_name,
    is_in_package,
    rules_below,
)

ROOT = PurePath("/photos")


def rules(*entries: str, markers: bool = True) -> ExclusionRules:
    return rules_below(ExclusionSettings(entries, markers), ROOT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Photos Library.photoslibrary", Exclusion.PACKAGE),
        ("FOTOS.APLIBRARY", Exclusion.PACKAGE),
        ("iPhoto.migratedphotolibrary", Exclusion.PACKAGE),
        ("2020 Previews.lrdata", Exclusion.PACKAGE),
        ("2020.lrcat-data", Exclusion.PACKAGE),
        ("Design.library", Exclusion.PACKAGE),
        ("#recycle", Exclusion.TRASH),
        ("@Recycle", Exclusion.TRASH),
        ("$RECYCLE.BIN", Exclusion.TRASH),
        ("lost+found", Exclusion.TRASH),
        ("FOUND.000", Exclusion.TRASH),
        ("Network Trash Folder", Exclusion.TRASH),
        ("#snapshot", Exclusion.SYSTEM),
        ("@eaDir", Exclusion.SYSTEM),
        ("@tmp", Exclusion.SYSTEM),
        ("System Volume Information", Exclusion.SYSTEM),
        ("__MACOSX", Exclusion.SYSTEM),
        ("Thumbnails", Exclusion.THUMBNAILS),
        ("_thumbs", Exclusion.THUMBNAILS),
    ],
)
def test_what_is_not_the_users_is_known_by_its_name(name: str, expected: Exclusion):
    assert exclusion_of_name(name) is expected
    assert EVERYWHERE.of_folder(f"a/{name}") is expected
    assert EVERYWHERE.of_place(f"a/{name}/b/c.jpg") is expected


@pytest.mark.parametrize(
    "name",
    ["2020", "recycle", "Trash", "Library", "my photoslibrary", "snapshot", "Äpfel", "found.00", "@home"],
)
def test_folders_of_people_are_not_left_out(name: str):
    assert exclusion_of_name(name) is None
    assert EVERYWHERE.of_place(f"{name}/a.jpg") is None


def test_a_file_is_never_left_out_by_the_table():
    assert EVERYWHERE.of_place("a/thumbs") is None
    assert EVERYWHERE.of_place("scan.photoslibrary") is None


def test_a_photo_in_a_package_is_told_wherever_the_package_is():
    assert is_in_package(PurePath("/mnt/A.photoslibrary/originals/0/a.jpg"))
    assert not is_in_package(PurePath("/mnt/#recycle/a.jpg"))
    assert not is_in_package(PurePath("/mnt/a.photoslibrary"))


@pytest.mark.parametrize(
    ("entry", "left_out", "kept"),
    [
        ("private", ["private/a.jpg", "b/Private/c/a.jpg", "private"], ["privately/a.jpg", "a/private.jpg"]),
        ("*cache*", ["My Cache 2/a.jpg", "x/cached.jpg"], ["x/a.jpg"]),
        ("scan?.tif", ["scan1.tif", "a/SCAN2.TIF"], ["scan10.tif"]),
        ("raw/", ["raw/a.nef", "b/RAW/a.nef"], ["b/raw"]),
        ("2019/private", ["2019/private/a.jpg"], ["private/a.jpg", "b/2019/private/a.jpg", "2019/a.jpg"]),
        ("*/private", ["b/2019/private/a.jpg"], ["private/a.jpg"]),
        ("/photos/a", ["a/b.jpg", "a/c/b.jpg"], ["b/a/b.jpg", "a"]),
        ("/photos/[a]*", ["[a]*/b.jpg"], ["a/b.jpg", "[a]x/b.jpg"]),
        ("/photos", ["a.jpg", "a/b.jpg"], []),
        ("/elsewhere/a", [], ["a/b.jpg"]),
        ("é", ["e\u0301/a.jpg"], ["e/a.jpg"]),
        ("", [], ["a.jpg"]),
    ],
)
def test_what_the_user_leaves_out(entry: str, left_out: list[str], kept: list[str]):
    chosen = rules(entry)
    assert [place for place in left_out + kept if chosen.of_place(place)] == left_out
    assert {chosen.of_place(place) for place in left_out} <= {Exclusion.CHOSEN}


def test_an_exception_is_not_left_out_by_the_table_by_a_pattern_or_by_a_marker():
    chosen = rules("private", "!thumbnails", "!2020/private")
    assert chosen.of_place("thumbnails/a.jpg") is None
    assert chosen.of_place("2020/private/a.jpg") is None
    assert chosen.of_place("private/a.jpg") is Exclusion.CHOSEN
    assert not chosen.obeys_markers_in("thumbnails")
    assert chosen.obeys_markers_in("2020")
    assert not chosen.obeys_markers_in("")
    assert not rules(markers=False).obeys_markers_in("2020")


def test_files_are_looked_at_only_if_one_of_them_may_be_left_out():
    assert rules("*.tif").looks_at_files
    assert rules("a/b").looks_at_files
    assert not rules("raw/", "/photos/a", "!a").looks_at_files
