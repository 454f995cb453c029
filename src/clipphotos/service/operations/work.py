"""An operation at work: where its files are, what it has done since it last told the catalogue."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from clipphotos.core.errors import KnownError
from clipphotos.core.operation import Effect, MoveState
from clipphotos.library import file_looks, file_operations
from clipphotos.library.file_system import FileSystem, is_folder
from clipphotos.storage import journal, photo_places, ratings, tags
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.journal import JournalMove, MoveRecord, RunningOperation
from clipphotos.storage.photo_places import Places


@dataclass(slots=True)
class Work:
    """One operation being carried out.

    Attributes:
        catalogue: Open for writing.
        files: The file system.
        running: The operation.
        records: What became of files since the last `commit`.
        touched: Folders whose names changed.
    """

    catalogue: Catalogue
    files: FileSystem
    running: RunningOperation
    records: list[MoveRecord] = field(default_factory=list[MoveRecord])
    touched: set[str] = field(default_factory=set[str])
    _may_make: set[str] = field(default_factory=set[str])
    _made: list[str] = field(default_factory=list[str])
    _checked: set[str] = field(default_factory=set[str])
    _tags: dict[tuple[bytes, str], str] = field(default_factory=dict[tuple[bytes, str], str])

    def __post_init__(self) -> None:
        self._may_make = set(journal.planned_folders(self.catalogue, self.running.operation_id))

    def part(self, folder_of: str, move: JournalMove) -> str:
        """The name of an unfinished copy beside a file; hidden, and nobody else's."""
        name = f".clipphotos-{self.running.token}-{move.move_id}.part"
        return os.path.join(os.path.dirname(folder_of), name)

    def require_folder(self, path: str) -> None:
        """Make sure that a file's folder is where its path says, and make it if that was planned.

        Raises:
            KnownError: ``move-through-link``, ``move-folder-missing`` or another.
        """
        folder = os.path.dirname(path)
        if folder in self._checked:
            return
        for missing in file_operations.missing_folders(self.files, folder):
            if missing not in self._may_make:
                # It was there when this was planned: a drive may be gone, and its mount point is no place.
                raise KnownError("move-folder-missing", path=missing)
            if file_operations.make_folder(self.files, missing):
                self._made.append(missing)
                self.touched.add(os.path.dirname(missing))
        if os.path.normcase(self.files.real_path(folder)) != os.path.normcase(folder):
            raise KnownError("move-through-link", path=folder)
        status = file_looks.look(self.files, folder)
        if status is None or not is_folder(status):
            raise KnownError("move-folder-is-file", path=folder)
        self._checked.add(folder)

    def look_again(self) -> None:
        """Take nothing about folders for granted any more."""
        self._checked.clear()

    def sync_folder(self, folder: str) -> None:
        """Have a folder's names on the disk, if it can be done; what was done is done in any case."""
        with suppress(OSError):
            self.files.sync_folder(folder)

    def tag(self, move: JournalMove) -> str:
        """What is known about a unit's tag, with what was not committed yet."""
        key = (move.content_hash, move.term)
        if key not in self._tags:
            self._tags[key] = tags.written_down(self.catalogue, *key)
        return self._tags[key]

    def set_tag(self, move: JournalMove, known: str) -> None:
        """Note what will be known about a unit's tag."""
        self._tags[(move.content_hash, move.term)] = known

    def commit(self, begun: JournalMove | None = None) -> None:
        """Record what was done so far: journal and catalogue in one transaction.

        Args:
            begun: A file that is going to be copied next.
        """
        if not self.records and not self._made and begun is None:
            return
        with self.catalogue.transaction():
            journal.record_folders(self.catalogue, self.running.operation_id, self._made)
            journal.record(self.catalogue, self.records)
            follow(self.catalogue, self.running, self.records)
            if begun is not None:
                journal.mark_begun(self.catalogue, begun.move_id)
        for each in self.records:
            if each.state is MoveState.DONE and self.running.effect.touches_files:
                self.touched.add(os.path.dirname(each.move.source))
                self.touched.add(os.path.dirname(each.move.target))
        self.records.clear()
        self._made.clear()
        self._tags.clear()


def follow(catalogue: Catalogue, running: RunningOperation, records: Sequence[MoveRecord]) -> None:
    """Let the catalogue's photos follow what was done to their files, inside a transaction."""
    places = Places(catalogue)
    for each in records:
        if each.state is MoveState.DONE:
            _follow(catalogue, running, places, each)


def _follow(catalogue: Catalogue, running: RunningOperation, places: Places, done: MoveRecord) -> None:
    move = done.move
    if running.effect is Effect.TAG:
        known = move.before if running.backwards else tags.after_change(done.before, takes_off=move.takes_off)
        tags.put_back(catalogue, move.content_hash, move.term, known)
    elif running.effect is Effect.RATE:
        ratings.set_rating(catalogue, move.photo_id, int(move.before if running.backwards else move.term))
    elif running.effect is Effect.MOVE:
        photo_places.follow_move(catalogue, places.of(move.source), places.of(move.target))
        if done.landed_mtime_ns is not None:
            photo_places.set_mtime(catalogue, places.of(move.target), done.landed_mtime_ns)
    elif running.effect is Effect.TRASH:
        place = places.of(move.target if running.backwards else move.source)
        photo_places.set_found(catalogue, place, found=running.backwards)
    elif running.backwards:
        photo_places.forget(catalogue, places.of(move.target))
    else:
        mtime_ns = move.mtime_ns if done.landed_mtime_ns is None else done.landed_mtime_ns
        photo_places.follow_copy(catalogue, places.of(move.source), places.of(move.target), mtime_ns)
