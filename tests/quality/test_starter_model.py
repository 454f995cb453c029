"""How well the bundled model finds photos, judged by the folder each hit comes from."""

import sys
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.library.decoding.decode import decode
from support.photo_sets import PhotoSet

FOLDERS = ("pets", "objects", "personal", "scenes")
RIGHT_FOLDER = {
    "small": {
        "a cat": "pets/cat",
        "a cup of coffee": "objects/cup_of_coffee",
        "a rocket": "objects/rocket",
        "a brick wall": "scenes/brick_wall",
        "grass": "scenes/grass",
        "a photographer with a camera": "personal/photographer",
    },
    "large": {
        "a cat": "pets/cat",
        "a dog": "pets/dog",
        "airplane": "objects/airplanes",
        "strawberry": "objects/strawberry",
        "grand piano": "objects/grand_piano",
        "umbrella": "objects/umbrella",
        "a receipt from a shop": "personal/receipts",
    },
}
LEAST_MEAN_PRECISION = 0.8


@pytest.fixture(scope="module")
def photos(photo_set: PhotoSet) -> list[Path]:
    found = (file for folder in FOLDERS for file in (photo_set.photos / folder).rglob("*"))
    return sorted(file for file in found if file.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})


@pytest.fixture(scope="module")
def vectors(starter: TowerEmbedder, photos: list[Path]) -> Vectors:
    parts: list[Vectors] = []
    for start in range(0, len(photos), 16):
        decoded = (decode(file.read_bytes(), 2 * starter.input_edge) for file in photos[start : start + 16])
        parts.append(starter.embed_images([starter.prepare(one.image) for one in decoded]))
    return np.concatenate(parts)


@pytest.mark.parametrize("template", ["{}", "a photo of {}"])
def test_four_of_five_hits_are_right(
    starter: TowerEmbedder, photo_set: PhotoSet, photos: list[Path], vectors: Vectors, template: str
) -> None:
    precision = {}
    for query, folder in RIGHT_FOLDER[photo_set.name].items():
        best = top(vectors @ starter.embed_queries([template.format(query)])[0], 10)
        right = [photos[i].is_relative_to(photo_set.photos / folder) for i in best]
        precision[query] = float(np.mean(right))
    mean = float(np.mean(list(precision.values())))
    measured = {**precision, "mean": mean}
    if photo_set.name == "large":
        sys.stdout.writelines(f"{share:.2f}  {template.format(query)}\n" for query, share in measured.items())
    assert mean >= LEAST_MEAN_PRECISION, precision
