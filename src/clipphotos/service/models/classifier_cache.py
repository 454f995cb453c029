"""What was learned last of the user's categories: photos in an inbox are asked about again and again."""

from collections.abc import Sequence
from dataclasses import dataclass

from clipphotos.core.categories.category import Category
from clipphotos.core.categories.few_shot import Learned
from clipphotos.service.models.library_sample import LibrarySample
from clipphotos.storage.categories import EmbeddedExample


@dataclass(frozen=True, slots=True)
class LearnedFrom:
    """All that learning depends on, besides the model.

    Attributes:
        categories: The classes.
        examples: What the user said about photos.
        sample: Photos that stand for the library.
    """

    categories: Sequence[Category]
    examples: Sequence[EmbeddedExample]
    sample: LibrarySample

    def is_same(self, other: "LearnedFrom") -> bool:
        """Whether the same would be learned; a sample is another one as soon as it was drawn again."""
        return (
            tuple(self.categories) == tuple(other.categories)
            and tuple(self.examples) == tuple(other.examples)
            and self.sample is other.sample
        )


class ClassifierCache:
    """The last thing that was learned with each model."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[LearnedFrom, Learned]] = {}

    def find(self, model_id: int, source: LearnedFrom) -> Learned | None:
        """What was learned with a model from just this; None if it has to be learned."""
        kept = self._kept.get(model_id)
        return kept[1] if kept is not None and kept[0].is_same(source) else None

    def last(self, model_id: int) -> Learned | None:
        """What was learned last with a model, from whatever: learning starts from there."""
        kept = self._kept.get(model_id)
        return None if kept is None else kept[1]

    def keep(self, model_id: int, source: LearnedFrom, learned: Learned) -> None:
        """Keep what was learned, in place of what was learned before."""
        self._kept[model_id] = source, learned
