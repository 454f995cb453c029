"""What can be asked of the photo service about filling the library, and how it goes about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from clipphotos.core.indexing.exclusions import ExclusionSettings
from clipphotos.core.indexing.settings import IndexingSettings
from clipphotos.service.protocol.command import AfterCrash, Command


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an indexing run did.

    Attributes:
        scanned: Picture files seen below the folders.
        new: Files seen for the first time.
        changed: Files whose content changed since the last run.
        moved: Files recognised by their content under a new path.
        unchanged: Files that were not even opened, or whose content proved to be the same.
        missing: Known files that are gone from the folders.
        decoded: Photos decoded.
        embedded: Vectors computed and stored.
        skipped: Photos and folders below the folders that cannot be read; `Status` lists them with reasons.
        unlistable_folders: How many of them are folders.
        excluded: Photos that are known, but lie in folders that are left out.
        excluded_folders: Folders that are left out; `Status` lists them with reasons.
        newly_excluded: How many of the excluded photos this run left out first.
        examples_gone: Examples of categories outside the library that the model has not read and that are no
            longer where they were.
        seconds: Wall time of the run.
    """

    scanned: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    decoded: int = 0
    embedded: int = 0
    skipped: int = 0
    unlistable_folders: int = 0
    excluded: int = 0
    excluded_folders: int = 0
    newly_excluded: int = 0
    examples_gone: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexFolders(Command[IndexSummary]):
    """Add folders to the library if they are new, scan them, and embed what is new or changed.

    Attributes:
        folders: Absolute paths; empty means every root of the library that is online.
        model: Model to embed with, or None for the current one.
        retry_skipped: Try photos again that could not be decoded before.
        scan_only: Only find out which photos came, changed or went; none is read, and no model is needed.
        in_background: Nobody asked for it just now: when photos are embedded is up to `IndexingSettings`.
        only_known: Folders that are in no root, or that are gone, are passed over instead of being added.
        leave: Files that are still being written: they stay as they are known, for the next run.
    """

    after_crash: ClassVar[AfterCrash] = AfterCrash.REPEAT_WHILE_IT_EMBEDS

    folders: tuple[Path, ...] = ()
    model: str | None = None
    retry_skipped: bool = False
    scan_only: bool = False
    in_background: bool = False
    only_known: bool = False
    leave: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class RefreshIndex(Command[None]):
    """Bring a model's index up to date with the stored vectors; no photo is read.

    Attributes:
        model: The model, or None for the current one.
    """

    model: str | None = None


@dataclass(frozen=True, slots=True)
class GetIndexingSettings(Command[IndexingSettings]):
    """Ask how indexing shares the computer."""


@dataclass(frozen=True, slots=True)
class SetIndexingSettings(Command[IndexingSettings]):
    """Decide how indexing shares the computer, from now on and after a restart.

    What is being indexed in the background follows at once; with `IndexingTime.BY_HAND` it is cancelled.
    """

    settings: IndexingSettings


@dataclass(frozen=True, slots=True)
class GetExclusions(Command[ExclusionSettings]):
    """Ask which folders are left out by the user's wish."""


@dataclass(frozen=True, slots=True)
class SetExclusions(Command[ExclusionSettings]):
    """Decide which folders are left out, and scan the library accordingly; nothing is embedded.

    What is known of photos that are left out is kept, for when they are let in again.
    """

    settings: ExclusionSettings


@dataclass(frozen=True, slots=True)
class ShowFolder(Command[None]):
    """Say which folder is on screen: its photos are embedded before others.

    Attributes:
        folder: Absolute path; None for the whole library.
    """

    folder: Path | None
