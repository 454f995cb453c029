import ast
import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

import clipphotos
from clipphotos.library.file_stamp import LARGEST, SMALLEST, stamp_of

SECOND = 10**9


def status(size: int, mtime_ns: int) -> os.stat_result:
    return cast("os.stat_result", SimpleNamespace(st_size=size, st_mtime_ns=mtime_ns))


@pytest.mark.parametrize(
    ("mtime_ns", "kept"),
    [
        (0, 0),
        (-1, -1),
        (1_700_000_000 * SECOND + 1, 1_700_000_000 * SECOND + 1),
        (LARGEST, LARGEST),
        (LARGEST + 1, LARGEST),
        (10_413_792_000 * SECOND, LARGEST),  # 2300
        (SMALLEST, SMALLEST),
        (SMALLEST - 1, SMALLEST),
        (-11_644_473_600 * SECOND, SMALLEST),  # 1601, where NTFS begins to count
    ],
)
def test_times_fit_into_64_bits(mtime_ns: int, kept: int):
    assert stamp_of(status(5, mtime_ns)) == (5, kept)


def test_sizes_fit_into_64_bits():
    assert stamp_of(status(2**64 - 1, 7)) == (LARGEST, 7)


def test_nothing_else_takes_a_files_time():
    """A time taken past `stamp_of` may be one that the catalogue cannot hold."""
    source = Path(clipphotos.__file__).parent
    takers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"st_mtime", "st_mtime_ns"}
    }
    assert takers == {
        "library/file_stamp.py",
        "library/file_system.py",  # hands it from one file to another
        "inference/models/registry.py",  # in words only
    }
