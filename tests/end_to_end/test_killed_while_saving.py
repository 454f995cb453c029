"""Killed at any step of saving an index, or out of room: the next start finds all, and saves a sound one."""

import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from clipphotos.inference.indexes import hnsw as hnsw_index
from clipphotos.inference.indexes import segmented as segmented_index
from clipphotos.service.models import index_store as index_keeper
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.taps import Countdown, in_child, tap_journal
from support.vector_library import DIM, VectorLibrary

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

SEGMENT = 100


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmented_index, "SEGMENT_SIZE", SEGMENT)
    monkeypatch.setattr(segmented_index, "TAIL_LENGTH", 20)
    monkeypatch.setattr(index_keeper, "SAVED_IN_RUN", 40)


def tap_files(tap: Countdown) -> None:
    """Tap whatever writes an index file, moves it to its name, or removes one; of this process, for good."""

    def tapped(owner: Any, name: str, every: int = 1) -> None:
        original = getattr(owner, name)
        calls = itertools.count()

        def call(*arguments: Any, **options: Any) -> Any:
            if next(calls) % every == 0:
                tap(name)
            return original(*arguments, **options)

        setattr(owner, name, call)

    # A file is written in hundreds of pieces.
    tapped(hnsw_index._HashingStream, "write", every=50)
    tapped(os, "fsync")
    tapped(Path, "replace")
    tapped(Path, "unlink")


def grow_and_save(locations: DataLocations, count: int, calls: int = 0) -> None:
    """A run of the program that stores vectors; killed before the n-th step of saving."""
    tap = Countdown(calls)
    with open_catalogue(locations) as catalogue:
        library = VectorLibrary(catalogue, locations.indexes)
        library.grow(count)
        tap_files(tap)
        tap_journal(tap)
        library.end_run()


def check(locations: DataLocations) -> None:
    """The program starts again: all is found, no stray file is left, and the next save is a whole one."""
    with open_catalogue(locations) as catalogue:
        library = VectorLibrary(catalogue, locations.indexes)
        assert catalogue.integrity_problems() == []
        assert library.agrees_with_exact()
        for _ in library.index_store.catch_up(library.model_id, DIM):
            pass
        assert library.agrees_with_exact()
        library.end_run()
        library.restart()
        assert library.index_store.is_current(library.model_id)
        assert not library.index_store.open(library.model_id, DIM).problem
        assert library.agrees_with_exact()


@pytest.mark.parametrize("before", [0, 130], ids=["the first save", "a later save"])
def test_killed_at_every_step(locations: DataLocations, before: int):
    if before:
        assert in_child(lambda: grow_and_save(locations, before)) == 0
    for calls in range(1, 100):
        # What one kill leaves is what the next run begins with.
        code = in_child(lambda calls=calls: grow_and_save(locations, SEGMENT, calls))
        check(locations)
        if code == 0:
            assert calls > 10
            return
        assert code == 9
    pytest.fail("it never got to the end")


def test_out_of_room(locations: DataLocations):
    resource = pytest.importorskip("resource")
    assert in_child(lambda: grow_and_save(locations, 130)) == 0
    files = {path.name for path in locations.indexes.iterdir()}

    def short_of_room() -> None:
        with open_catalogue(locations) as catalogue:
            library = VectorLibrary(catalogue, locations.indexes)
            library.grow(SEGMENT)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            library.end_run()
            assert library.agrees_with_exact()
            assert {path.name for path in locations.indexes.iterdir()} == files

    assert in_child(short_of_room) == 0
    check(locations)
