"""The catalogue: one SQLite file, opened by one writer at a time and any number of readers."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import filelock

from clipphotos.core.errors import (
    CatalogueDamaged,
    CatalogueInUse,
    CatalogueMissing,
    CatalogueNotReady,
    CatalogueUnusable,
    DiskFull,
    KnownError,
)
from clipphotos.core.paths import path_below
from clipphotos.core.private_files import FILE_MODE, copy_private, prepare_private_file
from clipphotos.storage import schema
from clipphotos.storage.locations import DataLocations

Row = tuple[Any, ...]


# File names need not be Unicode: on POSIX Python smuggles bytes that are no UTF-8 through as surrogates, on
# Windows half a surrogate pair may stand alone.
_ODD_NAMES = "surrogatepass" if os.name == "nt" else "surrogateescape"


def _decode_text(value: bytes) -> str:
    return value.decode("utf-8", _ODD_NAMES)


def text_bytes(value: str) -> bytes:
    """A path as bytes, to be bound to ``CAST(? AS TEXT)``: SQLite's own binding refuses surrogates."""
    return value.encode("utf-8", _ODD_NAMES)


def photo_path(root: str, relpath: str) -> Path:
    """The path of a photo or a folder, as the catalogue names it.

    Raises:
        CatalogueDamaged: If it leads out of the root: the program never writes such a name.
    """
    try:
        return path_below(root, relpath)
    except ValueError as error:
        raise CatalogueDamaged(path=root, detail=f"{error}: {relpath[:80]}") from error


