"""Photos with texts to learn from, as the READMEs of training data and sample photos describe them."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

LABELLED = ("flowers", "objects", "pets", "scenes")
TEMPLATES = ("{}", "a photo of a {}", "a picture of a {}", "a close-up of a {}")
"""What a label is put into, so that its words are known in any sentence."""

SAMPLES_SHOWN = 2

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TaughtPhoto:
    """A photo with what may be said of it.

    Attributes:
        path: The file.
        texts: Captions of this photo, or its class in several templates.
        is_caption: Whether the texts were written about this very photo.
        is_dev: Whether it is kept for measuring.
        shown: How often a pass may show it; the few photos of the labelled samples are shown more often.
    """

    path: Path
    texts: tuple[str, ...]
    is_caption: bool
    is_dev: bool = False
    shown: int = 1


def taught_photos(training: Path, samples: Path) -> list[TaughtPhoto]:
    """Every photo of the training set, and the training halves of the labelled sample photos."""
    return [*_training_set(training), *_training_halves(samples)]


def rows_of(table: Path) -> Iterator[dict[str, str]]:
    """The rows of one of the tables of training data."""
    with table.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _training_set(folder: Path) -> Iterator[TaughtPhoto]:
    texts: dict[str, list[str]] = {}
    kinds: dict[str, tuple[bool, bool]] = {}
    for row in rows_of(folder / "pairs.tsv"):
        texts.setdefault(row["file"], []).append(row["text"])
        kinds[row["file"]] = row["kind"] == "caption", row["split"] == "dev"
    for name, said in texts.items():
        is_caption, is_dev = kinds[name]
        spoken = tuple(said) if is_caption else _in_templates(said)
        yield TaughtPhoto(folder / "images" / name, spoken, is_caption, is_dev)


def _training_halves(samples: Path) -> Iterator[TaughtPhoto]:
    """Of each class, sorted by file name, the even positions."""
    for name in LABELLED:
        for folder in sorted(path for path in (samples / name).iterdir() if path.is_dir()):
            for path in sorted(path for path in folder.iterdir() if path.is_file())[0::2]:
                texts = _in_templates([folder.name.replace("_", " ")])
                yield TaughtPhoto(path, texts, is_caption=False, shown=SAMPLES_SHOWN)


def _in_templates(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(template.format(label) for label in labels for template in TEMPLATES)


def squashed(photos: Sequence[TaughtPhoto], edge: int, cache: Path) -> Pixels:
    """(n, edge, edge, 3) pictures, squashed as the program does it, read from the disk as needed."""
    names = "\n".join(str(photo.path) for photo in photos)
    cache.mkdir(parents=True, exist_ok=True)
    file = cache / f"pixels-{edge}-{hashlib.sha256(names.encode()).hexdigest()[:16]}.npy"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        shape = (len(photos), edge, edge, 3)
        pixels = np.lib.format.open_memmap(unfinished, "w+", np.uint8, shape)

        def fill(place: int) -> None:
            with Image.open(photos[place].path) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
                pixels[place] = np.asarray(upright.resize((edge, edge), Image.Resampling.BICUBIC))

        with ThreadPoolExecutor() as pool:
            list(pool.map(fill, range(len(photos))))
        pixels.flush()
        unfinished.rename(file)
    return np.load(file, mmap_mode="c")
