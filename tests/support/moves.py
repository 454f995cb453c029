"""Operations on files in tests: planned from what is on the disk, run by the real service."""

from collections.abc import Sequence
from pathlib import Path

from clipphotos.core.operations.operation import (
    Effect,
    OperationSummary,
    PlannedFile,
    PlannedMove,
    UndoPreview,
)
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.operations import PreviewUndo, RedoOperation, RunMoves, UndoOperation
from clipphotos.storage import roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState, add_photo
from support.services import Service, load_colour_embedder


def planned(source: Path, target: Path, companions: Sequence[tuple[Path, Path]] = ()) -> PlannedMove:
    """A move of a file as it is now."""
    return PlannedMove(
        source,
        target,
        *stamp_of(source.lstat()),
        companions=tuple(PlannedFile(one, other, *stamp_of(one.lstat())) for one, other in companions),
    )


def moved(
    service: Service,
    moves: Sequence[PlannedMove],
    effect: Effect = Effect.MOVE,
    *destinations: Path,
    files: FileSystem | None = None,
) -> OperationSummary:
    """Carry out moves."""
    command = RunMoves(tuple(moves), effect, destinations=destinations)
    with InlineHost(
        service.locations, service.events.append, load_embedder=load_colour_embedder, files=files
    ) as host:
        return host.run(command)


def undone(service: Service, operation_id: int | None = None) -> OperationSummary:
    return service.run(UndoOperation(operation_id))


def redone(service: Service, operation_id: int | None = None) -> OperationSummary:
    return service.run(RedoOperation(operation_id))


def previewed(service: Service, operation_id: int | None = None) -> UndoPreview:
    return service.run(PreviewUndo(operation_id))


def add_to_library(locations: DataLocations, *folders: Path) -> None:
    """Make folders library roots, and all files below them photos that were not read yet."""
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        for folder in folders:
            root = roots.add_root(catalogue, folder, case_sensitive=True)
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    status = path.lstat()
                    relpath = path.relative_to(root.path).as_posix()
                    state = FileState(relpath, status.st_size, status.st_mtime_ns)
                    add_photo(catalogue, root.id, relpath, state)


def catalogue_paths(locations: DataLocations) -> list[Path]:
    """Where the catalogue says that its photos are."""
    with open_catalogue(locations) as catalogue:
        rows = catalogue.rows(
            """SELECT r.path, p.relpath FROM photo p JOIN library_root r ON r.id = p.root_id
            WHERE p.state != 'missing'"""
        )
    return sorted(Path(root, relpath) for root, relpath in rows)
