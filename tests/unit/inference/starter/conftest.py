"""The bundled starter model, and a copy of its folder to damage."""

import shutil
from pathlib import Path

import pytest

from clipphotos.core.resources import resource_path
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.starter.embedder import load_starter
from clipphotos.inference.starter.files import STARTER_FILES

STARTER = resource_path("starter-model")


@pytest.fixture(scope="module")
def embedder() -> TowerEmbedder:
    return load_starter("starter", STARTER, device="cpu")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in STARTER_FILES:
        shutil.copyfile(STARTER / file, folder / file)
    return folder
