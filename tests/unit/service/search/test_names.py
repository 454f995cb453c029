"""Searching by names, which no model is needed for."""

from pathlib import Path

import pytest

from clipphotos.core.models import ModelInfo
from clipphotos.core.search.filters import FolderFilter, TagFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.protocol.searching import SearchNames
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo
from support.services import Service


@pytest.fixture
def service(locations: DataLocations, tmp_path: Path) -> Service:
    """Four photos, indexed; then no model can be loaded any more."""
    for number, name in enumerate(("Cat on sofa.png", "cats/one.png", "ÜBER den Wolken.png", "50%_off.png")):
        make_photo(tmp_path / "photos" / name, "red", number=number)
    Service(locations).index(tmp_path / "photos")

    def load(_info: ModelInfo) -> Embedder:
        raise AssertionError("no model is needed")

    return Service(locations, load)


def names(service: Service, text: str, *filters: FolderFilter | TagFilter, limit: int = 10) -> list[str]:
    answer = service.run(SearchNames(SearchQuery(text, filters=filters, limit=limit)))
    assert answer.searchable == len(answer.hits)
    return [hit.path.name for hit in answer.hits]


def test_photos_and_their_folders_are_found_by_parts_of_their_names(service: Service):
    assert names(service, "CAT") == ["Cat on sofa.png", "one.png"]
    assert names(service, "sofa cat") == ["Cat on sofa.png"], "all words, in any order"
    assert names(service, "dog") == []


def test_letters_of_all_languages_and_none_with_a_meaning_of_its_own(service: Service):
    assert names(service, "über") == names(service, "u\u0308ber") == ["ÜBER den Wolken.png"]
    assert names(service, "0%_o") == ["50%_off.png"]
    assert names(service, "c_t") == []


def test_filters_and_the_limit_count(service: Service, tmp_path: Path):
    assert names(service, "cat", FolderFilter(tmp_path / "photos" / "cats")) == ["one.png"]
    assert names(service, "cat", TagFilter("snow")) == []
    assert names(service, "cat", limit=1) == ["Cat on sofa.png"]
    nowhere = SearchQuery("cat", filters=(FolderFilter(tmp_path / "elsewhere"),))
    assert service.refusal(SearchNames(nowhere)) == "folder-not-in-library"
