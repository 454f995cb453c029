"""Every dialog of the window, filled with texts as long as they may become."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from clipphotos.core.categories.category import Category, CategoryScore
from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import Exclusion, LeftOutFolder
from clipphotos.core.operations.operation import (
    ConflictChoice,
    Effect,
    MoveOutcome,
    MoveState,
    Operation,
)
from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.categories.dialog import CategoryDialog
from clipphotos.gui.categories.learn_dialog import LearnDialog
from clipphotos.gui.operations.conflict_dialog import ConflictDialog
from clipphotos.gui.operations.history_dialog import HistoryDialog
from clipphotos.gui.operations.outcome_dialog import OutcomeDialog
from clipphotos.gui.operations.rename_dialog import RenameDialog
from clipphotos.gui.preferences.checkpoint_dialog import CheckpointDialog
from clipphotos.gui.preferences.excluded_dialog import ExcludedDialog
from clipphotos.gui.preferences.model_dialog import ModelDialog
from clipphotos.gui.preferences.settings_dialog import SettingsDialog
from clipphotos.gui.preferences.skipped_dialog import SkippedDialog
from clipphotos.gui.widgets import file_manager, questions
from clipphotos.service.protocol.categories import LearnedCategories
from clipphotos.service.protocol.skipped_photo import SkippedPhoto
from clipphotos.storage.maintenance.backups import Backup
from support.dialogs import when_asked
from support.windows import Opened

LONG_NAME = "a photo with a rather long name of its own, as cameras and people give them.jpg"
LONG_FOLDER = Path("/", *(f"a_folder_with_a_rather_long_name_{number}" for number in range(9)))
LONG_PATH = LONG_FOLDER / LONG_NAME
_ERROR = ErrorReport("folder-missing", {"path": str(LONG_FOLDER)})
_ROOT = LibraryRoot(1, LONG_FOLDER, case_sensitive=True, online=True, photo_count=1, last_scan_at=None)
_CATEGORY = Category(1, "A category with a rather long name " * 3, ("word",), examples=3, rejected=4)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of dialog, and how one is made."""

    kind: type[QDialog]
    make: Callable[[Opened], QDialog]


def _new_category(opened: Opened) -> QDialog:
    opened.window.categories.add()
    return opened.window.findChildren(CategoryDialog)[-1]


def _changed_category(opened: Opened) -> QDialog:
    opened.window.categories.edit(opened.window.categories.categories[0])
    dialog = opened.window.findChildren(CategoryDialog)[-1]
    dialog.notice.report(_ERROR)
    return dialog


def _learning(opened: Opened) -> QDialog:
    return LearnDialog(LONG_FOLDER, opened.bridge, opened.window)


def _learned(opened: Opened) -> QDialog:
    dialog = LearnDialog(LONG_FOLDER, opened.bridge, opened.window)
    scores = tuple(CategoryScore(f"{_CATEGORY.name}{n}", 99, n / 9, "another") for n in range(10))
    dialog._show(LearnedCategories(scores, (SkippedPhoto(LONG_PATH, _ERROR),)))
    return dialog


def _conflicts(opened: Opened) -> QDialog:
    choices = tuple(ConflictChoice)
    outcome = MoveOutcome(1, LONG_PATH, LONG_PATH, MoveState.CONFLICT, _ERROR, 1, choices)
    return ConflictDialog(f"{LONG_FOLDER} " * 2, [outcome] * 20, 5, parent=opened.window)


def _outcome(opened: Opened) -> QDialog:
    folders = Counter({LONG_FOLDER / str(number): 12_345 for number in range(20)})
    problems = [MoveOutcome(1, LONG_PATH, LONG_PATH, MoveState.FAILED, _ERROR)] * 20
    dialog = OutcomeDialog("Sorted", f"{LONG_FOLDER} " * 2, folders, problems, opened.window)
    dialog.buttons.setStandardButtons(dialog.buttons.StandardButton.Close)
    return dialog


