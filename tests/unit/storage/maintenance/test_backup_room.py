"""How many backups are kept, by their sizes and by what is free."""

import shutil
from pathlib import Path

import pytest

from clipphotos.storage.maintenance import backup_room
from clipphotos.storage.maintenance.backup_room import MOST_BYTES, count_within, most_bytes

GIB = 1 << 30


@pytest.mark.parametrize(
    ("sizes", "limit", "count"),
    [
        ([], 10, 0),
        ([4], 10, 1),
        ([40], 10, 1),
        ([4, 4, 4], 10, 2),
        ([4, 6], 10, 2),
        ([40, 1, 1], 10, 1),
        ([4, 40, 1], 10, 1),
    ],
)
def test_the_newest_are_kept_and_one_in_any_case(sizes: list[int], limit: int, count: int):
    assert count_within(sizes, limit) == count


@pytest.mark.parametrize(
    ("free", "taken", "limit"),
    [(100 * GIB, 0, MOST_BYTES), (3 * GIB, GIB, GIB), (0, 4 * GIB, GIB), (0, 0, 0)],
)
def test_the_limit_follows_what_is_free(
    free: int, taken: int, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(backup_room.shutil, "disk_usage", lambda _path: usage)
    assert most_bytes(tmp_path, taken) == limit
