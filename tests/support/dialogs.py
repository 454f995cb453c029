"""Answers questions that stop everything else until they are answered."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


def when_asked(answer: Callable[[QMessageBox], None]) -> list[str]:
    """Answer the next question as soon as it is on screen.

    Args:
        answer: Presses one of its buttons.

    Returns:
        What was asked; empty until then.
    """
    asked: list[str] = []
    look = QTimer(QApplication.activeWindow(), interval=10)

    def see() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            look.stop()
            look.deleteLater()
            asked.append(box.text())
            answer(box)

    look.timeout.connect(see)
    look.start()
    return asked


def accept(box: QMessageBox) -> None:
    """Say yes."""
    next(each for each in box.buttons() if box.buttonRole(each) is QMessageBox.ButtonRole.AcceptRole).click()


def press_default(box: QMessageBox) -> None:
    """Only press Enter."""
    button = box.defaultButton()
    assert button is not None
    button.click()
