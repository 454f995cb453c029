"""Texts as numbers: each distinct one once, with its sentence vector and the photos it belongs to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from clipphotos.inference.starter.network import TextTower
from starter_model.photos import TaughtPhoto

_BATCH = 128
_NOTHING = -1


@dataclass(frozen=True, slots=True)
class TextBank:
    """m distinct texts and n photos.

    Attributes:
        vectors: (m, text_width) sentence vectors.
        of_photo: (n, most) numbers of each photo's texts, the rest -1.
        counts: (n,) how many each photo has.
    """

    vectors: Tensor
    of_photo: Tensor
    counts: Tensor

    def on(self, device: str) -> "TextBank":
        """The same on a device."""
        return TextBank(self.vectors.to(device), self.of_photo.to(device), self.counts.to(device))

    def pick(self, photos: Tensor, random: torch.Generator) -> Tensor:
        """(k,) the number of one text of each of k photos, by chance."""
        chance = torch.rand(len(photos), generator=random).to(photos.device)
        places = (chance * self.counts[photos]).long()
        return self.of_photo[photos, places]

    def belongs(self, texts: Tensor, photos: Tensor) -> Tensor:
        """(photos, texts) whether a text is one of a photo's."""
        return (self.of_photo[photos][:, None, :] == texts[None, :, None]).any(2)


def text_bank(photos: Sequence[TaughtPhoto], reader: "Reader") -> TextBank:
    """The texts of some photos."""
    numbers: dict[str, int] = {}
    most = max(len(photo.texts) for photo in photos)
    of_photo = torch.full((len(photos), most), _NOTHING)
    for place, photo in enumerate(photos):
        own = [numbers.setdefault(text, len(numbers)) for text in dict.fromkeys(photo.texts)]
        of_photo[place, : len(own)] = torch.tensor(own)
    return TextBank(reader.read(list(numbers)), of_photo, (of_photo != _NOTHING).sum(1))


class Reader:
    """Turns texts into sentence vectors, and remembers them on disk."""

    def __init__(self, tower: TextTower, tokenizer: Tokenizer, cache: Path) -> None:
        self._tower, self._tokenizer, self._cache = tower.eval(), tokenizer, cache

    @torch.no_grad()
    def read(self, texts: Sequence[str]) -> Tensor:
        """(n, text_width) sentence vectors."""
        name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
        file = self._cache / f"sentences-{name}.npy"
        if file.exists():
            return torch.from_numpy(np.load(file))
        encodings = self._tokenizer.encode_batch(list(texts))
        # By length, so that little is padded.
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        rows = torch.empty(len(texts), self._tower.words.embedding_dim)
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            longest = len(encodings[places[-1]].ids)
            tokens = torch.zeros(len(places), longest, dtype=torch.long)
            for row, place in enumerate(places):
                ids = encodings[place].ids
                tokens[row, : len(ids)] = torch.tensor(ids)
            rows[places] = self._tower(tokens)
        self._cache.mkdir(parents=True, exist_ok=True)
        np.save(file, rows.numpy())
        return rows
