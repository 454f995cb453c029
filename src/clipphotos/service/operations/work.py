"""An operation at work: where its files are, what it has done since it last told the catalogue."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import MoveState
from clipphotos.library import file_looks, file_operations
from clipphotos.library.file_system import FileSystem
from clipphotos.library.folder_handles import folder_of
from clipphotos.service.operations.said import SaidAboutPhotos
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import journal, journal_rows
from clipphotos.storage.operations.journal import RunningOperation
from clipphotos.storage.operations.journal_rows import FileMove, JournalTable


@dataclass(slots=True)
class Work:
    """One operation being carried out.

    Attributes:
        catalogue: Open for writing.
        files: The file system.
        running: The operation.
        table: Has the operation's rows.
        follow: Lets the catalogue follow rows that are done, inside a transaction.
        rows: What became of rows since the last `commit`.
        said: What is said about the photos at hand, with what was not committed yet.
        touched: Folders whose names changed.
    """

    catalogue: Catalogue
    files: FileSystem
    running: RunningOperation
    table: JournalTable[Any]
    follow: Callable[["Work", Sequence[Any]], None]
    rows: list[Any] = field(default_factory=list[Any])
    said: SaidAboutPhotos = field(default_factory=SaidAboutPhotos)
    touched: set[str] = field(default_factory=set[str])
    _may_make: set[str] = field(default_factory=set[str])
    _made: list[str] = field(default_factory=list[str])
    _held: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self._may_make = set(journal.planned_folders(self.catalogue, self.running.operation_id))

    def part(self, folder_of: str, move: FileMove) -> str:
        """The name of an unfinished copy beside a file; hidden, and nobody else's."""
        name = f".clipphotos-{self.running.token}-{move.row_id}.part"
        return os.path.join(os.path.dirname(folder_of), name)

    def require_folder(self, path: str) -> None:
        """Have a file's folder in hand, made if that was planned, until `look_again`.

        Raises:
            KnownError: ``move-through-link``, ``move-folder-missing`` or another.
        """
        folder = folder_of(path)
        if folder in self._held:
            return
        for missing in file_operations.missing_folders(self.files, folder):
            if missing not in self._may_make:
                # It was there when this was planned: a drive may be gone, and its mount point is no place.
                raise KnownError("move-folder-missing", path=missing)
            if file_operations.make_folder(self.files, missing):
                self._made.append(missing)
                self.touched.add(os.path.dirname(missing))
        try:
            self.files.hold(folder)
        except NotADirectoryError as error:
            raise KnownError("move-folder-is-file", path=folder) from error
        except (OSError, ValueError) as error:
            raise file_looks.known_error(self.files, error, path, path) from error
        self._held.add(folder)

    def look_again(self) -> None:
        """Take nothing about folders for granted any more."""
        while self._held:
            self.files.let_go(self._held.pop())

    def sync_folder(self, folder: str) -> None:
        """Have a folder's names on the disk, if it can be done; what was done is done in any case."""
        with suppress(OSError):
            self.files.sync_folder(folder)

    def commit(self, begun: FileMove | None = None) -> None:
        """Record what was done so far: journal and catalogue in one transaction.

        Args:
            begun: A file that is going to be copied next.
        """
        if not self.rows and not self._made and begun is None:
            return
        done = [row for row in self.rows if row.state is MoveState.DONE]
        with self.catalogue.transaction():
            journal.record_folders(self.catalogue, self.running.operation_id, self._made)
            self.table.record(self.catalogue, self.rows)
            self.follow(self, done)
            if begun is not None:
                journal_rows.mark_begun(self.catalogue, begun.row_id)
        self.rows.clear()
        self._made.clear()
