"""The starter model is as good as its card says: the figures of ``benchmarks/quality.py`` do not fall."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.presets import STARTER_NAME
from support.photo_sets import PhotoSet

ROOT = Path(__file__).resolve().parents[2]
LEAST = {
    "large": {
        "Flickr8k dev R@1": 0.26,
        "Flickr8k dev R@5": 0.55,
        "Flickr8k dev R@10": 0.70,
        "Flickr8k dev in Chinese R@1": 0.16,
        "Flickr8k dev in Chinese R@5": 0.40,
        "Flickr8k dev in Chinese R@10": 0.54,
        "COCO R@10": 0.88,
        "flowers zero-shot": 0.85,
        "scenes zero-shot": 0.85,
        "objects zero-shot": 0.90,
        "pets zero-shot": 0.95,
        "flowers 16 examples": 0.875,
        "scenes 16 examples": 0.93,
        "search by a class's name, mAP": 0.90,
    },
    # Views of eight pictures: they show that every figure is measured, not how good the model is. It takes
    # the outline of a horse for a cat, until it has seen examples.
    "small": {
        "Flickr8k dev R@5": 0.75,
        "COCO R@5": 0.75,
        "phone R@5": 0.75,
        "flowers zero-shot": 0.75,
        "scenes zero-shot": 0.75,
        "objects zero-shot": 0.75,
        "flowers 16 examples": 0.9,
        "scenes 16 examples": 0.9,
        "objects 16 examples": 0.9,
        "pets 16 examples": 0.9,
        "search by a class's name, mAP": 0.75,
    },
}
MOST_CALIBRATION_ERROR = {"large": 0.1, "small": 0.5}


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for their module
    spec.loader.exec_module(module)
    return module


def test_the_figures_of_the_card(quality: ModuleType, starter: TowerEmbedder, photo_set: PhotoSet) -> None:
    figures, sizes = quality.measure(starter, photo_set.root)
    if photo_set.name == "large":
        sys.stdout.write(quality.table({STARTER_NAME: figures}, sizes))
    least = LEAST[photo_set.name]
    assert {name: figures[name] for name in least if figures[name] < least[name]} == {}
    errors = {name: error for name, error in figures.items() if name.endswith("ECE")}
    assert max(errors.values()) <= MOST_CALIBRATION_ERROR[photo_set.name], errors
