"""The vocabulary as vectors of a model: computed once, kept in memory and in the data folder.

1,571 texts take the starter model some ten seconds on two cores; reading them back takes none.
"""

import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clipphotos.core.categories.prompts import prompt
from clipphotos.core.models import ModelIdentity
from clipphotos.core.private_files import write_private
from clipphotos.core.tags.automatic import commonness
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.text.vocabulary import vocabulary

logger = logging.getLogger(__name__)

TEMPLATE = "a photo of a {label}"
TEXTS_A_STEP = 16
"""So that a search waits a fifth of a second at most."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """What the vocabulary looks like to a model.

    Attributes:
        vectors: (concepts, dim) unit vectors.
        common: See `clipphotos.core.tags.automatic.commonness`.
    """

    vectors: Vectors
    common: Vectors


def concept_prompt(name: str) -> str:
    """The sentence that photos are compared with for a concept."""
    return prompt(name, TEMPLATE)


class ConceptStore:
    """Concepts of the models in use.

    Args:
        folder: Where they are kept between starts; a cache.
        read_only: Another program writes there.
    """

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        self._folder = folder
        self._read_only = read_only
        self._kept: dict[str, Concepts] = {}
        self._begun: dict[str, list[Vectors]] = {}

    def find(self, identity: ModelIdentity) -> Concepts | None:
        """The concepts as a model sees them, if they were ever computed."""
        key = _key(identity)
        if key not in self._kept:
            vectors = _read(self._folder / _file_name(key), identity.dim)
            if vectors is None:
                return None
            # One model tags at a time.
            self._kept = {key: Concepts(vectors, commonness(vectors))}
        return self._kept[key]

    def begun(self, identity: ModelIdentity) -> list[Vectors]:
        """What a model has read so far, to be added to; the next run goes on where this one stopped."""
        key = _key(identity)
        if key not in self._begun:
            self._begun = {key: []}
        return self._begun[key]

    def keep(self, identity: ModelIdentity, vectors: Vectors) -> Concepts:
        """Remember what was computed; where the disk is full only until the program ends."""
        key = _key(identity)
        rounded = unit(vectors.astype(np.float16))
        self._begun.clear()
        self._kept = {key: Concepts(rounded, commonness(rounded))}
        if not self._read_only:
            _write(self._folder / _file_name(key), rounded)
        return self._kept[key]


class ConceptReader:
    """Has a model read the vocabulary, a few texts at a time.

    Args:
        embedder: The model.
        store: Has them already, or is given them.
    """

    def __init__(self, embedder: Embedder, store: ConceptStore) -> None:
        self._embedder = embedder
        self._store = store
        self._texts = [concept_prompt(concept.name) for concept in vocabulary()]
        self._parts = store.begun(embedder.identity)
        self.done = sum(len(part) for part in self._parts)
        self.concepts = store.find(embedder.identity)

    @property
    def total(self) -> int:
        """Number of texts."""
        return len(self._texts)

    def step(self) -> None:
        """Read a few more, unless all have been read."""
        if self.concepts is not None:
            return
        texts = self._texts[self.done : self.done + TEXTS_A_STEP]
        self._parts.append(self._embedder.embed_texts(texts))
        self.done += len(texts)
        if self.done == self.total:
            self.concepts = self._store.keep(self._embedder.identity, np.concatenate(self._parts))


def _key(identity: ModelIdentity) -> str:
    """Changes with the model and with the vocabulary."""
    what = [identity.name, identity.weights_sha256, identity.preprocess, TEMPLATE]
    text = "\n".join([*what, *(concept.name for concept in vocabulary())])
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:24]


def _file_name(key: str) -> str:
    return f"concepts-{key}.npy"


def _read(path: Path, dim: int) -> Vectors | None:
    """What was kept, if it is whole."""
    try:
        stored = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError) as error:
        logger.warning("%s is computed anew: %s", path.name, error)
        return None
    if stored.shape != (len(vocabulary()), dim) or stored.dtype != np.float16:
        return None
    vectors = stored.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths if np.isfinite(lengths).all() and (lengths > 0).all() else None


def _write(path: Path, vectors: Vectors) -> None:
    temporary = path.with_suffix(".part")
    try:
        with write_private(temporary) as file:
            np.save(file, vectors.astype(np.float16))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        # What was written so far is overwritten by the next try.
        logger.warning("the vocabulary's vectors could not be kept: %s", error)
