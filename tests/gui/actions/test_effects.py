"""Whatever a menu offers does something: every action, in every state, wherever the focus is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from clipphotos.gui.actions.action import Action
from clipphotos.gui.actions.situation import Page
from clipphotos.gui.actions.window_table import WINDOW_TABLE
from clipphotos.gui.window import folder_actions, main_window, photo_actions
from support.windows import Opened

OpenWindow = Callable[[], Opened]

ACTIONS = [row for row in WINDOW_TABLE if isinstance(row, Action)]
PHOTOS = 6
STATES = [
    "nothing selected",
    "one selected",
    "all selected, none current",
    "viewer",
    "review",
    "board",
    "welcome",
]
ALREADY_SO = {"colours-system", "language-system"}
"""Alternatives that are chosen already."""


@pytest.fixture
def opened(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_trash: Path
) -> Opened:
    from support.pictures import make_photos

    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    make_photos(tmp_path / "photos", PHOTOS)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", PHOTOS)
    return opened


class Witness:
    """Notices everything that an action may do."""

    def __init__(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = opened
        self.seen: list[str] = []
        submit = opened.bridge.submit

        def submitted(command: Any, *rest: Any, **named: Any) -> int:
            self.seen.append(type(command).__name__)
            return submit(command, *rest, **named)

        monkeypatch.setattr(opened.bridge, "submit", submitted)
        for module in (photo_actions, main_window, folder_actions):
            monkeypatch.setattr(module, "show_in_file_manager", lambda *_: self.seen.append("file manager"))
        for name in ("exec", "open"):
            monkeypatch.setattr(QMessageBox, name, lambda *_: self.seen.append("question") or 0)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: self.seen.append("choose") or "")

    def state(self) -> tuple[object, ...]:
        window = self.opened.window
        clipboard = QGuiApplication.clipboard()
        return (
            window.pages.page,
            tuple(window.grid.selection.rows()),
            clipboard.text(),
            bool(clipboard.mimeData() and clipboard.mimeData().hasUrls()),
            window.search_bar.example,
            window.focusWidget() is window.search_bar.edit,
            self.opened.settings.tile_size,
            window.sidebar.isVisible(),
            window.tags.panel.isVisible(),
            window.windowState(),
            len([each for each in window.findChildren(QDialog) if each.isVisible()]),
            window.notice.text,
            len(self.seen),
        )


def bring_into(state: str, opened: Opened, qtbot: QtBot) -> None:
    window = opened.window
    grid = window.grid
    if state == "one selected":
        grid.selection.begin_at(1)
    elif state == "all selected, none current":
        grid.selection.select_ids(list(window.model.ids))
    elif state == "viewer":
        grid.selection.select_none()
        window.pages.open_photo(2)
    elif state == "review":
        window.categories.review(None)
        qtbot.waitUntil(lambda: window.categories.review_page.photo is not None)
    elif state == "board":
        window.sorting.sort(list(window.model.ids))
        qtbot.waitUntil(lambda: window.sorting.board.is_up_to_date)
    elif state == "welcome":
        window.pages.setCurrentWidget(window.welcome)
    # Whoever opens a menu by mouse may have been typing before.
    if state in {"nothing selected", "one selected", "all selected, none current"}:
        window.sidebar.library._tree.setFocus()
    QApplication.processEvents()


def offered(opened: Opened) -> Iterator[str]:
    for row in ACTIONS:
        if opened.window.actions_[row.id].isEnabled() and row.id not in ALREADY_SO:
            yield row.id


@pytest.mark.parametrize("state", STATES)
def test_what_is_offered_does_something(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    window = opened.window
    witness = Witness(opened, monkeypatch)
    bring_into(state, opened, qtbot)
    told: list[str] = []
    window.view_actions.colours_chosen.connect(lambda _: told.append("colours"))
    window.view_actions.language_chosen.connect(lambda _: told.append("language"))
    monkeypatch.setattr(window, "close", lambda: told.append("closed") or True)
    window.actions_["quit"].triggered.disconnect()
    window.actions_["quit"].triggered.connect(window.close)
    names = list(offered(opened))
    assert {"quit", "about", "settings", "model"} <= set(names)
    # What takes photos away comes last.
    for name in sorted(names, key=lambda name: name == "trash"):
        if not window.actions_[name].isEnabled():
            continue
        before, told_before = witness.state(), len(told)
        window.actions_[name].trigger()
        after = witness.state()
        assert after != before or len(told) > told_before, f"{name} does nothing"
        for dialog in window.findChildren(QDialog):
            dialog.reject()
        window.history._next.clear()
        if window.isFullScreen():
            window.pages.toggle_full_screen()
        if after[0] is not before[0]:
            for page in (window.categories.review_page.close_review, window.sorting.board.close_board):
                page()
        if after[0] is Page.LIBRARY:
            window.search_bar.clear()
            qtbot.waitUntil(lambda: not window.search.waiting)
        bring_into(state, opened, qtbot)
    qtbot.waitUntil(lambda: not window.annotations._on_their_way)


@pytest.mark.parametrize("page", list(Page))
def test_what_is_out_of_sight_is_not_touched(page: Page) -> None:
    """Photos selected in a grid that another page covers are no one's business."""
    from clipphotos.gui.actions.situation import Situation

    about_photos = {"trash", "trash-asking", "rename", "copy", "rate-5", "flag-reject", "sort", "open"}
    situation = replace(Situation(), page=page, photos=3, listed=9)
    enabled = {row.id for row in ACTIONS if row.enabled_when(situation)}
    if page in {Page.REVIEW, Page.BOARD, Page.WELCOME}:
        assert not enabled & about_photos
