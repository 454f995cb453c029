"""What a person sees: ``python benchmarks/contact_sheets.py OUTPUT``.

Searches all sample photos beside the project for twenty everyday queries and draws the first twelve hits of
each as one picture, best first. Figures do not show what goes wrong; looking at these does.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from clipphotos.core.errors import BadImage
from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from clipphotos.library.decoding.decode import decode
from clipphotos.storage.locations import data_locations
from quality import SAMPLES

PHOTOS = SAMPLES / "photos"
QUERIES = (
    "two children playing football",
    "food on a white plate",
    "a man on a snowboard",
    "a red car in the street",
    "海滩上的狗",
    "a cat sleeping",
    "sunset over the sea",
    "a person riding a bicycle",
    "a cup of coffee",
    "a birthday cake",
    "a receipt from a shop",
    "a screenshot of a phone",
    "yellow flowers",
    "a kitchen",
    "an old castle",
    "people sitting around a table",
    "a train",
    "a giraffe",
    "a baby",
    "骑摩托车的人",
)
HITS, COLUMNS, EDGE = 12, 6, 220
BATCH = 32
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the best hits of twenty queries.")
    parser.add_argument("output", type=Path, help="folder for the pictures")
    parser.add_argument("--model", default=STARTER_NAME)
    arguments = parser.parse_args()
    if not PHOTOS.is_dir():
        sys.exit(f"the sample photos are not in {PHOTOS}")
    models = data_locations().models
    embedder = load_embedder(find(arguments.model, models), models)
    files, vectors = library(embedder)
    arguments.output.mkdir(parents=True, exist_ok=True)
    for number, query in enumerate(QUERIES, 1):
        scores = vectors @ embedder.embed_queries([query])[0]
        best = [files[place] for place in top(scores, HITS)]
        name = "".join(letter if letter.isalnum() else "-" for letter in query)
        sheet(best).save(arguments.output / f"{number:02d}-{name}.jpg", quality=85)
        print(query, *(f"  {photo.relative_to(PHOTOS)}" for photo in best), sep="\n")


def library(embedder: Embedder) -> tuple[list[Path], Vectors]:
    """Every photo that can be read, and the vectors."""
    files = sorted(
        path for path in PHOTOS.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}
    )

    def prepare(path: Path):
        try:
            return path, embedder.prepare(decode(path.read_bytes(), 2 * embedder.input_edge).image)
        except BadImage:
            return None

    found: list[Path] = []
    parts: list[Vectors] = []
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(files), BATCH):
            ready = [each for each in pool.map(prepare, files[start : start + BATCH]) if each is not None]
            found += [path for path, _ in ready]
            parts.append(embedder.embed_images([prepared for _, prepared in ready]))
    return found, np.concatenate(parts)


def sheet(photos: list[Path]) -> Image.Image:
    """Photos in rows, best first."""
    rows = -(-len(photos) // COLUMNS)
    picture = Image.new("RGB", (COLUMNS * EDGE, rows * EDGE), "white")
    draw = ImageDraw.Draw(picture)
    for place, photo in enumerate(photos):
        image = ImageOps.contain(decode(photo.read_bytes(), EDGE).image, (EDGE - 8, EDGE - 8))
        corner = (place % COLUMNS * EDGE + 4, place // COLUMNS * EDGE + 4)
        picture.paste(image, corner)
        draw.text((corner[0] + 2, corner[1] + 2), str(place + 1), fill="red")
    return picture


if __name__ == "__main__":
    main()
