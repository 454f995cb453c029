"""A small, real embedder without a model: pictures by their colours, texts by the colour names in them."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipphotos.core.errors import ErrorReport  # noqa: TC001 - beside what is needed anyway
from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.preprocessing import Prepared, Preprocessing

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (220, 30, 30),
    "orange": (240, 140, 20),
    "yellow": (240, 230, 40),
    "green": (40, 160, 60),
    "cyan": (60, 200, 210),
    "blue": (40, 70, 210),
    "purple": (130, 50, 170),
    "pink": (240, 130, 190),
    "brown": (120, 75, 40),
    "white": (250, 250, 250),
    "grey": (128, 128, 128),
    "black": (5, 5, 5),
}
_NAMES_ZH = ("红", "橙", "黄", "绿", "青", "蓝", "紫", "粉", "棕", "白", "灰", "黑")
_EDGE = 16
_SOFTNESS = 0.02


class ColourHistogramEmbedder:
    """An `Embedder` whose space has one dimension for each of twelve colours."""

    def __init__(self, name: str = "colours") -> None:
        palette = np.array(list(COLOURS.values()), dtype=np.float32) / 255
        self._palette: npt.NDArray[np.float32] = palette
        digest = hashlib.sha256(palette.tobytes()).hexdigest()
        self.identity = ModelIdentity(name, digest, len(COLOURS), f"{_EDGE}x{_EDGE} squash box")
        self.device = "cpu"
        self.fallback_reason: ErrorReport | None = None
        self.largest_batch = 64
        self.input_edge = _EDGE
        self.preprocessing: Preprocessing | None = None
        self.logit_scale = 20.0
        self.text_dim = len(COLOURS)

    def prepare(self, image: Image.Image) -> Prepared:
        """(16, 16, 3) uint8."""
        return np.array(image.convert("RGB").resize((_EDGE, _EDGE), Image.Resampling.BOX))

    def embed_images(self, batch: Sequence[Prepared]) -> Vectors:
        """The share of each colour."""
        rows = np.zeros((len(batch), len(COLOURS)), np.float32)
        for row, picture in zip(rows, batch, strict=True):
            pixels = picture.reshape(-1, 3).astype(np.float32) / 255
            distance = np.square(pixels[:, None, :] - self._palette[None]).sum(axis=2)
            weight = np.exp((distance.min(axis=1, keepdims=True) - distance) / _SOFTNESS)
            row[:] = (weight / weight.sum(axis=1, keepdims=True)).mean(axis=0)
        return unit(rows) if len(rows) else rows

    def begin_images(self, _batch: Sequence[Prepared]) -> None:
        return None

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """One for each colour that is named, in English or Chinese; all alike where none is."""
        rows = np.zeros((len(texts), len(COLOURS)), np.float32)
        for row, text in zip(rows, texts, strict=True):
            words = text.lower().split()
            row[:] = [en in words or zh in text for en, zh in zip(COLOURS, _NAMES_ZH, strict=True)]
            if not row.any():
                row[:] = 1
        return unit(rows) if len(rows) else rows

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As any text."""
        return self.embed_texts(texts)
