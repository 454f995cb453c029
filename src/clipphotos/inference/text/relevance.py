"""What ships about relevance: where lists of photos are cut, and what the starter model was taught."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import (
    load_file,  # pyright: ignore[reportUnknownVariableType] - partly typed
    save_file,  # pyright: ignore[reportUnknownVariableType]
)

from clipphotos.core.models import ModelIdentity
from clipphotos.core.relevance import CutModel, Scale, TaughtWords
from clipphotos.core.resources import resource_path
from clipphotos.core.vectors import Vectors, unit

_CUT_PARTS = ("centre", "spread", "cut", "slope", "level")
_MODEL = "model_sha256"


@dataclass(frozen=True, slots=True)
class RelevanceData:
    """All of it.

    Attributes:
        with_reference: For a model that comes with reference photos.
        alone: For any other.
        model_sha256: Of the weights that the rest is meant for.
        reference: (m, dim) unit vectors of everyday photos.
        words: What that model was taught.
    """

    with_reference: CutModel
    alone: CutModel
    model_sha256: str
    reference: Vectors
    words: TaughtWords


def relevance_scale(identity: ModelIdentity, neutral: Vectors) -> Scale:
    """What is known of a model.

    Args:
        identity: The model.
        neutral: (dim,) mean vector of texts that describe nothing in particular.
    """
    data = _shipped()
    if identity.weights_sha256 == data.model_sha256:
        return Scale(neutral, data.with_reference, data.reference, data.words)
    return Scale(neutral, data.alone, np.empty((0, identity.dim), np.float32))


@functools.cache
def _shipped() -> RelevanceData:
    return read_relevance(resource_path("relevance", "relevance.safetensors"))


def write_relevance(path: Path, data: RelevanceData) -> None:
    """Write a safetensors file: vectors as bytes with a factor for each row."""
    words = data.words
    tensors: dict[str, npt.NDArray[Any]] = {
        "words.levels": words.levels.astype(np.float32),
        "words.prevalences": words.prevalences.astype(np.float32),
    }
    for name, rows in (
        ("reference", data.reference),
        ("words.texts", words.texts),
        ("words.directions", words.directions),
    ):
        factor = np.abs(rows).max(axis=1, keepdims=True) / 127
        tensors[name] = np.rint(rows / factor).astype(np.int8)
        tensors[f"{name}.factor"] = factor.astype(np.float32)
    for name, model in (("with_reference", data.with_reference), ("alone", data.alone)):
        tensors |= {f"{name}.{part}": np.asarray(getattr(model, part), np.float64) for part in _CUT_PARTS}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, {_MODEL: data.model_sha256})


def read_relevance(path: Path) -> RelevanceData:
    """Read such a file.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no such file; likewise KeyError.
    """
    tensors: dict[str, npt.NDArray[Any]] = load_file(path)
    with cast("Any", safe_open(path, framework="numpy")) as file:
        model_sha256: str = file.metadata()[_MODEL]

    def rows(name: str) -> Vectors:
        return tensors[name].astype(np.float32) * tensors[f"{name}.factor"].astype(np.float32)

    def cuts(name: str) -> CutModel:
        return CutModel(*(tensors[f"{name}.{part}"].astype(np.float64) for part in _CUT_PARTS))

    return RelevanceData(
        cuts("with_reference"),
        cuts("alone"),
        model_sha256,
        unit(rows("reference")),
        TaughtWords(
            unit(rows("words.texts")),
            rows("words.directions"),
            tensors["words.levels"].astype(np.float32),
            tensors["words.prevalences"].astype(np.float32),
        ),
    )
