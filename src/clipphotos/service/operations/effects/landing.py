"""What moves and copies share: where a file may be put, how it gets there, and with which time."""

import os
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operations.operation import MoveState
from clipphotos.core.paths import is_within
from clipphotos.library import file_looks, file_operations
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_operations import OtherVolumeError
from clipphotos.library.file_stamp import identity_of, stamp_of
from clipphotos.library.file_system import FileSystem
from clipphotos.library.folder_handles import folder_of
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import FileMove
from clipphotos.storage.operations.photo_places import Places

Doing = Generator[Step, None, FileMove]


def check_landing(
    files: FileSystem, running: RunningOperation, move: FileMove, places: Places, into: Sequence[Path]
) -> None:
    """Refuse a place that a file must not be put; see `EffectModule.check_plan`."""
    if running.backwards:
        return
    if move.source == move.target:
        raise KnownError("move-already-there", path=move.target)
    if running.reverses is None and places.of(move.target) is None:
        target = Path(move.target)
        if not any(is_within(target, folder) for folder in into):
            raise KnownError("folder-not-in-library", path=os.path.dirname(move.target))
    if file_looks.is_same_file(files, move.source, move.target) and not file_looks.is_same_entry(
        files, move.source, move.target
    ):
        # Another name of the same file: recovery must not take it for a move that was killed half-way.
        raise KnownError("move-target-exists", path=move.target)


def expected(move: FileMove) -> Expected:
    """What the source of a move has to be."""
    return Expected(move.size, move.mtime_ns, move.content_hash, move.identity)


def done(move: FileMove, file: os.stat_result | None = None) -> FileMove:
    """A move that is done; its file at the target is known by what it is there."""
    return replace(move, state=MoveState.DONE, identity=identity_of(file) if file is not None else "")


def move_file(work: Work, move: FileMove, *, is_journaled: bool = True) -> Doing:
    """Move a file, also to another volume.

    Args:
        work: The operation.
        move: The file.
        is_journaled: Whether the journal has this very move, so that a copy that is begun must be in it.
    """
    work.require_folder(move.source)
    work.require_folder(move.target)
    try:
        file = file_operations.move(work.files, move.source, move.target, expected(move))
    except OtherVolumeError:
        if is_journaled:
            note_begun(work, move)
        move = known_by_content(work, move, move.source)
        part = work.part(move.target, move)
        moving = file_operations.move_by_copy(work.files, move.source, move.target, part, expected(move))
        # Closed at once when thrown out, so that the unfinished copy goes.
        with closing(moving):
            for _ in moving:
                yield Step.WORKED
        return landed(work, move)
    return done(move, file)


def note_begun(work: Work, move: FileMove) -> None:
    """Have it in the journal that a file at the target may be ours; only if there is none yet."""
    if file_looks.look(work.files, move.target) is not None:
        raise KnownError("move-target-exists", path=move.target)
    with work.catalogue.durable():
        work.commit(begun=move)


def known_by_content(work: Work, move: FileMove, path: str) -> FileMove:
    """A move whose file is known by its content, read if it was not yet.

    A copy is another file to the system. Should it be copied back and forth, because an undo is interrupted
    or fails half-way, nothing but its content tells that it is still the one that was moved.
    """
    if move.content_hash:
        return move
    with file_looks.translated(work.files, path, path):
        return replace(move, content_hash=file_looks.content_hash_of(work.files, path))


def landed(work: Work, move: FileMove) -> FileMove:
    """A copied move that is done, with the time that its file got: some file systems round it."""
    with suppress(KnownError):
        return done_at(move, file_looks.look(work.files, move.target))
    return done(move)


def done_at(move: FileMove, target: os.stat_result | None) -> FileMove:
    """A move that is done, with what is known of the file at its target."""
    return with_time_at_target(done(move, target), target)


def with_time_at_target(move: FileMove, target: os.stat_result | None) -> FileMove:
    """A move with the time of the file at its target, where that differs."""
    if target is None:
        return move
    _, mtime_ns = stamp_of(target)
    return move if mtime_ns == move.mtime_ns else replace(move, landed_mtime_ns=mtime_ns)


def reversed_move(move: FileMove) -> FileMove:
    """The move that takes another back, before it is turned round: nothing of it has been done yet."""
    return replace(
        move,
        row_id=0,
        state=MoveState.PLANNED,
        error=None,
        reverses=move.row_id,
        begun=False,
        landed_mtime_ns=None,
        mtime_ns=move.mtime_at_target,
    )


def back_to_source(move: FileMove) -> FileMove:
    """The move of a file that has just arrived, back to where it was."""
    return replace(move, source=move.target, target=move.source, mtime_ns=move.mtime_at_target)


def note_touched(work: Work, moves: Sequence[FileMove]) -> None:
    """Remember the folders whose names changed."""
    for move in moves:
        work.touched.add(folder_of(move.source))
        work.touched.add(folder_of(move.target))
