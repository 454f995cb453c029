"""Picking and rejecting photos in the window: by keys and menus, seen, said and taken back."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import FlagFilter
from clipphotos.gui.actions.window_table import flag_id
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.flags import flag_words
from clipphotos.storage.catalogue import open_catalogue_to_read
from support.pictures import make_photo
from support.windows import Opened

OpenWindow = Callable[[], Opened]
K = Qt.Key


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    for number in range(3):
        make_photo(tmp_path / "photos" / f"red-{number}.png", "red", number=number)
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 3)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    opened.window.grid.setFocus()
    return opened


def shown(opened: Opened) -> list[str]:
    model = opened.window.model
    return [photo.flag.value for row in range(model.rowCount()) if (photo := model.photo(row))]


def stored(opened: Opened) -> list[str]:
    with closing(open_catalogue_to_read(opened.locations)) as catalogue:
        flags = dict(catalogue.rows("SELECT id, flag FROM photo"))
    return [flags[each] for each in opened.window.model.ids]


def wait_for(qtbot: QtBot, opened: Opened, flags: list[str]) -> None:
    qtbot.waitUntil(lambda: stored(opened) == flags)
    qtbot.waitUntil(lambda: not opened.window.annotations._on_their_way)
    qtbot.waitUntil(lambda: shown(opened) == flags)


def test_keys_flag_and_undo_takes_back(filled: Opened, qtbot: QtBot):
    grid, actions = filled.window.grid, filled.window.actions_
    grid.selection.make_current(0)
    qtbot.keyClick(grid, K.Key_P)
    assert shown(filled)[0] == "pick", "seen before the service has answered"
    wait_for(qtbot, filled, ["pick", "", ""])
    grid.selectAll()
    qtbot.keyClick(grid, K.Key_X)
    wait_for(qtbot, filled, ["reject"] * 3)
    assert filled.window.notice.text == "3 photos rejected."
    qtbot.waitUntil(lambda: actions["undo"].text() == "&Undo rejection of 3 photos")
    actions["undo"].trigger()
    wait_for(qtbot, filled, ["pick", "", ""])
    qtbot.keyClick(grid, K.Key_U)
    wait_for(qtbot, filled, ["", "", ""])
    qtbot.waitUntil(lambda: actions["undo"].text() == "&Undo removal of the flag of 1 photo")


def test_in_the_viewer_they_are_about_the_photo_shown(filled: Opened, qtbot: QtBot):
    window = filled.window
    window.grid.selectAll()
    window.pages.open_photo(1)
    qtbot.waitUntil(window.viewer.isVisible)
    qtbot.keyClick(window.viewer, K.Key_P)
    wait_for(qtbot, filled, ["", "pick", ""])


def test_letters_typed_into_a_field_are_letters(filled: Opened, qtbot: QtBot):
    filled.window.grid.selection.make_current(0)
    filled.window.search_bar.focus()
    qtbot.keyClicks(filled.window.search_bar.edit, "pxu")
    assert filled.window.search_bar.edit.text() == "pxu"
    assert shown(filled) == ["", "", ""]


def test_nothing_selected_is_not_flagged(filled: Opened, qtbot: QtBot):
    filled.window.grid.selection.select_none()
    assert not any(filled.window.actions_[flag_id(flag)].isEnabled() for flag in Flag)
    qtbot.keyClick(filled.window.grid, K.Key_X)
    assert shown(filled) == ["", "", ""]


def test_a_search_is_limited_to_flagged_photos(filled: Opened, qtbot: QtBot):
    window = filled.window
    chooser = next(each for each in window.search_bar.choosers if each.offers(FlagFilter(Flag.PICK)))
    chooser.choose(FlagFilter(Flag.PICK))
    qtbot.waitUntil(lambda: window.model.rowCount() == 0)
    qtbot.waitUntil(lambda: "flagged like this" in window.content.message.title)
    chooser.choose(None)
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    window.grid.selection.make_current(2)
    qtbot.keyClick(window.grid, K.Key_P)
    wait_for(qtbot, filled, ["", "", "pick"])
    picked = window.model.ids[2]
    chooser.choose(FlagFilter(Flag.PICK))
    qtbot.waitUntil(lambda: list(window.model.ids) == [picked])
    window.grid.selection.make_current(0)
    qtbot.keyClick(window.grid, K.Key_U)
    qtbot.waitUntil(lambda: window.model.rowCount() == 0)


def test_flags_are_seen_and_said(filled: Opened):
    grid, model = filled.window.grid, filled.window.model
    tile = grid.layout_now().rect(0)
    looks = {Flag.NONE: grid.viewport().grab(tile).toImage()}
    for flag in (Flag.PICK, Flag.REJECT):
        model.show_changed([model.ids[0]], lambda photo, flag=flag: replace(photo, flag=flag))
        looks[flag] = grid.viewport().grab(tile).toImage()
        for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            assert flag_words(flag) in model.index(0).data(role)
            assert flag_words(flag) not in model.index(1).data(role)
    assert looks[Flag.NONE] != looks[Flag.PICK] != looks[Flag.REJECT]
    middle = tile.width() // 2, (tile.height() - 24) // 2
    red = {flag: image.pixelColor(*middle).saturation() for flag, image in looks.items()}
    assert red[Flag.PICK] == red[Flag.NONE]
    assert red[Flag.REJECT] < red[Flag.NONE], "a rejected photo steps back"


def test_the_viewer_shows_the_flag_beside_the_name(filled: Opened, qtbot: QtBot):
    window = filled.window
    window.pages.open_photo(1)
    header, canvas = window.viewer.flag, window.viewer._canvas
    assert not header.isVisible()
    for key, flag in ((K.Key_P, Flag.PICK), (K.Key_X, Flag.REJECT)):
        qtbot.keyClick(window.viewer, key)
        qtbot.waitUntil(lambda flag=flag: header.flag is flag)
        assert header.isVisible()
        assert header.accessibleName() == flag_words(flag)
        assert canvas._flag is Flag.NONE, "it is said once"
    window.viewer.set_bare(bare=True)
    assert not header.isVisible()
    assert canvas._flag is Flag.REJECT, "in full screen the photo says it"
    window.viewer.set_bare(bare=False)
    qtbot.keyClick(window.viewer, K.Key_Right)
    assert not header.isVisible()
