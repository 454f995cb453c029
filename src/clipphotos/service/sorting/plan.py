"""Planning a sort: what each photo is taken for, and where it would go."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clipphotos.core.categories.category import Category, new_category
from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.photo import Photo, PhotoState, day_taken
from clipphotos.core.sorting.folder_names import check_pattern
from clipphotos.core.sorting.plan import (
    Destination,
    FileFacts,
    Reason,
    SortAction,
    SortCandidate,
    SortDecision,
    SortEffect,
    SortEntry,
    SortPlan,
    TakenNames,
    Volume,
    name_key,
    plan_entries,
)
from clipphotos.library import surroundings
from clipphotos.library.companion_files import CompanionFinder, FilesBeside
from clipphotos.library.content import read_content
from clipphotos.service.categories.classifier import CategoryClassifier, category_classifier
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.exclusions.rules import places_left_out
from clipphotos.service.indexing.presence import is_reachable
from clipphotos.service.protocol.sorting import PlannedSort, PlanSort
from clipphotos.service.sorting.decisions import decisions_on, destinations_of
from clipphotos.storage import categories, photos
from clipphotos.storage.scopes import scopes_of

PHOTOS_A_STEP = 200


def plan_sort(context: ServiceContext, command: PlanSort, progress: Progress) -> JobSteps[PlannedSort]:
    """See `PlanSort`.

    Raises:
        KnownError: ``folder-not-in-library``, ``no-categories``, ``category-gone``, ``label-…``,
            ``pattern-…``, ``threshold-out-of-range`` or ``model-…``.
    """
    check_pattern(command.pattern)
    least = command.least_probability
    if least is not None and not 0 <= least <= 1:
        raise KnownError("threshold-out-of-range", threshold=str(least))
    catalogue = context.catalogue
    photo_ids: Sequence[int] = command.photo_ids
    if command.folder is not None:
        photo_ids = photos.ids_in_order(catalogue, scopes_of(context.catalogue, command.folder))
    model = yield from context.models.loaded(context.models.answering(command.model), progress)
    chosen = _chosen_categories(context, command, model.model_id)
    classifier: CategoryClassifier = yield from category_classifier(context, model, chosen, progress)
    examples = categories.embedded_examples(catalogue, model.model_id)
    decisions: dict[int, SortDecision] = {}
    for start in range(0, len(photo_ids), PHOTOS_A_STEP):
        progress.step(Stage.CLASSIFY, start, len(photo_ids))
        part = photo_ids[start : start + PHOTOS_A_STEP]
        decisions |= decisions_on(context, model, classifier, examples, part, least)
        yield Step.WORKED
    for photo_id, category_id in command.corrections:
        guesses = decisions[photo_id].guesses if photo_id in decisions else ()
        reason = Reason.LEFT_OUT if category_id is None else Reason.CONFIRMED
        decisions[photo_id] = SortDecision(category_id, reason, guesses)
    candidates: list[SortCandidate] = yield from _candidates(context, photo_ids, command.effect, progress)
    plan: SortPlan = yield from _plan(context, command, chosen, candidates, decisions, progress)
    return PlannedSort(plan, tuple(chosen))


def _chosen_categories(context: ServiceContext, command: PlanSort, model_id: int) -> list[Category]:
    known = categories.all_categories(context.catalogue, model_id)
    if command.labels:
        by_name = {category.name.casefold(): category for category in known}
        chosen: dict[str, Category] = {}
        for label in command.labels:
            made_up = new_category(label)
            key = made_up.name.casefold()
            # Negative keys are none of the catalogue's.
            chosen[key] = by_name.get(key) or replace(made_up, category_id=-1 - len(chosen))
        return list(chosen.values())
    if command.category_ids is None:
        chosen_ones = list(known)
    else:
        by_id = {category.category_id: category for category in known}
        if any(key not in by_id for key in command.category_ids):
            raise KnownError("category-gone")
        chosen_ones = [by_id[key] for key in command.category_ids]
    if not chosen_ones:
        raise KnownError("no-categories")
    return chosen_ones


# --- what is on disk ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Folders:
    """Remembers what was seen of folders."""

    writable: dict[Path, bool]
    is_left_out: Callable[[Path], bool]

    def can_write(self, folder: Path) -> bool:
        if folder not in self.writable:
            self.writable[folder] = surroundings.can_write(folder)
        return self.writable[folder]


def _candidates(
    context: ServiceContext, photo_ids: Sequence[int], effect: SortEffect, progress: Progress
) -> JobSteps[list[SortCandidate]]:
    """The photos as they are on disk now."""
    folders = _Folders({}, places_left_out(context.catalogue))
    companions = CompanionFinder(context.files)
    candidates: list[SortCandidate] = []
    for start in range(0, len(photo_ids), PHOTOS_A_STEP):
        progress.step(Stage.LOOK_AT_FILES, start, len(photo_ids))
        part = photo_ids[start : start + PHOTOS_A_STEP]
        known = photos.photos_by_id(context.catalogue, part)
        found = (known[each] for each in part if each in known)
        candidates += [_candidate(context, photo, effect, folders, companions) for photo in found]
        yield Step.WORKED
    return candidates


def _candidate(
    context: ServiceContext, photo: Photo, effect: SortEffect, folders: _Folders, companions: CompanionFinder
) -> SortCandidate:
    now = surroundings.file_facts(photo.path)
    problem: Reason | None = None
    beside = FilesBeside((), ())
    if now is None:
        problem = Reason.MISSING if is_reachable(context, photo.path) else Reason.OFFLINE
    elif photo.state is PhotoState.UNREADABLE:
        problem = Reason.UNREADABLE
    elif effect is not SortEffect.TAG and folders.is_left_out(photo.path):
        problem = Reason.EXCLUDED
    elif effect is SortEffect.MOVE and not folders.can_write(photo.path.parent):
        problem = Reason.READ_ONLY
    elif effect is not SortEffect.TAG:
        beside = companions.beside(photo.path)
    is_as_known = now is not None and (now.size, now.mtime_ns) == (photo.size, photo.mtime_ns)
    return SortCandidate(
        photo.id,
        now or FileFacts(photo.path, photo.size, photo.mtime_ns),
        photo.content_hash if is_as_known else b"",
        day_taken(photo.taken_at),
        beside.companions,
        problem,
        beside.unclear,
    )


# --- the plan -----------------------------------------------------------------------------------------


def _plan(
    context: ServiceContext,
    command: PlanSort,
    chosen: Sequence[Category],
    candidates: Sequence[SortCandidate],
    decisions: Mapping[int, SortDecision],
    progress: Progress,
) -> JobSteps[SortPlan]:
    if command.effect is SortEffect.TAG:
        return SortPlan(
            plan_entries(candidates, decisions, {}, command.effect, TakenNames({})), command.effect
        )
    first = candidates[0].file.path if candidates else None
    destinations = destinations_of(
        context, chosen, first, command.into, into_own=command.into_own, pattern=command.pattern
    )
    progress.step(Stage.LOOK_AT_FILES, len(candidates), len(candidates))
    taken = TakenNames(dict(_taken_names(candidates, decisions, destinations)))
    yield Step.WORKED
    entries = plan_entries(candidates, decisions, destinations, command.effect, taken)
    going = [entry for entry in entries if entry.action is SortAction.GO and entry.target]
    targets = {entry.target.parent for entry in going if entry.target}
    needed = _bytes_needed(going, command.effect)
    return SortPlan(
        entries,
        command.effect,
        destinations,
        tuple(Volume(*each) for each in surroundings.short_of_room(needed)),
        _nearest(folder for folder in targets if not surroundings.can_write(folder)),
        _nearest(_out_of_reach(going)) if command.effect is SortEffect.LINK else (),
    )


def _nearest(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The folders that exist; where many are yet to be made in one, that one stands for them all."""
    return tuple(sorted({surroundings.nearest_existing(folder) for folder in folders}))


