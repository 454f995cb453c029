"""Tags as a part of indexing: with the vectors, up to date with the model and the library, or not at all."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.jobs import Stage
from clipphotos.core.models import ModelInfo
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.service.models.concepts import TEXTS_A_STEP, ConceptStore
from clipphotos.service.models.model_selection import LoadedModel
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import JobFinished, JobProgressed, LibraryChanged
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.models import SetModel
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.tags import (
    RemoveAutomaticTags,
    SetAutomaticTags,
    TaggedLibrary,
    TagLibrary,
    TagPhotos,
)
from clipphotos.service.tags.while_indexing import TaggingAlongside
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photo
from support.services import Service


class CountingEmbedder(ColourHistogramEmbedder):
    """Remembers which texts it read."""

    def __init__(self, name: str, read: list[str]) -> None:
        super().__init__(name)
        self._read = read

    def embed_texts(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self._read.extend(texts)
        return super().embed_texts(texts)


@pytest.fixture
def read() -> list[str]:
    """Texts that were embedded."""
    return []


@pytest.fixture
def service(locations: DataLocations, read: list[str]) -> Service:
    def load(info: ModelInfo) -> Embedder:
        return CountingEmbedder(info.name, read)

    return Service(locations, load)


def fill(folder: Path, colour: str, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        make_photo(folder / f"{colour}-{number}.png", colour, number=number)


def rows(service: Service, sql: str) -> list[tuple[object, ...]]:
    with closing(open_catalogue(service.locations)) as catalogue:
        return catalogue.rows(sql)


def terms(service: Service) -> dict[str, list[str]]:
    """Automatic tags by file name."""
    found: dict[str, list[str]] = {}
    for name, term in rows(
        service,
        """SELECT p.relpath, t.term FROM photo p JOIN photo_tag t ON t.content_hash = p.content_hash
        WHERE t.source = 'auto' ORDER BY t.score DESC""",
    ):
        found.setdefault(str(name), []).append(str(term))
    return found


def measured_on(service: Service) -> list[int]:
    return [int(str(row[0])) for row in rows(service, "SELECT measured_on FROM content_tagging")]


def test_indexing_tags(service: Service, folder: Path):
    fill(folder, "white", 40)
    fill(folder, "red", 2)
    service.index(folder)
    assert set(terms(service)) == {"red-0.png", "red-1.png"}
    assert all("red" in own[0].split() for own in terms(service).values())
    changes = [event.changes for event in service.events if isinstance(event, LibraryChanged)]
    assert any(each.tags for each in changes)


def test_a_new_photo_is_tagged_in_the_step_that_stores_it(locations: DataLocations, folder: Path):
    """The first event that tells of the vector finds the tags in the catalogue."""
    fill(folder, "white", 40)
    quiet = Service(locations)
    quiet.index(folder)
    fill(folder, "red", 1)
    stored: list[int] = []
    service = PhotoService(locations, lambda _: None, load_embedder=lambda i: ColourHistogramEmbedder(i.name))
    try:
        catalogue = service._context.catalogue
        service.submit(1, IndexFolders((folder,)))
        while service.busy:
            service.step()
            vectors = catalogue.value("SELECT count(*) FROM embedding")
            tagged = catalogue.value("SELECT count(*) FROM content_tagging")
            stored.append(vectors - tagged)
    finally:
        service.close()
    assert set(stored) == {0}


def test_the_vocabulary_is_read_once_a_model(service: Service, folder: Path, read: list[str]):
    fill(folder, "white", 10)
    service.index(folder)
    assert len(read) == len(vocabulary())
    fill(folder, "red", 3)
    service.index(folder)
    service.run(TagPhotos(folder))
    assert len(read) == len(vocabulary())
    service.run(SetModel("ViT-B-32"))
    assert len(read) == 2 * len(vocabulary())
    service.run(SetModel("starter"))
    assert len(read) == 2 * len(vocabulary()), "what the first model read is still known"


def test_it_is_ready_once_the_vocabulary_is_read_bit_by_bit(service: Service):
    with service.host() as host:
        context = host._running._context
        embedder = ColourHistogramEmbedder()
        with context.catalogue.transaction():
            model_id = vectors.register_model(context.catalogue, embedder.identity, "cpu")
        tagging = TaggingAlongside(context, LoadedModel(embedder, model_id))
        steps = 0
        while not tagging.is_ready:
            tagging.prepare()
            steps += 1
        assert steps == -(-len(vocabulary()) // TEXTS_A_STEP)
        assert TaggingAlongside(context, LoadedModel(embedder, model_id)).is_ready


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY garbage", None])
def test_a_damaged_cache_is_made_anew(service: Service, folder: Path, read: list[str], damage: bytes | None):
    fill(folder, "white", 40)
    fill(folder, "red", 1)
    service.index(folder)
    before = terms(service)
    (kept,) = service.locations.concepts.iterdir()
    if damage is None:
        np.save(kept, np.full((len(vocabulary()), 12), np.nan, np.float16))
    else:
        kept.write_bytes(damage)
    service.run(TagPhotos(folder))
    assert terms(service) == before
    assert len(read) == 2 * len(vocabulary())
    assert ConceptStore(service.locations.concepts, read_only=True).find(
        ColourHistogramEmbedder("starter").identity
    )


def test_without_a_place_to_keep_it_all_goes_on(service: Service, folder: Path):
    service.locations.create()
    service.locations.concepts.rmdir()
    service.locations.concepts.write_bytes(b"in the way")
    fill(folder, "white", 40)
    fill(folder, "red", 1)
    with pytest.raises(Exception, match="data-folder-unusable"):
        service.index(folder)


def test_the_first_photos_wait_for_each_other_and_get_their_tags_at_the_end(service: Service, folder: Path):
    fill(folder, "red", 3)
    fill(folder, "white", 2)
    service.index(folder)
    assert measured_on(service) == [5] * 5


def test_tags_are_made_anew_when_the_library_has_grown(service: Service, folder: Path):
    fill(folder, "red", 42)
    service.index(folder)
    assert terms(service) == {}, "all are red: it tells nothing"
    fill(folder, "white", 60)
    service.index(folder)
    assert min(measured_on(service)) * 2 >= 102
    red = {name: own for name, own in terms(service).items() if name.startswith("red")}
    assert len(red) == 42
    fill(folder, "black", 5)
    service.events.clear()
    service.index(folder)
    stages = [each.progress.stage for each in service.events if isinstance(each, JobProgressed)]
    assert Stage.TAG not in stages, "five more photos are no reason"


def test_searches_are_answered_while_tags_are_made_anew(locations: DataLocations, folder: Path):
    fill(folder, "white", 40)
    Service(locations).index(folder)
    with closing(open_catalogue(locations)) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE content_tagging SET measured_on = 1")
    events: list[object] = []
    service = PhotoService(locations, events.append, load_embedder=lambda i: ColourHistogramEmbedder(i.name))
    try:
        service.submit(1, IndexFolders((folder,)))
        while service._context.catalogue.value("SELECT min(measured_on) FROM content_tagging") == 1:
            if not any(isinstance(each, JobFinished) for each in events):
                service.submit(2 + len(events), Search(SearchQuery("red", limit=1)))
            service.step()
        while service.busy:
            service.step()
    finally:
        service.close()
    finished = [each.job_id for each in events if isinstance(each, JobFinished)]
    assert finished[0] != 1
    assert finished[-1] == 1


def test_another_model_tags_the_library_anew(service: Service, folder: Path):
    fill(folder, "white", 12)
    service.index(folder)
    service.index(folder, model="ViT-B-32")
    models = "SELECT DISTINCT m.name FROM content_tagging g JOIN model m ON m.id = g.model_id"
    assert rows(service, models) == [("starter",)], "used for once, a model says nothing about the library"
    service.run(SetModel("ViT-B-32"))
    assert rows(service, models) == [("ViT-B-32",)]
    service.run(SetModel("starter"))
    assert rows(service, models) == [("starter",)], "no photo is new to it, but the tags were another's"


def test_removed_tags_stay_away_until_they_are_asked_for(service: Service, folder: Path):
    fill(folder, "white", 40)
    fill(folder, "red", 2)
    service.index(folder)
    before = terms(service)
    service.run(RemoveAutomaticTags(None))
    assert terms(service) == {}
    assert not service.status().automatic_tags
    fill(folder, "black", 60)
    service.index(folder)
    service.run(SetModel("ViT-B-32"))
    assert terms(service) == {}
    service.run(SetModel("starter"))
    service.run(SetAutomaticTags(True))
    assert service.status().automatic_tags
    assert not any("red" in name or "white" in name for name in terms(service)), "those were removed"
    assert service.run(TagLibrary()) == TaggedLibrary(102)
    assert set(before) <= set(terms(service))


def test_tags_removed_in_the_middle_of_a_run_stay_away(locations: DataLocations, folder: Path):
    fill(folder, "white", 40)
    Service(locations).index(folder)
    fill(folder, "red", 100)
    service = PhotoService(locations, lambda _: None, load_embedder=lambda i: ColourHistogramEmbedder(i.name))
    try:
        catalogue = service._context.catalogue
        service.submit(1, IndexFolders((folder,)))
        while catalogue.value("SELECT count(*) FROM embedding") == 40:
            service.step()
        service.submit(2, RemoveAutomaticTags(None))
        while service.busy:
            service.step()
        assert catalogue.value("SELECT count(*) FROM embedding") == 140
        assert catalogue.value("SELECT count(*) FROM photo_tag") == 0
    finally:
        service.close()


def test_a_folder_without_tags_keeps_none(service: Service, folder: Path):
    fill(folder, "white", 40)
    (folder / "plain").mkdir()
    fill(folder / "plain", "red", 2)
    service.index(folder)
    service.run(RemoveAutomaticTags(folder / "plain"))
    assert service.status().automatic_tags
    fill(folder, "black", 30)
    service.index(folder)
    service.run(SetModel("ViT-B-32"))
    assert not any("plain" in name for name in terms(service))
    assert any("black" in name for name in terms(service))


def test_off_means_off(service: Service, folder: Path, read: list[str]):
    fill(folder, "white", 3)
    service.index()
    service.run(SetAutomaticTags(False))
    fill(folder, "red", 40)
    service.index(folder)
    assert terms(service) == {}
    assert not read
    service.run(SetAutomaticTags(True))
    assert len(measured_on(service)) == 43


def test_photos_that_were_indexed_before_there_were_tags_get_them(service: Service, folder: Path):
    fill(folder, "white", 40)
    fill(folder, "red", 1)
    service.index(folder)
    before = terms(service)
    with closing(open_catalogue(service.locations)) as catalogue, catalogue.transaction():
        catalogue.execute("DELETE FROM photo_tag")
        catalogue.execute("DELETE FROM content_tagging")
    service.index(folder)
    assert terms(service) == before
