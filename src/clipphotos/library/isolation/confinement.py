"""Gives up, for a process that decodes foreign files, all that decoding does not need."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from clipphotos.library.isolation.landlock import allow_only_to_read
from clipphotos.library.isolation.seccomp import refuse_all_but_decoding

_SYSTEM_FOLDERS = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null",
    "/dev/urandom",
)  # fmt: skip
_MOST_DESCRIPTORS = 64
_MOST_INHERITED = 4096


def confine(channel: int, max_memory_bytes: int) -> None:
    """Keep nothing but what decoding needs: the channel, bounded memory, and the program's own files to read.

    To be called before anything is imported that starts threads. What this system cannot do is left out.

    Args:
        channel: The descriptor by which the process is spoken to.
        max_memory_bytes: Address space that it may use; half of the computer's memory at most.
    """
    _close_all_but(channel)
    allow_only_to_read(_own_folders())
    _limit(max_memory_bytes)
    refuse_all_but_decoding()


def _close_all_but(channel: int) -> None:
    """Let go of what was inherited, the terminal among it."""
    if os.name != "posix":
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    first, last = min(channel, _MOST_INHERITED), _MOST_INHERITED
    os.closerange(3, first)
    os.closerange(first + 1, last)


def _own_folders() -> Iterator[Path]:
    """Where the program, Python and the system's libraries are."""
    home = Path.home().resolve()
    names = [*sysconfig.get_paths().values(), *sys.path, getattr(sys, "_MEIPASS", ""), *_SYSTEM_FOLDERS]
    for name in dict.fromkeys(names):
        path = Path(name)
        # A folder above photos is never the program's alone.
        with suppress(OSError):
            if path.is_absolute() and not home.is_relative_to(path.resolve()):
                yield path


def _limit(max_memory_bytes: int) -> None:
    """Bound the memory and the files of this process, and leave no core file behind when it crashes."""
    try:
        import resource
    except ImportError:  # Windows.
        return
    memory_bytes = min(max_memory_bytes, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_DESCRIPTORS),
    ):
        hard = resource.getrlimit(kind)[1]
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (bounded, bounded))
        except (OSError, ValueError):  # macOS refuses some.
            continue