def _out_of_reach(going: Sequence[SortEntry]) -> set[Path]:
    """Folders on other volumes than the photos that are to be linked into them."""
    ways = {(entry.candidate.file.path.parent, entry.target.parent): entry for entry in going if entry.target}
    return {
        target
        for (_, target), entry in ways.items()
        if not surroundings.is_same_volume(entry.candidate.file.path, target)
    }


def _taken_names(
    candidates: Sequence[SortCandidate],
    decisions: Mapping[int, SortDecision],
    destinations: Mapping[int, Destination],
) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """Names in the folders that photos would go to, with contents where they decide about duplicates."""
    going: dict[Path, dict[str, SortCandidate]] = {}
    for candidate in candidates:
        decision = decisions.get(candidate.photo_id)
        if decision and decision.category_id is not None and candidate.problem is None:
            folder = destinations[decision.category_id].folder_for(candidate.taken)
            going.setdefault(folder, {})[name_key(candidate.file.path.name)] = candidate
            for each in candidate.companions:
                below = each.path.parent.relative_to(candidate.file.path.parent)
                going.setdefault(folder / below, {})
    for folder, wanted in going.items():
        contents: dict[str, bytes] = {}
        for name in surroundings.names_in(folder):
            candidate = wanted.get(name_key(name))
            contents[name] = _content_if_equal(folder / name, candidate) if candidate else b""
        yield folder, contents


def _content_if_equal(path: Path, candidate: SortCandidate) -> bytes:
    """The hash of a file that may be equal to a photo; empty if it is not, or cannot be read."""
    facts = surroundings.file_facts(path)
    if facts is None or facts.size != candidate.file.size:
        return b""
    try:
        return read_content(path).content_hash
    except BadImage:
        return b""


def _bytes_needed(going: Sequence[SortEntry], effect: SortEffect) -> dict[Path, int]:
    needed: dict[Path, int] = {}
    for entry in going:
        target = entry.target
        if target is None or effect is SortEffect.LINK:
            continue
        source = entry.candidate.file.path
        if effect is SortEffect.COPY or not surroundings.is_same_volume(source, target.parent):
            size = entry.candidate.file.size + sum(file.size for file in entry.candidate.companions)
            needed[target.parent] = needed.get(target.parent, 0) + size
    return needed
