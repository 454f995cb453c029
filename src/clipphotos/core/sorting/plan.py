"""Which photo goes where: a plan that is shown, corrected and only then carried out. No file is touched.

Rules, each visible in the plan:

- A photo goes into its category's folder only if the classifier is sure, or the user said so.
- The files that travel with a photo go with it, and it is one decision for all of them.
- Nothing is overwritten. A file of the same name and content makes the photo a duplicate, which stays; any
  other file of that name gives the photo a number: ``a (2).jpg``.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from clipphotos.core.operations.operation import Effect, PlannedFile, PlannedMove
from clipphotos.core.sorting.companions import companion_path
from clipphotos.core.sorting.folder_names import expand_pattern

USUAL_PATTERN = "{category}"
MOST_BYTES_OF_A_NAME = 255


class SortEffect(StrEnum):
    """What a sort does to its photos: it moves, copies or links their files, or only tags the photos."""

    MOVE = "move"
    COPY = "copy"
    LINK = "link"
    TAG = "tag"

    @property
    def on_files(self) -> Effect | None:
        """What it does to files; None if it only tags."""
        return None if self is SortEffect.TAG else Effect(self.value)


class SortAction(StrEnum):
    """What is to happen to a photo."""

    GO = "go"
    UNSURE = "unsure"
    STAY = "stay"


class Reason(StrEnum):
    """Why a photo goes, or stays."""

    RECOGNISED = "recognised"
    CONFIRMED = "confirmed"
    UNSURE = "unsure"
    LEFT_OUT = "left-out"
    ALREADY_THERE = "already-there"
    DUPLICATE = "duplicate"
    TRAVELS = "travels"
    MISSING = "missing"
    OFFLINE = "offline"
    READ_ONLY = "read-only"
    NOT_INDEXED = "not-indexed"
    UNREADABLE = "unreadable"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was found.

    Attributes:
        path: Absolute path.
        size: Bytes.
        mtime_ns: Modification time in nanoseconds.
        identity: What the system alone says of it; empty while unknown.
    """

    path: Path
    size: int
    mtime_ns: int
    identity: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SortCandidate:
    """A photo that may be sorted.

    Attributes:
        photo_id: Catalogue key.
        file: Where it is.
        content_hash: 32 bytes; empty while unknown.
        taken: The day it was taken, or None.
        companions: Files that travel with it.
        problem: Why it cannot be sorted, or None.
        unclear: Names of files of the same name that stay, since nobody can tell whether they belong to it.
    """

    photo_id: int
    file: FileFacts
    content_hash: bytes = b""
    taken: date | None = None
    companions: tuple[FileFacts, ...] = ()
    problem: Reason | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SortDecision:
    """What a photo was taken for, or what the user said.

    Attributes:
        category_id: Where it goes; None if nowhere.
        reason: ``RECOGNISED``, ``CONFIRMED``, ``UNSURE`` or ``LEFT_OUT``.
        guesses: Up to three categories with their probabilities, the likeliest first.
    """

    category_id: int | None
    reason: Reason
    guesses: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a category's photos go.

    Attributes:
        folder: Absolute path that the pattern's folders are below; the category's own if it has one.
        name: The category's name as a folder's, for ``{category}``.
        pattern: See `folder_names.expand_pattern`; empty for none: right into the folder.
    """

    folder: Path
    name: str
    pattern: str = USUAL_PATTERN

    def folder_for(self, taken: date | None) -> Path:
        """The folder of a photo taken on some day."""
        return (
            self.folder.joinpath(*expand_pattern(self.pattern, self.name, taken))
            if self.pattern
            else self.folder
        )

    @property
    def shown(self) -> str:
        """The folder as far as it is the same for all photos, for people to read."""
        parts = (part.replace("{category}", self.name) for part in re.split(r"[/\\]", self.pattern))
        return str(self.folder.joinpath(*("…" if "{" in part else part for part in parts)))


@dataclass(frozen=True, slots=True)
class SortEntry:
    """One line of the plan.

    Attributes:
        candidate: The photo.
        action: What is to happen.
        reason: Why.
        category_id: Where it goes, or would.
        target: Its path then, if it goes; None for a tag.
        guesses: As in `SortDecision`.
        is_renamed: Whether it gets a number because the name is taken.
    """

    candidate: SortCandidate
    action: SortAction
    reason: Reason
    category_id: int | None = None
    target: Path | None = None
    guesses: tuple[tuple[int, float], ...] = ()
    is_renamed: bool = False

    @property
    def probability(self) -> float:
        """Of its category, 0 to 1; 0 if it has none."""
        return dict(self.guesses).get(self.category_id, 0.0) if self.category_id else 0.0


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system that photos would be copied to.

    Attributes:
        folder: A folder on it.
        needed: Bytes to be written there.
        free: Bytes free.
    """

    folder: Path
    needed: int
    free: int


