"""The bundled starter model as an `Embedder`: its folder, its preprocessing, its tokenizer.

Needs torch, but neither open_clip nor transformers nor a network.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.recipe import Recipe
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers, make_probe
from clipphotos.inference.outside.doors import closed
from clipphotos.inference.outside.weights import sha256_of
from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.chinese_tower import chinese_texts
from clipphotos.inference.starter.files import STARTER_CONFIG, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.text.token_reader import TextReading, TokenReader

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
        with closed():
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
        from clipphotos.inference.starter.network import QUERY_LEAN, StarterNetwork, StarterShape

        config = json.loads((folder / STARTER_CONFIG).read_text(encoding="utf-8"))
        shape = StarterShape(**config["shape"])
        reading = TextReading(
            (folder / STARTER_TOKENIZER).read_text(encoding="utf-8"),
            "english",
            shape.context_length,
            is_padded=False,
        )
        tokenize = TokenReader(reading)
        if tokenize.largest >= shape.vocabulary:
            raise ValueError("a tokenizer of another model")

        def make() -> StarterNetwork:
            # Made without memory for weights that are replaced at once.
            with torch.device("meta"):
                network = StarterNetwork(shape)
            tensors = starter_weights.read(folder / STARTER_WEIGHTS)
            network.load_state_dict(
                {key: torch.from_numpy(value) for key, value in tensors.items()}, assign=True
            )
            return network.eval()

        edge = shape.image_size
        probe = make_probe(edge, edge, tokenize(["a"]))
        preprocessing = Preprocessing(edge, edge, "squash", "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
        towers = Towers(torch, make(), make, device, probe, preprocessing, few_texts=FEW_TEXTS)
        if not towers.is_sound:
            raise ValueError("the weights give no vectors")
        identity = ModelIdentity(
            name, digest.result(), towers.dim, f"{edge}x{edge} squash bicubic mean 0.5 std 0.5"
        )
        chinese = chinese_texts(folder, towers.dim)
        lean = QUERY_LEAN if shape.references else 0.0
        return TowerEmbedder(
            identity,
            towers,
            preprocessing=preprocessing,
            tokenize=tokenize,
            text_dim=shape.text_dim,
            recipe=Recipe(
                identity, preprocessing, reading, shape.text_dim, lean, str(folder) if chinese else ""
            ),
            other_texts=chinese,
        )


def _torch() -> Any:
    import torch

    return torch
