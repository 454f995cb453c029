"""What effects on files share when they settle what was interrupted: the disk tells what became of it."""

import os
from dataclasses import replace

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.operation import MoveState
from clipphotos.library import file_looks, file_operations
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem, is_regular
from clipphotos.service.operations.effects.landing import done, done_at, known_by_content
from clipphotos.service.operations.work import Work
from clipphotos.storage.operations.journal_rows import FileMove

_COARSE_NS = 2_000_000_000
"""FAT keeps times to two seconds."""


INTERRUPTED = ErrorReport("move-interrupted")


def failed(move: FileMove) -> FileMove:
    """A move that was not done."""
    return replace(move, state=MoveState.FAILED, error=INTERRUPTED)


def target_exists(move: FileMove) -> FileMove:
    """A move that was not done because something else is at its target."""
    return replace(
        move, state=MoveState.FAILED, error=ErrorReport("move-target-exists", {"path": move.target})
    )


def conflict(move: FileMove, code: str, path: str) -> FileMove:
    """A move whose files are not as expected."""
    return replace(move, state=MoveState.CONFLICT, error=ErrorReport(code, {"path": path}))


def has_folder(files: FileSystem, path: str) -> bool:
    """Whether the folder of a file is there: if not, its drive may be away."""
    return file_looks.look(files, os.path.dirname(path)) is not None


def drop_parts(work: Work, move: FileMove) -> None:
    """Remove unfinished copies, and give a file back its name that was about to be removed."""
    both = (move.target, move.source)
    for path in filter(None, both):
        file_operations.put_back(work.files, path)
        if move.begun:
            file_operations.drop_part(work.files, work.part(path, move), *both)


def settle_move(work: Work, move: FileMove) -> FileMove:
    """Tell what became of a move, and finish it if it was killed at its very end."""
    drop_parts(work, move)
    files = work.files
    source = file_looks.look(files, move.source)
    target = file_looks.look(files, move.target)
    if source is not None and target is not None:
        return _settled_at_both(work, move, source)
    if source is not None:
        # A copy that was finished may be on a drive that is away.
        return move if move.begun and not has_folder(files, move.target) else failed(move)
    if target is not None:
        is_away = move.begun and not has_folder(files, move.source)
        return move if is_away else arrived(work, move, target)
    if not (has_folder(files, move.source) and has_folder(files, move.target)):
        return move
    return conflict(move, "move-source-missing", move.source)


def _settled_at_both(work: Work, move: FileMove, source: os.stat_result) -> FileMove:
    files = work.files
    if file_looks.is_same_entry(files, move.source, move.target):
        # A change of case only: what the folder says is its name now.
        is_done = os.path.basename(move.target) in files.names(os.path.dirname(move.target))
        return done(move) if is_done else failed(move)
    if file_operations.drop_source(files, move.source, move.target, linked=True):
        return done(move, file_looks.look(files, move.target))
    is_whole = is_regular(source) and stamp_of(source) == (move.size, move.mtime_ns)
    if move.begun and is_whole and file_operations.drop_source(files, move.source, move.target, linked=False):
        known = known_by_content(work, move, move.target)
        return done_at(known, file_looks.look(files, move.target))
    return target_exists(move) if is_whole else conflict(move, "move-source-changed", move.source)


def arrived(work: Work, move: FileMove, target: os.stat_result) -> FileMove:
    """Tell whether what is at the target, and nowhere else, is what was put there."""
    size, mtime_ns = stamp_of(target)
    is_ours = is_regular(target) and size == move.size and abs(mtime_ns - move.mtime_ns) <= _COARSE_NS
    if is_ours and move.content_hash:
        is_ours = file_looks.content_hash_of(work.files, move.target) == move.content_hash
    if is_ours:
        return done_at(known_by_content(work, move, move.target) if move.begun else move, target)
    return conflict(move, "move-target-changed", move.target)


def settle_removal(work: Work, move: FileMove) -> FileMove:
    """Tell whether a copy or a link that was to be removed is gone."""
    drop_parts(work, move)
    if file_looks.look(work.files, move.target) is not None:
        return failed(move)
    return done(move) if has_folder(work.files, move.target) else move
