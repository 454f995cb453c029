"""A read-only window onto the catalogue, for whoever shows it: cheap, and empty while there is none."""

from collections.abc import Sequence
from pathlib import Path

from clipphotos.core.errors import KnownError
from clipphotos.core.photo import LibraryRoot, Photo, PhotoState
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue_to_read
from clipphotos.storage.indexing import unlisted_folders
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.scopes import scopes_below


class CatalogueReader:
    """Answers the window's questions while the service writes. Belongs to the thread that made it.

    Args:
        locations: Where the catalogue lives; it may not exist yet.
    """

    def __init__(self, locations: DataLocations) -> None:
        self._locations = locations
        self._catalogue: Catalogue | None = None

    def roots(self) -> tuple[LibraryRoot, ...]:
        """Every library root, by path."""
        catalogue = self._opened()
        return roots.all_roots(catalogue) if catalogue else ()

    def photo_ids(self, folder: Path | None = None) -> list[int]:
        """Photos that are not missing, newest first; all, or those below a folder."""
        catalogue = self._opened()
        if catalogue is None:
            return []
        scopes = None if folder is None else scopes_below(roots.all_roots(catalogue), folder)
        return photos.ids_in_order(catalogue, scopes)

    def photos(self, photo_ids: Sequence[int]) -> dict[int, Photo]:
        """Photos by id; unknown ids are left out."""
        catalogue = self._opened()
        return photos.photos_by_id(catalogue, photo_ids) if catalogue else {}

    def counts(self, folder: Path | None = None) -> dict[str, int]:
        """Number of photos in each `PhotoState`; of all, or of those below a folder."""
        catalogue = self._opened()
        if catalogue is None:
            return {state.value: 0 for state in PhotoState}
        scopes = None if folder is None else scopes_below(roots.all_roots(catalogue), folder)
        return photos.count_by_state(catalogue, scopes)

    def unlistable_folders(self) -> int:
        """Number of folders that could not be listed at the last scan."""
        catalogue = self._opened()
        return len(unlisted_folders.unlistable(catalogue)) if catalogue else 0

    def folders(self, root_id: int) -> list[tuple[str, int]]:
        """Sub-folders of a root that hold photos, as relative paths, with the photos at or below each."""
        catalogue = self._opened()
        if catalogue is None:
            return []
        return sorted(photos.folder_counts(catalogue, root_id).items())

    def close(self) -> None:
        """Close the file."""
        if self._catalogue is not None:
            self._catalogue.close()
            self._catalogue = None

    def _opened(self) -> Catalogue | None:
        if self._catalogue is None and self._locations.catalogue.exists():
            try:
                self._catalogue = open_catalogue_to_read(self._locations)
            except KnownError:
                # Just being made, or unusable: the service is the one to say so.
                return None
        return self._catalogue
