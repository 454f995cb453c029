"""Packing weights: small, close to what they were, and the same bytes each time."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors import SafetensorError

from clipphotos.inference.starter import weights as starter_weights

MATRICES = arrays.arrays(np.float32, (4, 6), elements=st.floats(-1e4, 1e4, width=32))


@given(MATRICES)
def test_eight_bits_are_within_half_a_step_of_each_row(matrix: np.ndarray) -> None:
    stored = starter_weights.packed({"m": matrix}, frozenset({"m"}))
    assert stored["m"].dtype == np.int8
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert np.all(np.abs(starter_weights.unpacked(stored)["m"] - matrix) <= step * 0.501 + 1e-30)


def test_what_is_stored_how(tmp_path: Path) -> None:
    tensors = {
        "matrix": np.full((3, 5), 1 / 3, np.float32),
        "large": np.ones((3, 5), np.float32),
        "vector": np.full(3, 1e9, np.float32),
        "number": np.float32(2.5) * np.ones((), np.float32),
    }
    stored = starter_weights.packed(tensors, frozenset({"large"}))
    assert {name: tensor.dtype for name, tensor in stored.items()} == {
        "matrix": np.float16,
        "large": np.int8,
        "large:scale": np.float32,
        "vector": np.float32,
        "number": np.float32,
    }
    one, two = tmp_path / "one", tmp_path / "two"
    for path in (one, two):
        starter_weights.write(path, tensors, frozenset({"large"}))
    assert one.read_bytes() == two.read_bytes()
    read = starter_weights.read(one)
    assert set(read) == set(tensors)
    for name, tensor in tensors.items():
        assert read[name].dtype == np.float32
        np.testing.assert_allclose(read[name], tensor, rtol=1e-3)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"no weights")
    with pytest.raises(SafetensorError):
        starter_weights.read(tmp_path / "weights")