class Catalogue:
    """A connection to the catalogue. Every change happens inside `transaction`.

    Attributes:
        path: The database file.
        read_only: Whether changes are refused.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: filelock.BaseFileLock | None,
        clean_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._clean_up = clean_up

    @property
    def read_only(self) -> bool:
        """Whether this connection was opened beside another program that writes."""
        return self._lock is None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with translated(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def iterate(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows of a query one by one, for results too large to hold."""
        with translated(self.path):
            yield from self._connection.execute(sql, parameters)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        with translated(self.path):
            return self._connection.execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, parameters)
        return row[0] if row else None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement inside a transaction.

        Returns:
            The number of rows it changed.
        """
        self._require_transaction()
        with translated(self.path):
            return self._connection.execute(sql, parameters).rowcount

    def insert(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one INSERT inside a transaction.

        Returns:
            The key of the new row.
        """
        self._require_transaction()
        with translated(self.path):
            key = self._connection.execute(sql, parameters).lastrowid
        assert key is not None  # noqa: S101 - sqlite3 sets it after every INSERT into a rowid table
        return key

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters, inside a transaction."""
        self._require_transaction()
        with translated(self.path):
            self._connection.executemany(sql, rows)

    @contextmanager
    def durable(self) -> Generator[None]:
        """What the block commits is on the disk at once: not even a power failure takes it back."""
        with translated(self.path):
            self._connection.execute("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All changes of the block, or none of them: any exception rolls back.

        Raises:
            DiskFull: If the disk is full; nothing of the block is kept.
        """
        with translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        try:
            with translated(self.path):
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.rollback()
            raise

    def generation(self) -> tuple[int, int]:
        """Differs after any change of the file's contents, by this connection or by another program."""
        return self._connection.total_changes, int(self.value("PRAGMA data_version"))

    def integrity_problems(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; empty if it is sound."""
        with translated(self.path):
            return integrity_problems(self._connection)

    def close(self) -> None:
        """Close the file and give up the lock."""
        self._connection.close()
        self._clean_up()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _require_transaction(self) -> None:
        if not self._connection.in_transaction:
            raise RuntimeError("the catalogue is changed inside a transaction only")


def integrity_problems(connection: sqlite3.Connection) -> list[str]:
    """As `Catalogue.integrity_problems`, of any connection to a catalogue."""
    problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    problems += [f"broken reference in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return problems


def open_catalogue(locations: DataLocations) -> Catalogue:
    """Open the catalogue for writing, creating or upgrading it as needed.

    Args:
        locations: Where it lives; the folders are created.

    Raises:
        CatalogueInUse: If another program writes to it.
        CatalogueTooNew: If it was made by a newer version of the program.
        CatalogueUnusable: If it is damaged, gone while there are backups of it, or not a catalogue of ours.
        KnownError: ``data-folder-unusable``, ``catalogue-obstructed`` or ``disk-full``.
    """
    locations.create()
    lock = filelock.FileLock(locations.catalogue_lock, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise CatalogueInUse(path=str(locations.root)) from error
    except OSError as error:
        raise KnownError("data-folder-unusable", path=str(locations.root), detail=str(error)) from error
    try:
        _require_content(locations)
        connection = _connect(locations.catalogue)
        try:
            with translated(locations.catalogue):
                schema.prepare(connection, locations.catalogue)
        except BaseException:
            connection.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Catalogue(locations.catalogue, connection, lock)


def open_catalogue_to_read(locations: DataLocations) -> Catalogue:
    """Open an existing catalogue for reading, beside whoever writes to it.

    Raises:
        CatalogueTooNew: If it was made by a newer version of the program.
        CatalogueNotReady: If it is empty, of an older version, or to be put right by whoever writes to it.
        CatalogueUnusable: If it does not exist, is damaged or is not a catalogue of ours.
        KnownError: ``catalogue-obstructed``.
    """
    path = locations.catalogue
    locations.require_trusted()
    _require_content(locations)
    leftovers = ExitStack()
    try:
        connection = _connect(path, read_only=True)
        try:
            with translated(path):
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except CatalogueUnusable:
            connection.close()
            raise
    except CatalogueDamaged:
        raise
    except CatalogueUnusable as error:
        if not path.exists():
            raise
        if os.access(path.parent, os.W_OK):
            if _is_to_be_rolled_back(error):
                raise CatalogueNotReady(path=str(path)) from error
            raise
        connection = _connect_where_nothing_can_be_written(locations, leftovers)
    try:
        with translated(path):
            schema.require_current(connection, path)
    except BaseException:
        connection.close()
        leftovers.close()
        raise
    return Catalogue(path, connection, None, leftovers.close)


def _require_content(locations: DataLocations) -> None:
    """Refuse to begin anew in place of a catalogue that is gone or has lost all it held.

    Raises:
        CatalogueMissing: If there is no catalogue, and there are backups of one.
        CatalogueDamaged: If it is empty, and there are backups of it.
        KnownError: ``catalogue-obstructed`` if what SQLite keeps beside it is no file.
    """
    path = locations.catalogue
    for beside in locations.beside_catalogue():
        if os.path.lexists(beside) and not beside.is_file():
            raise KnownError("catalogue-obstructed", path=str(beside))
    if not any(locations.backups.glob("catalogue-*.sqlite3")):
        return
    if not os.path.lexists(path):
        raise CatalogueMissing(path=str(path))
    with suppress(OSError):
        if path.stat().st_size == 0 and not _unfinished(locations):
            raise CatalogueDamaged(path=str(path), detail="it is empty")


def _unfinished(locations: DataLocations) -> list[Path]:
    """Files beside the catalogue with changes that are to be put into it, or to be taken out of it."""
    logs = (path for path in locations.beside_catalogue() if not path.name.endswith("-shm"))
    return [path for path in logs if path.exists() and path.stat().st_size]


def _is_to_be_rolled_back(error: CatalogueUnusable) -> bool:
    """Whether there is a journal beside a catalogue, which only a writer may deal with."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_READONLY_ROLLBACK


def _connect_where_nothing_can_be_written(
    locations: DataLocations, leftovers: ExitStack
) -> sqlite3.Connection:
    """Open a catalogue in a folder where SQLite cannot keep the files that it shares with other programs.

    Args:
        locations: Where the catalogue is.
        leftovers: Gets what is to be done once the connection is closed.
    """
    path = locations.catalogue
    logs = _unfinished(locations)
    if not logs:
        return _connect(path, read_only=True, immutable=True)
    # Not all is in the catalogue yet: the rest is put into a copy of it.
    with translated(path):
        folder = leftovers.enter_context(tempfile.TemporaryDirectory(prefix="clipphotos-"))
        for each in (path, *logs):
            copy_private(each, Path(folder, each.name))
    return _connect(Path(folder, path.name))


def _connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    mode = f"mode={'ro' if read_only else 'rwc'}{'&immutable=1' if immutable else ''}"
    with translated(path):
        if not read_only:
            # What SQLite keeps beside a file is as private as the file.
            _prepare(path)
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            # The service's loop may be hosted by any thread, but only ever by one.
            check_same_thread=False,
            timeout=10,
        )
    connection.text_factory = _decode_text
    try:
        with translated(path):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -16384")
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path) -> None:
    # Where that fails, SQLite says why.
    with suppress(OSError):
        prepare_private_file(path)


@contextmanager
def translated(path: Path) -> Generator[None]:
    """Turn SQLite's errors about the file into errors a person can act on; bugs stay bugs."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Errors of the module itself, such as wrong use, carry no code: they are bugs.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise DiskFull(path=str(path)) from error
        if code == sqlite3.SQLITE_BUSY:
            raise KnownError("catalogue-busy", path=str(path)) from error
        if code in DAMAGED:
            raise CatalogueDamaged(path=str(path), detail=str(error)) from error
        if code in _FILE_ERRORS:
            raise CatalogueUnusable(path=str(path), detail=str(error)) from error
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(path=str(path)) from error
        raise


DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""SQLite's codes for a file that is no whole database."""

_FILE_ERRORS = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
