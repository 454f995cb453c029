"""A loaded image and text model as an `Embedder`, whatever library it was loaded with."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from PIL import Image

from clipphotos.core.errors import ErrorReport, ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.preprocessing import Prepared, Preprocessing
from clipphotos.inference.embedders.recipe import Recipe
from clipphotos.inference.text.cleaning import readable
from clipphotos.inference.text.token_reader import Tokens

_TEXT_BATCH = 64


class TwoTowers(Protocol):
    """An image and a text tower where they run."""

    @property
    def label(self) -> str:
        """Where they run, as shown to the user."""
        ...

    @property
    def logit_scale(self) -> float:
        """Factor before the softmax over cosines."""
        ...

    @property
    def largest_batch(self) -> int:
        """Most photos to hand over at once."""
        ...

    @property
    def fallback_reason(self) -> ErrorReport | None:
        """Why no graphics card is used, or not as fast as it could be, as far as that was found out."""
        ...

    def images(self, photos: Sequence[Prepared]) -> Vectors:
        """Prepared photos, n of (height, width, 3) uint8 to (n, dim) float32 of any length."""
        ...

    def begin_images(self, photos: Sequence[Prepared]) -> Callable[[], Vectors] | None:
        """Begin with what `images` does; returns what waits for it, or None if only `images` can do it."""
        ...

    def texts(self, tokens: Tokens) -> Vectors:
        """(n, length) token numbers to (n, dim) float32 of any length."""
        ...


class OtherTexts(Protocol):
    """A text tower of its own for some texts."""

    def reads(self, text: str) -> bool:
        """Whether a text is for it."""
        ...

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) unit vectors of n texts."""
        ...

    @property
    def share(self) -> float:
        """How much its vectors count beside those of the text tower, 0 to 1."""
        ...


class TowerEmbedder:
    """Two towers where they run, with what each is fed.

    Args:
        identity: Its fingerprint.
        towers: The model where it runs.
        preprocessing: What is done to pictures.
        tokenize: Texts to token numbers, (n, length), as the text tower takes them.
        text_dim: Dimensions that texts and photos share.
        recipe: All of this as data; None if something about the model cannot be told so.
        other_texts: Reads some texts instead of the text tower.
    """

    def __init__(
        self,
        identity: ModelIdentity,
        towers: TwoTowers,
        *,
        preprocessing: Preprocessing,
        tokenize: Callable[[list[str]], Tokens],
        text_dim: int,
        recipe: Recipe | None = None,
        other_texts: OtherTexts | None = None,
    ) -> None:
        self._identity = identity
        self._towers = towers
        self._preprocessing = preprocessing
        self._tokenize = tokenize
        self._text_dim = text_dim
        self._fallback_reason: ErrorReport | None = None
        self.recipe = recipe
        self._other_texts = other_texts

    @property
    def towers(self) -> TwoTowers:
        """What does the work. Others that agree with them may take their place at any time."""
        return self._towers

    @towers.setter
    def towers(self, towers: TwoTowers) -> None:
        # What those found out who were there before stays true of the card.
        self._fallback_reason = self.fallback_reason
        self._towers = towers

    @property
    def identity(self) -> ModelIdentity:
        """The fingerprint its vectors are kept under."""
        return self._identity

    @property
    def device(self) -> str:
        """Where it runs, as shown to the user."""
        return self._towers.label

    @property
    def fallback_reason(self) -> ErrorReport | None:
        """Why no graphics card is used, or not as fast as it could be, as far as that was found out."""
        return self._towers.fallback_reason or self._fallback_reason

    @property
    def largest_batch(self) -> int:
        """Most photos to hand over at once; may change while it is used."""
        return self._towers.largest_batch

    @property
    def input_edge(self) -> int:
        """Pixels of the larger edge of its input."""
        return self._preprocessing.input_edge

    @property
    def logit_scale(self) -> float:
        """Factor before the softmax over cosines."""
        return self._towers.logit_scale

    @property
    def text_dim(self) -> int:
        """Dimensions that texts and photos share; texts are zero in the rest."""
        return self._text_dim

    @property
    def preprocessing(self) -> Preprocessing:
        """What `prepare` does, as data."""
        return self._preprocessing

    def prepare(self, image: Image.Image) -> Prepared:
        """Resize and crop one picture as the model wants it; safe in several threads.

        Args:
            image: RGB, upright, any size from 1 x 1.

        Returns:
            (height, width, 3) uint8.
        """
        return self._preprocessing.prepare(image)

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
        return self._unit(self._towers.images(batch))

    def begin_images(self, batch: Sequence[Prepared]) -> Callable[[], Vectors] | None:
        """Have a graphics card begin with prepared photos.

        Args:
            batch: n arrays from `prepare`.

        Returns:
            Waits for what `embed_images` would have returned, and raises what it raises; None without a card.
        """
        answer = self._towers.begin_images(batch) if batch else None
        return None if answer is None else lambda: self._unit(answer())

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; longer ones than the model reads are cut.

        Args:
            texts: n texts.

        Returns:
            (n, dim) float32 unit vectors.

        Raises:
            ModelUnavailable: If the model is damaged: it gives what is not a vector, or its tokenizer cannot
                read a text.
        """
        other = self._other_texts
        if other is None:
            return self._own_texts(texts)
        theirs = [place for place, text in enumerate(texts) if other.reads(text)]
        if not theirs:
            return self._own_texts(texts)
        rows = np.empty((len(texts), self._identity.dim), np.float32)
        rows[theirs] = self._read_twice(other, [texts[place] for place in theirs])
        ours = sorted(set(range(len(texts))) - set(theirs))
        rows[ours] = self._own_texts([texts[place] for place in ours])
        return rows

    def _read_twice(self, other: OtherTexts, texts: Sequence[str]) -> Vectors:
        clean = [readable(text) for text in texts]
        mean = other.share * other.vectors(clean) + (1 - other.share) * self._own_texts(texts)
        return self._unit(mean.astype(np.float32, copy=False))

    def _own_texts(self, texts: Sequence[str]) -> Vectors:
        parts = [np.empty((0, self._identity.dim), np.float32)]
        for start in range(0, len(texts), _TEXT_BATCH):
            clean = [readable(text) for text in texts[start : start + _TEXT_BATCH]]
            try:
                tokens = self._tokenize(clean)
            except ValueError as error:
                raise ModelUnavailable(name=self._identity.name, detail=str(error)) from error
            parts.append(self._unit(self._towers.texts(tokens)))
        return np.concatenate(parts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that photos are searched with; see `Embedder.embed_queries`.

        Args:
            texts: n texts.

        Returns:
            (n, dim) float32 unit vectors.

        Raises:
            ModelUnavailable: As `embed_texts`.
        """
        rows = self.embed_texts(texts)
        lean = self.recipe.query_lean if self.recipe is not None else 0.0
        if lean:
            rows *= np.float32((1 - lean**2) ** 0.5)
            rows[:, self._text_dim] = lean
        return rows

    def _unit(self, rows: Vectors) -> Vectors:
        try:
            return unit(rows)
        except ValueError as error:
            raise ModelUnavailable(name=self._identity.name, detail=str(error)) from error
