"""Categories in the catalogue."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.categories.category import new_category
from clipphotos.core.errors import KnownError
from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import unit
from clipphotos.storage import categories, schema, vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.categories import Example, OutsideExample
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.search import photo_search


def add(catalogue: Catalogue, name: str, *labels: str) -> int:
    with catalogue.transaction():
        return categories.add_category(catalogue, new_category(name, labels, "", 0.5))


def test_categories_keep_their_order_and_labels(catalogue: Catalogue):
    add(catalogue, "Pets", "cat", "Cat", "dog", "猫")
    add(catalogue, "A trip")
    pets, trip = categories.all_categories(catalogue)
    assert (pets.name, pets.labels) == ("Pets", ("cat", "dog", "猫"))
    assert trip.labels == ("A trip",)
    assert categories.find_category(catalogue, "PETS") == pets


def test_a_name_is_unique_whatever_its_case(catalogue: Catalogue):
    add(catalogue, "Pets")
    with pytest.raises(KnownError) as caught:
        add(catalogue, "PETS")
    assert caught.value.error_code == "category-exists"
    assert len(categories.all_categories(catalogue)) == 1


def test_a_photo_is_an_example_of_one_category(catalogue: Catalogue):
    cats, dogs = add(catalogue, "cats"), add(catalogue, "dogs")
    hashes = [bytes([number]) * 32 for number in range(3)]
    with catalogue.transaction():
        model = vectors.register_model(catalogue, ModelIdentity("m", "0", 4, ""), "cpu")
        vectors.store(catalogue, model, hashes, unit(np.eye(4)[:3] + 0.01))
        categories.add_examples(catalogue, cats, hashes)
        categories.add_examples(catalogue, dogs, hashes[2:])
        for content in hashes[2:]:
            categories.set_example(catalogue, Example(content, cats, is_member=False))
    shown = categories.example_vectors(catalogue, model, 4)
    found = set(zip(shown.categories.tolist(), shown.is_member.tolist(), strict=True))
    assert found == {(cats, True), (cats, False), (dogs, True)}
    assert shown.vectors.shape == (4, 4)
    assert [(each.examples, each.rejected) for each in categories.all_categories(catalogue)] == [
        (2, 1),
        (1, 0),
    ]
    with catalogue.transaction():
        categories.remove_category(catalogue, cats)
    assert categories.example_vectors(catalogue, model, 4).categories.tolist() == [dogs]


def test_examples_without_a_vector_of_the_model_wait(catalogue: Catalogue):
    cats = add(catalogue, "cats")
    with catalogue.transaction():
        categories.add_examples(catalogue, cats, [b"x" * 32])
    assert categories.example_vectors(catalogue, 1, 4).vectors.shape == (0, 4)
    assert categories.all_categories(catalogue)[0].examples == 1


def test_a_catalogue_without_categories_gets_them(locations: DataLocations, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        open_catalogue(locations).close()
    with closing(open_catalogue(locations)) as catalogue:
        add(catalogue, "cats")
        assert catalogue.value("PRAGMA user_version") == len(schema.MIGRATIONS)
    backup = locations.catalogue.with_name(
        f"{locations.catalogue.stem}.before-v{len(schema.MIGRATIONS)}{locations.catalogue.suffix}"
    )
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_examples_from_before_places_were_noted_are_kept(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    at = schema.MIGRATIONS.index(schema._note_where_examples_are)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        with closing(open_catalogue(locations)) as catalogue:
            cats = add(catalogue, "cats")
            with catalogue.transaction():
                catalogue.execute("INSERT INTO category_example VALUES (?, ?, 1)", (cats, b"x" * 32))
    with closing(open_catalogue(locations)) as catalogue:
        assert categories.all_categories(catalogue)[0].examples == 1
        assert categories.outside_examples(catalogue, 1) == []


def test_a_place_outlives_another_verdict(catalogue: Catalogue):
    cats = add(catalogue, "cats")
    outside = OutsideExample(b"x" * 32, Path("/photos/cat.jpg"))
    with catalogue.transaction():
        categories.add_examples(catalogue, cats, [outside.content_hash])
        categories.remember_path(catalogue, outside)
        categories.set_example(catalogue, Example(outside.content_hash, cats, is_member=False))
    assert categories.outside_examples(catalogue, 1) == [outside]
    with catalogue.transaction():
        categories.forget_path(catalogue, outside)
    assert categories.outside_examples(catalogue, 1) == []


def plan_of(catalogue: Catalogue, ask: Callable[[], object]) -> str:
    statements: list[str] = []
    catalogue._connection.set_trace_callback(statements.append)
    ask()
    catalogue._connection.set_trace_callback(None)
    return str(catalogue.rows(f"EXPLAIN QUERY PLAN {statements[-1]}"))


def test_a_key_press_does_not_go_through_the_library(catalogue: Catalogue):
    for plan in (
        plan_of(catalogue, lambda: categories.example_vectors(catalogue, 1, 4)),
        plan_of(catalogue, lambda: categories.embedded_examples(catalogue, 1)),
        plan_of(catalogue, lambda: photo_search.photos_behind(catalogue, [1, 2])),
    ):
        assert "SCAN e" not in plan
        assert "SCAN p" not in plan
        assert "embedding_by_model" not in plan
        assert "photo_by_state" not in plan
