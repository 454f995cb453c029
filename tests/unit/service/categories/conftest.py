from pathlib import Path

import pytest

from support.pictures import make_photos
from support.services import Service


@pytest.fixture
def filled(service: Service, folder: Path) -> Service:
    """A library of 48 photos, six of each of eight colours."""
    make_photos(folder, 48)
    service.index(folder)
    return service
