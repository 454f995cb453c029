"""Small facts that the program remembers."""

import sqlite3
from pathlib import Path

import pytest

from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.settings import LocalModel, SavedSegment
from support.catalogues import embed


def test_a_value_is_remembered_until_it_is_replaced(catalogue: Catalogue):
    assert settings.setting(catalogue, "model", "usual") == "usual"
    for value in ("first", "", "猫"):
        with catalogue.transaction():
            settings.remember(catalogue, "model", value)
            settings.remember(catalogue, "other", "another")
        assert settings.setting(catalogue, "model", "usual") == value
    assert settings.setting(catalogue, "other", "usual") == "another"


def test_local_checkpoints_are_listed_by_name(catalogue: Catalogue):
    odd = Path(b"/m/caf\xe9.pt".decode("utf-8", "surrogateescape"))
    models = [LocalModel("b", "ViT-B-32", Path("/m/b.pt")), LocalModel("a", "RN50", odd)]
    for model in models:
        with catalogue.transaction():
            settings.add_local_model(catalogue, model)
    assert settings.local_models(catalogue) == (models[1], models[0])
    with pytest.raises(sqlite3.IntegrityError), catalogue.transaction():
        settings.add_local_model(catalogue, models[0])


def segment(number: int, name: str) -> SavedSegment:
    return SavedSegment(number, name, b"c" * 32, 10 * number, number, "params")


def test_a_saved_segment_makes_later_ones_void(catalogue: Catalogue):
    model_id, _ = embed(catalogue, "a")
    with catalogue.transaction():
        for number in (1, 0, 2):
            settings.record_segment(catalogue, model_id, segment(number, f"old-{number}"))
    saved = [segment(0, "old-0"), segment(1, "old-1"), segment(2, "old-2")]
    # The first was recorded last but one: whatever was saved behind it went.
    assert settings.saved_segments(catalogue, model_id) == [saved[0], saved[2]]
    with catalogue.transaction():
        settings.record_segment(catalogue, model_id, segment(1, "new-1"))
    assert settings.saved_segments(catalogue, model_id) == [saved[0], segment(1, "new-1")]
    assert settings.saved_segments(catalogue, model_id + 1) == []


@pytest.mark.parametrize("name", ["../x.hnsw", "/tmp/x.hnsw", "a/b.hnsw", "..", "", "C:\\x.hnsw", "a\0b"])
def test_an_index_file_is_a_plain_name(catalogue: Catalogue, name: str):
    model_id, _ = embed(catalogue, "a")
    with catalogue.transaction():
        for number, each in enumerate(["model-1-0a.hnsw", name, "model-1-0b.hnsw"]):
            settings.record_segment(catalogue, model_id, segment(number, each))
    assert [each.number for each in settings.saved_segments(catalogue, model_id)] == [0]


def test_a_checkpoint_is_a_whole_path(catalogue: Catalogue):
    with catalogue.transaction():
        for name in ("/models/one", "models/two", "/models/../three"):
            settings.add_local_model(catalogue, LocalModel(name, "ViT-B-32", Path(name)))
    assert [model.name for model in settings.local_models(catalogue)] == ["/models/one"]
