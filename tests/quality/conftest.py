import pytest

from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from support.accelerated import accelerated


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> TowerEmbedder:
    """The starter model as it runs wherever there is no graphics card, and in a third of torch's time."""
    folder = tmp_path_factory.mktemp("starter")
    loaded = load_embedder(find(STARTER_NAME, folder), folder, device="cpu")
    assert isinstance(loaded, TowerEmbedder)
    return accelerated(loaded, folder / "form")