@dataclass(frozen=True, slots=True)
class SortPlan:
    """What a sort would do.

    Attributes:
        entries: One a photo, in the order given.
        effect: Move, copy, link or tag.
        destinations: By category.
        full: Volumes without room for what would be written there.
        unwritable: Folders that exist and cannot be written to.
        unlinkable: Folders that exist and are on another volume than a photo to be linked into them.
    """

    entries: tuple[SortEntry, ...]
    effect: SortEffect
    destinations: Mapping[int, Destination] = field(default_factory=dict[int, Destination])
    full: tuple[Volume, ...] = ()
    unwritable: tuple[Path, ...] = ()
    unlinkable: tuple[Path, ...] = ()

    @property
    def going(self) -> tuple[SortEntry, ...]:
        """The photos that something happens to."""
        return tuple(entry for entry in self.entries if entry.action is SortAction.GO)


class TakenNames:
    """Names that are taken in folders, on disk or by what the plan puts there.

    Names that differ only in case or in the composition of accents count as equal: on some systems they are.

    Args:
        contents: By folder, the content hashes of files by name; empty for one that was not looked at.
    """

    def __init__(self, contents: Mapping[Path, Mapping[str, bytes]]) -> None:
        self._taken = {
            folder: {name_key(name): content for name, content in names.items()}
            for folder, names in contents.items()
        }

    def content(self, path: Path) -> bytes | None:
        """Content hash of the file that has a path by then: empty if it is unknown, None if there is none."""
        return self._taken.get(path.parent, {}).get(name_key(path.name))

    def take(self, paths: Iterable[tuple[Path, bytes]]) -> None:
        """Reserve paths for files with these contents."""
        for path, content in paths:
            self._taken.setdefault(path.parent, {})[name_key(path.name)] = content


def name_key(name: str) -> str:
    """Equal for names that are the same file somewhere."""
    return unicodedata.normalize("NFC", name).casefold()


def plan_entries(
    candidates: Sequence[SortCandidate],
    decisions: Mapping[int, SortDecision],
    destinations: Mapping[int, Destination],
    effect: SortEffect,
    taken: TakenNames,
) -> tuple[SortEntry, ...]:
    """Decide for each photo.

    Args:
        candidates: The photos, in the order in which names are given.
        decisions: By photo; a photo without one has not been looked at by the model.
        destinations: By category.
        effect: What the sort does.
        taken: Names on disk; what the plan takes is added.
    """
    entries: list[SortEntry] = []
    gone: set[Path] = set()
    for each in candidates:
        if each.file.path in gone:
            entries.append(SortEntry(each, SortAction.STAY, Reason.TRAVELS))
            continue
        # A file can go with one photo only: the first.
        candidate = replace(each, companions=tuple(file for file in each.companions if file.path not in gone))
        entry = _entry(candidate, decisions.get(each.photo_id), destinations, effect, taken)
        if entry.target is not None and entry.action is SortAction.GO:
            gone.update(file.path for file in candidate.companions)
        entries.append(entry)
    # What was not sure where to go by itself may go with one that came later.
    return tuple(
        SortEntry(entry.candidate, SortAction.STAY, Reason.TRAVELS)
        if entry.action is not SortAction.GO and entry.candidate.file.path in gone
        else entry
        for entry in entries
    )


