"""A category takes the same photos wherever one looks: in the sidebar, its view, the plan."""

import pytest

from clipphotos.core.sorting.plan import SortAction
from clipphotos.service.protocol.categories import CountCategories, PhotoExample, PreviewCategory, SetExamples
from clipphotos.service.protocol.sorting import PlanSort
from support.category_photos import add_category, category_photos, ids_of
from support.services import Service


@pytest.mark.parametrize("names", [("red",), ("red", "blue", "green")])
@pytest.mark.parametrize("threshold", [None, 0.2, 0.9])
@pytest.mark.parametrize("is_corrected", [False, True])
def test_every_place_says_the_same(
    filled: Service, names: tuple[str, ...], threshold: float | None, is_corrected: bool
):
    keys = {name: add_category(filled, name, threshold=threshold) for name in names}
    if is_corrected:
        red, white = sorted(ids_of(filled, "red")), sorted(ids_of(filled, "white"))
        key = keys["red"]
        filled.run(SetExamples((PhotoExample(red[0], key, False), PhotoExample(white[0], key, True))))
    counted = dict(filled.run(CountCategories()).counts)
    everything = tuple(sorted(photo_id for colour in COLOURS for photo_id in ids_of(filled, colour)))
    plan = filled.run(PlanSort(photo_ids=everything)).plan
    for name, key in keys.items():
        shown = set(category_photos(filled, key))
        planned = {
            entry.candidate.photo_id
            for entry in plan.entries
            if entry.category_id == key and entry.action is SortAction.GO
        }
        assert len(shown) == counted[key]
        assert planned == shown, name
        if not is_corrected:
            assert filled.run(PreviewCategory(key, name, threshold=threshold)).taken == counted[key]
    assert counted[keys["red"]] > 0


COLOURS = ("red", "green", "blue", "yellow", "black", "white", "orange", "purple")
