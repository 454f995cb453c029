"""Doing one unit: a photo and the files that travel with it, all of them or none."""

from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import replace

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operation import Effect, MoveState
from clipphotos.library import file_looks, file_operations, trash
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_operations import OtherVolumeError
from clipphotos.service.operations.work import Work
from clipphotos.storage import ratings, tags
from clipphotos.storage.journal import JournalMove, MoveRecord

Doing = Generator[Step, None, MoveRecord]


def do_unit(work: Work, unit: Sequence[JournalMove]) -> Generator[Step, None, ErrorReport | None]:
    """Do a unit, and note in `work` what became of it. Thrown out of a long copy, it has done nothing.

    Yields:
        In the middle of long copies.

    Returns:
        None, or why it was not done.
    """
    finished: list[MoveRecord] = []
    try:
        for move in unit:
            done = yield from _do(work, move, backwards=work.running.backwards)
            finished.append(done)
    except KnownError as error:
        kept = _take_back(work, finished)
        state = MoveState.CONFLICT if work.running.reverses is not None else MoveState.FAILED
        report = error.report()
        work.records += kept
        kept_ids = {each.move.move_id for each in kept}
        work.records += [MoveRecord(move, state, report) for move in unit if move.move_id not in kept_ids]
        return report
    except BaseException:
        work.records += _take_back(work, finished)
        raise
    work.records += finished
    return None


def _take_back(work: Work, finished: Sequence[MoveRecord]) -> list[MoveRecord]:
    """Take the first files of a unit back because another could not be done.

    Returns:
        Those that could not be taken back: they are done, and stay so in the journal.
    """
    kept: list[MoveRecord] = []
    for done in reversed(finished):
        try:
            for _ in _undo(work, done):
                pass
        except KnownError:
            kept.append(done)
    return kept


def _undo(work: Work, done: MoveRecord) -> Doing:
    move = done.move
    if work.running.effect in (Effect.MOVE, Effect.TRASH):
        if not move.target or work.running.effect is Effect.TRASH:
            raise KnownError("trash-restore-by-hand", path=move.source)
        mtime_ns = move.mtime_ns if done.landed_mtime_ns is None else done.landed_mtime_ns
        back = replace(move, source=move.target, target=move.source, mtime_ns=mtime_ns)
        return (yield from _move(work, back, is_journaled=False))
    noted = replace(move, before=done.before or move.before)
    return (yield from _do(work, noted, backwards=not work.running.backwards))


def _do(work: Work, move: JournalMove, *, backwards: bool) -> Doing:
    expected = Expected(move.size, move.mtime_ns, move.content_hash)
    match work.running.effect, backwards:
        case Effect.MOVE, _:
            return (yield from _move(work, move))
        case Effect.COPY, False:
            return (yield from _copy(work, move, expected))
        case Effect.COPY, True:
            work.require_folder(move.target)
            file_operations.remove_copy(work.files, move.source, move.target, expected)
        case Effect.LINK, False:
            work.require_folder(move.source)
            work.require_folder(move.target)
            file_operations.link(work.files, move.source, move.target, expected)
        case Effect.LINK, True:
            work.require_folder(move.target)
            file_operations.remove_link(work.files, move.source, move.target)
        case Effect.TRASH, False:
            work.require_folder(move.source)
            file_operations.to_trash(work.files, move.source, expected)
            found = trash.find(work.files, move.source, expected)
            return MoveRecord(move, MoveState.DONE, target=found)
        case Effect.TRASH, True:
            if not move.source:
                raise KnownError("trash-restore-by-hand", path=move.target)
            outcome = yield from _move(work, move)
            trash.forget(work.files, move.source)
            return outcome
        case Effect.RATE, _:
            return _rate(work, move, backwards=backwards)
        case _:
            return _tag(work, move, backwards=backwards)
    return MoveRecord(move, MoveState.DONE)


def _move(work: Work, move: JournalMove, *, is_journaled: bool = True) -> Doing:
    expected = Expected(move.size, move.mtime_ns, move.content_hash)
    work.require_folder(move.source)
    work.require_folder(move.target)
    try:
        file_operations.move(work.files, move.source, move.target, expected)
    except OtherVolumeError:
        if is_journaled:
            _note_begun(work, move)
        part = work.part(move.target, move)
        moving = file_operations.move_by_copy(work.files, move.source, move.target, part, expected)
        # Closed at once when thrown out, so that the unfinished copy goes.
        with closing(moving):
            for _ in moving:
                yield Step.WORKED
        return MoveRecord(move, MoveState.DONE, landed_mtime_ns=_landed(work, move))
    return MoveRecord(move, MoveState.DONE)


def _copy(work: Work, move: JournalMove, expected: Expected) -> Doing:
    work.require_folder(move.source)
    work.require_folder(move.target)
    _note_begun(work, move)
    part = work.part(move.target, move)
    copying = file_operations.copy(work.files, move.source, move.target, part, expected)
    with closing(copying):
        for _ in copying:
            yield Step.WORKED
    return MoveRecord(move, MoveState.DONE, landed_mtime_ns=_landed(work, move))


def _note_begun(work: Work, move: JournalMove) -> None:
    """Have it in the journal that a file at the target may be ours; only if there is none yet."""
    if file_looks.look(work.files, move.target) is not None:
        raise KnownError("move-target-exists", path=move.target)
    with work.catalogue.durable():
        work.commit(begun=move)


def _landed(work: Work, move: JournalMove) -> int | None:
    with suppress(KnownError):
        status = file_looks.look(work.files, move.target)
        if status is not None and status.st_mtime_ns != move.mtime_ns:
            return status.st_mtime_ns
    return None


def _tag(work: Work, move: JournalMove, *, backwards: bool) -> MoveRecord:
    if not move.content_hash:
        raise KnownError("photo-not-read", path=move.source)
    known = work.tag(move)
    if not backwards:
        work.set_tag(move, tags.after_change(known, takes_off=move.takes_off))
        return MoveRecord(move, MoveState.DONE, before=known)
    check_tag(move, known)
    work.set_tag(move, move.before)
    return MoveRecord(move, MoveState.DONE)


def check_tag(move: JournalMove, known: str) -> None:
    """Make sure that a tag is as its change left it, as far as the user goes.

    Args:
        move: The change.
        known: What is known about the tag now, from `clipphotos.storage.tags.written_down`.

    Raises:
        KnownError: ``tag-changed``.
    """
    if tags.is_on(known) is move.takes_off:
        raise KnownError("tag-changed", path=move.source, term=move.term)


def _rate(work: Work, move: JournalMove, *, backwards: bool) -> MoveRecord:
    known = ratings.rating_of(work.catalogue, move.photo_id)
    if backwards:
        check_rating(move, known)
        return MoveRecord(move, MoveState.DONE)
    if known is None:
        raise KnownError("photo-gone")
    return MoveRecord(move, MoveState.DONE, before=str(known))


def check_rating(move: JournalMove, known: int | None) -> None:
    """Make sure that a photo is rated as it was left.

    Args:
        move: Its rating.
        known: The photo's rating now; None if it is not in the library any more.

    Raises:
        KnownError: ``photo-gone`` or ``rating-changed``.
    """
    if known is None:
        raise KnownError("photo-gone")
    if str(known) != move.term:
        raise KnownError("rating-changed", path=move.source)
