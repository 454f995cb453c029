"""Scanning: brings the catalogue's list of files up to date with a folder. Opens no known file."""

import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.changes import Changes
from clipphotos.core.errors import FolderUnavailable
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.paths import is_within, path_key
from clipphotos.core.photo import AWAY, LibraryRoot, PhotoState
from clipphotos.library.content import looks_like_picture
from clipphotos.library.scanner import ExcludedFolder, FileKind, FoundFolder, kind_of, walk_folders
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.exclusions.rules import rules_of
from clipphotos.service.indexing.exclusions.unlisted import UnlistedFolders
from clipphotos.service.indexing.presence import volume_of
from clipphotos.service.indexing.unchanged_folders import FolderMemory
from clipphotos.storage import photos, roots
from clipphotos.storage.photos import FileState, KnownFile
from clipphotos.storage.scopes import Scope

STEP_SECONDS = 0.2
STEP_FILES = 2000

_LEFT_OUT = b"left out"
"""Stands for the listing of a folder that is left out; no listing has this digest."""


@dataclass(slots=True)
class ScanTally:
    """What scans found so far; see `IndexSummary`."""

    scanned: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    newly_excluded: int = 0


class _Piece(NamedTuple):
    """Some files of a folder that are to be compared.

    Attributes:
        folder: Path key of the folder.
        prefix: What the relative paths of the files begin with.
        files: Name, size and modification time.
    """

    folder: str
    prefix: str
    files: Sequence[tuple[str, int, int]]


