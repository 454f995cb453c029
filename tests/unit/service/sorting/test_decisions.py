"""Which category a photo goes to, at the limits, and which folder that is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from clipphotos.core.categories.category import Category, new_category
from clipphotos.core.sorting.plan import Destination, Reason, SortDecision
from clipphotos.core.vectors import Vectors
from clipphotos.service.categories.classifier import CategoryClassifier
from clipphotos.service.sorting.decisions import decisions_on, destinations_of
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.categories import EmbeddedExample
from clipphotos.storage.locations import DataLocations
from support.catalogues import add_photos, embed, read

CATS, DOGS = 5, 6


def category(key: int, name: str, threshold: float = 0.5, folder: str = "") -> Category:
    return replace(new_category("x", (), folder, threshold), category_id=key, name=name)


class Library:
    """Photos whose probabilities are given."""

    def __init__(self, catalogue: Catalogue, rows: dict[str, list[float]]) -> None:
        self.context = SimpleNamespace(catalogue=catalogue)
        self.ids = add_photos(catalogue, Path("/p"), *rows)
        for name in rows:
            read(catalogue, self.ids[name], name)
        model_id, self.keys = embed(catalogue, "".join(rows))
        self.model = SimpleNamespace(model_id=model_id, dim=3)
        self._rows = dict(zip(self.keys.values(), rows.values(), strict=True))
        self._known = (category(CATS, "cats"), category(DOGS, "dogs"))

    def decide(
        self,
        *examples: tuple[str, int, bool],
        least: float | None = None,
        only_sure: bool = False,
        is_open: bool = False,
    ) -> dict[str, SortDecision]:
        def probabilities(vectors: Vectors) -> Vectors:
            assert len(vectors) == len(self._rows)
            return np.array([self._rows[key] for key in sorted(self._rows)], np.float32)

        learned = SimpleNamespace(
            probabilities=probabilities, is_open=is_open, cuts=np.full(2, 0.5, np.float32)
        )
        told = [EmbeddedExample(self.keys[name], key, member) for name, key, member in examples]
        found = decisions_on(
            self.context,
            self.model,
            CategoryClassifier(self._known, learned),
            told,
            [*self.ids.values(), 999],
            least,
            only_sure=only_sure,
        )
        names = {photo_id: name for name, photo_id in self.ids.items()}
        return {names[photo_id]: decision for photo_id, decision in found.items()}


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        yield opened


def where(decisions: dict[str, SortDecision]) -> dict[str, int | None]:
    return {name: decision.category_id for name, decision in decisions.items()}


def test_a_photo_at_the_threshold_goes(catalogue: Catalogue):
    library = Library(catalogue, {"a": [0.5, 0.25], "b": [0.25, 0.5], "c": [0.499, 0.25], "d": [0.55, 0.5]})
    everything = library.decide()
    assert where(everything) == {"a": CATS, "b": DOGS, "c": None, "d": None}
    assert [everything[name].reason for name in "ac"] == [Reason.RECOGNISED, Reason.UNSURE]
    assert everything["b"].guesses == ((DOGS, 0.5), (CATS, 0.25))
    assert where(library.decide(only_sure=True)) == {"a": CATS, "b": DOGS}
    assert where(library.decide(least=0.25, only_sure=True)) == {"a": CATS, "b": DOGS, "c": CATS}
    assert where(library.decide(least=0.501, only_sure=True)) == {}


def test_what_the_user_said_goes_before_what_the_model_thinks(catalogue: Catalogue):
    library = Library(catalogue, {"a": [0.9, 0.05], "b": [0.8, 0.1], "c": [0.1, 0.1]})
    said = [("a", CATS, False), ("b", DOGS, True), ("c", DOGS, True)]
    found = library.decide(*said, ("a", 99, True))
    assert where(found) == {"a": None, "b": DOGS, "c": DOGS}
    assert [found[name].reason for name in "abc"] == [Reason.UNSURE, Reason.CONFIRMED, Reason.CONFIRMED]
    assert dict(found["a"].guesses)[CATS] == 0
    sure = library.decide(*said, only_sure=True)
    assert (where(sure), sure["c"].guesses) == ({"b": DOGS, "c": DOGS}, found["c"].guesses)


def test_a_threshold_is_enough_though_none_of_these_may_be_likelier(catalogue: Catalogue):
    library = Library(catalogue, {"a": [0.3, 0.1, 0.6], "b": [0.6, 0.1, 0.3], "c": [0.15, 0.05, 0.8]})
    assert where(library.decide(least=0.2, is_open=True)) == {"a": CATS, "b": CATS, "c": None}
    assert where(library.decide(least=0.2, is_open=True, only_sure=True)) == {"a": CATS, "b": CATS}


def test_photos_without_a_vector_are_left_out(catalogue: Catalogue):
    library = Library(catalogue, {"a": [0.9, 0.05]})
    add_photos(catalogue, Path("/p"), "new")
    assert set(library.decide()) == {"a"}
    library.ids = {"a": 999}
    assert library.decide() == {}


@pytest.mark.parametrize(
    ("folder", "into_own", "expected"),
    [
        ("", True, Destination(Path("/in"), "Cats", "{category}/{year}")),
        ("pets", False, Destination(Path("/in"), "Cats", "{category}/{year}")),
        ("pets", True, Destination(Path("/in/pets"), "Cats", "{year}")),
        ("../pets", True, Destination(Path("/pets"), "Cats", "{year}")),
        ("/pets", True, Destination(Path("/pets"), "Cats", "{year}")),
        ("/pets/{month}", True, Destination(Path("/pets"), "Cats", "{month}")),
    ],
)
def test_a_category_goes_into_its_own_folder_or_one_of_its_name(
    catalogue: Catalogue, folder: str, into_own: bool, expected: Destination
):
    chosen = [category(CATS, "Cats", folder=folder)]
    found = destinations_of(
        SimpleNamespace(catalogue=catalogue),
        chosen,
        None,
        Path("/in"),
        into_own=into_own,
        pattern="{category}/{year}",
    )
    assert found == {CATS: expected}


def test_without_a_folder_to_sort_into_it_is_the_photos_library_folder(catalogue: Catalogue):
    with catalogue.transaction():
        roots.add_root(catalogue, Path("/p"), case_sensitive=True)
    context = SimpleNamespace(catalogue=catalogue)
    chosen = [category(CATS, "a/b"), category(DOGS, "a:b")]
    inside = destinations_of(context, chosen, Path("/p/sub/a.jpg"), None)
    assert {each.folder for each in inside.values()} == {Path("/p")}
    assert len({each.name for each in inside.values()}) == 2
    for photo in (None, Path("/elsewhere/a.jpg")):
        assert destinations_of(context, chosen, photo, None)[CATS].folder == Path.home()
