"""Whether two ways of computing the same vectors agree, and which of several to use."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clipphotos.core.models import Backend
from clipphotos.core.vectors import Vectors

LEAST_COSINE = 0.999
"""Least cosine between a vector and what it should be: below, it is a vector of another model."""
LEAST_RANKING = 0.99
"""Least share of the best photos of a query that must stay the same."""
BEST = 20
"""How many photos of a query count as the best."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well vectors agree with those of torch in single precision.

    Attributes:
        photo_cosine: The smallest of all photos.
        text_cosine: The smallest of all texts.
        ranking: Share of the best photos of each text that are the same.
        speed: How many times as fast photos are embedded.
    """

    photo_cosine: float
    text_cosine: float
    ranking: float
    speed: float

    @property
    def is_same_model(self) -> bool:
        """Whether the vectors may stand beside each other."""
        return min(self.photo_cosine, self.text_cosine) >= LEAST_COSINE

    @property
    def ranks_alike(self) -> bool:
        """Whether searches find the same photos."""
        return self.is_same_model and self.ranking >= LEAST_RANKING

    def __str__(self) -> str:
        """The figures as part of a sentence, for the log."""
        return (
            f"least cosine {self.photo_cosine:.5f} of photos and {self.text_cosine:.5f} of texts,"
            f" {self.ranking:.1%} of the best photos the same, {self.speed:.1f} times as fast"
        )


def agreement(
    photos: tuple[Vectors, Vectors], texts: tuple[Vectors, Vectors], *, text_dim: int, speed: float
) -> Agreement:
    """Compare vectors.

    Args:
        photos: (n, dim) unit vectors as they should be, and as they are.
        texts: (m, dim) likewise.
        text_dim: Dimensions that texts and photos share.
        speed: To be noted with it.
    """
    cosines = [float(np.sum(should * are, axis=1).min()) for should, are in (photos, texts)]
    # A third of the photos at most: among few, the best would be all of them.
    count = max(1, min(BEST, len(photos[0]) // 3))
    best = [
        np.argsort(-(t[:, :text_dim] @ p[:, :text_dim].T), axis=1, kind="stable")[:, :count]
        for p, t in zip(photos, texts, strict=True)
    ]
    same = [len(np.intersect1d(should, are)) for should, are in zip(*best, strict=True)]
    return Agreement(cosines[0], cosines[1], float(np.mean(same)) / count, speed)


def chosen(agreements: Mapping[str, Agreement], backend: Backend) -> str | None:
    """The precision to use, or None for torch.

    Args:
        agreements: By precision.
        backend: What the user wants. Searches then may differ a little; vectors never do by more than
            `LEAST_COSINE`.
    """
    if backend is Backend.TORCH:
        return None
    if backend is Backend.OPENVINO_BF16:
        wished = agreements.get("bf16")
        if wished is not None and wished.is_same_model:
            return "bf16"
    fit = [precision for precision, each in agreements.items() if each.ranks_alike]
    if not fit and backend is not Backend.AUTO:
        fit = [precision for precision, each in agreements.items() if each.is_same_model][:1]
    return max(fit, key=lambda precision: agreements[precision].speed, default=None)
