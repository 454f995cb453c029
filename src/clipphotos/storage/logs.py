"""The log: a few rotating UTF-8 files in the data folder. Photo names are logged at DEBUG only."""

import logging
import logging.handlers
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

FILE_BYTES = 1_000_000
FILES_KEPT = 3


@contextmanager
def start_log(path: Path, level: int = logging.INFO) -> Generator[None]:
    """Log to a file while the block runs. A log that cannot be written is done without.

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
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(level)
    previous = root.level
    root.addHandler(handler)
    root.setLevel(min(level, previous) if previous else level)
    try:
        yield
    finally:
        root.setLevel(previous)
        root.removeHandler(handler)
        handler.close()
