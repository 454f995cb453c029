"""Vectors: kept once a content and model, counted, sampled, and looked after when they are damaged."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.models import ModelIdentity
from clipphotos.core.vectors import unit
from clipphotos.storage import photos, roots, vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.scopes import Scope
from support.catalogues import FACTS, IDENTITY, add_photos, content, embed, read

OTHER = ModelIdentity("test", "1" * 64, 3, "none")


def library(catalogue: Catalogue) -> dict[str, int]:
    """Photos by name: one of each state, two of one content, one in a folder, one below another root."""
    ids = add_photos(
        catalogue, Path("/p"), "ok.jpg", "twin.jpg", "gone.jpg", "broken.jpg", "new.jpg", "sub/in.jpg"
    )
    ids |= add_photos(catalogue, Path("/q"), "other.jpg")
    letters = {"ok": "a", "twin": "a", "gone": "b", "broken": "c", "new": "d", "sub/in": "e", "other": "f"}
    for name, letter in letters.items():
        read(catalogue, ids[f"{name}.jpg"], letter)
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["gone.jpg"]])
        # Found changed: still known by its old content.
        photos.mark_changed(catalogue, ids["new.jpg"], photos.FileState("new.jpg", 11, 21))
        catalogue.execute("UPDATE photo SET state = 'unreadable' WHERE id = ?", (ids["broken.jpg"],))
    return ids


def scope(catalogue: Catalogue, prefix: str = "") -> list[Scope]:
    return [Scope(roots.all_roots(catalogue)[0].id, prefix)]


# --- models -----------------------------------------------------------------------------------------


def test_a_model_is_its_fingerprint(catalogue: Catalogue):
    assert vectors.model_key(catalogue, IDENTITY) is None
    assert vectors.last_used(catalogue, "test") is None
    first, _ = embed(catalogue, "a")
    assert embed(catalogue, "a")[0] == first == vectors.model_key(catalogue, IDENTITY)
    keys = {first}
    for identity in (
        OTHER,
        ModelIdentity("test", "0" * 64, 3, "otherwise"),
        ModelIdentity("other", "0" * 64, 3, "none"),
    ):
        assert vectors.model_key(catalogue, identity) is None
        key, _ = embed(catalogue, "", identity)
        keys.add(key)
        assert (vectors.model_key(catalogue, identity), vectors.identity_of(catalogue, key)) == (
            key,
            identity,
        )
    assert len(keys) == 4
    assert vectors.fingerprints(catalogue, "test") == [
        (first, "0" * 64),
        (first + 1, "1" * 64),
        (first + 2, "0" * 64),
    ]


def test_the_fingerprint_used_last_is_known_with_its_device(catalogue: Catalogue):
    with catalogue.transaction():
        first = vectors.register_model(catalogue, IDENTITY, "cpu")
        second = vectors.register_model(catalogue, OTHER, "cpu")
    for last, device in ((first, "cuda"), (second, "openvino"), (first, "cpu")):
        with catalogue.transaction():
            identity = IDENTITY if last == first else OTHER
            assert vectors.register_model(catalogue, identity, device) == last
        assert vectors.last_used(catalogue, "test") == (last, 3, device)
    assert [key for key, _ in vectors.fingerprints(catalogue, "test")] == [first, second]


def test_models_with_vectors(catalogue: Catalogue):
    assert vectors.models_with_vectors(catalogue) == []
    first, _ = embed(catalogue, "ab")
    embed(catalogue, "", OTHER)
    third, _ = embed(catalogue, "a", ModelIdentity("long", "2" * 64, 5, "none"))
    assert vectors.models_with_vectors(catalogue) == [(first, 3), (third, 5)]


# --- storing ----------------------------------------------------------------------------------------


def test_vectors_are_kept_once_a_content_and_model_and_read_back(catalogue: Catalogue):
    values = unit(np.random.default_rng(0).normal(size=(3, 3)))
    model_id, keys = embed(catalogue, "abc", values=values)
    other, other_keys = embed(catalogue, "c", OTHER, np.array([[0.0, 3.0, 4.0]]))
    with catalogue.transaction():
        again = vectors.store(catalogue, model_id, [content("b"), content("d")], unit(-values[:2]))
    assert len(again.ids) == 1
    np.testing.assert_allclose(again.vectors, -values[1:2], atol=1e-3)
    with catalogue.transaction():
        nothing = vectors.store(catalogue, model_id, [content("a")], values[:1])
    assert (nothing.ids.shape, nothing.vectors.shape) == ((0,), (0, 3))
    read_back = list(islice(vectors.batches(catalogue, model_id, 3, size=3), 10))
    assert [batch.ids.tolist() for batch in read_back] == [list(keys.values()), again.ids.tolist()]
    found = np.concatenate([batch.vectors for batch in read_back])
    np.testing.assert_allclose(found, [*values, -values[1]], atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    later = list(islice(vectors.batches(catalogue, model_id, 3, after_id=keys["b"]), 10))
    assert [batch.ids.tolist() for batch in later] == [[keys["c"], int(again.ids[0])]]
    vector = vectors.vector_of(catalogue, other, content("c"))
    assert vector is not None
    np.testing.assert_allclose(vector, [0, 0.6, 0.8], atol=1e-3)
    assert vectors.vector_of(catalogue, other, content("a")) is None
    assert vectors.with_ids(catalogue, 3, [other_keys["c"], keys["a"], 999]).ids.tolist() == [
        keys["a"],
        other_keys["c"],
    ]


def test_vectors_are_counted(catalogue: Catalogue):
    model_id, keys = embed(catalogue, "abcd")
    other, other_keys = embed(catalogue, "a", OTHER)
    assert (vectors.count(catalogue, model_id), vectors.count(catalogue, other)) == (4, 1)
    assert vectors.count(catalogue, model_id, after_id=keys["b"]) == 2
    assert vectors.count(catalogue, model_id, after_id=keys["a"], up_to_id=keys["c"]) == 2
    assert (vectors.last_id(catalogue, model_id), vectors.last_id(catalogue, other)) == (
        keys["d"],
        other_keys["a"],
    )
    assert vectors.last_id(catalogue, 99) == 0
    with catalogue.transaction():
        vectors.forget(catalogue, [keys["d"], keys["a"]])
    assert [vectors.has_vector(catalogue, model_id, content(letter)) for letter in "abcd"] == [
        False,
        True,
        True,
        False,
    ]
    assert vectors.has_vector(catalogue, other, content("a"))


def test_facts_of_a_content_are_known_once_it_has_a_vector_of_the_model(catalogue: Catalogue):
    ids = add_photos(catalogue, Path("/p"), "a.jpg")
    read(catalogue, ids["a.jpg"], "a")
    model_id, _ = embed(catalogue, "b")
    assert vectors.known_facts(catalogue, model_id, content("a")) is None
    assert vectors.known_facts(catalogue, model_id, content("b")) is None
    embed(catalogue, "a")
    assert vectors.known_facts(catalogue, model_id, content("a")) == FACTS


# --- which photos stand behind them -----------------------------------------------------------------


def test_photos_that_are_searchable_are_counted_and_their_contents(catalogue: Catalogue):
    library(catalogue)
    model_id, _ = embed(catalogue, "abcdef")
    embed(catalogue, "a", OTHER)
    assert vectors.count_searchable(catalogue, model_id) == 5
    assert vectors.count_contents(catalogue, model_id) == 4
    assert vectors.count_searchable(catalogue, model_id, scope(catalogue)) == 4
    assert vectors.count_searchable(catalogue, model_id, scope(catalogue, "sub/")) == 1
    assert vectors.count_searchable(catalogue, model_id, []) == 0


def test_vectors_of_photos_are_each_there_once(catalogue: Catalogue):
    ids = library(catalogue)
    model_id, keys = embed(catalogue, "ad")
    embed(catalogue, "ae", OTHER)
    asked = [ids[name] for name in ("ok.jpg", "twin.jpg", "new.jpg", "sub/in.jpg")]
    owners, batch = vectors.of_photos(catalogue, model_id, 3, [*asked, 999])
    assert owners == {asked[0]: keys["a"], asked[1]: keys["a"], asked[2]: keys["d"]}
    assert batch.ids.tolist() == [keys["a"], keys["d"]]


@pytest.mark.parametrize(("size", "expected"), [(100, 20), (20, 20), (19, 10), (10, 10), (7, 6), (1, 1)])
def test_a_sample_is_spread_over_the_library_and_never_too_large(
    catalogue: Catalogue, size: int, expected: int
):
    letters = "abcdefghijklmnopqrst"
    ids = add_photos(catalogue, Path("/p"), *(f"{letter}.jpg" for letter in letters), "twin.jpg", "gone.jpg")
    for letter in letters:
        read(catalogue, ids[f"{letter}.jpg"], letter)
    read(catalogue, ids["twin.jpg"], "a")
    read(catalogue, ids["gone.jpg"], "z")
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["gone.jpg"]])
    embed(catalogue, "x", OTHER)
    model_id, keys = embed(catalogue, letters + "z")
    sample = vectors.sample(catalogue, model_id, 3, size)
    assert len(sample.ids) == expected
    step = -(-20 // size)
    assert sample.ids.tolist() == [keys[letter] for letter in letters[step - 1 :: step]]
    assert vectors.sample(catalogue, model_id, 3, size).ids.tolist() == sample.ids.tolist()


def test_a_sample_of_nothing_is_empty(catalogue: Catalogue):
    model_id, _ = embed(catalogue, "")
    assert vectors.sample(catalogue, model_id, 3, 10).vectors.shape == (0, 3)


# --- damage -----------------------------------------------------------------------------------------

HALF, ONE = "0038", "003c"
DAMAGE = {
    "too short": "0000",
    "too long": ONE + "0000" * 3,
    "zero": "0000" * 3,
    "not a number": "007e" * 3,
    "infinite": "007c" + "0000" * 2,
    "half as long": HALF + "0000" * 2,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_vectors_are_found_and_passed_over(catalogue: Catalogue, damage: str):
    _, keys = embed(catalogue, "abc", values=np.eye(3))
    embed(catalogue, "a", ModelIdentity("long", "2" * 64, 5, "none"))
    with catalogue.transaction():
        catalogue.execute(
            "UPDATE embedding SET vector = ? WHERE id = ?", (bytes.fromhex(DAMAGE[damage]), keys["b"])
        )
    assert vectors.damaged_ids(catalogue) == [keys["b"]]
    batch = vectors.with_ids(catalogue, 3, list(keys.values()))
    if damage == "half as long":  # of use still: only its direction counts
        np.testing.assert_array_equal(batch.vectors, [[1, 0, 0], [1, 0, 0], [0, 0, 1]])
    else:
        assert batch.ids.tolist() == [keys["a"], keys["c"]]
        np.testing.assert_array_equal(batch.vectors, [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_allclose(np.linalg.norm(batch.vectors, axis=1), 1)


def test_a_vector_that_is_a_little_too_long_is_sound(catalogue: Catalogue):
    _, keys = embed(catalogue, "ab", values=np.eye(3)[:2])
    for length, damaged in ((1.009, []), (1.02, [keys["a"]]), (0.98, [keys["a"]])):
        with catalogue.transaction():
            blob = np.array([length, 0, 0], "<f2").tobytes()
            catalogue.execute("UPDATE embedding SET vector = ? WHERE id = ?", (blob, keys["a"]))
        assert vectors.damaged_ids(catalogue) == damaged
