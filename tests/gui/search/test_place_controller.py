"""Going from one place of the sidebar to another."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from support.pictures import make_photos
from support.windows import Opened

PHOTOS = {"one": 3, "two": 5}
EVERYTHING, ONE, TWO, RED, BLUE, WORDS = "all photos", "folder one", "folder two", "red", "blue", "words"
PLACES = (EVERYTHING, ONE, TWO, RED, BLUE, WORDS)


@pytest.fixture
def opened(open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path) -> Opened:
    for name, count in PHOTOS.items():
        make_photos(tmp_path / "photos" / name, count)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", sum(PHOTOS.values()))
    return opened


def go(opened: Opened, place: str, folder: Path) -> None:
    window = opened.window
    match place:
        case "all photos":
            window.library.choose(None)
        case "folder one" | "folder two":
            window.library.choose(folder / place.removeprefix("folder "))
        case "words":
            window.search_bar.edit.setText("red")
        case _:
            ids = {each.name: each.category_id for each in window.categories.categories}
            window.sidebar.categories.choose(ids[place])


def settle(opened: Opened, qtbot: QtBot) -> None:
    window = opened.window
    qtbot.waitUntil(lambda: not window.search.waiting)
    shown = window.content
    qtbot.waitUntil(lambda: shown._snapshot is not None and shown._snapshot.folder == shown.folder)


def test_a_place_is_shown_once(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    """Who clicks a photo as soon as the place is there has chosen it: no other list comes on its heels."""
    model = opened.window.model
    lists: list[list[int]] = []
    model.modelReset.connect(lambda: lists.append(list(model.ids)))
    shown: dict[tuple[str, str], int] = {}
    for start, end in permutations(PLACES, 2):
        go(opened, start, tmp_path / "photos")
        settle(opened, qtbot)
        lists.clear()
        go(opened, end, tmp_path / "photos")
        settle(opened, qtbot)
        shown[start, end] = len(lists)
        opened.window.search_bar.clear()
        settle(opened, qtbot)
    assert shown == dict.fromkeys(shown, 1)
