"""The log: a few rotating UTF-8 files in the data folder. Photo names are logged at DEBUG only.

With ``CLIPPHOTOS_LOG=debug`` in the environment, everything is kept as it was said, names and all.
"""

import copy
import logging
import logging.handlers
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from clipphotos.core.private_files import open_private, prepare_private_file
from clipphotos.core.private_log import ExceptionInfo, loggable, private_traceback
from clipphotos.core.visible_text import visible

FILE_BYTES = 1_000_000
FILES_KEPT = 3
LEVEL_VARIABLE = "CLIPPHOTOS_LOG"
_WARNINGS = "py.warnings"
"""The logger of what libraries warn of."""


class _OneLine(logging.Formatter):
    """Writes each message on one line, whatever names are in it; tracebacks follow on lines of their own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """The line of a message."""
        return visible(super().formatMessage(record))

    def formatException(self, ei: ExceptionInfo | tuple[None, None, None]) -> str:  # noqa: N802
        """The lines of a traceback."""
        return "\n".join(visible(line) for line in super().formatException(ei).split("\n"))


class _WithoutNames(_OneLine):
    """As above, with what errors say left out, since they name photos."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record."""
        private = copy.copy(record)
        # Another handler may have left its own lines there.
        private.exc_text = None
        if isinstance(record.args, tuple):
            private.args = tuple(loggable(each) for each in record.args)
        elif record.args:
            private.args = {key: loggable(value) for key, value in record.args.items()}
        if record.name != _WARNINGS:
            private.msg = loggable(record.msg)
        return super().format(private)

    def formatException(self, ei: ExceptionInfo | tuple[None, None, None]) -> str:  # noqa: N802
        """The lines of a traceback."""
        return private_traceback(ei[1]) if ei[1] is not None else ""


class _PrivateFiles(logging.handlers.RotatingFileHandler):
    """Log files that only their owner may read."""

    def _open(self) -> TextIOWrapper:
        prepare_private_file(Path(self.baseFilename))
        return super()._open()


def _level_asked_for() -> int:
    level = logging.getLevelNamesMapping().get(os.environ.get(LEVEL_VARIABLE, "").upper(), logging.INFO)
    return level or logging.INFO


@contextmanager
def start_log(path: Path, level: int | None = None) -> Generator[None]:
    """Log to a file while the block runs. A log that cannot be written is done without.

    What libraries warn of goes there too. Their warnings cannot be silenced where they arise, since
    `warnings.catch_warnings` swaps a list that all threads share.

    Args:
        path: The file; one process a file, since files that rotate cannot be shared.
        level: The least important messages to keep; None for what the environment asks for, else INFO.
    """
    level = _level_asked_for() if level is None else level
    root = logging.getLogger()
    try:
        handler = _PrivateFiles(
            path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        yield
        return
    kind = _OneLine if level <= logging.DEBUG else _WithoutNames
    handler.setFormatter(kind("%(asctime)s %(levelname)s %(name)s: %(message)s"))
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
        target = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return
    os.dup2(target, 2)
    os.close(target)
    sys.stderr = os.fdopen(ours, "w", encoding="utf-8", errors="surrogateescape", buffering=1)
