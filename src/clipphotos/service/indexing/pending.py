"""The photos that an embedding run has still to do, in the order in which the user would want them."""

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.presence import is_reachable
from clipphotos.storage import photos, roots
from clipphotos.storage.scopes import Scope, scopes_below


class PendingPhotos:
    """Newest first, and what is on screen before the rest, also if that changes meanwhile.

    What is on screen is taken in even if it lies outside the run's scopes: a folder that was just added does
    not wait until the run for the rest of the library is done.

    Args:
        context: Knows the catalogue and what is on screen.
        model_id: The model that embeds.
        scopes: Where the run is to embed.
    """

    def __init__(self, context: ServiceContext, model_id: int, scopes: Sequence[Scope]) -> None:
        self._context = context
        self.suspects = photos.suspects(context.catalogue)
        """Photos that are not brought forward: each is decoded in a process of its own, slowly."""
        self._model_id = model_id
        self._left = deque(photos.pending_ids(context.catalogue, model_id, scopes))
        self._taken: set[int] = set()
        self._version = 0
        self.total = len(self._left)
        """Photos of the run, done or not."""

    def __bool__(self) -> bool:
        return bool(self._left)

    def take(self, count: int) -> list[int]:
        """The next photos, at most so many; each is given once."""
        foreground = self._context.foreground
        if foreground.version != self._version:
            # One look at the folder whenever it is another or was scanned; none while nothing changes.
            self._version = foreground.version
            if foreground.folder is not None and is_reachable(self._context, foreground.folder):
                self._bring_forward(foreground.folder)
        chunk = [self._left.popleft() for _ in range(min(count, len(self._left)))]
        self._taken.update(chunk)
        return chunk

    def _bring_forward(self, folder: Path) -> None:
        catalogue = self._context.catalogue
        scopes = scopes_below(roots.all_roots(catalogue), folder)
        passed_over = self._taken | self.suspects
        shown = photos.pending_ids(catalogue, self._model_id, scopes)
        first = [photo_id for photo_id in shown if photo_id not in passed_over]
        known = set(first)
        self._left = deque([*first, *(each for each in self._left if each not in known)])
        self.total = len(self._taken) + len(self._left)
