"""Examples of categories that are no photos of the library: read where they were, as long as they are."""

import sqlite3
from contextlib import closing
from pathlib import Path

from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.protocol.categories import LearnCategories, ListCategories
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo, make_sorted
from support.services import Service, load_colour_embedder


def examples_read_by(service: Service, model: str) -> int:
    with closing(sqlite3.connect(service.locations.catalogue)) as connection:
        return connection.execute(
            """SELECT count(*) FROM category_example x JOIN embedding e ON e.content_hash = x.content_hash
            JOIN model m ON m.id = e.model_id WHERE m.name = ?""",
            (model,),
        ).fetchone()[0]


def test_a_new_model_reads_examples_outside_the_library(service: Service, folder: Path, tmp_path: Path):
    library = tmp_path / "library"
    make_photo(library / "mine.png", "red", number=5)
    service.index(library)
    service.run(LearnCategories(make_sorted(folder)))
    (folder / "red" / "0.png").unlink()
    make_photo(folder / "red" / "1.png", "green", number=99)
    summary = service.index(model="ViT-B-32")
    assert summary.examples_gone == 1
    assert examples_read_by(service, "starter") == 12
    assert examples_read_by(service, "ViT-B-32") == 10
    assert [category.examples for category in service.run(ListCategories())] == [4, 4, 4]
    assert service.doctor().healthy


def test_examples_that_are_gone_do_not_make_every_start_load_the_model(
    locations: DataLocations, folder: Path, tmp_path: Path
):
    loaded: list[str] = []

    def load(info: ModelInfo) -> Embedder:
        loaded.append(info.name)
        return load_colour_embedder(info)

    service = Service(locations, load)
    make_photo(tmp_path / "library" / "mine.png", "red", number=5)
    service.index(tmp_path / "library")
    service.run(LearnCategories(make_sorted(folder)))
    (folder / "red" / "0.png").unlink()
    make_photo(folder / "red" / "1.png", "green", number=99)
    service.index(model="ViT-B-32")
    loaded.clear()
    assert service.index(model="ViT-B-32").examples_gone == 1
    assert loaded == []
    make_photo(folder / "red" / "0.png", "red", number=0)
    assert service.index(model="ViT-B-32").examples_gone == 0
    assert examples_read_by(service, "ViT-B-32") == 11
