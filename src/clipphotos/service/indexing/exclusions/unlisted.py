"""What one scan did not look into: folders that are left out, and folders that could not be listed."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import Exclusion, ExclusionRules
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.indexing import unlisted_folders
from clipphotos.storage.indexing.unlisted_folders import UnlistedFolder
from clipphotos.storage.scopes import Scope

logger = logging.getLogger(__name__)

_NOBODY_MISSES = frozenset({Exclusion.SYSTEM, Exclusion.THUMBNAILS})
"""Network drives put one of these into every folder: they are told of only if photos are known in them."""


@dataclass(slots=True)
class UnlistedFolders:
    """Folders by path key, without a slash at the end. It lasts for one scan.

    Attributes:
        rules: What is left out.
        excluded: Folders that are left out.
        unreadable: Folders whose files are not all known.
    """

    rules: ExclusionRules
    excluded: dict[str, UnlistedFolder] = field(default_factory=dict[str, UnlistedFolder])
    unreadable: dict[str, UnlistedFolder] = field(default_factory=dict[str, UnlistedFolder])
    _with_photos: set[str] = field(default_factory=set[str])

    def add_excluded(self, key: str, relpath: str, why: Exclusion) -> None:
        """Note a folder that is left out."""
        self.excluded[key] = UnlistedFolder(relpath, exclusion=why)

    def add_unreadable(self, key: str, relpath: str, error: ErrorReport) -> None:
        """Note a folder that could not be listed in full."""
        self.unreadable[key] = UnlistedFolder(relpath, error=error)

    def hides(self, key: str) -> bool:
        """Whether what is at a place is not known, because a folder on the way to it could not be listed."""
        return bool(self.unreadable) and any(way in self.unreadable for way in _ways(key))

    def leaves_out(self, key: str) -> bool:
        """Whether a photo that was not found lies in a folder that is left out, or is left out itself."""
        for way in _ways(key):
            if way in self.excluded:
                self._with_photos.add(way)
                return True
        return self.rules.looks_at_files and self.rules.leaves_out_file(key)

    def keep(self, catalogue: Catalogue, scope: Scope) -> None:
        """Remember for those who ask later what this scan did not look into, inside a transaction."""
        before = unlisted_folders.in_scope(catalogue, scope)
        told = {
            key: folder
            for key, folder in self.excluded.items()
            if folder.exclusion not in _NOBODY_MISSES or key in self._with_photos or key in before
        }
        now = told | self.unreadable
        if now != before:
            unlisted_folders.replace(catalogue, scope, now)
        if self.unreadable:
            logger.warning("%d folders could not be listed", len(self.unreadable))
        for folder in self.unreadable.values():
            logger.debug("could not be listed: %s: %s", folder.relpath, folder.error)


def _ways(key: str) -> Iterator[str]:
    """The folders on the way to a file, the root first."""
    yield ""
    at = key.find("/")
    while at >= 0:
        yield key[:at]
        at = key.find("/", at + 1)
