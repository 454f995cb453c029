"""Chooses tags by what concepts score in this library, measured anew whenever it has doubled."""

import functools
from collections.abc import Sequence

from clipphotos.core.tags.automatic import Background, background, choose_tags
from clipphotos.core.vectors import Vectors
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.service.models.concepts import Concepts
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.tags import automatic_tags
from clipphotos.storage.tags.automatic_tags import OUTGROWN

AUTOMATIC_TAGS = "automatic-tags"
"""Name of the setting that says whether indexing tags photos: ``on`` (at first) or ``off``."""

SAMPLE_PHOTOS = 1000
LEAST_PHOTOS = 8
"""The first photos of an empty library wait for each other: nothing stands out among fewer."""


def tags_automatically(catalogue: Catalogue) -> bool:
    """Whether indexing tags photos."""
    return settings.setting(catalogue, AUTOMATIC_TAGS, "on") == "on"


class Tagger:
    """Knows what concepts score in this library, and chooses tags by it.

    Args:
        catalogue: Has the photos, gets the tags.
        model_id: Whose vectors are tagged.
        concepts: The vocabulary as that model sees it.
    """

    def __init__(self, catalogue: Catalogue, model_id: int, concepts: Concepts) -> None:
        self._catalogue = catalogue
        self._model_id = model_id
        self._concepts = concepts
        self._usual: Background | None = None
        self._measured_on = 0
        self.library_size = vectors.count_contents(catalogue, model_id)

    def grown(self, by: int) -> None:
        """More vectors were stored; measures anew if the library has outgrown the last measurement."""
        self.library_size += by
        if self._usual is not None and self._measured_on * OUTGROWN > self.library_size:
            return
        if self.library_size >= LEAST_PHOTOS:
            self.measure()

    def measure(self) -> None:
        """Measure what concepts score on the library as it is now."""
        dim = self._concepts.vectors.shape[1]
        sample = vectors.sample(self._catalogue, self._model_id, dim, SAMPLE_PHOTOS).vectors
        if len(sample):
            self._usual = background(sample, self._concepts.vectors, self._concepts.common)
            self._measured_on = self.library_size

    def tag(self, content_hashes: Sequence[bytes], rows: Vectors) -> bool:
        """Tag contents, inside a transaction.

        Args:
            content_hashes: n hashes.
            rows: (n, dim) unit vectors.

        Returns:
            False if there are too few photos to tell what stands out: they are tagged later.
        """
        if self._usual is None or not content_hashes:
            return False
        known = vocabulary()
        parents, unsaid = _family()
        chosen = choose_tags(rows, self._concepts.vectors, self._usual, parents, unsaid=unsaid)
        for content_hash, own in zip(content_hashes, chosen, strict=True):
            scored = [(known[tag.place].name, tag.score) for tag in own]
            automatic_tags.put_automatic(
                self._catalogue, self._model_id, content_hash, scored, self._measured_on
            )
        return True


@functools.cache
def _family() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The parent of every concept as a position, -1 for none; and the positions of mere groups."""
    known = vocabulary()
    place = {concept.name: number for number, concept in enumerate(known)}
    parents = tuple(place[concept.parent] if concept.parent else -1 for concept in known)
    return parents, tuple(number for number, concept in enumerate(known) if concept.is_group)
