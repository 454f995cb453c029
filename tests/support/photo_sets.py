"""Labelled photos to test with: a small set that any checkout can make, and a larger one that few have.

The small set consists of views (crops, mirrored, lighter or darker) of a few pictures: some that scikit-image
ships and that anybody may use, and drawn flowers. It shows that the way from a photo to its name works; a
share of right answers among views of nine pictures says nothing about how good a model is. The larger set
does, and gives the figures. Both are laid out alike:

- ``photos/GROUP/CLASS/``: labelled photos; by name, those at even positions are for training
- ``photos/captioned/captions.tsv`` and ``images/``: photos with sentences
- ``training/pairs.tsv`` and ``images/``: what the starter model is trained with
"""

import csv
import importlib.util
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

LARGE = Path(os.environ.get("CLIPPHOTOS_SAMPLES", Path(__file__).resolve().parents[3] / "shared"))
"""Where the larger set is, if it is there."""

_VIEWS_EACH = 12
_TAUGHT_EACH = 6
_EDGE = 256


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """A folder of labelled photos.

    Attributes:
        name: ``small`` or ``large``.
        root: The folder.
    """

    name: str
    root: Path

    @property
    def photos(self) -> Path:
        """The labelled photos and the captioned ones."""
        return self.root / "photos"

    @property
    def training(self) -> Path:
        """The photos that the starter model is trained with."""
        return self.root / "training"


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the views of one picture show.

    Attributes:
        folder: Group and class.
        picture: File of scikit-image, or the name of a drawn flower.
        captions: Sentences about it.
    """

    folder: str
    picture: str
    captions: tuple[str, ...]


# The licences are those that the documentation of `skimage.data` names.
_SUBJECTS = (
    _Subject("flowers/daisy", "daisy", ("A white daisy.", "A flower with white petals.")),
    _Subject("flowers/sunflower", "sunflower", ("A yellow sunflower.", "A flower with yellow petals.")),
    # CC0, Stéfan van der Walt
    _Subject("pets/cat", "chelsea.png", ("A tabby cat looks up.", "The face of a cat.")),
    # CC0, Andreas Preuss
    _Subject("pets/horse", "horse.png", ("A black horse on white.", "The outline of a horse.")),
    # CC0, Rachel Michetti
    _Subject("objects/cup_of_coffee", "coffee.png", ("A cup of coffee on a table.", "Coffee and a spoon.")),
    # Public domain, SpaceX
    _Subject("objects/rocket", "rocket.jpg", ("A rocket before it is launched.", "A rocket at dusk.")),
    # CC0, CC0Textures
    _Subject("scenes/brick_wall", "brick.png", ("A wall of bricks.", "Grey bricks in rows.")),
    _Subject("scenes/grass", "grass.png", ("Grass from above.", "Blades of grass.")),
    # CC0, Lav Varshney
    _Subject("personal/photographer", "camera.png", ("A man takes a photo.", "A man with a camera.")),
)


def make_small_set(root: Path) -> PhotoSet:
    """Make the small set in a folder; the same everywhere and each time."""
    captioned: list[dict[str, str]] = []
    pairs: list[dict[str, str]] = []
    for number, subject in enumerate(_SUBJECTS):
        label, picture = subject.folder.split("/")[1], _picture(subject.picture)
        for place, view in enumerate(_views(picture, _VIEWS_EACH, seed=number)):
            _save(view, root / "photos" / subject.folder / f"{label}-{place:02}.jpg")
        for place, view in enumerate(_views(picture, _TAUGHT_EACH, seed=100 + number)):
            name = f"{label}-{place:02}.jpg"
            _save(view, root / "training" / "images" / "small" / name)
            # Some are for measuring, some have sentences, the others only a label.
            is_last = place == _TAUGHT_EACH - 1
            kind = "caption" if place % 2 else "label"
            row = {
                "file": f"small/{name}",
                "kind": kind,
                "set": "small",
                "split": "dev" if is_last else "train",
            }
            texts = subject.captions if kind == "caption" else (label.replace("_", " "),)
            pairs += [{**row, "text": text} for text in texts]
            if is_last:
                _save(view, root / "photos" / "captioned" / "images" / name)
                of_set = "coco-small" if number % 2 else "miniclip-small"
                captioned += [{"file": name, "caption": text, "set": of_set} for text in subject.captions]
    _write_table(root / "training" / "pairs.tsv", pairs)
    _write_table(root / "photos" / "captioned" / "captions.tsv", captioned)
    return PhotoSet("small", root)


def _picture(name: str) -> Image.Image:
    if name in _FLOWERS:
        return _FLOWERS[name].draw()
    found = importlib.util.find_spec("skimage")
    assert found is not None
    assert found.submodule_search_locations is not None
    with Image.open(Path(found.submodule_search_locations[0], "data", name)) as picture:
        return picture.convert("RGB")


def _views(picture: Image.Image, count: int, *, seed: int) -> Iterable[Image.Image]:
    """Pictures that differ as several photos of one thing do."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        share = random.uniform(0.7, 1)
        width, height = (round(length * share) for length in picture.size)
        left, top = (
            int(random.integers(0, rest + 1)) for rest in (picture.width - width, picture.height - height)
        )
        view = picture.crop((left, top, left + width, top + height))
        view.thumbnail((_EDGE, _EDGE))
        if random.random() < 0.5:
            view = ImageOps.mirror(view)
        yield ImageEnhance.Brightness(view).enhance(random.uniform(0.8, 1.2))


@dataclass(frozen=True, slots=True)
class _Flower:
    """A flower seen from above, on a blurred green.

    Attributes:
        petals: How many it has.
        colour: The colour of the petals.
        middle: The colour of the disc.
    """

    petals: int
    colour: str
    middle: str

    def draw(self) -> Image.Image:
        """(384, 384) picture."""
        green = np.random.default_rng(self.petals).integers(30, 130, (24, 24, 1)) * np.array([0.5, 1, 0.3])
        size, centre, reach, half = (384, 384), 192, 110, 26
        picture = Image.fromarray(green.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
        draw = ImageDraw.Draw(picture)
        along = np.linspace(0, 1, 24)
        outline = np.concatenate([along, along[::-1]])
        side = np.repeat([-1, 1], len(along)) * half * np.sin(math.pi * outline)
        for angle in np.arange(self.petals) * 2 * math.pi / self.petals:
            far = 60 + reach * outline
            across = centre + far * math.cos(angle) + side * math.sin(angle)
            down = centre + far * math.sin(angle) - side * math.cos(angle)
            draw.polygon(list(zip(across, down, strict=True)), fill=self.colour, outline="grey")
        draw.ellipse((122, 122, 262, 262), fill=self.middle)
        return picture.filter(ImageFilter.GaussianBlur(1.2))


_FLOWERS = {
    "daisy": _Flower(16, "white", "goldenrod"),
    "sunflower": _Flower(24, "gold", "saddlebrown"),
}


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=90)


def _write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
        table.writeheader()
        table.writerows(rows)
