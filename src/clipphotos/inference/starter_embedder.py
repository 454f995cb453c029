"""The bundled starter model as an `Embedder`: its folder, its preprocessing, its tokenizer.

Needs torch, but neither open_clip nor transformers nor a network.
"""

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
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference import starter_weights
from clipphotos.inference.chinese import to_english
from clipphotos.inference.embedder import Prepared
from clipphotos.inference.pictures import without_extremes
from clipphotos.inference.presets import STARTER_CONFIG, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.texts import readable
from clipphotos.inference.towers import Towers
from clipphotos.inference.weights import sha256_of

_TEXT_BATCH = 64


def load_starter(name: str, folder: Path, *, device: str = "auto") -> "StarterEmbedder":
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


class StarterEmbedder:
    """A starter model where it runs. Made by `load_starter`.

    Args:
        identity: Its fingerprint.
        towers: The network where it runs.
        tokenizer: Texts to token numbers.
        image_size: Pixels of the edge of its square input.
        text_dim: Dimensions that texts and photos share.
    """

    def __init__(
        self, identity: ModelIdentity, towers: Towers, tokenizer: Tokenizer, image_size: int, text_dim: int
    ) -> None:
        self._identity = identity
        self._towers = towers
        self._tokenizer = tokenizer
        self._image_size = image_size
        self._text_dim = text_dim

    @property
    def identity(self) -> ModelIdentity:
        """The fingerprint its vectors are kept under."""
        return self._identity

    @property
    def device(self) -> str:
        """Where it runs, as shown to the user."""
        return self._towers.label

    @property
    def input_edge(self) -> int:
        """Pixels of the edge of its input."""
        return self._image_size

    @property
    def logit_scale(self) -> float:
        """Factor before the softmax over cosines."""
        return self._towers.logit_scale

    @property
    def text_dim(self) -> int:
        """Dimensions that texts and photos share; the rest tell photos apart that words cannot."""
        return self._text_dim

    def prepare(self, image: Image.Image) -> Prepared:
        """Squash one picture into the square that the model looks at; safe in several threads.

        Args:
            image: RGB, upright, any size from 1 x 1.

        Returns:
            (3, height, width) float32, -1 to 1.
        """
        edge = self._image_size
        picture = without_extremes(image, "squash").resize((edge, edge), Image.Resampling.BICUBIC)
        pixels = np.asarray(picture, np.float32).transpose(2, 0, 1)
        return np.ascontiguousarray(pixels / 127.5 - 1)

    def embed_images(self, batch: Sequence[Prepared]) -> Vectors:
        """Embed prepared photos.

        Args:
            batch: n arrays from `prepare`.

        Returns:
            (n, dim) float32 unit vectors.

        Raises:
            ModelUnavailable: If the model returns what is not a vector; its weights are damaged.
        """
        if not batch:
            return np.empty((0, self._identity.dim), np.float32)
        return self._unit(self._towers.images(np.stack(batch)))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed English texts, and Chinese ones word by word as far as the word list goes.

        Args:
            texts: n texts; longer ones than the model reads are cut.

        Returns:
            (n, dim) float32 unit vectors, zero beyond `text_dim`.

        Raises:
            ModelUnavailable: If the model returns what is not a vector; its weights are damaged.
        """
        parts = [np.empty((0, self._identity.dim), np.float32)]
        for start in range(0, len(texts), _TEXT_BATCH):
            english = [to_english(readable(text)) for text in texts[start : start + _TEXT_BATCH]]
            parts.append(self._unit(self._towers.texts(_tokens(self._tokenizer, english))))
        return np.concatenate(parts)

    def _unit(self, rows: Vectors) -> Vectors:
        try:
            return unit(rows)
        except ValueError as error:
            raise ModelUnavailable("starter-damaged", path=self._identity.name) from error


def _load(name: str, folder: Path, device: str) -> StarterEmbedder:
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
        towers = Towers(torch, network.eval(), device, (probe, _tokens(tokenizer, ["a"])))
        if not towers.is_sound:
            raise ValueError("the weights give no vectors")
        preprocess = f"{edge}x{edge} squash bicubic mean 0.5 std 0.5"
        identity = ModelIdentity(name, digest.result(), towers.dim, preprocess)
        return StarterEmbedder(identity, towers, tokenizer, edge, shape.text_dim)


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
