"""The starter model's Chinese text tower, in numpy: small enough to need neither torch nor a converted form.

A transformer as the English one, over words of its own; what it gives is a sentence vector of the English
tower's kind, so that the learned map to photos is the same. ``packaging/train_chinese_tower.py`` trains it.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from tokenizers import Tokenizer

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.chinese_reader import ChineseReader, has_chinese
from clipphotos.inference.starter.files import STARTER_CHINESE, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.text.chinese import is_of_known_words

VOCABULARY = "vocabulary"
"""The tensor that holds the words: UTF-8, a line each."""
HEADS = 12
SHARE = 0.8
"""Of the tower's vector in that of a text; the rest is its words in English. Together they find more."""
_BERT_EPSILON, _EPSILON = 1e-12, 1e-5
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_ENGLISH = ("text_tower.words.weight", "text_head.", "common", "class_share")

Array = npt.NDArray[np.float32]


class ChineseTexts:
    """Reads texts with Chinese in them; its files are read when the first one comes.

    Args:
        folder: Of a starter model that has `STARTER_CHINESE`.
        dim: Length of the model's vectors.
    """

    def __init__(self, folder: Path, dim: int) -> None:
        self._folder, self._dim = folder, dim

    @staticmethod
    def reads(text: str) -> bool:
        """Whether a text is for this tower: of single words the word list knows more."""
        return has_chinese(text) and not is_of_known_words(text)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) unit vectors of n texts.

        Raises:
            ModelUnavailable: ``starter-damaged`` if the files are.
        """
        try:
            network = self._network
            return np.stack([self._padded(network.vector(text)) for text in texts])
        except (OSError, ValueError, LookupError, SafetensorError) as error:
            raise ModelUnavailable("starter-damaged", path=str(self._folder)) from error

    @property
    def share(self) -> float:
        """How much its vectors count beside those of the words in English."""
        return SHARE

    def _padded(self, vector: Array) -> Array:
        return np.pad(vector, (0, self._dim - len(vector)))

    @functools.cached_property
    def _network(self) -> "ChineseNetwork":
        own = starter_weights.read(self._folder / STARTER_CHINESE)
        words = own.pop(VOCABULARY).astype(np.uint8).tobytes().decode().split("\n")
        english = starter_weights.read(self._folder / STARTER_WEIGHTS, lambda name: name.startswith(_ENGLISH))
        tokenizer = Tokenizer.from_file(str(self._folder / STARTER_TOKENIZER))
        reader = ChineseReader(words, tokenizer, len(english["text_tower.words.weight"]))
        return ChineseNetwork(own, english, reader.numbers)


def chinese_texts(folder: Path, dim: int) -> ChineseTexts | None:
    """The Chinese tower of a starter model; None if it has none, as those of before."""
    return ChineseTexts(folder, dim) if (folder / STARTER_CHINESE).is_file() else None


class ChineseNetwork:
    """The forward pass.

    Args:
        own: Tensors of the Chinese tower.
        english: Those of the starter model that it shares: vectors of English tokens, and the text head.
        read: A text to its token numbers.
    """

    def __init__(
        self, own: Mapping[str, Array], english: Mapping[str, Array], read: Callable[[str], list[int]]
    ) -> None:
        self._own, self._english, self.read = own, english, read
        self._layers = 1 + max(int(name.split(".")[1]) for name in own if name.startswith("layers."))

    def vector(self, text: str) -> Array:
        """(text_dim,) what a text and a photo share, of length 1."""
        return self._shared(self.sentence(self.read(text)))

    def sentence(self, numbers: Sequence[int]) -> Array:
        """(width,) unit sentence vector of token numbers."""
        table = self._english["text_tower.words.weight"]
        first = len(table)
        rows = np.stack([table[n] if n < first else self._own["words"][n - first] for n in numbers])
        rows = self._norm(rows + self._own["positions"][: len(rows)], "norm")
        for number in range(self._layers):
            rows = self._layer(rows, f"layers.{number}")
        return unit(rows.mean(axis=0, keepdims=True))[0]

    def _layer(self, rows: Array, name: str) -> Array:
        count, width = rows.shape
        parts = self._linear(rows, f"{name}.attention").reshape(count, 3, HEADS, width // HEADS)
        query, key, value = parts.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32((width // HEADS) ** 0.5)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        seen = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        seen = seen.transpose(1, 0, 2).reshape(count, width)
        rows = self._norm(rows + self._linear(seen, f"{name}.attention_out"), f"{name}.attention_norm")
        inner = _gelu(self._linear(rows, f"{name}.enter"))
        return self._norm(rows + self._linear(inner, f"{name}.leave"), f"{name}.norm")

    def _linear(self, rows: Array, name: str) -> Array:
        return _mapped(rows, self._own[f"{name}.weight"], self._own[f"{name}.bias"])

    def _norm(self, rows: Array, name: str) -> Array:
        return _normed(rows, self._own[f"{name}.weight"], self._own[f"{name}.bias"], _BERT_EPSILON)

    def _shared(self, sentence: Array) -> Array:
        """The English text head, as `StarterNetwork.encode_sentences` has it."""
        of = {name.removeprefix("text_head.head."): tensor for name, tensor in self._english.items()}
        row = sentence - of["text_head.mean"]
        inner = _mapped(row, of["enter.weight"], of["enter.bias"])
        inner = _gelu(_normed(inner, of["norm.weight"], of["norm.bias"], _EPSILON))
        learned = _mapped(row, of["linear.weight"], of["linear.bias"])
        learned = learned + _mapped(inner, of["leave.weight"], of["leave.bias"])
        shared = np.float32(sentence @ of["common"])
        named = (sentence - shared * of["common"]).astype(np.float32)
        share = of["class_share"].item()
        return np.concatenate(
            [(1 - share) ** 0.5 * learned / _length(learned), share**0.5 * named / _length(named)]
        ).astype(np.float32)


def _mapped(rows: Array, weight: Array, bias: Array) -> Array:
    return (rows @ weight.T + bias).astype(np.float32, copy=False)


def _length(row: Array) -> np.float32:
    return max(np.float32(np.linalg.norm(row)), np.float32(1e-12))


def _normed(rows: Array, gain: Array, bias: Array, epsilon: float) -> Array:
    mean = rows.mean(axis=-1, keepdims=True)
    deviation = np.sqrt(rows.var(axis=-1, keepdims=True) + np.float32(epsilon))
    return ((rows - mean) / deviation * gain + bias).astype(np.float32)


def _gelu(rows: Array) -> Array:
    """The argument times Φ of it, the error function as Abramowitz and Stegun 7.1.26 have it, to 1.5e-7."""
    size = np.abs(rows) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.zeros_like(t)
    for factor in reversed(_ERF):
        series = (series + np.float32(factor)) * t
    error = np.sign(rows) * (1 - series * np.exp(-size * size))
    return (rows * (1 + error) / 2).astype(np.float32)
