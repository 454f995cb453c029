import random

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from clipphotos.gui.grid.model import MOST_RUNS, PAGE, GridModel
from support.grids import MadeUpPhotos


@pytest.fixture
def model() -> GridModel:
    return GridModel(MadeUpPhotos())


def test_obeys_the_rules_of_models(model: GridModel, qtmodeltester: ModelTester) -> None:
    model.show_ids(range(50))
    qtmodeltester.check(model)
    model.update_ids([5, 6, 100, 7, 3, 101])
    model.update_ids([101, 7, 6, 5])
    model.update_ids([])


@pytest.mark.parametrize("seed", range(20))
def test_an_update_leads_to_the_new_list_and_carries_indexes_along(
    model: GridModel, qtmodeltester: ModelTester, seed: int
) -> None:
    chance = random.Random(seed)
    before = chance.sample(range(60), chance.randint(0, 60))
    after = chance.sample(range(60), chance.randint(0, 60))
    model.show_ids(before)
    qtmodeltester.check(model)
    indexes = {each: QPersistentModelIndex(model.index(row)) for row, each in enumerate(before)}

    model.update_ids(after)

    assert list(model.ids) == after
    for each, index in indexes.items():
        assert (index.row() if index.isValid() else None) == model.row_of(each)


def test_an_update_without_a_difference_says_nothing(model: GridModel) -> None:
    model.show_ids([1, 2, 3])
    said: list[str] = []
    model.about_to_update.connect(lambda: said.append("update"))
    model.update_ids([1, 2, 3])
    assert not said


def test_very_many_differences_are_told_as_one(model: GridModel) -> None:
    model.show_ids(range(0, 10 * MOST_RUNS, 2))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.update_ids(range(10 * MOST_RUNS))
    assert len(resets) == 1
    assert list(model.ids) == list(range(10 * MOST_RUNS))


def test_details_are_fetched_a_page_at_a_time() -> None:
    source = MadeUpPhotos()
    model = GridModel(source)
    model.show_ids(range(100_000))
    assert source.asked == []
    photo = model.photo(50_000)
    assert photo is not None
    assert photo.id == 50_000
    assert len(source.asked) == PAGE
    model.photo(50_000 - 50_000 % PAGE)
    assert len(source.asked) == PAGE


def test_a_cell_tells_its_name_and_its_score(model: GridModel) -> None:
    model.show_ids([7], {7: 0.273})
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "000007.jpg"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "000007.jpg"
    assert "0.273" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert model.score(0) == pytest.approx(0.273)
