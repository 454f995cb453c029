"""The seam between the program and whatever turns pictures and words into vectors of one space."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PIL import Image

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.preprocessing import Prepared, Preprocessing


class Embedder(Protocol):
    """Embeds photos and texts into one space, where cosine means likeness (Radford et al. 2021).

    `prepare` may be called from several threads at once; the other methods from one thread at a time.

    """

    @property
    def identity(self) -> ModelIdentity:
        """The fingerprint its vectors are kept under."""
        ...

    @property
    def device(self) -> str:
        """Where it runs, as shown to the user: ``"cpu"``, ``"cuda: NVIDIA …"``."""
        ...

    @property
    def fallback_reason(self) -> ErrorReport | None:
        """Why no graphics card is used, or not as fast as it could be; None if there is nothing to say."""
        ...

    @property
    def largest_batch(self) -> int:
        """Most photos worth handing over at once; it changes, less after memory ran out and more later."""
        ...

    @property
    def input_edge(self) -> int:
        """Pixels of the larger edge of its input; photos should be decoded to at least twice that."""
        ...

    @property
    def logit_scale(self) -> float:
        """Factor before the softmax over cosines; 100 for CLIP."""
        ...

    @property
    def text_dim(self) -> int:
        """How many dimensions texts and photos share: the first ones, all of them for most models.

        Texts are zero in the rest, which holds what a photo shows beyond words. Whoever compares photos with
        photos or learns from them uses whole vectors; comparing with a text needs no care.
        """
        ...

    @property
    def preprocessing(self) -> Preprocessing | None:
        """What `prepare` does, as data, so that other processes can do it; None if only this object can."""
        ...

    def prepare(self, image: Image.Image) -> Prepared:
        """Resize and crop one RGB picture.

        Args:
            image: RGB, upright, any size from 1 x 1.

        Returns:
            (height, width, 3) uint8.
        """
        ...

    def embed_images(self, batch: Sequence[Prepared]) -> Vectors:
        """Embed a batch of prepared photos.

        Args:
            batch: n arrays from `prepare`.

        Returns:
            (n, dim) float32 unit vectors, in the order given; (0, dim) for an empty batch.
        """
        ...

    def begin_images(self, batch: Sequence[Prepared]) -> Callable[[], Vectors] | None:
        """Have a graphics card begin with a batch, so that the processor is free until the answer is needed.

        Args:
            batch: n arrays from `prepare`.

        Returns:
            Waits for what `embed_images` would have returned; None where nothing would be won by it, because
            it is the processor that does the work.
        """
        ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts.

        Args:
            texts: n texts; longer ones than the model reads are cut.

        Returns:
            (n, dim) float32 unit vectors, in the order given; (0, dim) for no texts.
        """
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that photos are to be searched with.

        For most models the same as `embed_texts`. Others know of each photo how near it is to any words, and
        a query takes that off its cosine: it tells which of many photos fit a text, not which texts fit one.

        Args:
            texts: n texts; longer ones than the model reads are cut.

        Returns:
            (n, dim) float32 unit vectors, in the order given; (0, dim) for no texts.
        """
        ...
