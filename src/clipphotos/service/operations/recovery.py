"""What becomes of operations that were interrupted: each file is looked at, and the journal told.

Runs before anything else in every program that opens the catalogue for writing, and before every operation.
Interrupted itself, it goes on the next time.
"""

import logging
import os
from collections.abc import Sequence
from itertools import groupby

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.operation import Effect, MoveState, Recovery
from clipphotos.library import file_looks, file_operations, trash
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_operations import OtherVolumeError
from clipphotos.library.file_system import FileSystem, is_regular
from clipphotos.service.operations.work import Work
from clipphotos.storage import journal, photo_places, roots
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.journal import JournalMove, MoveRecord, RunningOperation

logger = logging.getLogger(__name__)

UNITS = 50
_COARSE_NS = 2_000_000_000
"""FAT keeps times to two seconds."""


def recover(catalogue: Catalogue, files: FileSystem) -> Recovery:
    """Settle whatever was interrupted.

    Args:
        catalogue: Open for writing.
        files: The file system.

    Returns:
        What was found; false if nothing was.
    """
    total = Recovery()
    for operation_id in journal.unfinished(catalogue):
        running = journal.running(catalogue, operation_id)
        found = settle(catalogue, files, running)
        logger.warning("operation %s had been interrupted: %s", operation_id, found)
        if not running.effect.touches_files:
            continue  # nobody has to wonder where a file is
        total = Recovery(
            total.done + found.done,
            total.failed + found.failed,
            total.conflicts + found.conflicts,
            total.waiting + found.waiting,
        )
    return total


def settle(catalogue: Catalogue, files: FileSystem, running: RunningOperation) -> Recovery:
    """Settle one operation that will not go on: look at its planned moves, and conclude it."""
    counts = dict.fromkeys(MoveState, 0)
    work = Work(catalogue, files, running)
    after = -1
    while moves := journal.planned(catalogue, running.operation_id, after, UNITS):
        for _, unit in groupby(moves, key=lambda move: move.unit):
            work.records += _settle_unit(work, list(unit))
        for each in work.records:
            counts[each.state] += 1
        after = moves[-1].unit
        work.records = [each for each in work.records if each.state is not MoveState.PLANNED]
        work.commit()
    made = [
        folder for folder in journal.planned_folders(catalogue, running.operation_id) if os.path.isdir(folder)
    ]
    with catalogue.transaction():
        journal.record_folders(catalogue, running.operation_id, made)
    conclude(catalogue, files, running, interrupted=True)
    return Recovery(
        counts[MoveState.DONE],
        counts[MoveState.FAILED],
        counts[MoveState.CONFLICT],
        counts[MoveState.PLANNED],
    )


def conclude(
    catalogue: Catalogue, files: FileSystem, running: RunningOperation, *, interrupted: bool = False
) -> None:
    """Record that an operation is over; folders that we made and that it left empty go."""
    made = set(journal.made_folders(catalogue, running.operation_id))
    if running.reverses is not None and running.effect.touches_files:
        # Whichever operation made them: two may be undone in either order.
        made |= journal.made_among(catalogue, _folders_of(catalogue, running))
    gone = [
        folder
        for folder in sorted(made, key=len, reverse=True)
        if file_operations.remove_folder_if_empty(files, folder)
    ]
    with catalogue.transaction():
        for root in roots.all_roots(catalogue):
            # It was made for photos that are not there any more.
            if str(root.path) in gone and not photo_places.has_photos(catalogue, root.id):
                roots.remove_root(catalogue, root.id)
        journal.finish(catalogue, running, interrupted=interrupted)
        journal.forget_old(catalogue)


def _folders_of(catalogue: Catalogue, running: RunningOperation) -> set[str]:
    """The folders that an operation changed, and those above them."""
    pending = {
        os.path.dirname(path)
        for move in journal.done(catalogue, running.operation_id)
        for path in (move.source, move.target)
        if path
    }
    found: set[str] = set()
    while pending:
        found |= pending
        pending = {os.path.dirname(folder) for folder in pending} - found
    return found


def _settle_unit(work: Work, unit: Sequence[JournalMove]) -> list[MoveRecord]:
    records = [_settled(work, move) for move in unit]
    states = {each.state for each in records}
    if MoveState.FAILED in states and MoveState.DONE in states:
        # Half a unit: its files belong together, so those that went come back.
        records = [_made_whole(work, each) for each in records]
    return records


def _settled(work: Work, move: JournalMove) -> MoveRecord:
    """Tell from the disk what became of one move, and finish it if it was killed at its very end."""
    try:
        if move.begun:
            for path in (move.target, move.source):
                file_operations.drop_part(work.files, work.part(path, move))
        match work.running.effect, work.running.backwards:
            case ((Effect.TAG | Effect.RATE), _):
                return _failed(move)
            case (Effect.MOVE, _) | (Effect.TRASH, True):
                return _settled_move(work, move)
            case Effect.TRASH, False:
                return _settled_trash(work, move)
            case _, True:
                return _settled_removal(work, move)
            case _:
                return _settled_copy(work, move)
    except (KnownError, OSError) as error:
        logger.warning("an interrupted move could not be looked into: %s", error)
        return MoveRecord(move, MoveState.PLANNED)


def _settled_move(work: Work, move: JournalMove) -> MoveRecord:
    files = work.files
    source = file_looks.look(files, move.source)
    target = file_looks.look(files, move.target)
    if source is not None and target is not None:
        return _settled_at_both(work, move, source)
    if source is not None:
        # A copy that was finished may be on a drive that is away.
        if move.begun and not _has_folder(files, move.target):
            return MoveRecord(move, MoveState.PLANNED)
        return _failed(move)
    if target is not None:
        if move.begun and not _has_folder(files, move.source):
            return MoveRecord(move, MoveState.PLANNED)
        return _arrived(work, move, target)
    if not (_has_folder(files, move.source) and _has_folder(files, move.target)):
        return MoveRecord(move, MoveState.PLANNED)
    return _conflict(move, "move-source-missing", move.source)


