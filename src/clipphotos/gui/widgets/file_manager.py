"""Shows files in the system's file manager, and says where they are if there is none."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from clipphotos.gui.widgets.questions import make_room_for_title

OPENER = "xdg-open"
"""Opens folders on desktops whose file manager cannot be asked."""
LOOK_MS = 100
MOST_LOOKS = 100
"""An opener that has not given up by then is well, and may live as long as the file manager."""
_Act = Callable[[], None]

translate = QCoreApplication.translate


def show_in_file_manager(parent: QWidget, paths: Sequence[Path]) -> None:
    """Open the folder of the first path with the path selected, where the system can.

    Args:
        parent: Where it is said that nothing could be opened.
        paths: Files or folders; a folder is opened itself.
    """
    if not paths:
        return
    first = paths[0]
    # What is gone cannot be selected, but its folder can still be looked into.
    shown = first if first.exists() else first.parent

    def tell() -> None:
        _tell(parent, first)

    if not shown.exists():
        tell()
    elif sys.platform == "win32":
        _start(_explorer(shown), tell)
    elif sys.platform == "darwin":
        _start(_process("open", [str(shown)] if shown.is_dir() else ["-R", str(shown)]), tell)
    else:
        _ask_desktop(parent, shown, lambda: _open_folder(parent, shown, tell))


def _start(process: QProcess, failed: _Act) -> None:
    started, _process_id = process.startDetached()
    if not started:
        failed()


def _process(program: str, arguments: Sequence[str]) -> QProcess:
    process = QProcess()
    process.setProgram(program)
    process.setArguments(arguments)
    return process


def _explorer(path: Path) -> QProcess:
    process = _process("explorer.exe", [])
    # Explorer wants its own quoting: the comma belongs outside the quotes.
    arguments = f'"{path}"' if path.is_dir() else f'/select,"{path}"'
    process.setNativeArguments(arguments)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    return process


# --- Linux -------------------------------------------------------------------------------------------


def _ask_desktop(parent: QObject, path: Path, failed: _Act) -> None:
    """Ask the desktop's file manager; its answer may take seconds and is not waited for."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        failed()
        return
    name = "org.freedesktop.FileManager1"
    method = "ShowFolders" if path.is_dir() else "ShowItems"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, method)
    call.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call), parent)

    def answered() -> None:
        watcher.deleteLater()
        if watcher.isError():
            failed()

    watcher.finished.connect(answered)


def _open_folder(parent: QObject, path: Path, failed: _Act) -> None:
    """Open a folder by the desktop's opener, and look whether it finds anything to open it with.

    The opener may live as long as the file manager, and must outlive this program: it is no `QProcess`.
    """
    folder = path if path.is_dir() else path.parent
    quiet = subprocess.DEVNULL
    try:
        opener = subprocess.Popen([OPENER, folder], stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
    except OSError:
        # Qt knows nothing else to open a folder with but web browsers, and complains on standard error.
        failed()
        return
    look = QTimer(parent, interval=LOOK_MS)
    looks = iter(range(MOST_LOOKS))

    def is_over() -> None:
        if opener.poll() is None and next(looks, None) is not None:
            return
        look.stop()
        look.deleteLater()
        if opener.returncode:
            failed()

    look.timeout.connect(is_over)
    look.start()


# --- nothing to show it with -------------------------------------------------------------------------


def _tell(parent: QWidget, path: Path) -> None:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle(translate("FileManager", "Show in folder"))
    box.setText(translate("FileManager", "No file manager could be opened for “{path}”.").format(path=path))
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    copy = box.addButton(translate("FileManager", "Copy path"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(path)))
    close = box.addButton(QMessageBox.StandardButton.Close)
    box.setDefaultButton(close)
    box.setEscapeButton(close)
    make_room_for_title(box)
    box.open()
