"""Photos with what is known of them, as vectors of the starter model; embedded once and kept in a cache."""

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.prompts import mixed_prompts
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from clipphotos.inference.text.prompt_templates import template_set
from clipphotos.inference.text.vocabulary import neutral_texts
from clipphotos.library.decoding.decode import decode
from clipphotos.service.models.label_vectors import NEUTRAL_STEP, TEMPLATES
from starter_model.photos import rows_of

CAPTIONED = "flickr8k"
LABELLED = ("flowers", "objects", "scenes", "pets", "personal")
NAMED_BY = 3
"""So many of a photo's five captions name what it surely shows."""
_BATCH = 64
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
_IRREGULAR = {
    "child": ("children",), "man": ("men",), "woman": ("women",), "person": ("people",), "foot": ("feet",),
}  # fmt: skip

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Captioned:
    """Photos with captions.

    Attributes:
        vectors: (n, dim) unit vectors.
        captions: n tuples, in small letters.
    """

    vectors: Vectors
    captions: tuple[tuple[str, ...], ...]

    def some(self, positions: npt.NDArray[np.intp]) -> "Captioned":
        """These photos."""
        return Captioned(self.vectors[positions], tuple(self.captions[each] for each in positions))

    def named(self, word: str) -> tuple[Flags, Flags]:
        """(n,) which photos surely show what a word means, and which surely do not."""
        pattern = re.compile(rf"\b({'|'.join(sorted(forms(word)))})\b")
        count = np.array([sum(bool(pattern.search(each)) for each in own) for own in self.captions])
        return count >= NAMED_BY, count == 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """Photos of classes, and of families of classes that are told apart from each other.

    Attributes:
        vectors: (n, dim) unit vectors.
        classes: (n,) the name of each one's class.
        families: (n,) such as "flowers".
    """

    vectors: Vectors
    classes: npt.NDArray[np.str_]
    families: npt.NDArray[np.str_]


def add_sources(parser: argparse.ArgumentParser, shared: Path) -> None:
    """Let a command be told where photos and texts are, beside the project if it is not."""
    parser.add_argument("--training", type=Path, default=shared / "training", help="training photos")
    parser.add_argument("--samples", type=Path, default=shared / "photos", help="sample photos")
    parser.add_argument("--cache", type=Path, help="keeps vectors between runs")


def bundled_model() -> Embedder:
    """The starter model that ships."""
    no_models = Path("no-models")
    return load_embedder(find(STARTER_NAME, no_models), no_models)


def neutral_vector(embedder: Embedder) -> Vectors:
    """(dim,) the mean of texts that describe nothing in particular, of the same ones as in the program."""
    return embedder.embed_texts(neutral_texts()[::NEUTRAL_STEP]).mean(axis=0)


def forms(word: str) -> set[str]:
    """A word and its plural."""
    plurals = _IRREGULAR.get(word, (f"{word}s", f"{word}es"))
    return {word, *plurals, *([f"{word[:-1]}ies"] if word.endswith("y") else [])}


def captioned_photos(embedder: Embedder, training: Path, split: str, cache: Path | None) -> Captioned:
    """The captioned photos of a split, ``train`` or ``dev``."""
    said: dict[str, list[str]] = {}
    for row in rows_of(training / "pairs.tsv"):
        if row["set"] == CAPTIONED and row["split"] == split:
            said.setdefault(row["file"], []).append(row["text"].lower())
    files = sorted(said)
    paths = [training / "images" / file for file in files]
    return Captioned(embedded(embedder, paths, cache, split), tuple(tuple(said[each]) for each in files))


def labelled_photos(embedder: Embedder, samples: Path, half: int | None, cache: Path | None) -> Labelled:
    """The labelled sample photos: the training half (0), the test half (1), or all (None)."""
    paths: list[Path] = []
    classes: list[str] = []
    families: list[str] = []
    for folder in sorted(each for name in LABELLED for each in (samples / name).iterdir() if each.is_dir()):
        own = sorted(each for each in folder.iterdir() if each.suffix.lower() in _PICTURES)
        chosen = own if half is None else own[half::2]
        paths += chosen
        classes += [re.sub("[-_]", " ", folder.name)] * len(chosen)
        families += [folder.parent.name] * len(chosen)
    name = "labelled" if half is None else f"labelled-{half}"
    return Labelled(embedded(embedder, paths, cache, name), np.array(classes), np.array(families))


def embedded(embedder: Embedder, paths: Sequence[Path], cache: Path | None, name: str) -> Vectors:
    """(n, dim) vectors of photos, kept in the cache for the next time."""
    kept = cache / f"{name}.npy" if cache else None
    if kept is not None and kept.is_file():
        found: Vectors = np.load(kept)
        if len(found) == len(paths):
            return unit(found.astype(np.float32))

    def prepare(path: Path) -> npt.NDArray[np.float32]:
        return embedder.prepare(decode(path.read_bytes(), 2 * embedder.input_edge).image)

    with ThreadPoolExecutor(2) as pool:
        vectors = np.concatenate(
            [
                embedder.embed_images(list(pool.map(prepare, paths[start : start + _BATCH])))
                for start in range(0, len(paths), _BATCH)
            ]
        )
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, vectors.astype(np.float16))
    return vectors


def class_vectors_of(embedder: Embedder, words: Sequence[str]) -> Vectors:
    """(n, dim) class vectors of words, as those of categories are made."""
    templates = template_set(TEMPLATES).templates
    rows = [embedder.embed_texts(mixed_prompts(word, templates)).mean(axis=0) for word in words]
    return unit(np.array(rows, np.float32))


def common_words(captions: Sequence[Sequence[str]], most: int) -> list[str]:
    """The words that captions use, the commonest first; no plurals: people say them of single things, too."""
    count: Counter[str] = Counter()
    for own in captions:
        count.update({word for text in own for word in re.findall("[a-z]+", text)})
    words = [word for word, _ in count.most_common(most) if len(word) > 2 and word not in _NO_CONTENT]
    plurals = {plural for word in words for plural in forms(word) if plural != word}
    return [word for word in words if word not in plurals]


_NO_CONTENT = frozenset(
    (  # noqa: SIM905
        "a an the of in on at with and to is are his her their two three four for by from as while it its "
        "near over through that up out into down one other another off some there this has who he she "
        "they have having be being them behind under between next around front something very holding "
        "wearing standing sitting looking group each all about above along across against going get gets "
        "getting doing stands holds wears sits looks walks takes taking stand hold look sit walk take "
        "large small big little not no him both together or which past onto toward towards outside inside "
        "back top side"
    ).split()
)
