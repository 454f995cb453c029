"""What people do to their photos: put them into the trash, rename them, and take it back."""

from pathlib import Path

from support.desktop.person import Person
from support.trees import taken_down


def test_a_photo_is_deleted_brought_back_and_deleted_again(somebody: Person, photos: Path):
    before = taken_down(photos)
    somebody.hands.click(somebody.photo(0).middle)
    somebody.see("label", "1 selected")
    somebody.press("Delete")
    somebody.see("label", "23 photos")
    assert len(taken_down(photos)) == len(before) - 1
    somebody.press("ctrl+z")
    somebody.see("label", "24 photos")
    assert taken_down(photos) == before
    # Whoever presses the keys before it is done has nothing to do again yet.
    somebody.see("label", "Undone")
    somebody.press("ctrl+shift+z")
    somebody.see("label", "23 photos")
    somebody.press("ctrl+z")
    somebody.see("label", "24 photos")
    assert taken_down(photos) == before


def test_a_photo_is_renamed_and_gets_its_name_back(somebody: Person, photos: Path):
    before = taken_down(photos)
    somebody.hands.click(somebody.photo(1).middle)
    somebody.press("F2")
    somebody.see_focus("text", "New name")
    somebody.press("ctrl+a")
    somebody.write("a better name")
    somebody.press("Return")
    somebody.see("label", "1 photo renamed")
    assert any(path.stem == "a better name" for path in photos.rglob("*"))
    somebody.press("ctrl+z")
    somebody.see("label", "Undone")
    assert taken_down(photos) == before
