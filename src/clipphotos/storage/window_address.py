"""Where the window listens for a second start: a socket of a new name each time, noted in the data folder.

Nobody else can read the note, so nobody else can guess the name, take it first, or answer in its place.
"""

import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from clipphotos.core.private_files import tighten, write_private

_PREFIX = "clipphotos-"
_LONGEST_SOCKET = 100
"""Bytes; the system takes 104 to 108 with the zero behind them."""
_MOST_BYTES = 4096


def possible_addresses(note: Path, folders: ExitStack) -> Iterator[str]:
    """Names for a socket, none of them used before, the best first.

    Args:
        note: The file that will tell about it.
        folders: Removes what is made for a socket.
    """
    name = f"{_PREFIX}{secrets.token_hex(8)}"
    if os.name == "nt":
        yield name
        return
    for folder in (*_runtime_folder(), note.parent):
        address = str(folder.absolute() / name)
        if len(os.fsencode(address)) <= _LONGEST_SOCKET:
            yield address
    with suppress(OSError):
        # Its name is new, and it is the user's only.
        made = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        yield str(Path(folders.enter_context(made), name))


def note_address(note: Path, address: str) -> None:
    """Tell where the window listens.

    Raises:
        OSError: If it cannot be written.
    """
    part = note.with_name(note.name + ".part")
    with write_private(part) as file:
        file.write(os.fsencode(address))
    tighten(part)
    part.replace(note)


def noted_address(note: Path) -> str | None:
    """Where the window listens, as far as it has told; it may have ended since."""
    try:
        with note.open("rb") as file:
            address = os.fsdecode(file.read(_MOST_BYTES))
    except OSError:
        return None
    return address if os.path.basename(address).startswith(_PREFIX) else None  # noqa: PTH119


def is_left_behind(address: str) -> bool:
    """Whether there is a socket of the user's own at an address."""
    try:
        status = os.lstat(address)
    except (OSError, ValueError):
        return False
    return stat.S_ISSOCK(status.st_mode) and status.st_uid == os.geteuid()


def _runtime_folder() -> list[Path]:
    """The system's folder for sockets of the user, if it is really the user's only."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    with suppress(OSError, ValueError):
        status = os.stat(folder)  # noqa: PTH116
        is_private = status.st_uid == os.geteuid() and not status.st_mode & 0o077
        if os.path.isabs(folder) and stat.S_ISDIR(status.st_mode) and is_private:  # noqa: PTH117
            return [Path(folder)]
    return []
