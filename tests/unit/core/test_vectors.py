import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.vectors import top, unit


def test_rows_get_unit_length_and_keep_their_direction():
    vectors = unit([[3.0, 4.0], [0.0, -2.0]])
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, [[0.6, 0.8], [0.0, -1.0]])


@pytest.mark.parametrize("bad", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_a_vector_without_direction_is_refused(bad: list[float]):
    with pytest.raises(ValueError, match="zero or not finite"):
        unit([[1.0, 0.0], bad])


@given(
    st.lists(st.integers(-5, 5), max_size=40).map(lambda values: np.array(values, np.float32)),
    st.integers(0, 50),
)
def test_top_is_a_stable_sort_cut_off(scores: np.ndarray, count: int):
    expected = sorted(range(len(scores)), key=lambda position: (-scores[position], position))[:count]
    assert top(scores, count).tolist() == expected
