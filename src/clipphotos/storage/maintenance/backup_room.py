"""How much room backups of the catalogue may take on the disk."""

import math
import shutil
from collections.abc import Iterable
from pathlib import Path

from clipphotos.core.errors import KnownError

MOST_BYTES = 2 << 30
"""What all backups together take at most, but for the newest, which is always kept."""

SHARE_OF_FREE = 4
"""Nor do they take more than one in so many bytes of what would be free without them."""

_MEBIBYTE = 1 << 20


def require_room(folder: Path, needed: int) -> None:
    """Refuse to fill the disk: a backup may take half of what is free.

    Args:
        folder: Where the backup is to be written.
        needed: Its bytes.

    Raises:
        KnownError: ``no-room-for-backup``.
    """
    free = shutil.disk_usage(folder).free
    if needed > free // 2:
        raise KnownError(
            "no-room-for-backup",
            path=str(folder),
            needed=math.ceil(needed / _MEBIBYTE),
            free=free // _MEBIBYTE,
        )


def most_bytes(folder: Path, taken: int) -> int:
    """What all backups together may take, given what those there take now."""
    return min(MOST_BYTES, (shutil.disk_usage(folder).free + taken) // SHARE_OF_FREE)


def count_within(sizes: Iterable[int], limit: int) -> int:
    """How many files, from the first on, take no more than a limit together; the first counts in any case."""
    count = total = 0
    for size in sizes:
        total += size
        if count and total > limit:
            break
        count += 1
    return count
