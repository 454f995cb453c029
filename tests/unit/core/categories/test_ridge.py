"""Ridge regression: against brute force, and the same after a change as from scratch."""

import numpy as np
import pytest

from clipphotos.core.categories.ridge import MOST_CHANGED, RidgeSolution, RidgeState, solve_ridge
from clipphotos.core.vectors import Vectors, unit

DIM = 24
RIDGE = 0.7


def problem(count: int, seed: int = 0) -> tuple[Vectors, np.ndarray, np.ndarray]:
    """Rows that are alike, as photo vectors are, with targets and weights."""
    random = np.random.default_rng(seed)
    rows = unit(0.3 + random.normal(size=(count, DIM)))
    return rows, random.normal(size=(count, 3)), random.choice([0.2, 1.0], size=count)


def centre_of(rows: Vectors) -> np.ndarray:
    return rows[: len(rows) // 2].mean(axis=0, dtype=np.float64)


def brute_force(rows: Vectors, targets: np.ndarray, weight: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """(dim, outputs) weights from least squares with the penalty as further rows."""
    root = np.sqrt(weight)[:, None]
    return np.linalg.lstsq(
        np.vstack([(rows - centre) * root, np.sqrt(RIDGE) * np.eye(DIM)]),
        np.vstack([targets * root, np.zeros((DIM, targets.shape[1]))]),
        rcond=None,
    )[0]


def solve(
    rows: Vectors, targets: np.ndarray, weight: np.ndarray, before: RidgeState | None = None
) -> RidgeSolution:
    return solve_ridge(rows, targets, weight, centre_of(rows), RIDGE, before)


def same(found: RidgeSolution, expected: RidgeSolution) -> None:
    np.testing.assert_allclose(found.weights, expected.weights, atol=1e-9)
    np.testing.assert_allclose(found.missed, expected.missed, atol=1e-9)


@pytest.mark.parametrize("count", [2, 12, 24, 25, 90])  # fewer rows than dimensions, and more
def test_weights_and_left_out_against_brute_force(count: int):
    rows, targets, weight = problem(count)
    solved = solve(rows, targets, weight)
    centre = centre_of(rows)
    np.testing.assert_allclose(solved.weights, brute_force(rows, targets, weight, centre), atol=1e-9)
    for number in range(count):
        kept = np.arange(count) != number
        without = brute_force(rows[kept], targets[kept], weight[kept], centre)
        missed = targets[number] - (rows[number] - centre) @ without
        np.testing.assert_allclose(solved.missed[number], missed, atol=1e-8)


@pytest.mark.parametrize(
    "kept",
    [
        range(60),  # nothing changed
        range(59, -1, -1),  # only the order
        range(3, 60),  # some are gone
        [0, 0, 0, *range(60)],  # some are there more than once
        [*range(10, 60), *range(60, 75)],  # some are gone, some are new
    ],
)
def test_after_a_change_it_is_the_same_as_from_scratch(kept: list[int]):
    rows, targets, weight = problem(80)
    before = solve(rows[:60], targets[:60], weight[:60]).state
    assert before is not None
    places = list(kept)
    after = solve(rows[places], targets[places] + 1, weight[places], before)
    same(after, solve(rows[places], targets[places] + 1, weight[places]))


def test_another_weight_is_a_change():
    rows, targets, weight = problem(60)
    before = solve(rows, targets, weight).state
    weight = np.where(np.arange(60) < 5, 3.0, weight)
    same(solve(rows, targets, weight, before), solve(rows, targets, weight))


def test_rows_that_begin_alike_are_told_apart():
    rows, targets, weight = problem(60)
    before = solve(rows, targets, weight).state
    other = rows.copy()
    other[7, -1] += 0.1
    same(solve(other, targets, weight, before), solve(other, targets, weight))


def test_hundreds_of_changes_leave_no_error_behind():
    rows, targets, weight = problem(500)
    state = solve(rows[:60], targets[:60], weight[:60]).state
    for start in range(400):
        part = slice(start, start + 60)
        state = solve(rows[part], targets[part], weight[part], state).state
    part = slice(401, 461)
    same(
        solve(rows[part], targets[part], weight[part], state), solve(rows[part], targets[part], weight[part])
    )


@pytest.mark.parametrize("count", [20, 60 + MOST_CHANGED])
def test_what_does_not_follow_starts_afresh(count: int):
    """Fewer rows than dimensions, or more changes than are worth it."""
    rows, targets, weight = problem(300)
    before = solve(rows[:60], targets[:60], weight[:60]).state
    part = slice(30, 30 + count)
    same(
        solve(rows[part], targets[part], weight[part], before), solve(rows[part], targets[part], weight[part])
    )


def test_another_ridge_or_model_starts_afresh():
    rows, targets, weight = problem(60)
    before = solve(rows, targets, weight).state
    centre = centre_of(rows)
    same(
        solve_ridge(rows, targets, weight, centre, 5.0, before),
        solve_ridge(rows, targets, weight, centre, 5.0),
    )
    short = rows[:, :10]
    same(solve(short, targets, weight, before), solve(short, targets, weight))
