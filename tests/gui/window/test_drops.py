"""Whatever is dropped anywhere is taken as a copy: some file managers delete what was accepted as a move."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.gui.categories.dialog import CategoryDialog
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.preferences.checkpoint_dialog import CheckpointDialog
from clipphotos.gui.preferences.settings_dialog import SettingsDialog
from clipphotos.gui.widgets.drops import let_files_pass
from support.pictures import make_photo, make_photos
from support.windows import Opened

OpenWindow = Callable[[], Opened]
_Action = Qt.DropAction
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SOURCES = [
    _Action.MoveAction,
    _Action.MoveAction | _Action.CopyAction,
    _Action.LinkAction | _Action.MoveAction,
]


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    make_photos(tmp_path / "photos", 4)
    opened = open_window()
    opened.fill(qtbot, tmp_path / "photos", 4)
    return opened


def files(*paths: Path) -> QMimeData:
    """As a file manager offers them: as addresses, and as text."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(str(path) for path in paths))
    return mime


def drag(target: QWidget, mime: QMimeData, actions: Qt.DropAction) -> Iterator[QDropEvent]:
    """A drag that comes over a widget, moves on it and is let go."""
    at = QPoint(4, 4)
    for event in (
        QDragEnterEvent(at, actions, mime, LEFT, NO_KEY),
        QDragMoveEvent(at, actions, mime, LEFT, NO_KEY),
        QDropEvent(QPointF(at), actions, mime, LEFT, NO_KEY),
    ):
        # What the window system would propose if it were asked to move.
        event.setDropAction(_Action.MoveAction)
        event.ignore()
        QApplication.sendEvent(target, event)
        yield event


def places(*windows: QWidget) -> list[QWidget]:
    inside = [each for window in windows for each in [window, *window.findChildren(QWidget)]]
    return [each for each in inside if each.acceptDrops()]


def check(targets: list[QWidget], mime: QMimeData) -> int:
    """How many places take it; none of them as anything but a copy."""
    taken = 0
    for target in targets:
        for actions in SOURCES:
            for event in drag(target, mime, actions):
                if event.isAccepted():
                    taken += 1
                    assert event.dropAction() is _Action.CopyAction, (target, event.type())
    return taken


@pytest.mark.parametrize("what", ["a photo", "a folder", "two files"])
def test_everywhere_in_the_window(filled: Opened, qtbot: QtBot, tmp_path: Path, what: str) -> None:
    one, other = (make_photo(tmp_path / "elsewhere" / f"{name}.png", "red") for name in "ab")
    mime = {"a photo": files(one), "a folder": files(one.parent), "two files": files(one, other)}[what]
    window = filled.window
    window.actions_["info"].trigger()
    targets = places(window)
    assert len(targets) >= 3
    taken = check(targets, mime)
    assert bool(taken) is (what != "two files")
    assert window.search_bar.text == ""
    assert window.tags.panel.field.text() == ""
    window.search_bar.clear()
    qtbot.waitUntil(lambda: not window.search.waiting)
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)


def test_a_file_dropped_on_a_text_field_goes_to_what_is_around_it(
    filled: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    photo = make_photo(tmp_path / "elsewhere" / "a.png", "purple")
    edit = filled.window.search_bar.edit
    with qtbot.waitSignal(filled.window.search.answered):
        for event in drag(edit, files(photo), _Action.MoveAction | _Action.CopyAction):
            assert event.isAccepted()
            assert event.dropAction() is _Action.CopyAction
    assert filled.window.search_bar.text == ""
    assert filled.window.search_bar.example == photo
    filled.window.search_bar.clear()
    qtbot.waitUntil(lambda: not filled.window.search.waiting)


def test_in_dialogs(filled: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    photo = make_photo(tmp_path / "elsewhere" / "a.png", "red")
    window = filled.window
    window.grid.selection.begin_at(0)
    window.actions_["rename"].trigger()
    window.categories.add()
    checkpoint = CheckpointDialog(window)
    window.actions_["settings"].trigger()
    (settings,) = window.findChildren(SettingsDialog)
    qtbot.waitUntil(settings.exclusions.list.isEnabled)
    settings.exclusions.add_pattern.click()
    assert settings.exclusions.list.findChildren(QLineEdit)
    dialogs: list[QDialog] = window.findChildren(QDialog)
    assert len(dialogs) >= 3
    fields = places(*dialogs)
    assert len(fields) > 5
    assert check(fields, files(photo)) == 0
    for dialog in (*dialogs, checkpoint):
        dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(CategoryDialog))


def test_text_can_still_be_dropped_on_a_field(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    let_files_pass(field)
    field.show()
    mime = QMimeData()
    mime.setText("a cat")
    list(drag(field, mime, _Action.CopyAction))
    assert field.text() == "a cat"
    list(drag(field, files(Path("/a.png")), _Action.CopyAction))
    assert field.text() == "a cat"
