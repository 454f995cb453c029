"""Categories learned from folders that are sorted already."""

import itertools
import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.categories.category import MOST_CATEGORIES, Category
from clipphotos.core.jobs import Stage
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.categories import (
    AddCategory,
    CountCategories,
    LearnCategories,
    ListCategories,
)
from clipphotos.service.protocol.events import Event, JobFinished, JobProgressed
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo, make_photos, make_sorted
from support.services import Service, load_colour_embedder


def listed(service: Service) -> tuple[Category, ...]:
    return service.run(ListCategories())


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
    assert {each.name: each.examples for each in answer.scores} == {"Red": 5, "blue": 4, "green": 4}
    assert listed(service)[0].labels == ("red", "scarlet")


def test_what_cannot_be_told_apart_is_said(service: Service, folder: Path):
    """The same colours in both of two folders."""
    for number, (trip, colour) in enumerate(itertools.product(("trip one", "trip two"), ("red", "blue") * 4)):
        make_photo(folder / trip / f"{number}.png", colour, number=number)
    make_sorted(folder)
    answer = service.run(LearnCategories(folder))
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
    assert len(answer.scores) == 3
    assert len(listed(service)) == 303


def test_the_library_stands_for_everything_else(service: Service, folder: Path, tmp_path: Path):
    library = tmp_path / "library"
    for number, colour in enumerate(("white", "black", "yellow") * 4):
        make_photo(library / f"{number}.png", colour, number=number)
    service.index(library)
    answer = service.run(LearnCategories(make_sorted(folder)))
    assert [each.recognised for each in answer.scores] == [1.0, 1.0, 1.0]


def test_it_waits_for_no_index(locations: DataLocations, folder: Path, tmp_path: Path):
    """Nor do the counts of categories: both are done while photos are read."""
    make_photos(folder / "library", 400)
    sorted_photos = make_sorted(tmp_path / "sorted")
    events: list[Event] = []
    with closing(PhotoService(locations, events.append, load_embedder=load_colour_embedder)) as service:

        def is_said(kind: type[Event], job: int, stage: Stage | None = None) -> bool:
            return any(
                isinstance(each, kind)
                and each.job_id == job  # type: ignore[attr-defined]
                and (stage is None or each.progress.stage is stage)  # type: ignore[attr-defined]
                for each in events
            )

        service.submit(1, IndexFolders((folder / "library",)))
        while not is_said(JobProgressed, 1, Stage.EMBED):
            service.step()
        service.submit(2, LearnCategories(sorted_photos))
        service.submit(3, CountCategories())
        while not (is_said(JobFinished, 2) and is_said(JobFinished, 3)):
            service.step()
        assert not is_said(JobFinished, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="names are any bytes there only")
def test_names_that_are_no_text_are_learned_from_too(service: Service, folder: Path):
    make_sorted(folder)
    odd = Path(os.fsdecode(os.fsencode(folder / "red") + b"/caf\xe9.png"))
    (folder / "red" / "0.png").rename(odd)
    answer = service.run(LearnCategories(folder))
    assert {each.name: each.examples for each in answer.scores}["red"] == 4
    with open_catalogue(service.locations) as catalogue:
        paths = {row[0] for row in catalogue.rows("SELECT path FROM category_example")}
    assert str(odd.resolve()) in paths
