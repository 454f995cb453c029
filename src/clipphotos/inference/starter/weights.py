"""The artefact of the starter model as tensors: half precision and int8 on disk, single precision in memory.

Large matrices are kept as int8 with one scale a row, ``value = int8 * scale``: the tensor ``NAME`` has a
companion ``NAME:scale``. A file of safetensors holds numbers only; loading it runs no code.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import (
    load_file,  # pyright: ignore[reportUnknownVariableType] - partly typed
    save_file,  # pyright: ignore[reportUnknownVariableType]
)

Array = npt.NDArray[np.float32]

_open: Any = safe_open  # untyped
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
    write_stored(path, packed(tensors, eight_bit))


def write_stored(path: Path, stored: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Write what `packed` gave; the same tensors give the same bytes."""
    save_file({name: np.asarray(stored[name], order="C") for name in sorted(stored)}, path)
    path.chmod(0o644)  # safetensors makes it private to its owner


def read(path: Path, wanted: Callable[[str], bool] | None = None) -> dict[str, Array]:
    """Read the artefact.

    Args:
        path: Its file.
        wanted: By name, which tensors are read; without it all are.

    Raises:
        safetensors.SafetensorError: If it is damaged.
        OSError: If it cannot be read.
    """
    if wanted is None:
        return unpacked(load_file(path))
    with _open(path, framework="numpy") as file:
        return unpacked({name: file.get_tensor(name) for name in file.keys() if wanted(name)})  # noqa: SIM118
