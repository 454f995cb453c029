"""What the starter model tags real photos with, from an empty library on."""

import shutil
import sys
from pathlib import Path

import pytest

from clipphotos.core.search import SearchQuery
from clipphotos.inference.models.registry import load_embedder
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.tags import CompleteTags
from clipphotos.storage.locations import DataLocations
from support.services import Service

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"
FOLDERS = (
    "objects/starfish",
    "objects/umbrella",
    "objects/llama",
    "objects/watch",
    "objects/pizza",
    "scenes/kitchen",
    "scenes/bamboo_forest",
    "scenes/sky",
)
PHOTOS_EACH = 5

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not PHOTOS.is_dir(), reason="the sample photos are not beside the project"),
]


def test_what_is_in_photos_is_said_of_them(locations: DataLocations, tmp_path: Path) -> None:
    for folder in FOLDERS:
        (tmp_path / "photos" / folder).mkdir(parents=True)
        for file in sorted((PHOTOS / folder).iterdir())[1 : 2 * PHOTOS_EACH : 2]:
            shutil.copy(file, tmp_path / "photos" / folder)
    service = Service(locations, lambda info: load_embedder(info, locations.models, device="cpu"))
    service.index(tmp_path / "photos")

    right = wrong = 0
    with service.host() as host:
        for folder in FOLDERS:
            term = folder.split("/")[1].replace("_", " ")
            result = host.run(Search(SearchQuery(tags=(term,), limit=1000)))
            own = sum(hit.path.parent.name == Path(folder).name for hit in result.hits)
            right, wrong = right + own, wrong + len(result.hits) - own
        kitchens = host.run(Search(SearchQuery(tags=("厨房",), limit=1000)))
        offered = host.run(CompleteTags("kitch"))
    assert kitchens.matching >= 4
    assert {hit.path.parent.name for hit in kitchens.hits} == {"kitchen"}
    assert ("kitchen", kitchens.matching) in [(each.name.term, each.photos) for each in offered]
    sys.stdout.write(f"tags that say the folder: {right} right, {wrong} wrong\n")
    assert right >= 12
    assert wrong <= right // 6
