"""Scanning: brings the catalogue's list of files up to date with a folder. Opens no known file."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from clipphotos.core.changes import Changes
from clipphotos.core.errors import LibraryRootMissing
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.core.paths import path_key
from clipphotos.core.photo import LibraryRoot, PhotoState
from clipphotos.library.content import looks_like_picture
from clipphotos.library.scanner import FileKind, FoundFile, UnreadableFolder, walk
from clipphotos.service.context import ServiceContext
from clipphotos.service.jobs.presence import volume_of
from clipphotos.storage import photos, roots
from clipphotos.storage.photos import FileState, KnownFile
from clipphotos.storage.scopes import Scope

STEP_SECONDS = 0.2
STEP_FILES = 2000


@dataclass(slots=True)
class ScanTally:
    """What scans found so far; see `IndexSummary`."""

    scanned: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0


@dataclass(slots=True)
class _Comparison:
    """One scan in progress: a root's files on disk against its files in the catalogue."""

    context: ServiceContext
    root: LibraryRoot
    known: dict[str, KnownFile]
    others: dict[str, tuple[int, int]]
    seen: set[str]
    unreadable: list[str]
    tally: ScanTally

    def record(self, found: Iterable[FoundFile]) -> None:
        """Compare some files and record what is news, in one transaction.

        Raises:
            LibraryRootMissing: If the root was taken out of the library meanwhile.
        """
        catalogue = self.context.catalogue
        if not roots.exists(catalogue, self.root.id):
            raise LibraryRootMissing(path=str(self.root.path))
        with catalogue.transaction():
            for file in found:
                key = path_key(file.relpath, case_sensitive=self.root.case_sensitive)
                if key not in self.seen and self._is_photo(key, file):
                    self.seen.add(key)
                    self._record_photo(key, file)

    def _is_photo(self, key: str, file: FoundFile) -> bool:
        if file.kind is FileKind.PICTURE or key in self.known:
            return True
        if self.others.get(key) == (file.size, file.mtime_ns):
            return False
        if looks_like_picture(self.root.path / file.relpath):
            return True
        photos.remember_other_file(
            self.context.catalogue,
            self.root.id,
            key,
            _state(file),
        )
        return False

    def _record_photo(self, key: str, file: FoundFile) -> None:
        catalogue = self.context.catalogue
        self.tally.scanned += 1
        known = self.known.get(key) or photos.known_file(catalogue, self.root.id, key)
        if known is None:
            self.tally.new += 1
            photos.add_photo(catalogue, self.root.id, key, _state(file))
        elif known.size != file.size or known.mtime_ns != file.mtime_ns:
            self.tally.changed += 1
            photos.mark_changed(catalogue, known.photo_id, _state(file))
        else:
            self.tally.unchanged += 1
            if known.state is not PhotoState.MISSING:
                return
            photos.mark_found_again(catalogue, known.photo_id)
        self.context.changed(Changes(photos=True))

    def record_missing(self) -> None:
        """Mark the known files that were not seen, except below folders that could not be listed."""
        unseen = {
            file.photo_id: key
            for key, file in self.known.items()
            if key not in self.seen and file.state is not PhotoState.MISSING and not self._is_hidden(key)
        }
        with self.context.catalogue.transaction():
            # Those sorted elsewhere since the scan began are not missed in their old places.
            gone = photos.still_at(self.context.catalogue, self.root.id, unseen)
            photos.mark_missing(self.context.catalogue, gone)
        self.tally.missing += len(gone)
        if gone:
            self.context.changed(Changes(photos=True, vectors=True))

    def _is_hidden(self, key: str) -> bool:
        return any(key.startswith(folder + "/") for folder in self.unreadable)


def scan(
    context: ServiceContext, root: LibraryRoot, scope: Scope, below: str, progress: Progress, tally: ScanTally
) -> JobSteps:
    """Scan a root, or a folder below it.

    Args:
        context: The service's resources.
        root: The root.
        scope: The part of it to scan.
        below: The same as a relative path, empty for the whole root.
        progress: Reports the number of files seen.
        tally: Is added to.

    Yields:
        After every few hundred files.

    Returns:
        None, or the error that says why the root cannot be reached; then none of its photos is missing.
    """
    volume = volume_of(root.path)
    last_volume = roots.volumes(context.catalogue).get(root.path, "")
    comparison = _Comparison(
        context,
        root,
        photos.known_files(context.catalogue, scope),
        photos.other_files(context.catalogue, root.id),
        set(),
        [],
        tally,
    )
    problem: LibraryRootMissing | None = None
    try:
        yield from _compare(comparison, below, progress)
    except LibraryRootMissing as error:
        problem = error
    if volume_of(root.path) != volume or _is_another_place(comparison, last_volume):
        problem = LibraryRootMissing(path=str(root.path))
    if problem is not None or volume is None:
        _set_online(context, root, online=False)
        return problem or LibraryRootMissing(path=str(root.path))
    _set_online(context, root, online=True)
    comparison.record_missing()
    if not below:
        with context.catalogue.transaction():
            roots.record_scan(context.catalogue, root.id, volume)
    return None


def _compare(comparison: _Comparison, below: str, progress: Progress) -> JobSteps:
    waiting: list[FoundFile] = []
    step_began = time.monotonic()
    data_folder = comparison.context.locations.root
    library = roots.volumes(comparison.context.catalogue)
    files = walk(
        comparison.root.path, below, exclude=(data_folder, data_folder.resolve()), elsewhere=tuple(library)
    )
    for found in files:
        if isinstance(found, UnreadableFolder) and not found.relpath:
            raise LibraryRootMissing("folder-unreadable", path=str(comparison.root.path))
        if isinstance(found, UnreadableFolder):
            comparison.unreadable.append(
                path_key(found.relpath, case_sensitive=comparison.root.case_sensitive)
            )
            continue
        waiting.append(found)
        if len(waiting) >= STEP_FILES or time.monotonic() - step_began > STEP_SECONDS:
            comparison.record(waiting)
            waiting.clear()
            progress.step("scan", comparison.tally.scanned, 0)
            yield Step.WORKED
            step_began = time.monotonic()
    comparison.record(waiting)
    progress.step("scan", comparison.tally.scanned, 0)
    yield Step.WORKED


def _state(file: FoundFile) -> FileState:
    return FileState(file.relpath, file.size, file.mtime_ns)


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
        context.changed(Changes(roots=True))
