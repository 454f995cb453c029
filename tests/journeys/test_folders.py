"""Folders of the library: taken out and added again, watched and watched no longer."""

from pathlib import Path

from support.desktop.accessibility import Node
from support.desktop.person import Person
from support.trees import taken_down

INBOX = "pets, 0 of "
"""How the inbox is told of, with how many of its photos would go to a category."""


def test_a_folder_with_sub_folders_is_removed_and_added_again(somebody: Person, photos: Path):
    before = taken_down(photos)
    somebody.click("tree item", "photos")
    somebody.click("push button", "Remove the folder from the library")
    # Return would take the safe answer.
    somebody.see("label", "No file is touched")
    somebody.click("push button", "Remove")
    somebody.see("label", "Find your photos by what is in them")
    assert taken_down(photos) == before
    assert somebody.look("tree item", "flowers") is None
    somebody.press("ctrl+o")
    somebody.add_folder(photos)
    somebody.see("label", "24 photos")
    somebody.see("tree item", "flowers")
    assert taken_down(photos) == before


def test_a_folder_is_watched_and_watched_no_longer(somebody: Person, photos: Path):
    choose_last(somebody, somebody.see("tree item", "pets"))
    somebody.see(name=INBOX)
    # Whatever is put into it appears by itself.
    new = photos / "pets" / "new.jpg"
    new.write_bytes(next((photos / "flowers" / "daisy").iterdir()).read_bytes() + b" ")
    somebody.see("label", "9 photos")
    new.unlink()
    somebody.see("label", "8 photos")
    choose_last(somebody, somebody.see(name=INBOX))
    somebody.see_no(name=INBOX)
    somebody.click("tree item", "All photos")
    somebody.see("label", "24 photos")


def choose_last(somebody: Person, about: Node) -> None:
    """Choose the last entry of a context menu. Qt tells screen readers nothing of what is in these."""
    somebody.pop_up(about.middle, "Up", "Return", button=3)