def _history(opened: Opened) -> QDialog:
    dialog = HistoryDialog(opened.window)
    counts = {MoveState.DONE: 12_345, MoveState.FAILED: 1}
    dialog.show_operations([Operation(n, "sort", Effect.MOVE, {}, n, n, counts=counts) for n in range(20)])
    return dialog


def _renaming(opened: Opened) -> QDialog:
    dialog = RenameDialog("a photo" * 30, ".jpg", opened.window)
    dialog.complain("That is no name. " * 9)
    return dialog


def _models(opened: Opened) -> QDialog:
    status = opened.window._dialogs._status
    assert status
    dialog = ModelDialog(status.models, status.device, opened.bridge, opened.window)
    dialog.show_fallback_reason(_ERROR)
    dialog.notice.report(_ERROR)
    dialog.card(status.models[0].name).show_download(1, 3)
    return dialog


def _settings(opened: Opened) -> QDialog:
    dialog = SettingsDialog(opened.indexing, opened.bridge, 64, opened.window)
    dialog.notice.report(_ERROR)
    return dialog


def _excluded(opened: Opened) -> QDialog:
    return ExcludedDialog([LeftOutFolder(LONG_FOLDER, each, 12_345) for each in Exclusion], opened.window)


def _skipped(opened: Opened) -> QDialog:
    skipped = [SkippedPhoto(LONG_PATH, _ERROR, is_folder=bool(number % 2)) for number in range(20)]
    return SkippedDialog(skipped, opened.window)


DIALOGS = {
    "new category": _Kind(CategoryDialog, _new_category),
    "category": _Kind(CategoryDialog, _changed_category),
    "learning": _Kind(LearnDialog, _learning),
    "learned": _Kind(LearnDialog, _learned),
    "conflicts": _Kind(ConflictDialog, _conflicts),
    "outcome": _Kind(OutcomeDialog, _outcome),
    "history": _Kind(HistoryDialog, _history),
    "rename": _Kind(RenameDialog, _renaming),
    "checkpoint": _Kind(CheckpointDialog, lambda opened: CheckpointDialog(opened.window)),
    "models": _Kind(ModelDialog, _models),
    "settings": _Kind(SettingsDialog, _settings),
    "excluded": _Kind(ExcludedDialog, _excluded),
    "skipped": _Kind(SkippedDialog, _skipped),
}
QUESTIONS: dict[str, Callable[[Opened], object]] = {
    "remove": lambda opened: questions.ask_to_remove(
        opened.window,
        LibraryRoot(1, LONG_FOLDER, case_sensitive=True, online=True, photo_count=1, last_scan_at=None),
    ),
    "delete": lambda opened: questions.ask_to_delete(opened.window, 12_345),
    "remove tags": lambda opened: questions.ask_to_remove_tags(opened.window),
    "remove category": lambda opened: questions.ask_to_remove_category(opened.window, _CATEGORY),
    "restore": lambda opened: questions.ask_for_remedy(opened.window, Backup(LONG_PATH, date(2024, 5, 6))),
    "no backup": lambda opened: questions.ask_for_remedy(opened.window, None),
    "about": lambda opened: questions.show_about(opened.window),
    "no file manager": lambda opened: file_manager._tell(opened.window, LONG_PATH),
}
"""Message boxes; some are not left before they are answered."""


def visit_dialogs(opened: Opened, qtbot: QtBot, look: Callable[[str, QDialog], None]) -> None:
    """Open every dialog, let somebody look at it, and close it.

    Args:
        opened: A window with a category, behind which nothing is under way.
        qtbot: Waits for what is shown.
        look: Is told what it is and shown it.
    """
    opened.window._dialogs.ask_status()
    qtbot.waitUntil(lambda: opened.window._dialogs._status is not None)
    for name, kind in DIALOGS.items():
        dialog = kind.make(opened)
        dialog.show()
        QApplication.processEvents()
        look(name, dialog)
        dialog.reject()
        dialog.deleteLater()
    for name, ask in QUESTIONS.items():

        def answer(box: QMessageBox, name: str = name) -> None:
            look(name, box)
            box.reject()

        asked = when_asked(answer)
        ask(opened)
        qtbot.waitUntil(lambda asked=asked: bool(asked))
