"""Message boxes of the main window: questions before something is removed, and the about box."""

from enum import Enum

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSizePolicy, QSpacerItem, QWidget

from clipphotos import __version__
from clipphotos.core.categories.category import Category
from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.widgets.formatting import path_text, photo_count
from clipphotos.gui.widgets.icons import app_icon
from clipphotos.storage.maintenance.backups import Backup

_BESIDE_TITLE = 180
"""An icon and three buttons, and letters that are bold."""

translate = QCoreApplication.translate


def ask_to_remove(parent: QWidget, root: LibraryRoot) -> bool:
    """Ask whether a folder is to leave the library."""
    return _ask_to_remove(
        parent,
        translate("Dialogs", "Remove folder"),
        translate("Dialogs", "Remove “{folder}” from the library?").format(folder=path_text(root.path)),
        translate(
            "Dialogs",
            "No file is touched: the photos stay where they are. If the folder is added again, it is"
            " searchable at once.",
        ),
    )


def ask_to_delete(parent: QWidget, count: int) -> bool:
    """Ask whether so many photos are to go into the trash."""
    return _ask_to_remove(
        parent,
        translate("Dialogs", "Delete photos"),
        translate("Dialogs", "Put {photos} into the trash?").format(photos=photo_count(count)),
        translate(
            "Dialogs", "Nothing is erased: they can be taken back with Undo, or from the system's trash."
        ),
        translate("Dialogs", "Delete"),
    )


def ask_to_remove_tags(parent: QWidget) -> bool:
    """Ask whether all automatic tags are to go."""
    return _ask_to_remove(
        parent,
        translate("Dialogs", "Remove automatic tags"),
        translate("Dialogs", "Remove all tags that the program chose?"),
        translate(
            "Dialogs",
            "Tags that you added or confirmed stay, and no photo is touched. New photos are not tagged either"
            " until “Tag photos automatically” is turned on again; “Tag photos anew” brings all tags back.",
        ),
    )


def ask_to_remove_category(parent: QWidget, category: Category) -> bool:
    """Ask whether a category is to be forgotten."""
    details = translate("Dialogs", "No photo is touched; they all stay where they are.")
    if category.examples + category.rejected:
        forgotten = translate("Dialogs", "What was said about {photos} is forgotten.")
        photos = photo_count(category.examples + category.rejected)
        details = f"{forgotten.format(photos=photos)} {details}"
    return _ask_to_remove(
        parent,
        translate("Dialogs", "Remove category"),
        translate("Dialogs", "Remove the category “{category}”?").format(category=category.name),
        details,
    )


def ask_to_trust(reason: str) -> bool:
    """Ask, before there is a window, whether a data folder is believed though others could write to it.

    Args:
        reason: Why that is asked.
    """
    question = translate("Dialogs", "Open this data folder nevertheless?")
    box = _question(None, "ClipPhotos", question, reason)
    trust = box.addButton(translate("Dialogs", "Open"), QMessageBox.ButtonRole.DestructiveRole)
    return _answer(box) is trust


class Remedy(Enum):
    """What the user wants in place of a library that is damaged or gone."""

    RESTORE = "restore"
    START_ANEW = "start anew"
    NOTHING = "nothing"


def ask_for_remedy(parent: QWidget, backup: Backup | None) -> Remedy:
    """Ask what is to take the place of the library that is damaged or gone.

    Args:
        parent: The window.
        backup: The newest sound one; None if there is none.
    """
    kept = translate("Dialogs", "No photo is touched, and what is left of the library is kept beside it.")
    if backup is None:
        question = translate("Dialogs", "There is no sound backup of the library. Start with an empty one?")
        forgotten = translate("Dialogs", "Tags, ratings and categories are forgotten.")
    else:
        day = QLocale().toString(QDate(backup.day.year, backup.day.month, backup.day.day))
        question = translate("Dialogs", "Restore the library as it was on {day}?").format(day=day)
        forgotten = translate("Dialogs", "Tags, ratings and categories of later days are forgotten.")
    box = _question(parent, translate("Dialogs", "Restore a backup"), question, f"{kept} {forgotten}")
    remedies: dict[object, Remedy] = {}
    if backup is not None:
        restore = box.addButton(translate("Dialogs", "Restore"), QMessageBox.ButtonRole.AcceptRole)
        remedies[restore] = Remedy.RESTORE
    anew = box.addButton(
        translate("Dialogs", "Start with an empty library"), QMessageBox.ButtonRole.DestructiveRole
    )
    remedies[anew] = Remedy.START_ANEW
    return remedies.get(_answer(box), Remedy.NOTHING)


def _ask_to_remove(parent: QWidget, title: str, question: str, details: str, button: str = "") -> bool:
    """Whether the user wants something removed; whoever only presses Enter keeps it."""
    box = _question(parent, title, question, details)
    remove = box.addButton(button or translate("Dialogs", "Remove"), QMessageBox.ButtonRole.AcceptRole)
    return _answer(box) is remove


def _question(parent: QWidget | None, title: str, question: str, details: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setText(question)
    box.setInformativeText(details)
    return box


def _answer(box: QMessageBox) -> object:
    """The button that was pressed; whoever only presses Enter or Escape presses Cancel."""
    keep = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    make_room_for_title(box)
    box.exec()
    return box.clickedButton()


def make_room_for_title(box: QMessageBox) -> None:
    """Make a message box wide enough for its title and what a window manager puts beside it.

    It is as wide as its text otherwise, and a short one would cut the title. To be called last: whatever
    changes the box lays it out anew.
    """
    layout = box.layout()
    if isinstance(layout, QGridLayout):
        # Some systems write the program's name behind it.
        title = f"{box.windowTitle()} — {QGuiApplication.applicationDisplayName()}"
        width = box.fontMetrics().horizontalAdvance(title) + _BESIDE_TITLE
        spacer = QSpacerItem(width, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        layout.addItem(spacer, layout.rowCount(), 0, 1, layout.columnCount())


def show_about(parent: QWidget) -> None:
    """Show name, version and purpose of the program."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(app_icon().pixmap(64, 64))
    box.setWindowTitle(translate("Dialogs", "About ClipPhotos"))
    box.setText(f"ClipPhotos {__version__}")
    box.setInformativeText(
        translate(
            "Dialogs",
            "Finds photos by what is in them. Everything happens on this computer; no photo is sent"
            " anywhere.\n\n"
            "Free software under the Apache licence 2.0. Built with open_clip, PyTorch and Qt.",
        )
    )
    make_room_for_title(box)
    box.open()