def _settled_at_both(work: Work, move: JournalMove, source: os.stat_result) -> MoveRecord:
    files = work.files
    if file_looks.is_same_entry(files, move.source, move.target):
        # A change of case only: what the folder says is its name now.
        is_done = os.path.basename(move.target) in files.names(os.path.dirname(move.target))
        return MoveRecord(move, MoveState.DONE) if is_done else _failed(move)
    if file_operations.drop_source(files, move.source, move.target, linked=True):
        return MoveRecord(move, MoveState.DONE)
    is_whole = is_regular(source) and (source.st_size, source.st_mtime_ns) == (move.size, move.mtime_ns)
    if move.begun and is_whole and file_operations.drop_source(files, move.source, move.target, linked=False):
        target = file_looks.look(files, move.target)
        return MoveRecord(move, MoveState.DONE, landed_mtime_ns=_landed(move, target))
    if is_whole:
        return MoveRecord(move, MoveState.FAILED, ErrorReport("move-target-exists", {"path": move.target}))
    return _conflict(move, "move-source-changed", move.source)


def _arrived(work: Work, move: JournalMove, target: os.stat_result) -> MoveRecord:
    """Whether what is at the target, and nowhere else, is what was moved there."""
    landed = _landed(move, target)
    is_ours = is_regular(target) and target.st_size == move.size
    if landed is not None and abs(target.st_mtime_ns - move.mtime_ns) > _COARSE_NS:
        is_ours = False
    if is_ours and move.content_hash:
        is_ours = file_looks.content_hash_of(work.files, move.target) == move.content_hash
    if is_ours:
        return MoveRecord(move, MoveState.DONE, landed_mtime_ns=landed)
    return _conflict(move, "move-target-changed", move.target)


def _settled_copy(work: Work, move: JournalMove) -> MoveRecord:
    files = work.files
    target = file_looks.look(files, move.target)
    if work.running.effect is Effect.LINK:
        is_ours = file_looks.is_same_file(files, move.source, move.target)
        return MoveRecord(move, MoveState.DONE) if is_ours else _failed(move)
    if target is None:
        if move.begun and not _has_folder(files, move.target):
            return MoveRecord(move, MoveState.PLANNED)
        return _failed(move)
    if not move.begun:
        return MoveRecord(move, MoveState.FAILED, ErrorReport("move-target-exists", {"path": move.target}))
    if file_looks.look(files, move.source) is None:
        # Ours or not, it stays, and so does what the journal says of it.
        return _arrived(work, move, target)
    if file_looks.have_equal_bytes(files, move.source, move.target):
        return MoveRecord(move, MoveState.DONE, landed_mtime_ns=_landed(move, target))
    return _conflict(move, "move-target-exists", move.target)


def _settled_removal(work: Work, move: JournalMove) -> MoveRecord:
    if file_looks.look(work.files, move.target) is not None:
        return _failed(move)
    if not _has_folder(work.files, move.target):
        return MoveRecord(move, MoveState.PLANNED)
    return MoveRecord(move, MoveState.DONE)


def _settled_trash(work: Work, move: JournalMove) -> MoveRecord:
    if file_looks.look(work.files, move.source) is not None:
        return _failed(move)
    if not _has_folder(work.files, move.source):
        return MoveRecord(move, MoveState.PLANNED)
    found = trash.find(work.files, move.source, Expected(move.size, move.mtime_ns))
    return MoveRecord(move, MoveState.DONE, target=found)


def _made_whole(work: Work, settled: MoveRecord) -> MoveRecord:
    """Take a file of half a unit back, or of removals make it go as well; if it can be done."""
    move, files = settled.move, work.files
    mtime_ns = move.mtime_ns if settled.landed_mtime_ns is None else settled.landed_mtime_ns
    there = Expected(move.size, mtime_ns, move.content_hash)
    is_removal = work.running.backwards and work.running.effect in (Effect.COPY, Effect.LINK)
    if (settled.state is MoveState.DONE) == is_removal:
        return settled
    try:
        if work.running.effect is Effect.COPY:
            file_operations.remove_copy(files, move.source, move.target, there)
        elif work.running.effect is Effect.LINK:
            file_operations.remove_link(files, move.source, move.target)
        elif work.running.effect is Effect.MOVE:
            _move_back(work, move, there)
        else:
            return settled
    except KnownError:
        return settled
    return MoveRecord(move, MoveState.DONE) if is_removal else _failed(move)


def _move_back(work: Work, move: JournalMove, there: Expected) -> None:
    try:
        file_operations.move(work.files, move.target, move.source, there)
    except OtherVolumeError:
        part = work.part(move.source, move)
        for _ in file_operations.move_by_copy(work.files, move.target, move.source, part, there):
            pass


def _failed(move: JournalMove) -> MoveRecord:
    return MoveRecord(move, MoveState.FAILED, ErrorReport("move-interrupted"))


def _conflict(move: JournalMove, code: str, path: str) -> MoveRecord:
    return MoveRecord(move, MoveState.CONFLICT, ErrorReport(code, {"path": path}))


def _landed(move: JournalMove, target: os.stat_result | None) -> int | None:
    if target is None or target.st_mtime_ns == move.mtime_ns:
        return None
    return target.st_mtime_ns


def _has_folder(files: FileSystem, path: str) -> bool:
    return file_looks.look(files, os.path.dirname(path)) is not None
