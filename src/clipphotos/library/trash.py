"""Where the system's trash has put a file, where that can be told: on desktops that keep to freedesktop.org.

There each file in the trash has a note beside it that says where it came from.
"""

import os
import sys
from contextlib import suppress
from urllib.parse import unquote

from clipphotos.library.file_looks import Expected, look
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem

_INFO = ".trashinfo"


def find(files: FileSystem, path: str, expected: Expected) -> str:
    """The file in the trash that was at `path` until now; empty if that cannot be told."""
    if sys.platform in ("win32", "darwin"):
        return ""
    for trash in _trash_folders(path):
        with suppress(OSError):
            for name in sorted(files.names(os.path.join(trash, "info")), reverse=True):
                found = os.path.join(trash, "files", name.removesuffix(_INFO))
                if name.endswith(_INFO) and _came_from(trash, name) == path and _is(files, found, expected):
                    return found
    return ""


def forget(files: FileSystem, trashed: str) -> None:
    """Remove the note about a file that was taken out of the trash."""
    folder, name = os.path.split(trashed)
    with suppress(OSError):
        files.unlink(os.path.join(os.path.dirname(folder), "info", name + _INFO))


def _is(files: FileSystem, found: str, expected: Expected) -> bool:
    status = look(files, found)
    return status is not None and stamp_of(status) == (expected.size, expected.mtime_ns)


def _came_from(trash: str, name: str) -> str:
    with open(os.path.join(trash, "info", name), encoding="utf-8", errors="surrogateescape") as info:
        for line in info:
            if line.startswith("Path="):
                origin = unquote(line[5:].rstrip("\n"), errors="surrogateescape")
                return os.path.normpath(os.path.join(_top(trash), origin))
    return ""


def _top(trash: str) -> str:
    """The folder that the notes of a trash count from."""
    above = os.path.dirname(trash)
    return os.path.dirname(above) if os.path.basename(above) == ".Trash" else above


def _trash_folders(path: str) -> list[str]:
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    top = os.path.dirname(path)
    while not os.path.ismount(top):
        top = os.path.dirname(top)
    user = str(os.getuid()) if sys.platform != "win32" else ""
    return [
        os.path.join(home, "Trash"),
        os.path.join(top, ".Trash", user),
        os.path.join(top, f".Trash-{user}"),
    ]