@dataclass(slots=True)
class _Comparison:
    """One scan in progress: a root's files on disk against its files in the catalogue.

    What the catalogue knows is loaded once something differs from the last scan.
    """

    context: ServiceContext
    root: LibraryRoot
    scope: Scope
    memory: FolderMemory
    unlisted: UnlistedFolders
    leave: frozenset[str]
    tally: ScanTally
    known: dict[str, KnownFile] | None = None
    others: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    seen: set[str] = field(default_factory=set[str])
    passed: set[str] = field(default_factory=set[str])
    incomplete: set[str] = field(default_factory=set[str])

    def known_files(self) -> dict[str, KnownFile]:
        """The scope's files in the catalogue by path key."""
        if self.known is None:
            self.known = photos.known_files(self.context.catalogue, self.scope)
            self.others = photos.other_files(self.context.catalogue, self.root.id)
        return self.known

    def key_of(self, relpath: str) -> str:
        return path_key(relpath, case_sensitive=self.root.case_sensitive)

    def to_compare(self, folder: FoundFolder) -> Iterable[_Piece]:
        """What of a folder is to be compared: nothing if it looks as it did at the last scan."""
        key = self.key_of(folder.relpath)
        if self.leave:
            listed = [
                each for each in folder.listed if self.key_of(folder.prefix + each[0]) not in self.leave
            ]
            if len(listed) < len(folder.listed):
                self.incomplete.add(key)
            folder = replace(folder, listed=listed)
        photo_count = None
        if folder.problem is not None:
            self.unlisted.add_unreadable(key, folder.relpath, folder.problem)
        else:
            photo_count = self.memory.visit(key, folder.digest())
        if photo_count is not None:
            self.passed.add(key)
            self.tally.scanned += photo_count
            self.tally.unchanged += photo_count
            return
        if key in self.passed:
            # Another folder that the catalogue cannot tell from it: the first one's photos have the places.
            self.passed.discard(key)
            self.seen |= {
                place
                for place, file in self.known_files().items()
                if _folder_of(place) == key and file.state not in AWAY
            }
        files = folder.files
        for at in range(0, len(files), STEP_FILES):
            yield _Piece(key, folder.prefix, files[at : at + STEP_FILES])

    def leave_out(self, folder: ExcludedFolder) -> None:
        """Note a folder that is left out, so that the next scan notices if it no longer is, or is gone."""
        key = self.key_of(folder.relpath)
        self.unlisted.add_excluded(key, folder.relpath, folder.why)
        self.memory.visit(key, _LEFT_OUT)

    @contextmanager
    def _own_changes(self) -> Generator[None]:
        """A transaction of the scan's.

        Raises:
            FolderUnavailable: If the root was taken out of the library meanwhile.
        """
        with self.context.catalogue.transaction():
            if not self.memory.notice_others():
                raise FolderUnavailable(path=str(self.root.path))
            yield
            self.memory.accept_own()

    def record(self, pieces: Iterable[_Piece]) -> None:
        """Compare some files and record what is news, in one transaction.

        Raises:
            FolderUnavailable: If the root was taken out of the library meanwhile.
        """
        with self._own_changes():
            for piece in pieces:
                before = self.tally.scanned
                for name, size, mtime_ns in piece.files:
                    file = FileState(piece.prefix + name, size, mtime_ns)
                    key = self.key_of(file.relpath)
                    if key not in self.seen and self._is_photo(key, name, file):
                        self.seen.add(key)
                        self._record_photo(key, file)
                self.memory.count(piece.folder, self.tally.scanned - before)

    def _is_photo(self, key: str, name: str, file: FileState) -> bool:
        if key in self.known_files() or kind_of(name) is FileKind.PICTURE:
            return True
        if self.others.get(key) == (file.size, file.mtime_ns):
            return False
        if looks_like_picture(self.root.path / file.relpath):
            return True
        photos.remember_other_file(self.context.catalogue, self.root.id, key, file)
        return False

    def _record_photo(self, key: str, file: FileState) -> None:
        catalogue = self.context.catalogue
        self.tally.scanned += 1
        known = self.known_files().get(key) or photos.known_file(catalogue, self.root.id, key)
        if known is None:
            self.tally.new += 1
            photos.add_photo(catalogue, self.root.id, key, file)
        elif known.size != file.size or known.mtime_ns != file.mtime_ns:
            self.tally.changed += 1
            photos.mark_changed(catalogue, known.photo_id, file)
        else:
            self.tally.unchanged += 1
            if known.state not in AWAY:
                return
            photos.mark_found_again(catalogue, known.photo_id)
        self.context.changes.announce(Changes(photos=True))

    def record_missing(self) -> None:
        """Mark the known files that were not seen, except below folders that could not be listed."""
        if self.memory.finds_all_the_same():
            return
        unseen = {
            file.photo_id: key
            for key, file in self.known_files().items()
            if key not in self.seen
            and file.state is not PhotoState.MISSING
            and _folder_of(key) not in self.passed
            and key not in self.leave
            and not self.unlisted.hides(key)
        }
        left_out = {photo_id: key for photo_id, key in unseen.items() if self.unlisted.leaves_out(key)}
        known = self.known_files().values()
        excluded = {file.photo_id for file in known if file.state is PhotoState.EXCLUDED}
        with self._own_changes():
            # Those sorted elsewhere since the scan began are not missed in their old places.
            there = photos.still_at(self.context.catalogue, self.root.id, unseen)
            gone = [photo_id for photo_id in there if photo_id not in left_out]
            newly_excluded = [each for each in there if each in left_out and each not in excluded]
            photos.mark_missing(self.context.catalogue, gone)
            photos.mark_excluded(self.context.catalogue, newly_excluded)
        self.tally.missing += len(gone)
        self.tally.newly_excluded += len(newly_excluded)
        if gone or newly_excluded:
            self.context.changes.announce(Changes(photos=True, vectors=True))

    def keep_memory(self) -> None:
        """Have the next scan pass over what looks the same then; inside a transaction."""
        self.memory.keep(
            is_unsure=lambda key: key in self.incomplete or self.unlisted.hides(key),
            unlisted=self.unlisted.unreadable,
        )
        self.unlisted.keep(self.context.catalogue, self.scope)


def _folder_of(key: str) -> str:
    return key.rpartition("/")[0]


