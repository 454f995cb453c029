"""What one scan knows of folders from the last one, and hands on to the next."""

from collections.abc import Callable, Iterable

from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.indexing import listed_folders
from clipphotos.storage.indexing.listed_folders import ListedFolder
from clipphotos.storage.scopes import Scope

_UNLISTED = ListedFolder(b"", 0)
"""No listing has this digest: a folder remembered like this is always compared."""


class FolderMemory:
    """Tells which folders need not be compared with the catalogue. It lasts for one scan.

    Folders are known by their path key, without a slash at the end.

    Args:
        catalogue: The catalogue.
        scope: What is scanned.
        may_trust: Whether what was remembered may be used; if not, it is only replaced.
    """

    def __init__(self, catalogue: Catalogue, scope: Scope, *, may_trust: bool) -> None:
        self._catalogue = catalogue
        self._scope = scope
        self._generation = listed_folders.generation(catalogue, scope.root_id)
        last = listed_folders.remembered(catalogue, scope) if may_trust else None
        self._last = last or {}
        self._began_trusted = self._is_trusted = last is not None
        self._is_news = last is None
        self._is_spoiled = False
        self._now: dict[str, ListedFolder] = {}
        self._twins: set[str] = set()

    @property
    def is_trusted(self) -> bool:
        """Whether a folder that looks the same need not be compared."""
        return self._is_trusted

    def visit(self, key: str, digest: bytes) -> int | None:
        """Note a folder and its listing.

        Returns:
            The number of its photos if it need not be compared; else None, and its photos are to be counted
            with `count`.
        """
        if key in self._now:
            # Two folders that the catalogue cannot tell apart.
            self._twins.add(key)
            return None
        last = self._last.get(key)
        if self._is_trusted and last is not None and last.digest == digest:
            self._now[key] = last
            return last.photo_count
        self._now[key] = ListedFolder(digest, 0)
        self._is_news = True
        return None

    def count(self, key: str, photos: int) -> None:
        """Add to the photos of a folder that is compared."""
        folder = self._now.get(key)
        if folder is not None:
            self._now[key] = folder._replace(photo_count=folder.photo_count + photos)

    def finds_all_the_same(self) -> bool:
        """Whether every folder that is remembered was visited, no other was, and none had to be compared."""
        return (
            self._is_trusted
            and not self._is_news
            and not self._twins
            and self._last.keys() == self._now.keys()
        )

    def notice_others(self) -> bool:
        """Trust nothing any more if somebody else has changed the root's photos since the scan began.

        Returns:
            Whether the root is still in the library.
        """
        now = listed_folders.generation(self._catalogue, self._scope.root_id)
        if now != self._generation:
            self._is_trusted, self._is_spoiled = False, True
        return now is not None

    def accept_own(self) -> None:
        """The changes since `notice_others`, in the same transaction, are the scan's own."""
        self._generation = listed_folders.generation(self._catalogue, self._scope.root_id)

    def keep(self, is_unsure: Callable[[str], bool], unlisted: Iterable[str] = ()) -> None:
        """Remember for the next scan what this one saw, inside a transaction, once all is recorded.

        Args:
            is_unsure: Tells folders whose files may not all be known.
            unlisted: Folders that could not be listed. The next scan must notice if they are gone by then.
        """
        self.notice_others()
        if self._is_spoiled or self.finds_all_the_same():
            return
        folders = {
            key: folder for key, folder in self._now.items() if key not in self._twins and not is_unsure(key)
        }
        folders |= dict.fromkeys(unlisted, _UNLISTED)
        listed_folders.remember(self._catalogue, self._scope, folders, forget_others=not self._began_trusted)