def _entry(
    candidate: SortCandidate,
    decision: SortDecision | None,
    destinations: Mapping[int, Destination],
    effect: SortEffect,
    taken: TakenNames,
) -> SortEntry:
    if candidate.problem is not None:
        return SortEntry(candidate, SortAction.STAY, candidate.problem)
    if decision is None:
        return SortEntry(candidate, SortAction.STAY, Reason.NOT_INDEXED)
    category = decision.category_id
    if category is None:
        action = SortAction.UNSURE if decision.reason is Reason.UNSURE else SortAction.STAY
        return SortEntry(candidate, action, decision.reason, guesses=decision.guesses)
    if effect is SortEffect.TAG:
        return SortEntry(candidate, SortAction.GO, decision.reason, category, None, decision.guesses)
    folder = destinations[category].folder_for(candidate.taken)
    source = candidate.file.path
    if name_key(str(source.parent)) == name_key(str(folder)):
        return SortEntry(candidate, SortAction.STAY, Reason.ALREADY_THERE, category, None, decision.guesses)
    wanted = folder / source.name
    if candidate.content_hash and taken.content(wanted) == candidate.content_hash:
        return SortEntry(candidate, SortAction.STAY, Reason.DUPLICATE, category, wanted, decision.guesses)
    target = _free_target(candidate, wanted, taken)
    taken.take(_targets(candidate, target))
    return SortEntry(
        candidate, SortAction.GO, decision.reason, category, target, decision.guesses, target != wanted
    )


def _free_target(candidate: SortCandidate, wanted: Path, taken: TakenNames) -> Path:
    """The first of ``a.jpg``, ``a (2).jpg``, … that is free for the photo and all that travels with it."""
    target, number = wanted, 2
    while any(taken.content(path) is not None for path, _ in _targets(candidate, target)):
        target, number = wanted.with_name(numbered(wanted, number)), number + 1
    return target


def numbered(path: Path, number: int) -> str:
    """``a (2).jpg``; the stem of a name that would be too long for any file system is cut."""
    ending = f" ({number}){path.suffix}"
    room = MOST_BYTES_OF_A_NAME - len(ending.encode())
    return path.stem.encode()[:room].decode(errors="ignore") + ending


def _targets(candidate: SortCandidate, target: Path) -> list[tuple[Path, bytes]]:
    companions = [
        (companion_path(file.path, candidate.file.path, target), b"") for file in candidate.companions
    ]
    return [(target, candidate.content_hash), *companions]


def planned_moves(plan: SortPlan) -> tuple[PlannedMove, ...]:
    """What is to be done to files.

    Args:
        plan: The plan as the user saw it, of any effect but `SortEffect.TAG`.
    """
    return tuple(
        PlannedMove(
            source=entry.candidate.file.path,
            target=entry.target,
            size=entry.candidate.file.size,
            mtime_ns=entry.candidate.file.mtime_ns,
            photo_id=entry.candidate.photo_id,
            content_hash=entry.candidate.content_hash,
            companions=_planned_companions(entry.candidate, entry.target),
            identity=entry.candidate.file.identity,
        )
        for entry in plan.going
        if entry.target is not None
    )


def planned_tags(plan: SortPlan, names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Which photo gets which tag.

    Args:
        plan: The plan as the user saw it, with the effect `SortEffect.TAG`.
        names: Names of categories, which are the tags.
    """
    return tuple(
        (entry.candidate.photo_id, names[entry.category_id])
        for entry in plan.going
        if entry.category_id is not None
    )


def _planned_companions(candidate: SortCandidate, target: Path) -> tuple[PlannedFile, ...]:
    return tuple(
        PlannedFile(
            file.path,
            companion_path(file.path, candidate.file.path, target),
            file.size,
            file.mtime_ns,
            file.identity,
        )
        for file in candidate.companions
    )
