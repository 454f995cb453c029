from collections.abc import Sequence
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.search.filters import CategoryFilter, Filter, FolderFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.vectors import Vectors
from clipphotos.inference.indexes import segmented as segmented_index
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.searching import Search
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.category_photos import add_category
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photo, make_photos
from support.services import Service


def names(service: Service, text: str = "", *filters: Filter, like: Path | None = None) -> list[str]:
    return [hit.path.name for hit in service.search(text, *filters, like=like)]


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (7, 7), (30, 30), (31, 30), (10_000, 30)])
def test_there_are_as_many_hits_as_asked_for_or_as_there_are_photos(
    service: Service, folder: Path, limit: int, expected: int
):
    make_photos(folder, 30)
    service.index(folder)
    hits = service.search("red", limit=limit)
    assert [hit.rank for hit in hits] == list(range(1, expected + 1))
    assert len({hit.path for hit in hits}) == expected
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_below_a_folder(service: Service, folder: Path):
    make_photos(folder / "one", 4)
    make_photos(folder / "one more", 4, ".jpg")
    service.index(folder)
    assert len(names(service, "red", FolderFilter(folder / "one"))) == 4
    assert all(hit.path.parent.name == "one" for hit in service.search("red", FolderFilter(folder / "one")))
    assert len(names(service, "red", FolderFilter(folder.parent))) == 8
    with pytest.raises(KnownError, match="folder-not-in-library"):
        service.search("red", FolderFilter(folder.parent / "elsewhere"))


def test_by_example_from_the_library_or_from_outside(service: Service, folder: Path, tmp_path: Path):
    paths = make_photos(folder, 8)
    service.index(folder)
    assert names(service, like=paths[2])[0] == paths[2].name
    outside = make_photo(tmp_path / "outside.png", "green", number=9)
    assert names(service, like=outside)[0] == "0001-green.png"


def test_words_and_example_together(service: Service, folder: Path):
    paths = make_photos(folder, 8)
    service.index(folder)
    assert set(names(service, "blue", like=paths[0])[:2]) == {"0000-red.png", "0002-blue.png"}


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_nothing_asked_is_said_so(service: Service, text: str):
    with pytest.raises(KnownError, match="query-empty"):
        service.search(text)


def test_an_example_that_is_not_there_or_no_picture_is_said_so(service: Service, tmp_path: Path):
    with pytest.raises(KnownError, match="photo-not-found"):
        service.search(like=tmp_path / "missing.jpg")
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(KnownError, match="image-unrecognised"):
        service.search(like=tmp_path / "text.jpg")


def test_an_unknown_model_is_said_so(service: Service):
    with pytest.raises(KnownError, match="model-unknown"):
        service.search("red", model="no such model")


def test_an_empty_library_has_no_hits(service: Service):
    assert service.search("red") == ()


@pytest.mark.parametrize("damage", ["delete", "truncate", "flip", "swap", "garbage", "folder"])
def test_a_damaged_index_is_noticed_rebuilt_and_answers_the_same(
    service: Service, folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(segmented_index, "TAIL_LENGTH", 8)
    make_photos(folder, 40)
    service.index(folder)
    before = service.search("a blue photo")
    service.index(folder, model="ViT-B-32")
    index_files = sorted(service.locations.indexes.iterdir())
    file, other = index_files
    data = bytearray(file.read_bytes())
    if damage == "delete":
        file.unlink()
    elif damage == "truncate":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif damage == "swap":
        file.write_bytes(other.read_bytes() + b"\0")
    elif damage == "garbage":
        file.write_bytes(b"garbage")
    else:
        file.unlink()
        file.mkdir()
    result = service.ask(SearchQuery("a blue photo", limit=1000))
    assert not result.index_is_current
    assert result.hits == before
    report = service.doctor()
    assert [finding.check for finding in report.findings] == ["index"]
    assert report.healthy
    assert service.ask(SearchQuery("a blue photo", limit=1000)).index_is_current
    assert service.search("a blue photo") == before
    assert not service.doctor().findings


def test_a_reader_beside_the_writer(service: Service, folder: Path):
    make_photos(folder, 5)
    service.index(folder)
    with service.host(), service.host(read_only=True) as reader:
        result = reader.run(Search(SearchQuery("red")))
    assert len(result.hits) == 5


def test_damaged_vectors_are_passed_over_and_made_anew(service: Service, folder: Path):
    make_photos(folder, 5)
    service.index(folder)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE embedding SET vector = x'00' WHERE id IN (2, 5)")
    for file in service.locations.indexes.iterdir():
        file.unlink()
    assert len(service.search("red")) == 3
    report = service.doctor()
    assert report.healthy
    assert "vectors" in [finding.check for finding in report.findings]
    assert service.index(folder).embedded == 2
    assert len(service.search("red")) == 5
    assert not service.doctor().findings


def test_numbers_follow_every_change(service: Service, folder: Path):
    paths = make_photos(folder, 6)
    with service.host() as host:
        for left in (6, 5, 4):
            host.run(IndexFolders((folder,)))
            for _ in range(2):
                result = host.run(Search(SearchQuery("red")))
                assert (result.searchable, result.matching) == (left, left)
            paths[left - 1].unlink()


def test_a_search_widens_until_enough_photos_stand_behind_the_vectors(service: Service, folder: Path):
    """The index keeps the vectors of photos that are gone: here all of the nearest, and many of them."""
    red = [make_photo(folder / f"red-{number}.png", "red", number=number) for number in range(60)]
    make_photos(folder, 8)
    service.index(folder)
    for path in red:
        path.unlink()
    service.index(folder)
    answer = service.ask(SearchQuery("red", limit=5))
    assert answer.index_is_current
    assert len(answer.hits) == 5
    assert answer.hits[0].path.name == "0000-red.png"
    assert len(service.search("red")) == 8


def test_photos_that_share_a_vector_are_all_found(service: Service, folder: Path):
    (first, *_) = make_photos(folder, 8)
    for number in range(50):
        (folder / f"copy-{number:02d}.png").write_bytes(first.read_bytes())
    service.index(folder)
    assert len(service.search("red", limit=58)) == 58
    assert {hit.score for hit in service.search("red", limit=51)} == {service.search("red", limit=1)[0].score}


def test_of_several_categories_a_photo_must_belong_to_all(service: Service, folder: Path):
    make_photos(folder, 16)
    service.index(folder)
    red, blue = (CategoryFilter(add_category(service, name, threshold=0.0)) for name in ("red", "blue"))
    reds, blues = set(names(service, "", red)), set(names(service, "", blue))
    assert reds
    assert blues
    assert set(names(service, "", red, blue)) == reds & blues
    assert names(service, "", red, red) == names(service, "", red)
    assert service.ask(SearchQuery(filters=(red,), limit=1)).matching == len(reds)


def test_words_are_put_as_a_query(locations: DataLocations, folder: Path):
    """A model may put what photos are searched with in another way than what is said of a photo."""

    class OtherQueries(ColourHistogramEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> Vectors:
            return self.embed_texts([text.replace("sky", "blue") for text in texts])

    make_photos(folder, 8)
    service = Service(locations, lambda info: OtherQueries(info.name))
    service.index(folder)
    assert names(service, "sky") == names(service, "blue") != names(service, "green")
