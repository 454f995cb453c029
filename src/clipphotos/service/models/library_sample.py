"""Vectors of photos that stand for the library, at hand for whatever answers while a user types."""

from dataclasses import dataclass

import numpy as np

from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.search import photo_search
from clipphotos.storage.vectors import VectorBatch

MOST_PHOTOS = 20_000
"""About 80 MB of vectors; smaller libraries are held whole."""

_GROWTH = 50
"""Read anew once the library has grown by a fiftieth."""


@dataclass(frozen=True, slots=True)
class LibrarySample:
    """Some photos of the library.

    Attributes:
        batch: (n, dim) vectors with keys, spread evenly over the library.
        contents: Contents in the library when it was read, of which there are n here.
    """

    batch: VectorBatch
    contents: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return len(self.batch.ids) == self.contents

    def scaled(self, count: int) -> int:
        """What a number of these photos amounts to in the whole library."""
        return round(count * self.contents / max(1, len(self.batch.ids)))


class SampleCache:
    """Keeps the sample of one model.

    Args:
        catalogue: Where the vectors are.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._model_id: int | None = None
        self._last_id: int = 0
        self._present: int = 0
        self._sample = LibrarySample(VectorBatch(np.empty(0, np.int64), np.empty((0, 0), np.float32)), 0)

    def forget(self) -> None:
        """Read anew next time: photos left the library."""
        self._model_id = None

    def sample(self, model_id: int, dim: int, *, is_exact: bool = False) -> LibrarySample:
        """The library's photos with vectors of a model, or many of them.

        Args:
            model_id: The model.
            dim: Length of its vectors.
            is_exact: Up to date, if it is the whole library, for what is shown for long. Else photos that are
                gone may be among them, and up to a fiftieth may lack: quick enough to ask at every key press.
        """
        last_id = vectors.last_id(self._catalogue, model_id)
        changed, may_lag = last_id - self._last_id, self._sample.contents / _GROWTH
        if is_exact:
            changed += abs(self._present - self._count_present())
            may_lag = 0 if self._sample.is_whole else may_lag
        if model_id != self._model_id or changed > may_lag:
            batch = vectors.sample(self._catalogue, model_id, dim, MOST_PHOTOS)
            contents = len(batch.ids)
            if contents * 2 > MOST_PHOTOS:  # else it is certain that none was left out
                contents = vectors.count_contents(self._catalogue, model_id)
            self._sample = LibrarySample(batch, contents)
            self._model_id, self._last_id, self._present = model_id, last_id, self._count_present()
        return self._sample

    def _count_present(self) -> int:
        return photo_search.count_looked_at(self._catalogue, photo_search.EVERYTHING)
