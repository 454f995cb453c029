"""Shown in the file manager, or told where it is: never nothing."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.widgets.file_manager import show_in_file_manager

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these have a file manager")
Opener = Callable[[str], Path]


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    # No desktop to ask, whatever machine this is.
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    install_language(LanguageChoice.ENGLISH)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Makes the opener that is found: a script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(script: str) -> Path:
        path = folder / "xdg-open"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / "a <b> & “c”.png"
    path.parent.mkdir()
    path.touch()
    return path


def told(qtbot: QtBot, window: QWidget) -> QMessageBox:
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    (box,) = window.findChildren(QMessageBox)
    return box


def copy_path(box: QMessageBox) -> None:
    next(each for each in box.buttons() if "Copy" in each.text()).click()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_without_a_file_manager_the_path_is_told_and_can_be_copied(
    window: QWidget, qtbot: QtBot, opener: Opener, photo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    show_in_file_manager(window, [photo])
    box = told(qtbot, window)
    assert capfd.readouterr().err == ""
    assert str(photo) in box.text()
    assert box.text().count(".") == str(photo).count(".") + 1, "one sentence"
    copy_path(box)
    assert QGuiApplication.clipboard().text() == str(photo)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))


@pytest.mark.parametrize("code", [3, 4])
def test_an_opener_that_finds_nothing_to_open_with(
    window: QWidget, qtbot: QtBot, opener: Opener, photo: Path, code: int
) -> None:
    opener(f"exit {code}")
    show_in_file_manager(window, [photo.parent])
    box = told(qtbot, window)
    assert str(photo.parent) in box.text()
    box.reject()


def test_where_it_is_shown_nothing_is_told(
    window: QWidget, qtbot: QtBot, opener: Opener, photo: Path, tmp_path: Path
) -> None:
    opener(f'echo "$1" > "{tmp_path}/opened"')
    show_in_file_manager(window, [photo])
    qtbot.waitUntil(lambda: (tmp_path / "opened").exists() and (tmp_path / "opened").read_text() != "")
    assert (tmp_path / "opened").read_text().strip() == str(photo.parent)
    qtbot.waitUntil(lambda: not window.children())
    assert not window.findChildren(QMessageBox)


def test_of_a_file_that_is_gone_its_folder_is_shown(
    window: QWidget, qtbot: QtBot, opener: Opener, photo: Path, tmp_path: Path
) -> None:
    opener(f'echo "$1" > "{tmp_path}/opened"')
    photo.unlink()
    show_in_file_manager(window, [photo])
    qtbot.waitUntil(lambda: (tmp_path / "opened").exists() and (tmp_path / "opened").read_text() != "")
    assert (tmp_path / "opened").read_text().strip() == str(photo.parent)
    qtbot.waitUntil(lambda: not window.children())


def test_of_a_folder_that_is_gone_the_path_is_told(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    show_in_file_manager(window, [tmp_path / "away" / "a.png"])
    box = told(qtbot, window)
    assert str(tmp_path / "away" / "a.png") in box.text()
    box.reject()


def test_nothing_to_show_shows_nothing(window: QWidget) -> None:
    show_in_file_manager(window, [])
    assert not window.children()
