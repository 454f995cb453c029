"""Indexing: folders into the library, scanned, embedded and searchable."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from clipphotos.core.changes import Changes
from clipphotos.core.errors import FolderUnavailable, KnownError
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.core.jobs import JobSteps, Priority, Progress, Stage, Step
from clipphotos.core.models import ModelSource
from clipphotos.core.paths import is_within
from clipphotos.core.photo import LibraryRoot, PhotoState
from clipphotos.library.scanner import why_left_out
from clipphotos.library.surroundings import is_case_sensitive, is_folder
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.accelerate import MANY_PHOTOS, accelerate_if_due
from clipphotos.service.indexing.embed import EmbedTally, embed
from clipphotos.service.indexing.exclusions.rules import rules_of
from clipphotos.service.indexing.metadata_again import read_metadata_again
from clipphotos.service.indexing.outside_examples import embed_examples
from clipphotos.service.indexing.scan import ScanTally, scan
from clipphotos.service.indexing.when_idle import in_background
from clipphotos.service.models.starter_upgrade import predecessors, retire
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary, RefreshIndex
from clipphotos.service.tags.while_indexing import TaggingAlongside, is_wanted, tag_what_is_stale
from clipphotos.storage import categories, photos, roots, vectors
from clipphotos.storage.categories import OutsideExample
from clipphotos.storage.indexing import unlisted_folders
from clipphotos.storage.scopes import Scope, scope_of


def index_folders(
    context: ServiceContext, command: IndexFolders, progress: Progress
) -> JobSteps[IndexSummary]:
    """See `IndexFolders`.

    Raises:
        KnownError: ``folder-…`` if a folder that was named cannot be used or is left out; ``model-…`` after
            the scan, which is kept.
    """
    began = time.monotonic()
    if not command.scan_only:
        if command.in_background and context.indexing.time is IndexingTime.BY_HAND:
            yield Step.WORKED
            return IndexSummary()
        context.models.find(command.model)
    tally = ScanTally()
    scopes: list[Scope] = []
    unreachable: list[KnownError] = []
    for root, folder in _places(context, command.folders, only_known=command.only_known):
        scope = scope_of(root, folder)
        below = "" if folder == root.path else folder.relative_to(root.path).as_posix()
        problem: FolderUnavailable | None = yield from scan(
            context, root, scope, below, progress, tally, leave=command.leave
        )
        if problem is None:
            scopes.append(scope)
        else:
            unreachable.append(problem)
    if not command.in_background:
        unreachable += _left_out(context, command.folders)
    embedded = EmbedTally()
    if not command.scan_only:
        yield from _read_and_embed(context, command, scopes, progress, embedded)
    else:
        context.foreground.note_scanned()
    if command.folders and unreachable:
        # Said once the others are done: one folder out of reach does not hold them up.
        raise unreachable[0]
    return _summary(context, scopes, tally, embedded, time.monotonic() - began)


def _read_and_embed(
    context: ServiceContext,
    command: IndexFolders,
    scopes: Sequence[Scope],
    progress: Progress,
    tally: EmbedTally,
) -> JobSteps[None]:
    """What follows the scan, which may take hours: whatever is to be scanned goes before it."""
    with context.catalogue.transaction():
        photos.retry_unreadable(context.catalogue, scopes, only_transient=not command.retry_skipped)
    context.foreground.note_scanned()
    context.changes.flush()
    yield Priority.EMBED
    steps = _embed_and_read_metadata(context, command, scopes, progress, tally)
    yield from in_background(context, steps, progress) if command.in_background else steps


def _embed_and_read_metadata(
    context: ServiceContext,
    command: IndexFolders,
    scopes: Sequence[Scope],
    progress: Progress,
    tally: EmbedTally,
) -> JobSteps[None]:
    yield from embed_scopes(context, scopes, progress, tally, command.model)
    yield from read_metadata_again(context, scopes, progress)


def _summary(
    context: ServiceContext, scopes: Sequence[Scope], tally: ScanTally, embedded: EmbedTally, seconds: float
) -> IndexSummary:
    unreadable = photos.count_in_state(context.catalogue, PhotoState.UNREADABLE, scopes)
    unlistable = unlisted_folders.count_unlistable(context.catalogue, scopes)
    return IndexSummary(
        scanned=tally.scanned,
        new=max(0, tally.new - embedded.moved),
        changed=max(0, tally.changed - embedded.proved_unchanged),
        moved=embedded.moved,
        unchanged=tally.unchanged + embedded.proved_unchanged,
        missing=max(0, tally.missing - embedded.moved),
        decoded=embedded.decoded,
        embedded=embedded.embedded,
        examples_gone=embedded.examples_gone,
        skipped=unreadable + unlistable,
        unlistable_folders=unlistable,
        excluded=photos.count_in_state(context.catalogue, PhotoState.EXCLUDED, scopes),
        excluded_folders=len(unlisted_folders.left_out(context.catalogue, scopes)),
        newly_excluded=tally.newly_excluded,
        seconds=round(seconds, 3),
    )


def embed_scopes(
    context: ServiceContext,
    scopes: Sequence[Scope],
    progress: Progress,
    tally: EmbedTally,
    model_name: str | None,
) -> JobSteps[None]:
    """Embed what needs it with a model, and bring its index up to date, in memory and on disk.

    A model takes seconds to load, so it is left alone if nothing needs it. Tags come last, and for the whole
    library: what stands out in a photo depends on the others.
    """
    info = context.models.find(model_name)
    known = context.models.known(info)
    examples = _readable_examples(context, known[0], tally) if known is not None else []
    if known is not None and not examples and not _is_any_pending(context, known[0], scopes):
        yield from bring_index_up_to_date(context, *known, progress)
        _retire_predecessors(context, model_name, known[0])
        yield from tag_what_is_stale(context, info, None, progress)
        return
    model = yield from context.models.loaded(info, progress)
    yield from bring_index_up_to_date(context, model.model_id, model.dim, progress, save=False)
    if len(photos.pending_ids(context.catalogue, model.model_id, scopes)) >= MANY_PHOTOS:
        yield from accelerate_if_due(context, info, model, progress)
    tagging = TaggingAlongside(context, model) if is_wanted(context, info) else None
    try:
        yield from embed(context, model, scopes, progress, tally, tagging)
        # Asked again: the library may have had some of them, or the model was not known before.
        examples = _readable_examples(context, model.model_id, tally)
        yield from embed_examples(context, model, examples, progress)
        _retire_predecessors(context, model_name, model.model_id)
        yield from tag_what_is_stale(context, info, model, progress)
        yield from context.indexes.settle(model.model_id)
        yield from accelerate_if_due(context, info, model, progress)
    finally:
        context.changes.flush()


def _readable_examples(context: ServiceContext, model_id: int, tally: EmbedTally) -> list[OutsideExample]:
    """Examples outside the library that a model has not read and whose files are there; counts the others."""
    wanted = categories.outside_examples(context.catalogue, model_id)
    found = [example for example in wanted if example.path.is_file()]
    tally.examples_gone = len(wanted) - len(found)
    return found


def _retire_predecessors(context: ServiceContext, model_name: str | None, model_id: int) -> None:
    """Let go of older bundled models once the current one knows every photo, on drives that are away too."""
    if context.models.find(model_name).source is not ModelSource.BUNDLED:
        return
    folders = predecessors(context.locations.models)
    if folders and not _is_any_pending(context, model_id, None):
        retire(folders)


def _is_any_pending(context: ServiceContext, model_id: int, scopes: Sequence[Scope] | None) -> bool:
    question = ("pending", model_id, None if scopes is None else tuple(scopes))
    return context.catalogue_cache.get(
        question, lambda: bool(photos.pending_ids(context.catalogue, model_id, scopes))
    )


def refresh_index(context: ServiceContext, command: RefreshIndex, progress: Progress) -> JobSteps[None]:
    """See `RefreshIndex`."""
    used = vectors.last_used(context.catalogue, context.models.find(command.model).name)
    if used is not None:
        model_id, dim, _ = used
        yield from bring_index_up_to_date(context, model_id, dim, progress)


def bring_index_up_to_date(
    context: ServiceContext, model_id: int, dim: int, progress: Progress, *, save: bool = True
) -> JobSteps[None]:
    """Add to a model's index what the catalogue has and it lacks, all of it if its file was unusable.

    With `save`, a file is written if the last one has fallen behind by more than a tail.
    """
    for done, total in context.indexes.catch_up(model_id, dim):
        progress.step(Stage.REBUILD_INDEX, done, total)
        yield Step.WORKED
    if save:
        yield from context.indexes.settle(model_id)


def _places(
    context: ServiceContext, folders: Sequence[Path], *, only_known: bool
) -> list[tuple[LibraryRoot, Path]]:
    """Each folder with the root it belongs to, new roots added; every root if no folder is given."""
    if not folders:
        library = context.catalogue_cache.get("roots", lambda: roots.all_roots(context.catalogue))
        return [(root, root.path) for root in library]
    if only_known:
        library = roots.all_roots(context.catalogue)
        folders = [each for each in folders if is_folder(each) and roots.root_above(library, each.resolve())]
    resolved = [_resolved(context, folder) for folder in folders]
    before = {root.id for root in roots.all_roots(context.catalogue)}
    with context.catalogue.transaction():
        for folder in resolved:
            roots.add_root(context.catalogue, folder, case_sensitive=is_case_sensitive(folder))
    # Looked up only now: a later folder may have taken in an earlier one's root.
    library = roots.all_roots(context.catalogue)
    if {root.id for root in library} != before:
        context.changes.announce(Changes(roots=True))
    places: list[tuple[LibraryRoot, Path]] = []
    for folder in sorted(set(resolved)):
        if not any(is_within(folder, other) for _, other in places):
            root = roots.root_above(library, folder)
            assert root is not None  # noqa: S101 - added above
            places.append((root, folder))
    return places


def _left_out(context: ServiceContext, folders: Sequence[Path]) -> Iterator[KnownError]:
    """What to say of folders that were named and are left out all the same."""
    library = roots.all_roots(context.catalogue)
    for folder in folders:
        resolved = folder.expanduser().resolve()
        root = roots.root_above(library, resolved)
        if root is None:
            continue  # removed meanwhile
        below = resolved.relative_to(root.path).as_posix()
        why = why_left_out(root.path, "" if below == "." else below, rules_of(context.catalogue, root.path))
        if why is not None:
            yield KnownError(f"folder-left-out-{why.value}", path=str(folder))


def _resolved(context: ServiceContext, folder: Path) -> Path:
    try:
        resolved = folder.expanduser().resolve(strict=True)
        is_folder = resolved.is_dir()
    except (OSError, RuntimeError) as error:
        raise FolderUnavailable(path=str(folder)) from error
    if not is_folder:
        raise FolderUnavailable(path=str(folder))
    if is_within(resolved, context.locations.root.resolve()):
        raise KnownError("folder-is-data-folder", path=str(folder))
    return resolved
