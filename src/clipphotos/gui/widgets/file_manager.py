"""Shows files in the system's file manager."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_file_manager(paths: Sequence[Path]) -> None:
    """Open the folder of the first path with the path selected, where the system can.

    Args:
        paths: Files or folders; a folder is opened itself.
    """
    if not paths:
        return
    first = paths[0]
    if first.is_dir():
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(first)))
    elif sys.platform == "win32":
        process = QProcess()
        process.setProgram("explorer.exe")
        # Explorer wants its own quoting: the comma belongs outside the quotes.
        process.setNativeArguments(f'/select,"{first}"')
        process.startDetached()
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(first)])
    elif not _ask_desktop(paths):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(first.parent)))


def _ask_desktop(paths: Sequence[Path]) -> bool:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1",
        "ShowItems",
    )
    call.setArguments([[QUrl.fromLocalFile(str(path)).toString() for path in paths], ""])
    answer = bus.call(call, timeout=1000)
    return answer.type() is QDBusMessage.MessageType.ReplyMessage
