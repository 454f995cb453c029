"""Embedding texts for an answer, without keeping anything."""

from collections.abc import Sequence

import numpy as np

from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.protocol import Embedder

TEXTS_A_STEP = 64


def embed_prompts(embedder: Embedder, texts: Sequence[str], progress: Progress) -> JobSteps[Vectors]:
    """(n, dim) unit vectors of n texts; equal ones are read once."""
    distinct = list(dict.fromkeys(texts))
    parts: list[Vectors] = [np.empty((0, embedder.identity.dim), np.float32)]
    for start in range(0, len(distinct), TEXTS_A_STEP):
        progress.step(Stage.PROMPTS, start, len(distinct))
        parts.append(embedder.embed_texts(distinct[start : start + TEXTS_A_STEP]))
        yield Step.WORKED
    progress.step(Stage.PROMPTS, len(distinct), len(distinct))
    position = {text: number for number, text in enumerate(distinct)}
    return np.concatenate(parts)[[position[text] for text in texts]]
