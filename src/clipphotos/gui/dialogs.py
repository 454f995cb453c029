"""Short questions and statements of the main window."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from clipphotos import __version__
from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.icons import app_icon


def ask_to_remove(parent: QWidget, root: LibraryRoot) -> bool:
    """Ask whether a folder is to leave the library.

    Args:
        parent: The window.
        root: The folder.

    Returns:
        Whether the user wants it.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(QCoreApplication.translate("Dialogs", "Remove folder"))
    box.setText(
        QCoreApplication.translate("Dialogs", "Remove “{folder}” from the library?").format(folder=root.path)
    )
    box.setInformativeText(
        QCoreApplication.translate(
            "Dialogs",
            "No file is touched: the photos stay where they are. If the folder is added again, it is"
            " searchable at once.",
        )
    )
    remove = box.addButton(QCoreApplication.translate("Dialogs", "Remove"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is remove


def ask_to_remove_tags(parent: QWidget) -> bool:
    """Ask whether all automatic tags are to go.

    Args:
        parent: The window.

    Returns:
        Whether the user wants it.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(QCoreApplication.translate("Dialogs", "Remove automatic tags"))
    box.setText(QCoreApplication.translate("Dialogs", "Remove all tags that the program chose?"))
    box.setInformativeText(
        QCoreApplication.translate(
            "Dialogs",
            "Tags that you added or confirmed stay, and no photo is touched. New photos are not tagged either"
            " until “Tag photos automatically” is turned on again; “Tag photos anew” brings all tags back.",
        )
    )
    remove = box.addButton(QCoreApplication.translate("Dialogs", "Remove"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is remove


def show_about(parent: QWidget) -> None:
    """Say what this program is."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(app_icon().pixmap(64, 64))
    box.setWindowTitle(QCoreApplication.translate("Dialogs", "About ClipPhotos"))
    box.setText(f"ClipPhotos {__version__}")
    box.setInformativeText(
        QCoreApplication.translate(
            "Dialogs",
            "Finds photos by what is in them. Everything happens on this computer; no photo is sent"
            " anywhere.\n\n"
            "Free software under the Apache licence 2.0. Built with open_clip, PyTorch and Qt.",
        )
    )
    box.open()
