"""The starter model is as good as its card says: the figures of ``benchmarks/quality.py`` do not fall."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from support.accelerated import accelerated

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
LEAST = {
    "Flickr8k dev R@1": 0.26,
    "Flickr8k dev R@5": 0.55,
    "Flickr8k dev R@10": 0.70,
    "COCO R@10": 0.88,
    "flowers zero-shot": 0.85,
    "scenes zero-shot": 0.85,
    "objects zero-shot": 0.90,
    "pets zero-shot": 0.95,
    "flowers 16 examples": 0.875,
    "scenes 16 examples": 0.93,
    "search by a class's name, mAP": 0.90,
}
MOST_CALIBRATION_ERROR = 0.1

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(
        not (SHARED / "training").is_dir(), reason="the sample photos are not beside the project"
    ),
]


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for their module
    spec.loader.exec_module(module)
    return module


def test_the_figures_of_the_card(quality: ModuleType, tmp_path: Path) -> None:
    loaded = load_embedder(find(STARTER_NAME, tmp_path), tmp_path, device="cpu")
    assert isinstance(loaded, TowerEmbedder)
    # As it runs wherever there is no graphics card, and in a third of the time.
    embedder = accelerated(loaded, tmp_path / "form")
    figures, sizes = quality.measure(embedder)
    sys.stdout.write(quality.table({STARTER_NAME: figures}, sizes))
    assert {name: figures[name] for name, least in LEAST.items() if figures[name] < least} == {}
    errors = {name: error for name, error in figures.items() if name.endswith("ECE")}
    assert max(errors.values()) <= MOST_CALIBRATION_ERROR, errors
