"""The log: a few rotating UTF-8 files in the data folder. Photo names are logged at DEBUG only."""

import logging
import logging.handlers
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from clipphotos.core.visible_text import visible

FILE_BYTES = 1_000_000
FILES_KEPT = 3


class _OneLine(logging.Formatter):
    """Writes each message on one line, whatever names are in it; tracebacks follow on lines of their own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """The line of a message."""
        return visible(super().formatMessage(record))


@contextmanager
def start_log(path: Path, level: int = logging.INFO) -> Generator[None]:
    """Log to a file while the block runs. A log that cannot be written is done without.

    What libraries warn of goes there too. Their warnings cannot be silenced where they arise, since
    `warnings.catch_warnings` swaps a list that all threads share.

    Args:
        path: The file; one process a file, since files that rotate cannot be shared.
        level: The least important messages to keep.
    """
    root = logging.getLogger()
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        yield
        return
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(level)
    previous = root.level
    root.addHandler(handler)
    root.setLevel(min(level, previous) if previous else level)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.setLevel(previous)
        root.removeHandler(handler)
        handler.close()


def divert_native_messages(path: Path) -> None:
    """Send what C libraries print to standard error into a file; Python's own messages stay where they were.

    libtiff prints about every damaged file it meets, past Python and into the middle of a progress line.

    Args:
        path: The file; its folder exists. If it cannot be written, nothing is diverted.
    """
    try:
        ours = os.dup(2)
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError:
        return
    os.dup2(target, 2)
    os.close(target)
    sys.stderr = os.fdopen(ours, "w", encoding="utf-8", errors="surrogateescape", buffering=1)
