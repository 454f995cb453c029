"""What labels say, as vectors, kept in memory: the same ones are asked for at every key press."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from clipphotos.core.categories.category import Category
from clipphotos.core.categories.prompts import mixed_prompts
from clipphotos.core.jobs import JobSteps, Progress
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.text.prompt_templates import template_set
from clipphotos.inference.text.vocabulary import neutral_texts
from clipphotos.service.models.prompts import embed_prompts

TEMPLATES = "personal"
"""The set of templates for the user's categories; measured in ``docs/history/classification.md``."""

NEUTRAL_STEP = 4
"""Every fourth neutral text: their mean is nearly that of all, and the first preview must not wait."""

_MOST_KEPT = 5000

_Key = tuple[int, str, str]


class LabelVectors:
    """Remembers the mean prompt vector of labels."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Vectors] = OrderedDict()
        self._neutral: dict[int, Vectors] = {}

    def of_categories(
        self, embedder: Embedder, model_id: int, categories: Sequence[Category], progress: Progress
    ) -> JobSteps[Vectors]:
        """(n, dim) unit class vectors; the labels of a category are averaged, prompts and all."""
        wanted: dict[_Key, None] = {}
        for category in categories:
            wanted |= dict.fromkeys((model_id, label, category.template) for label in category.labels)
        new = [key for key in wanted if key not in self._kept]
        texts = [mixed_prompts(label, _templates(template)) for _, label, template in new]
        read = yield from embed_prompts(embedder, [text for each in texts for text in each], progress)
        start = 0
        for key, each in zip(new, texts, strict=True):
            self._kept[key] = read[start : start + len(each)].mean(axis=0)
            start += len(each)
        rows = [
            unit(np.mean([self._kept[model_id, label, each.template] for label in each.labels], axis=0))
            for each in categories
        ]
        self._trim(wanted)
        return np.stack(rows) if rows else np.empty((0, embedder.identity.dim), np.float32)

    def neutral(self, embedder: Embedder, model_id: int, progress: Progress) -> JobSteps[Vectors]:
        """(dim,) mean vector of texts that describe nothing in particular."""
        if model_id not in self._neutral:
            texts = neutral_texts()[::NEUTRAL_STEP]
            read = yield from embed_prompts(embedder, texts, progress)
            self._neutral[model_id] = read.mean(axis=0)
        return self._neutral[model_id]

    def _trim(self, in_use: dict[_Key, None]) -> None:
        for key in in_use:
            self._kept.move_to_end(key)
        while len(self._kept) > max(_MOST_KEPT, len(in_use)):
            self._kept.popitem(last=False)


def _templates(own: str) -> tuple[str, ...]:
    return (own,) if own else template_set(TEMPLATES).templates
