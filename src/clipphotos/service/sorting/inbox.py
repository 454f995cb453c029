"""Inboxes: chosen, and what a sort would do with the photos in them. No file is touched."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from clipphotos.core.categories.category import Category
from clipphotos.core.changes import Changes
from clipphotos.core.errors import FolderUnavailable, KnownError, NotInLibrary
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.photo import AWAY
from clipphotos.core.sorting.inbox import Inbox, InboxProposals, Proposal
from clipphotos.core.sorting.plan import Reason, SortDecision, name_key
from clipphotos.service.categories.classifier import CategoryClassifier, category_classifier
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.presence import is_reachable, volume_of
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.service.sorting.decisions import decisions_on, destinations_of
from clipphotos.storage import categories, inboxes, photos, roots
from clipphotos.storage.categories import EmbeddedExample
from clipphotos.storage.scopes import Scope, scope_of

PHOTOS_A_STEP = 1000


def list_inboxes(
    context: ServiceContext, _command: ListInboxes, _progress: Progress
) -> JobSteps[tuple[Inbox, ...]]:
    """See `ListInboxes`."""
    yield Step.WORKED
    return _all_inboxes(context)


def set_inbox(context: ServiceContext, command: SetInbox, _progress: Progress) -> JobSteps[tuple[Inbox, ...]]:
    """See `SetInbox`.

    Raises:
        KnownError: ``folder-missing``, ``folder-not-in-library`` or ``inbox-unknown``.
    """
    known = inboxes.inboxes(context.catalogue)
    # As it is written, and where it leads: a link in the library is there under its own name.
    places = [Path(os.path.abspath(command.folder)), Path(os.path.realpath(command.folder))]  # noqa: PTH100
    if command.on:
        library = roots.all_roots(context.catalogue)
        inside = [place for place in places if roots.root_above(library, place)]
        if not inside:
            raise NotInLibrary(path=str(command.folder))
        if volume_of(inside[0]) is None:
            raise FolderUnavailable(path=str(command.folder))
        left = {*known, inside[0]}
    else:
        left = set(known) - set(places)
        if len(left) == len(known):
            raise KnownError("inbox-unknown", path=str(command.folder))
    with context.catalogue.transaction():
        inboxes.put_inboxes(context.catalogue, left)
    context.changes.announce(Changes(inboxes=True))
    yield Step.WORKED
    return _all_inboxes(context)


def ask_for_proposals(
    context: ServiceContext, command: AskForProposals, progress: Progress
) -> JobSteps[tuple[InboxProposals, ...]]:
    """See `AskForProposals`.

    Raises:
        KnownError: ``model-…``, if there are inboxes and categories.
    """
    found = _all_inboxes(context)
    if not found or not categories.all_categories(context.catalogue):
        yield Step.WORKED
        return tuple(InboxProposals(inbox, ()) for inbox in found)
    model = yield from context.models.loaded(context.models.answering(command.model), progress)
    known = categories.all_categories(context.catalogue, model.model_id)
    classifier: CategoryClassifier = yield from category_classifier(context, model, known, progress)
    examples = categories.embedded_examples(context.catalogue, model.model_id)
    answer: list[InboxProposals] = []
    for inbox in found:
        proposals: list[Proposal] = []
        scope = _scope(context, inbox.folder)
        if inbox.is_there and scope is not None:
            own = _own_folders(context, known, inbox.folder, command.into)
            proposals = yield from _proposals(context, model, classifier, examples, scope, own, progress)
        answer.append(InboxProposals(inbox, tuple(proposals)))
    return tuple(answer)


def _all_inboxes(context: ServiceContext) -> tuple[Inbox, ...]:
    return tuple(
        Inbox(folder, is_reachable(context, folder) and volume_of(folder) is not None, _count(context, scope))
        for folder in inboxes.inboxes(context.catalogue)
        if (scope := _scope(context, folder)) is not None
    )


def _scope(context: ServiceContext, folder: Path) -> Scope | None:
    root = roots.root_above(roots.all_roots(context.catalogue), folder)
    return scope_of(root, folder) if root else None


def _count(context: ServiceContext, scope: Scope) -> int:
    counts = photos.count_by_state(context.catalogue, [scope])
    return sum(count for state, count in counts.items() if state not in AWAY)


def _own_folders(
    context: ServiceContext, known: Sequence[Category], inbox: Path, into: Path | None
) -> dict[int, str]:
    """The folder of each category, as a key to compare with `name_key`."""
    destinations = destinations_of(context, known, inbox / "photo", into)
    return {each: name_key(str(destination.folder_for(None))) for each, destination in destinations.items()}


def _proposals(
    context: ServiceContext,
    model: LoadedModel,
    classifier: CategoryClassifier,
    examples: Sequence[EmbeddedExample],
    scope: Scope,
    own_folders: Mapping[int, str],
    progress: Progress,
) -> JobSteps[list[Proposal]]:
    names = {each.category_id: each.name for each in classifier.categories}
    photo_ids = photos.ids_in_order(context.catalogue, [scope])
    proposals: list[Proposal] = []
    for start in range(0, len(photo_ids), PHOTOS_A_STEP):
        progress.step(Stage.CLASSIFY, start, len(photo_ids))
        part = photo_ids[start : start + PHOTOS_A_STEP]
        decisions = decisions_on(context, model, classifier, examples, part, None, only_sure=True)
        taken = {photo_id: decisions[photo_id] for photo_id in part if photo_id in decisions}
        settled = _settled(context, taken, own_folders, names)
        proposals += [
            _proposal(photo_id, each) for photo_id, each in taken.items() if photo_id not in settled
        ]
        yield Step.WORKED
    return proposals


def _proposal(photo_id: int, decision: SortDecision) -> Proposal:
    category = decision.category_id or 0
    return Proposal(
        photo_id, category, dict(decision.guesses).get(category, 0.0), decision.reason is Reason.CONFIRMED
    )


def _settled(
    context: ServiceContext,
    taken: Mapping[int, SortDecision],
    own_folders: Mapping[int, str],
    names: Mapping[int, str],
) -> set[int]:
    """Photos for which there is nothing left to do."""
    tagged = inboxes.tagged_by_user(context.catalogue, list(taken))
    settled = {
        photo_id
        for photo_id, decision in taken.items()
        if (photo_id, names[decision.category_id or 0]) in tagged
    }
    for photo_id, folders in inboxes.folders_of_content(context.catalogue, list(taken)).items():
        own = own_folders[taken[photo_id].category_id or 0]
        # Or below it, where a sort made a folder for each year.
        places = {name_key(str(each)) for folder in folders for each in (folder, *folder.parents)}
        if own in places:
            settled.add(photo_id)
    return settled
