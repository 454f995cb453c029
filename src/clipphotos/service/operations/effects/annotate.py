"""Changing what is said about photos: tags, stars and flags. No file is touched."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import Step
from clipphotos.core.operations.annotation import AnnotationChange, AnnotationKind, AnnotationValue, UserTag
from clipphotos.core.operations.operation import MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.conflicts import ONLY_LEAVE
from clipphotos.service.operations.effects.definition import EffectDefinition, check_nothing, settled_already
from clipphotos.service.operations.effects.settling import INTERRUPTED
from clipphotos.service.operations.said import SaidAboutPhotos, TagKey, said_about_rows
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, ChangeRow

_BATCH_UNITS = 500
"""Photos that are looked up at once before an undo."""

_CHANGED = {
    AnnotationKind.TAG: "tag-changed",
    AnnotationKind.RATING: "rating-changed",
    AnnotationKind.FLAG: "flag-changed",
}


def _reversed_row(row: ChangeRow, _backwards: bool) -> ChangeRow:
    return replace(
        row,
        row_id=0,
        state=MoveState.PLANNED,
        error=None,
        reverses=row.row_id,
        change=row.change.reversed,
    )


def _prepare(work: Work, rows: Sequence[ChangeRow]) -> None:
    before = work.said.tags_before
    work.said = said_about_rows(work.catalogue, rows)
    work.said.tags_before = before


def _do(work: Work, row: ChangeRow) -> Generator[Step, None, ChangeRow]:
    said = work.said
    known = _check(said, row, backwards=work.running.backwards)
    # A copy may have been given the tag a moment ago: undone, both are as they were before the operation.
    before = known if (of_copy := said.changed_tag(row)) is None else of_copy
    done = replace(
        row,
        state=MoveState.DONE,
        content_hash=said.content_of(row),
        change=replace(row.change, before=before),
    )
    said.just_before[row.row_id] = known
    said.say(done)
    return done
    yield  # a generator like those of effects on files


def _take_back(work: Work, done: ChangeRow) -> Generator[Step, None, None]:
    before = work.said.just_before.get(done.row_id, done.change.before)
    work.said.say(replace(done, change=replace(done.change, after=before)))
    return
    yield


def _check(said: SaidAboutPhotos, row: ChangeRow, *, backwards: bool) -> AnnotationValue:
    """Make sure that a change can be made; backwards, that nobody has said something else since.

    Returns:
        What is said now.

    Raises:
        KnownError: ``photo-gone``, ``photo-not-read`` or ``…-changed``.
    """
    kind, known = row.change.field.kind, said.value(row)
    if known is None:
        raise KnownError("photo-gone")
    if kind is AnnotationKind.TAG and not said.content_of(row):
        raise KnownError("photo-not-read", path=row.path)
    if backwards and said.changed_tag(row) is None and not _is_as_left(row.change, known):
        raise KnownError(_CHANGED[kind], path=row.path, term=row.change.field.term)
    return known


def _is_as_left(change: AnnotationChange, known: AnnotationValue) -> bool:
    if change.field.kind is AnnotationKind.TAG:
        # Whether a tag that is not there was taken off or never put on makes no difference.
        return (known is UserTag.GIVEN) == (change.before == UserTag.GIVEN)
    return known == change.before


def _follow(work: Work, done: Sequence[ChangeRow]) -> None:
    # Of copies of one content, and of several changes of one annotation, the last counts.
    tags: dict[TagKey, UserTag] = {}
    for row in done:
        field = row.change.field
        if field.kind is AnnotationKind.TAG:
            tags[row.content_hash, field.term] = UserTag(row.change.after)
    annotations.set_tags(work.catalogue, tags)
    for kind in (AnnotationKind.RATING, AnnotationKind.FLAG):
        values = [
            (row.change.after, row.photo_id)
            for row in done
            if row.change.field.kind is kind and row.photo_id is not None
        ]
        annotations.set_of_photos(work.catalogue, kind, values)


def _changes(rows: Sequence[ChangeRow]) -> Changes:
    kinds = {row.change.field.kind for row in rows}
    return Changes(
        tags=AnnotationKind.TAG in kinds,
        ratings=AnnotationKind.RATING in kinds,
        flags=AnnotationKind.FLAG in kinds,
    )


def _settle(_work: Work, row: ChangeRow) -> ChangeRow:
    """What was not recorded as done was not done: both happen in one transaction."""
    return replace(row, state=MoveState.FAILED, error=INTERRUPTED)


def _problems(
    catalogue: Catalogue, _files: FileSystem, units: Sequence[Sequence[ChangeRow]], backwards: bool
) -> Iterator[KnownError | None]:
    for start in range(0, len(units), _BATCH_UNITS):
        batch = units[start : start + _BATCH_UNITS]
        said = said_about_rows(catalogue, [row for unit in batch for row in unit])
        for unit in batch:
            yield _problem(said, unit, backwards=backwards)


def _problem(said: SaidAboutPhotos, unit: Sequence[ChangeRow], *, backwards: bool) -> KnownError | None:
    try:
        for row in unit:
            _check(said, row, backwards=backwards)
    except KnownError as error:
        return error
    for row in unit:
        said.say(row)
    return None


ANNOTATE = EffectDefinition(
    table=ANNOTATION_CHANGES,
    reversed_row=_reversed_row,
    check_plan=check_nothing,
    target_of=lambda _: "",
    prepare=_prepare,
    do=_do,
    take_back=_take_back,
    follow=_follow,
    changes=_changes,
    settle=_settle,
    make_whole=settled_already,
    problems=_problems,
    choices=lambda _, __: ONLY_LEAVE,
    as_chosen=lambda _, unit, __, ___: unit,
)
