"""How fast files are sorted, against a bare loop of `os.rename` with one transaction per 50; time to cancel.

Both do the same work on files of their own, alternating, in one run: 10,000 photos from ten folders into ten
others on one volume, and the catalogue's rows after them. The bare loop writes nothing down first, checks
nothing, can overwrite, and knows no undo. Wanted: at most three times its time, cancelled in half a second.

    python benchmarks/sorting.py [PHOTOS] [ROUNDS]
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from clipphotos.core.operations.operation import Effect, OperationSummary, PlannedMove
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobFinished, JobProgressed
from clipphotos.service.protocol.operations import RunMoves, UndoOperation
from clipphotos.storage import roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState, add_photo

FOLDERS = 10
BATCH = 50


def make_library(base: Path, count: int) -> tuple[DataLocations, list[tuple[Path, Path]]]:
    """Small files in a library of their own, and where each is to go."""
    locations = DataLocations(base / "data")
    root = base / "photos"
    pairs: list[tuple[Path, Path]] = []
    for number in range(count):
        name = f"IMG_{number:05d}.jpg"
        pairs.append(
            (root / f"in-{number % FOLDERS}" / name, root / f"out-{number // FOLDERS % FOLDERS}" / name)
        )
    for folder in {path.parent for pair in pairs for path in pair}:
        folder.mkdir(parents=True)
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        root_id = roots.add_root(catalogue, root, case_sensitive=True).id
        for number, (source, _) in enumerate(pairs):
            source.write_bytes(b"%d" % number * 100)
            status = source.stat()
            relpath = source.relative_to(root).as_posix()
            add_photo(catalogue, root_id, relpath, FileState(relpath, status.st_size, status.st_mtime_ns))
    os.sync()
    return locations, pairs


def bare_loop(locations: DataLocations, pairs: list[tuple[Path, Path]]) -> float:
    """Seconds to rename the files and to tell the catalogue, without any care."""
    with open_catalogue(locations) as catalogue:
        began = time.perf_counter()
        for first in range(0, len(pairs), BATCH):
            with catalogue.transaction():
                for source, target in pairs[first : first + BATCH]:
                    os.rename(source, target)  # noqa: PTH104
                    key = target.relative_to(target.parents[1]).as_posix()
                    catalogue.execute(
                        "UPDATE photo SET relpath = ?, path_key = ? WHERE root_id = 1 AND path_key = ?",
                        (key, key, source.relative_to(source.parents[1]).as_posix()),
                    )
        return time.perf_counter() - began


def run(service: PhotoService, command: Command[object], events: list[Event]) -> OperationSummary:
    service.submit(1, command)
    while service.busy:
        service.step()
    (finished,) = [event for event in events if isinstance(event, JobFinished)]
    events.clear()
    assert isinstance(finished.result, OperationSummary)
    assert not finished.result.problems or finished.result.cancelled, finished.result.problems[:3]
    return finished.result


def with_care(locations: DataLocations, pairs: list[tuple[Path, Path]]) -> tuple[float, float, float]:
    """Seconds to move the files, to undo that, and of the longest step."""
    events: list[Event] = []
    service = PhotoService(locations, events.append)
    moves = planned(pairs)
    began = time.perf_counter()
    service.submit(1, RunMoves(moves, Effect.MOVE))
    longest = 0.0
    while service.busy:
        step_began = time.perf_counter()
        service.step()
        longest = max(longest, time.perf_counter() - step_began)
    moved = time.perf_counter() - began
    events.clear()
    began = time.perf_counter()
    run(service, UndoOperation(), events)
    undone = time.perf_counter() - began
    service.close()
    assert all(source.exists() and not target.exists() for source, target in pairs[:: len(pairs) // 100])
    return moved, undone, longest


def time_to_cancel(locations: DataLocations, pairs: list[tuple[Path, Path]]) -> float:
    """Seconds from asking to the answer, asked after a fifth of the files; what was moved is put back."""
    events: list[Event] = []
    service = PhotoService(locations, events.append)
    service.submit(1, RunMoves(planned(pairs), Effect.MOVE))
    while not any(
        isinstance(each, JobProgressed) and each.progress.done > len(pairs) // 5 for each in events
    ):
        service.step()
    began = time.perf_counter()
    service.cancel(1)
    while service.busy:
        service.step()
    seconds = time.perf_counter() - began
    (finished,) = [event for event in events if isinstance(event, JobFinished)]
    assert isinstance(finished.result, OperationSummary)
    assert finished.result.cancelled
    events.clear()
    run(service, UndoOperation(), events)
    service.close()
    return seconds


def planned(pairs: list[tuple[Path, Path]]) -> tuple[PlannedMove, ...]:
    moves: list[PlannedMove] = []
    for source, target in pairs:
        status = source.lstat()
        moves.append(PlannedMove(source, target, status.st_size, status.st_mtime_ns))
    return tuple(moves)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    bare: list[float] = []
    careful: list[float] = []
    undos: list[float] = []
    longest: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            bare.append(bare_loop(*make_library(Path(folder) / f"{number}-bare", count)))
            library = make_library(Path(folder) / f"{number}-care", count)
            moved, undone, step = with_care(*library)
            careful.append(moved)
            undos.append(undone)
            longest.append(step)
            cancel = time_to_cancel(*library)
        print(
            json.dumps(
                {
                    "photos": count,
                    "bare_seconds": round(statistics.median(bare), 3),
                    "seconds": round(statistics.median(careful), 3),
                    "undo_seconds": round(statistics.median(undos), 3),
                    "ratio": round(statistics.median(careful) / statistics.median(bare), 2),
                    "ratios": [round(one / other, 2) for one, other in zip(careful, bare, strict=True)],
                    "longest_step_ms": round(1000 * max(longest)),
                    "cancel_ms": round(1000 * cancel),
                }
            )
        )


if __name__ == "__main__":
    main()
