from pathlib import Path

import pytest

from clipphotos.storage.locations import DataLocations
from support.services import Service


@pytest.fixture
def service(locations: DataLocations) -> Service:
    return Service(locations)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test keeps its photos."""
    photos = tmp_path / "photos"
    photos.mkdir()
    return photos
