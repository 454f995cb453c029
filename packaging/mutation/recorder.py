"""A plugin of pytest that notes how long each test takes and which lines of the package it runs.

Loaded with ``-p mutation.recorder``; writes JSON to the file that the variable ``MUTATION_RECORD`` names.
"""

import json
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from time import perf_counter
from typing import TypedDict

import coverage
import pytest

RECORD = "MUTATION_RECORD"
PACKAGE = "clipphotos"


class TestRecord(TypedDict):
    """What one test did.

    Attributes:
        seconds: How long it took, with its fixtures.
        lines: The numbers of the lines that it ran, by file below the package.
    """

    seconds: float
    lines: dict[str, list[int]]


_coverage = coverage.Coverage(data_file=None, source_pkgs=[PACKAGE], branch=False, messages=False)
_coverage.set_option("run:disable_warnings", ["module-not-measured", "no-data-collected"])
_seconds: dict[str, float] = {}


def pytest_configure() -> None:
    """Begin before any module of the package is imported."""
    _coverage.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What runs now belongs to this test, its fixtures included."""
    _coverage.switch_context(item.nodeid)
    started = perf_counter()
    try:
        return (yield)
    finally:
        _seconds[item.nodeid] = perf_counter() - started
        _coverage.switch_context("")


def pytest_sessionfinish() -> None:
    """Write down what ran."""
    _coverage.stop()
    data = _coverage.get_data()
    lines: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for file in data.measured_files():
        path = file.replace(os.sep, "/").rpartition(f"/{PACKAGE}/")[2]
        for line, tests in data.contexts_by_lineno(file).items():
            for test in filter(None, tests):
                lines[test].setdefault(path, []).append(line)
    record = {test: TestRecord(seconds=seconds, lines=lines[test]) for test, seconds in _seconds.items()}
    Path(os.environ[RECORD]).write_text(json.dumps(record), encoding="utf-8")
