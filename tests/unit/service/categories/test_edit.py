"""Categories through the service: made, refused, learned from folders."""

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.category import MOST_CATEGORIES, Category
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.protocol.categories import (
    AddCategory,
    LearnCategories,
    LearnedCategories,
    ListCategories,
    RemoveCategory,
)
from clipphotos.service.protocol.command import Command
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo
from support.services import Service, load_colour_embedder


def listed(service: Service) -> tuple[Category, ...]:
    answer = service.run(ListCategories())
    assert isinstance(answer, tuple)
    return answer


def make_sorted(folder: Path) -> Path:
    for colour in ("red", "green", "blue"):
        for number in range(4):
            make_photo(folder / colour / f"{number}.png", colour, number=number)
    return folder


def test_a_category_is_made_and_forgotten(service: Service):
    service.run(AddCategory("  Cats  and kittens", ("cat", "kitten", "猫"), "animals", 0.8))
    (category,) = listed(service)
    assert category.name == "Cats and kittens"
    assert category.labels == ("cat", "kitten", "猫")
    assert (category.folder, category.threshold) == ("animals", 0.8)
    service.run(RemoveCategory(" cats  AND kittens"))
    assert listed(service) == ()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AddCategory(" "), "label-empty"),
        (AddCategory("x", (" ",)), "label-empty"),
        (AddCategory("x" * 501), "label-too-long"),
        (AddCategory("x", tuple(map(str, range(51)))), "too-many-labels"),
        (AddCategory("x", threshold=1.5), "threshold-out-of-range"),
        (AddCategory("x", threshold=float("nan")), "threshold-out-of-range"),
        (AddCategory("CATS"), "category-exists"),
        (RemoveCategory("dogs"), "category-unknown"),
    ],
)
def test_what_is_no_category_is_refused_and_nothing_is_lost(service: Service, command: Command, code: str):
    service.run(AddCategory("cats"))
    assert service.refusal(command) == code
    assert [category.name for category in listed(service)] == ["cats"]


@pytest.mark.parametrize("name", ["🐈", "قطط", "x" * 500, "../..", "CON", "50 % {label}"])
def test_unusual_names_are_kept_as_they_are(service: Service, name: str):
    service.run(AddCategory(name))
    assert [category.name for category in listed(service)] == [name]


def test_there_is_a_limit_and_it_is_said_before_any_photo_is_read(service: Service, folder: Path):
    with service.host() as host:
        for number in range(MOST_CATEGORIES - 1):
            host.run(AddCategory(f"category {number}"))
    assert service.refusal(LearnCategories(make_sorted(folder))) == "too-many-categories"
    service.run(AddCategory("the last"))
    assert service.refusal(AddCategory("one more")) == "too-many-categories"
    assert len(listed(service)) == MOST_CATEGORIES


def test_folders_become_categories_with_examples(service: Service, folder: Path):
    answer = service.run(LearnCategories(make_sorted(folder)))
    assert isinstance(answer, LearnedCategories)
    assert [(each.name, each.examples, each.recognised) for each in answer.scores] == [
        ("blue", 4, 1.0),
        ("green", 4, 1.0),
        ("red", 4, 1.0),
    ]
    assert [category.examples for category in listed(service)] == [4, 4, 4]


def test_learning_again_adds_and_never_doubles(service: Service, folder: Path):
    service.run(AddCategory("Red", ("red", "scarlet")))
    service.run(LearnCategories(make_sorted(folder)))
    make_photo(folder / "red" / "new.png", "red", number=77)
    answer = service.run(LearnCategories(folder))
    assert isinstance(answer, LearnedCategories)
    assert {each.name: each.examples for each in answer.scores} == {"Red": 5, "blue": 4, "green": 4}
    assert listed(service)[0].labels == ("red", "scarlet")


def test_what_cannot_be_told_apart_is_said(service: Service, folder: Path):
    """The same colours in both of two folders."""
    for number, (trip, colour) in enumerate(itertools.product(("trip one", "trip two"), ("red", "blue") * 4)):
        make_photo(folder / trip / f"{number}.png", colour, number=number)
    make_sorted(folder)
    answer = service.run(LearnCategories(folder))
    assert isinstance(answer, LearnedCategories)
    scores = {each.name: each for each in answer.scores}
    assert scores["green"].is_learnable
    assert not scores["trip one"].is_learnable
    assert scores["trip one"].confused_with


def test_learned_vectors_are_found_by_no_search(service: Service, folder: Path, tmp_path: Path):
    library = tmp_path / "library"
    make_photo(library / "mine.png", "red", number=5)
    service.index(library)
    service.run(LearnCategories(make_sorted(folder)))
    assert [hit.path.name for hit in service.search("red")] == ["mine.png"]
    assert service.doctor().healthy


def test_many_categories(service: Service, folder: Path):
    with service.host() as host:
        for number in range(300):
            host.run(AddCategory(f"category {number}"))
    answer = service.run(LearnCategories(make_sorted(folder)))
    assert isinstance(answer, LearnedCategories)
    assert len(answer.scores) == 3
    assert len(listed(service)) == 303


def test_the_library_stands_for_everything_else(service: Service, folder: Path, tmp_path: Path):
    library = tmp_path / "library"
    for number, colour in enumerate(("white", "black", "yellow") * 4):
        make_photo(library / f"{number}.png", colour, number=number)
    service.index(library)
    answer = service.run(LearnCategories(make_sorted(folder)))
    assert isinstance(answer, LearnedCategories)
    assert [each.recognised for each in answer.scores] == [1.0, 1.0, 1.0]


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
    assert [category.examples for category in listed(service)] == [4, 4, 4]
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
