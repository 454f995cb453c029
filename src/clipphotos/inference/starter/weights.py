"""The artefact of the starter model as tensors: half precision and int8 on disk, single precision in memory.

Large matrices are kept as int8 with one scale a row, ``value = int8 * scale``: the tensor ``NAME`` has a
companion ``NAME:scale``. A file of safetensors holds numbers only; loading it runs no code.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import (
    load_file,  # pyright: ignore[reportUnknownVariableType] - partly typed
    save_file,  # pyright: ignore[reportUnknownVariableType]
)

Array = npt.NDArray[np.float32]

_SCALE = ":scale"
_LARGEST = 127
_ONE = np.ones(1, np.float32)


def packed(tensors: Mapping[str, Array], eight_bit: frozenset[str]) -> dict[str, npt.NDArray[np.generic]]:
    """Tensors as they are stored.

    Args:
        tensors: By name, single precision.
        eight_bit: Names of the matrices, (rows, columns), to be stored as int8. Other tensors with two
            dimensions and more become half precision; the rest, whose range is wide, stay as they are.
    """
    stored: dict[str, npt.NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if name in eight_bit:
            scale = np.abs(tensor).max(axis=1, keepdims=True) / _LARGEST
            scale = np.maximum(scale, np.finfo(np.float32).tiny).astype(np.float32)
            stored[name] = np.rint(tensor / scale).astype(np.int8)
            stored[name + _SCALE] = scale
        else:
            stored[name] = np.asarray(tensor, np.float16 if tensor.ndim > 1 else np.float32)
    return stored


def unpacked(stored: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Array]:
    """Stored tensors in single precision."""
    return {
        name: tensor.astype(np.float32) * stored.get(name + _SCALE, _ONE).astype(np.float32)
        for name, tensor in stored.items()
        if not name.endswith(_SCALE)
    }


def write(path: Path, tensors: Mapping[str, Array], eight_bit: frozenset[str]) -> None:
    """Write the artefact; the same tensors give the same bytes."""
    stored = packed(tensors, eight_bit)
    save_file({name: np.asarray(stored[name], order="C") for name in sorted(stored)}, path)
    path.chmod(0o644)  # safetensors makes it private to its owner


def read(path: Path) -> dict[str, Array]:
    """Read the artefact.

    Raises:
        safetensors.SafetensorError: If it is damaged.
        OSError: If it cannot be read.
    """
    return unpacked(load_file(path))
