"""How well the bundled model finds photos, judged by the folder each hit comes from."""

import sys
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.vectors import Vectors, top
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from clipphotos.library.decode import decode

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"
FOLDERS = ("pets", "objects", "personal", "scenes")
RIGHT_FOLDER = {
    "a cat": "pets/cat",
    "a dog": "pets/dog",
    "airplane": "objects/airplanes",
    "strawberry": "objects/strawberry",
    "grand piano": "objects/grand_piano",
    "umbrella": "objects/umbrella",
    "a receipt from a shop": "personal/receipts",
}
LEAST_MEAN_PRECISION = 0.8

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not PHOTOS.is_dir(), reason="the sample photos are not beside the project"),
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder = tmp_path_factory.mktemp("models")
    return load_embedder(find(STARTER_NAME, folder), folder, device="cpu")


@pytest.fixture(scope="module")
def photos() -> list[Path]:
    found = (file for folder in FOLDERS for file in (PHOTOS / folder).rglob("*"))
    return sorted(file for file in found if file.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})


@pytest.fixture(scope="module")
def vectors(embedder: Embedder, photos: list[Path]) -> Vectors:
    parts: list[Vectors] = []
    for start in range(0, len(photos), 16):
        decoded = (decode(file.read_bytes(), 2 * embedder.input_edge) for file in photos[start : start + 16])
        parts.append(embedder.embed_images([embedder.prepare(one.image) for one in decoded]))
    return np.concatenate(parts)


@pytest.mark.parametrize("template", ["{}", "a photo of {}"])
def test_four_of_five_hits_are_right(
    embedder: Embedder, photos: list[Path], vectors: Vectors, template: str
) -> None:
    precision = {}
    for query, folder in RIGHT_FOLDER.items():
        best = top(vectors @ embedder.embed_queries([template.format(query)])[0], 10)
        precision[query] = float(np.mean([photos[i].is_relative_to(PHOTOS / folder) for i in best]))
    mean = float(np.mean(list(precision.values())))
    measured = {**precision, "mean": mean}
    sys.stdout.writelines(f"{share:.2f}  {template.format(query)}\n" for query, share in measured.items())
    assert mean >= LEAST_MEAN_PRECISION, precision
