"""What ships about relevance is whole, and goes to the model it was made with."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from clipphotos.core.models import ModelIdentity
from clipphotos.core.resources import resource_path
from clipphotos.inference.outside.weights import sha256_of
from clipphotos.inference.text.relevance import read_relevance, relevance_scale, write_relevance

SHIPPED = resource_path("relevance", "relevance.safetensors")


def test_it_was_made_with_the_starter_model_that_ships():
    data = read_relevance(SHIPPED)
    assert data.model_sha256 == sha256_of(resource_path("starter-model", "starter.safetensors"))
    assert len(data.reference) == 1000
    assert len(data.words.texts) == len(data.words.directions) == len(data.words.levels) > 250
    for rows in (data.reference, data.words.texts):
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_another_model_gets_what_holds_for_any():
    data = read_relevance(SHIPPED)
    neutral = np.zeros(1024, np.float32)
    own = relevance_scale(ModelIdentity("starter", data.model_sha256, 1024, ""), neutral)
    assert own.words is not None
    assert len(own.reference) == 1000
    other = relevance_scale(ModelIdentity("other", "0" * 64, 512, ""), neutral[:512])
    assert other.words is None
    assert other.reference.shape == (0, 512)


def test_what_is_written_is_read(tmp_path: Path):
    data = replace(read_relevance(SHIPPED), model_sha256="a" * 64)
    write_relevance(tmp_path / "new" / "relevance.safetensors", data)
    again = read_relevance(tmp_path / "new" / "relevance.safetensors")
    assert again.model_sha256 == "a" * 64
    np.testing.assert_allclose(again.words.directions, data.words.directions, atol=0.3)
    np.testing.assert_array_equal(again.with_reference.cut, data.with_reference.cut)
