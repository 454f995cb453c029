"""The bundled starter model as an `Embedder`: its folder, its preprocessing, its tokenizer.

Needs torch, but neither open_clip nor transformers nor a network.
"""

import functools
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from safetensors import SafetensorError
from tokenizers import Tokenizer

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.inference import starter_weights
from clipphotos.inference.chinese import to_english
from clipphotos.inference.embedder import Prepared
from clipphotos.inference.pictures import without_extremes
from clipphotos.inference.presets import STARTER_CONFIG, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.tower_embedder import TowerEmbedder
from clipphotos.inference.towers import Towers
from clipphotos.inference.weights import sha256_of

FEW_TEXTS = 16
"""Enough for the prompts of one label, which are read at every key press."""


def load_starter(name: str, folder: Path, *, device: str = "auto") -> TowerEmbedder:
    """Load a starter model.

    Args:
        name: The model's name.
        folder: Holds `STARTER_FILES`; it is only read.
        device: ``"auto"`` for the best there is, or torch's name of one.

    Raises:
        ModelUnavailable: ``starter-damaged`` if a file is missing, damaged, or does not fit the others.
    """
    try:
        return _load(name, folder, device)
    except MemoryError as error:
        raise ModelUnavailable(name=name, detail="not enough memory") from error
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, SafetensorError) as error:
        # RuntimeError is torch's word for tensors that are missing or of a wrong shape.
        raise ModelUnavailable("starter-damaged", path=str(folder)) from error


def _load(name: str, folder: Path, device: str) -> TowerEmbedder:
    with ThreadPoolExecutor(max_workers=1) as background:
        # hashlib lets go of the interpreter, so this costs nothing while torch is imported.
        digest = background.submit(sha256_of, folder / STARTER_WEIGHTS)
        torch = _torch()
        from clipphotos.inference.starter_network import StarterNetwork, StarterShape

        config = json.loads((folder / STARTER_CONFIG).read_text(encoding="utf-8"))
        shape = StarterShape(**config["shape"])
        tokenizer = _load_tokenizer(folder / STARTER_TOKENIZER, shape.context_length, shape.vocabulary)
        # Made without memory for weights that are replaced at once.
        with torch.device("meta"):
            network = StarterNetwork(shape)
        tensors = starter_weights.read(folder / STARTER_WEIGHTS)
        network.load_state_dict({key: torch.from_numpy(value) for key, value in tensors.items()}, assign=True)
        edge = shape.image_size
        probe = np.linspace(-1, 1, 3 * edge * edge, dtype=np.float32).reshape(1, 3, edge, edge)
        tokens = _tokens(tokenizer, ["a"])
        towers = Towers(torch, network.eval(), device, (probe, tokens), few_texts=FEW_TEXTS)
        if not towers.is_sound:
            raise ValueError("the weights give no vectors")
        preprocess = f"{edge}x{edge} squash bicubic mean 0.5 std 0.5"
        identity = ModelIdentity(name, digest.result(), towers.dim, preprocess)
        return TowerEmbedder(
            identity,
            towers,
            prepare=functools.partial(_squashed, edge=edge),
            tokenize=lambda texts: _tokens(tokenizer, [to_english(text) for text in texts]),
            input_edge=edge,
            text_dim=shape.text_dim,
        )


def _squashed(image: Image.Image, edge: int) -> Prepared:
    """A picture squashed into the square that the model looks at, (3, edge, edge), -1 to 1."""
    picture = without_extremes(image, "squash").resize((edge, edge), Image.Resampling.BICUBIC)
    pixels = np.asarray(picture, np.float32).transpose(2, 0, 1)
    return np.ascontiguousarray(pixels / 127.5 - 1)


def _load_tokenizer(path: Path, context_length: int, vocabulary: int) -> Any:
    text = path.read_text(encoding="utf-8")
    try:
        tokenizer: Any = Tokenizer.from_str(text)
    except Exception as error:
        # The library raises plain Exception for a file that is no tokenizer.
        raise ValueError("not a tokenizer") from error
    if max(tokenizer.get_vocab().values()) >= vocabulary:
        raise ValueError("a tokenizer of another model")
    tokenizer.enable_truncation(context_length)
    tokenizer.enable_padding()
    return tokenizer


def _tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> Any:
    """(n, length) token numbers as a tensor, padded with 0 to the longest text."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    numbers: npt.NDArray[np.int64] = np.array(rows, np.int64)
    return _torch().from_numpy(numbers)


def _torch() -> Any:
    import torch

    return torch
