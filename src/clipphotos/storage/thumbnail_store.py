"""The store of thumbnails: one SQLite file, a cache, written by the service and read by the window.

One file of rows reads faster than one file per picture, and is one thing to delete.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress

from clipphotos.core.private_files import prepare_private_file
from clipphotos.storage.known_schema import distrust
from clipphotos.storage.locations import DataLocations

logger = logging.getLogger(__name__)


class ThumbnailStore:
    """The writer's side. A damaged file is begun anew, and one that cannot be written is done without.

    Args:
        locations: Where it lives.
    """

    def __init__(self, locations: DataLocations) -> None:
        self._path = locations.thumbnails
        self._connection: sqlite3.Connection | None = None
        try:
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                    raise
                logger.warning("the thumbnail store is damaged and is begun anew")
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
                self._connection = self._open()
        except (sqlite3.Error, OSError) as error:
            logger.warning("there are no thumbnails this time: %s", error)

    def _open(self) -> sqlite3.Connection:
        prepare_private_file(self._path)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
        try:
            distrust(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS thumbnail "
                "(content_hash BLOB PRIMARY KEY, jpeg BLOB NOT NULL) STRICT"
            )
            connection.execute("SELECT count(*) FROM (SELECT 1 FROM thumbnail LIMIT 1)")
        except BaseException:
            connection.close()
            raise
        return connection

    def put(self, thumbnails: Iterable[tuple[bytes, bytes]]) -> None:
        """Store (content hash, JPEG) pairs. A failure costs only the cache, so it is logged, not raised."""
        if self._connection is None:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO thumbnail VALUES (?, ?)", thumbnails)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            logger.warning("thumbnails could not be stored: %s", error)
            with suppress(sqlite3.Error):
                self._connection.rollback()

    def has(self, content_hash: bytes) -> bool:
        """Whether a content has a thumbnail."""
        if self._connection is None:
            return False
        try:
            row = self._connection.execute(
                "SELECT 1 FROM thumbnail WHERE content_hash = ?", (content_hash,)
            ).fetchone()
        except sqlite3.Error:
            return False
        return row is not None

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()


class ThumbnailReader:
    """The reader's side, by photo. Belongs to the thread that made it.

    Args:
        locations: Where the store and the catalogue live; both may not exist yet.
    """

    def __init__(self, locations: DataLocations) -> None:
        self._locations = locations
        self._connection: sqlite3.Connection | None = None

    def get(self, photo_ids: Sequence[int]) -> dict[int, bytes]:
        """JPEG bytes of the thumbnails of some photos; those without one are left out."""
        try:
            connection = self._connected()
            if connection is None:
                return {}
            return dict(
                connection.execute(
                    """SELECT p.id, t.jpeg FROM catalogue.photo p
                    JOIN thumbnail t ON t.content_hash = p.content_hash
                    WHERE p.id IN (SELECT value FROM json_each(?))""",
                    (json.dumps(list(photo_ids)),),
                )
            )
        except sqlite3.Error as error:
            logger.info("thumbnails cannot be read just now: %s", error)
            self.close()
            return {}

    def close(self) -> None:
        """Close the files."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> sqlite3.Connection | None:
        if self._connection is not None:
            return self._connection
        if not (self._locations.thumbnails.exists() and self._locations.catalogue.exists()):
            return None
        connection = sqlite3.connect(
            f"{self._locations.thumbnails.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=1,
        )
        try:
            distrust(connection)
            connection.execute(
                "ATTACH ? AS catalogue", (f"{self._locations.catalogue.absolute().as_uri()}?mode=ro",)
            )
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection
