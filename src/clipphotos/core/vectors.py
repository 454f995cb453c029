"""Arithmetic on unit vectors: the ranking of CLIP retrieval (Radford et al. 2021, §3.1)."""

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""(n, dim) or (dim,) float32; rows have unit length unless a docstring says otherwise."""


def unit(vectors: npt.ArrayLike) -> Vectors:
    """Scale rows to unit length.

    Args:
        vectors: (n, dim) or (dim,), any real dtype.

    Returns:
        float32 of the same shape.

    Raises:
        ValueError: If a row is zero or not finite: such a row would spoil its neighbours in an index.
    """
    array = np.asarray(vectors, dtype=np.float32)
    length = np.linalg.norm(array, axis=-1, keepdims=True)
    if not np.all(np.isfinite(length)) or np.any(length == 0):
        raise ValueError("a vector is zero or not finite")
    return array / length


def top(scores: Vectors, count: int) -> npt.NDArray[np.intp]:
    """Positions of the `count` highest scores, best first; equal scores in order of position.

    Args:
        scores: (n,) float32.
        count: How many; more than n means all.

    Returns:
        (min(count, n),) positions.
    """
    if count >= len(scores):
        return np.argsort(-scores, kind="stable")
    if count <= 0:
        return np.empty(0, dtype=np.intp)
    # Every position that reaches the count-th best score, so that ties are broken by position, not by chance.
    threshold = np.partition(scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(scores >= threshold)
    return candidates[np.argsort(-scores[candidates], kind="stable")][:count]
