"""What the starter model tags photos with, from an empty library on."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.search.filters import TagFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.tags import CompleteTags
from clipphotos.storage.locations import DataLocations
from support.photo_sets import PhotoSet
from support.services import Service


@dataclass(frozen=True, slots=True)
class Expected:
    """What the photos of a set are tagged with.

    Attributes:
        folders: Folders whose photos are in the library, each with the term that says it, if one is expected.
        photos_each: How many photos of each.
        chinese: A term in Chinese.
        chinese_folder: The folder of all photos that it finds.
        beginning: The first letters of a term that is offered with its number of photos.
        term: That term.
    """

    folders: dict[str, str]
    photos_each: int
    chinese: str
    chinese_folder: str
    beginning: str
    term: str


EXPECTED = {
    "small": Expected(
        {
            "flowers/daisy": "flower",
            "flowers/sunflower": "flower",
            "pets/cat": "cat",
            "objects/cup_of_coffee": "",
            "objects/rocket": "",
            "personal/photographer": "",
            "scenes/brick_wall": "",
            "scenes/grass": "",
        },
        # Nothing stands out among few photos that are much alike.
        photos_each=12,
        chinese="猫",
        chinese_folder="pets/cat",
        beginning="persi",
        term="persian cat",
    ),
    "large": Expected(
        {
            "objects/starfish": "starfish",
            "objects/umbrella": "umbrella",
            "objects/llama": "llama",
            "objects/watch": "watch",
            "objects/pizza": "pizza",
            "scenes/kitchen": "kitchen",
            "scenes/bamboo_forest": "bamboo forest",
            "scenes/sky": "sky",
        },
        photos_each=5,
        chinese="厨房",
        chinese_folder="scenes/kitchen",
        beginning="kitch",
        term="kitchen",
    ),
}


def test_what_is_in_photos_is_said_of_them(
    starter: TowerEmbedder, photo_set: PhotoSet, locations: DataLocations, tmp_path: Path
) -> None:
    expected = EXPECTED[photo_set.name]
    for folder in expected.folders:
        (tmp_path / "photos" / folder).mkdir(parents=True)
        files = sorted((photo_set.photos / folder).iterdir())
        # First those at odd positions: the model was not trained with them.
        for file in [*files[1::2], *files[0::2]][: expected.photos_each]:
            shutil.copy(file, tmp_path / "photos" / folder)
    service = Service(locations, lambda _: starter)
    service.index(tmp_path / "photos")

    right = wrong = 0
    with service.host() as host:
        for term in set(expected.folders.values()) - {""}:
            result = host.run(Search(SearchQuery(filters=(TagFilter(term),), limit=1000)))
            folders = [hit.path.parent.relative_to(tmp_path / "photos").as_posix() for hit in result.hits]
            own = sum(expected.folders[folder] == term for folder in folders)
            right, wrong = right + own, wrong + len(folders) - own
        in_chinese = host.run(Search(SearchQuery(filters=(TagFilter(expected.chinese),), limit=1000)))
        offered = host.run(CompleteTags(expected.beginning))
    assert in_chinese.matching >= 4
    assert {hit.path.parent for hit in in_chinese.hits} == {tmp_path / "photos" / expected.chinese_folder}
    assert (expected.term, in_chinese.matching) in [(each.name.term, each.photos) for each in offered]
    if photo_set.name == "large":
        sys.stdout.write(f"tags that say the folder: {right} right, {wrong} wrong\n")
    assert right >= 12
    assert wrong <= right // 6
