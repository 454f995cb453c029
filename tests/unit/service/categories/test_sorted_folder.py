"""A folder whose sub-folders say what their photos show."""

import sys
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.service.categories import sorted_folder
from clipphotos.service.categories.sorted_folder import photos_by_label
from support.pictures import make_photo


def refusal(folder: Path) -> str:
    with pytest.raises(KnownError) as caught:
        photos_by_label(folder)
    return caught.value.error_code


def test_photos_at_any_depth_belong_to_the_outermost_folder(folder: Path):
    cats = [make_photo(folder / "cats" / name, "red") for name in ("a.png", "b.png", "deep/er/c.png")]
    dogs = [make_photo(folder / "dogs" / "a.png", "blue")]
    make_photo(folder / "loose.png", "red")
    make_photo(folder / ".hidden" / "a.png", "red")
    (folder / "empty").mkdir()
    (folder / "cats" / "notes.txt").write_text("no photo")
    assert photos_by_label(folder) == {"cats": cats, "dogs": dogs}


def test_folders_that_say_the_same_are_one_and_a_picture_is_known_by_its_content(folder: Path):
    paths = [make_photo(folder / f"{name}.png", "red") for name in ("one", "two", "three")]
    for path, target in zip(paths, ("big_cats/a", "Big cats/b.png", "dogs/c.png"), strict=True):
        (folder / target).parent.mkdir()
        path.rename(folder / target)
    assert {
        label: sorted(each.name for each in photos) for label, photos in photos_by_label(folder).items()
    } == {"big cats": ["a", "b.png"], "dogs": ["c.png"]}


@pytest.mark.skipif(sys.platform == "win32", reason="no folder has such a name there")
def test_no_label_has_control_characters(folder: Path):
    for name in ("red\x1b[2J", "\x07", "two\nlines"):
        make_photo(folder / name / "a.png", "red")
    assert sorted(photos_by_label(folder)) == ["\\x07", "red [2j", "two lines"]


def test_what_is_no_sorted_folder_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert refusal(folder / "missing") == "folder-missing"
    assert refusal(folder) == "too-few-classes"
    make_photo(folder / "cats" / "a.png", "red")
    (folder / "dogs").mkdir()
    assert refusal(folder) == "too-few-classes"
    make_photo(folder / "dogs" / "a.png", "blue")
    assert len(photos_by_label(folder)) == 2
    walk = sorted_folder.walk

    def unreadable(path: Path):
        yield from walk(path)
        yield sorted_folder.UnreadableFolder("locked", "Permission denied")

    monkeypatch.setattr(sorted_folder, "walk", unreadable)
    assert refusal(folder) == "folder-unreadable"