def scan(
    context: ServiceContext,
    root: LibraryRoot,
    scope: Scope,
    below: str,
    progress: Progress,
    tally: ScanTally,
    *,
    leave: Iterable[Path] = (),
) -> JobSteps[FolderUnavailable | None]:
    """Scan a root, or a folder below it.

    Args:
        context: The service's resources.
        root: The root.
        scope: The part of it to scan.
        below: The same as a relative path, empty for the whole root.
        progress: Reports the number of files seen.
        tally: Is added to.
        leave: Files that are passed over this time, whatever is known of them.

    Yields:
        After every few hundred files.

    Returns:
        None, or the error that says why the root cannot be reached; then none of its photos is missing.
    """
    volume = volume_of(root.path)
    last_volume = roots.volumes(context.catalogue).get(root.path, "")
    # On another volume, what is known has to tell whether this is the same place at all.
    memory = FolderMemory(context.catalogue, scope, may_trust=volume is not None and volume == last_volume)
    unlisted = UnlistedFolders(rules_of(context.catalogue, root.path))
    left = frozenset(
        path_key(path.relative_to(root.path).as_posix(), case_sensitive=root.case_sensitive)
        for path in leave
        if is_within(path, root.path)
    )
    comparison = _Comparison(context, root, scope, memory, unlisted, left, tally)
    if not memory.is_trusted:
        comparison.known_files()
    problem: FolderUnavailable | None = None
    try:
        yield from _compare(comparison, below, progress)
    except FolderUnavailable as error:
        problem = error
    if volume_of(root.path) != volume or _is_another_place(comparison, last_volume):
        problem = FolderUnavailable(path=str(root.path))
    if problem is not None or volume is None:
        _set_online(context, root, online=False)
        return problem or FolderUnavailable(path=str(root.path))
    _set_online(context, root, online=True)
    comparison.record_missing()
    with context.catalogue.transaction():
        comparison.keep_memory()
        with context.catalogue_cache.unaffected():
            if not below:
                roots.record_scan(context.catalogue, root.id, volume)
    return None


def _compare(comparison: _Comparison, below: str, progress: Progress) -> JobSteps[None]:
    waiting: list[_Piece] = []
    waiting_files = 0
    step_began = time.monotonic()
    data_folder = comparison.context.locations.root
    library = roots.volumes(comparison.context.catalogue)
    folders = walk_folders(
        comparison.root.path,
        below,
        exclude=(data_folder, data_folder.resolve()),
        elsewhere=tuple(library),
        rules=comparison.unlisted.rules,
    )
    for folder in folders:
        if isinstance(folder, ExcludedFolder):
            comparison.leave_out(folder)
            continue
        if folder is not None and folder.problem is not None and not folder.relpath:
            raise FolderUnavailable("folder-unreadable", path=str(comparison.root.path))
        # None: in the middle of a large folder, where a step may end too.
        for piece in (None,) if folder is None else (*comparison.to_compare(folder), None):
            if piece is not None:
                waiting.append(piece)
                waiting_files += len(piece.files)
            if waiting_files >= STEP_FILES or time.monotonic() - step_began > STEP_SECONDS:
                comparison.record(waiting)
                waiting.clear()
                waiting_files = 0
                progress.step(Stage.SCAN, comparison.tally.scanned, 0)
                yield Step.WORKED
                comparison.memory.notice_others()
                step_began = time.monotonic()
    comparison.record(waiting)
    progress.step(Stage.SCAN, comparison.tally.scanned, 0)
    yield Step.WORKED


def _is_another_place(comparison: _Comparison, last_volume: str) -> bool:
    """Whether the folder is on another volume than before and holds none of its files.

    Then it is a mount point without its drive, whatever else may lie there.
    """
    is_strange = bool(comparison.known) and comparison.known.keys().isdisjoint(comparison.seen)
    return is_strange and last_volume not in ("", volume_of(comparison.root.path))


def _set_online(context: ServiceContext, root: LibraryRoot, *, online: bool) -> None:
    with context.catalogue.transaction():
        is_news = roots.set_online(context.catalogue, root.id, online=online)
    if is_news:
        context.changes.announce(Changes(roots=True))
