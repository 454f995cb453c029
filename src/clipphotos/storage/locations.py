"""Where everything the program writes lives; photos never do."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from clipphotos.core.errors import KnownError
from clipphotos.core.private_files import make_private_folder, tighten_tree
from clipphotos.storage.trust import require_own

ENVIRONMENT_VARIABLE = "CLIPPHOTOS_DATA_DIR"


@dataclass(frozen=True, slots=True)
class DataLocations:
    """The data folder and the places in it.

    Attributes:
        root: The data folder; deleting it never touches a photo.
        is_trusted: Whether it is believed though it is somebody else's, or others may write to it.
    """

    root: Path
    is_trusted: bool = False

    @property
    def catalogue(self) -> Path:
        """The SQLite catalogue."""
        return self.root / "catalogue.sqlite3"

    @property
    def catalogue_lock(self) -> Path:
        """The lock file of the one program that writes to the catalogue."""
        return self.root / "catalogue.lock"

    @property
    def window_lock(self) -> Path:
        """The lock file of the one window on this folder."""
        return self.root / "window.lock"

    @property
    def backups(self) -> Path:
        """Folder of the catalogue's backups; made with the first of them."""
        return self.root / "backups"

    @property
    def thumbnails(self) -> Path:
        """The SQLite store of thumbnails, a cache."""
        return self.root / "thumbnails.sqlite3"

    @property
    def decoding(self) -> Path:
        """The list of photos being decoded right now, read after a crash."""
        return self.root / "decoding.slots"

    @property
    def indexes(self) -> Path:
        """Folder of vector index files, a cache."""
        return self.root / "indexes"

    @property
    def concepts(self) -> Path:
        """Folder of the tag vocabulary as vectors, one file a model, a cache."""
        return self.root / "concepts"

    @property
    def models(self) -> Path:
        """Folder of downloaded models."""
        return self.root / "models"

    @property
    def accelerated(self) -> Path:
        """Folder of models converted for this computer's processor, a cache."""
        return self.root / "accelerated"

    @property
    def logs(self) -> Path:
        """Folder of log files."""
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        """Window settings of the GUI, an INI file."""
        return self.root / "settings.ini"

    def require_trusted(self) -> None:
        """Refuse what the user did not write and does not trust; see `require_own`.

        Raises:
            KnownError: ``data-folder-of-another`` or ``data-folder-open-to-others``.
        """
        if not self.is_trusted:
            require_own(self.root)

    def beside_catalogue(self) -> tuple[Path, ...]:
        """What SQLite may keep beside the catalogue, and takes for a part of it."""
        return tuple(self.root / f"{self.catalogue.name}-{each}" for each in ("journal", "wal", "shm"))

    def create(self) -> None:
        """Create the folders, and close all that is in them to other users.

        Raises:
            KnownError: ``data-folder-unusable`` if they cannot be created or written; besides what
                `require_trusted` raises, before anything is changed.
        """
        # What others could write until now is not made trustworthy by closing it to them.
        self.require_trusted()
        try:
            for folder in (self.root, self.indexes, self.concepts, self.models, self.logs):
                make_private_folder(folder)
            tighten_tree(self.root.resolve())
        except OSError as error:
            raise KnownError(
                "data-folder-unusable", path=str(self.root), detail=error.strerror or str(error)
            ) from error
        if not os.access(self.root, os.W_OK):
            raise KnownError("data-folder-unusable", path=str(self.root), detail="permission denied")


def data_locations(data_dir: str | Path | None = None, *, is_trusted: bool = False) -> DataLocations:
    """The data folder: the argument, else ``CLIPPHOTOS_DATA_DIR``, else the system's place for it.

    Args:
        data_dir: A folder given by the user, relative to the working folder or absolute.
        is_trusted: See `DataLocations`.

    Returns:
        Locations with an absolute root; nothing is created.
    """
    chosen = data_dir or os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return DataLocations(Path(chosen).expanduser().absolute(), is_trusted)
    return DataLocations(platformdirs.user_data_path("ClipPhotos", appauthor=False), is_trusted)
