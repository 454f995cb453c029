"""Weighted ridge regression in closed form, with exact leave-one-out, and cheap to repeat after a change.

    W = argmin Σ wᵢ |yᵢ − (xᵢ − c) W|² + λ |W|²

What each row's target would be missed by, were the row not there, has a closed form as well (Allen 1974,
PRESS): its residual divided by 1 − hᵢ, h being the diagonal of the hat matrix. The equations are solved in as
many unknowns as there are rows or dimensions, whichever are fewer. Where rows are many, the inverse of
A = Σ wᵢ (xᵢ − c)(xᵢ − c)ᵀ + λ I and every xᵢᵀ A⁻¹ xᵢ are kept: after a few rows changed, both follow from
the old ones (Woodbury 1950), and but for rounding it is as if one had started afresh.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors

Matrix = npt.NDArray[np.float64]

MOST_CHANGED = 128
"""With more changed rows a new inverse is as fast."""

KEY_BYTES = 16
"""So many first bytes of a row nearly always tell it from others; all are compared afterwards."""


@dataclass(frozen=True, slots=True)
class RidgeState:
    """What makes the next regression on nearly the same rows cheap; of no other use.

    Attributes:
        rows: (n, dim) float32, not centred.
        weight: (n,).
        ridge: λ.
        inverse: (dim, dim) A⁻¹, A = Σ wᵢ (xᵢ − c)(xᵢ − c)ᵀ + λ I.
        spread: (n,) xᵢᵀ A⁻¹ xᵢ.
        corners: (dim, 2) and (2,): what centring adds to Σ wᵢ xᵢ xᵢᵀ, as vectors and their signs.
    """

    rows: Vectors
    weight: Matrix
    ridge: float
    inverse: Matrix
    spread: Matrix
    corners: tuple[Matrix, Matrix]


class RidgeSolution(NamedTuple):
    """What was learned.

    Attributes:
        weights: (dim, outputs).
        missed: (n, outputs) target less prediction for each row, were it left out.
        state: For the next time; None where rows are so few that it would save nothing.
    """

    weights: Matrix
    missed: Matrix
    state: RidgeState | None


def solve_ridge(
    rows: Vectors,
    targets: Matrix,
    weight: Matrix,
    centre: Matrix,
    ridge: float,
    before: RidgeState | None = None,
) -> RidgeSolution:
    """Solve weighted ridge regression.

    Args:
        rows: (n, dim) float32, not centred.
        targets: (n, outputs).
        weight: (n,), each > 0.
        centre: (dim,) taken off every row.
        ridge: λ > 0.
        before: State of an earlier solution. It saves most of the time if few rows differ, in whatever order;
            the result is the same.
    """
    count, dim = rows.shape
    if count <= dim:
        root = np.sqrt(weight)[:, None]
        scaled = (rows - centre) * root
        inverse = _inverse(scaled @ scaled.T + ridge * np.eye(count))
        dual = inverse @ (targets * root)
        return RidgeSolution(scaled.T @ dual, dual / np.diag(inverse)[:, None] / root, None)
    precise = rows.astype(np.float64)
    state = _updated(before, rows, precise, weight, centre, ridge) if before is not None else None
    if state is None:
        state = _from_scratch(rows, precise, weight, centre, ridge)
    weighted = targets * weight[:, None]
    weights = state.inverse @ (precise.T @ weighted - centre[:, None] * weighted.sum(axis=0))
    towards = state.inverse @ centre
    along = precise @ np.column_stack([weights, towards])
    hat = weight * (state.spread - 2 * along[:, -1] + centre @ towards)
    missed = (targets - along[:, :-1] + centre @ weights) / (1 - hat)[:, None]
    return RidgeSolution(weights, missed, state)


def _from_scratch(rows: Vectors, precise: Matrix, weight: Matrix, centre: Matrix, ridge: float) -> RidgeState:
    scaled = (precise - centre) * np.sqrt(weight)[:, None]
    inverse = _inverse(scaled.T @ scaled + ridge * np.eye(len(centre)))
    spread = np.einsum("nd,nd->n", precise @ inverse, precise)
    return RidgeState(rows, weight, ridge, inverse, spread, _corners(precise, weight, centre))


def _updated(
    before: RidgeState, rows: Vectors, precise: Matrix, weight: Matrix, centre: Matrix, ridge: float
) -> RidgeState | None:
    """The state for these rows from that for others; None if that is no faster than from scratch."""
    if before.ridge != ridge or before.rows.shape[1] != rows.shape[1]:
        return None
    old = _same_rows(before, rows, weight)
    is_new = old < 0
    is_gone = np.ones(len(before.rows), bool)
    is_gone[old[~is_new]] = False
    if int(is_new.sum() + is_gone.sum()) > MOST_CHANGED:
        return None
    corners = _corners(precise, weight, centre)
    # A changes by Σ ± u uᵀ over these vectors u.
    changes = np.hstack(
        [
            (precise[is_new] * np.sqrt(weight[is_new])[:, None]).T,
            (before.rows[is_gone].astype(np.float64) * np.sqrt(before.weight[is_gone])[:, None]).T,
            corners[0],
            before.corners[0],
        ]
    )
    signs = np.concatenate([np.ones(is_new.sum()), -np.ones(is_gone.sum()), corners[1], -before.corners[1]])
    half = before.inverse @ changes
    inner = _inverse(np.diag(signs) + changes.T @ half)
    inner = (inner + inner.T) / 2
    inverse = before.inverse - half @ inner @ half.T
    along = precise @ half
    spread = before.spread[old] - np.einsum("nk,nk->n", along @ inner, along)
    spread[is_new] = np.einsum("nd,nd->n", precise[is_new] @ inverse, precise[is_new])
    return RidgeState(rows, weight, ridge, inverse, spread, corners)


def _inverse(matrix: Matrix) -> Matrix:
    return np.linalg.inv(matrix).astype(np.float64, copy=False)


def _corners(rows: Matrix, weight: Matrix, centre: Matrix) -> tuple[Matrix, Matrix]:
    """Σ w (x − c)(x − c)ᵀ = Σ w x xᵀ + s (c − m)(c − m)ᵀ − s m mᵀ, with s = Σ w and m the weighted mean."""
    total = weight.sum()
    mean = weight @ rows / total
    return np.sqrt(total) * np.column_stack([centre - mean, mean]), np.array([1.0, -1.0])


def _same_rows(before: RidgeState, rows: Vectors, weight: Matrix) -> npt.NDArray[np.intp]:
    """(n,) where each row stands in the old ones, with the same weight, else -1. None is taken twice."""
    places: defaultdict[tuple[bytes, float], list[int]] = defaultdict(list)
    for place, key in reversed(list(enumerate(_keys(before.rows, before.weight)))):
        places[key].append(place)
    found = np.array([places[key].pop() if places[key] else -1 for key in _keys(rows, weight)], np.intp)
    found[np.any(before.rows[found] != rows, axis=1)] = -1
    return found


def _keys(rows: Vectors, weight: Matrix) -> list[tuple[bytes, float]]:
    width = KEY_BYTES // rows.itemsize
    starts = np.ascontiguousarray(rows[:, :width]).tobytes()
    size = min(width, rows.shape[1]) * rows.itemsize
    return [(starts[place * size : (place + 1) * size], value) for place, value in enumerate(weight.tolist())]
