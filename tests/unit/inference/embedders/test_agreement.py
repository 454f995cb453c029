"""When two ways of computing vectors agree, and which precision is chosen."""

import numpy as np
import pytest

from clipphotos.core.models import Backend
from clipphotos.core.vectors import unit
from clipphotos.inference.embedders.agreement import Agreement, agreement, chosen

EXACT = Agreement(1.0, 1.0, 1.0, 2.0)
CLOSE = Agreement(0.9995, 0.9999, 0.96, 4.0)
OTHER = Agreement(0.97, 0.9999, 0.9, 4.0)
RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("bf16", "backend", "expected"),
    [
        (EXACT, Backend.AUTO, "f32"),
        (Agreement(0.9999, 0.9999, 0.995, 4.0), Backend.AUTO, "bf16"),
        (Agreement(0.9999, 0.9999, 0.995, 1.0), Backend.AUTO, "f32"),
        (CLOSE, Backend.AUTO, "f32"),
        (CLOSE, Backend.OPENVINO, "f32"),
        (CLOSE, Backend.OPENVINO_BF16, "bf16"),
        (OTHER, Backend.OPENVINO_BF16, "f32"),
        (EXACT, Backend.TORCH, None),
    ],
)
def test_the_fastest_that_ranks_alike(bf16: Agreement, backend: Backend, expected: str | None):
    assert chosen({"f32": EXACT, "bf16": bf16}, backend) == expected


def test_nothing_that_disagrees_can_be_forced():
    assert {chosen({"f32": OTHER, "bf16": OTHER}, backend) for backend in Backend} == {None}


def test_what_swaps_near_ties_can_be_forced():
    assert chosen({"f32": CLOSE}, Backend.AUTO) is None
    assert chosen({"f32": CLOSE}, Backend.OPENVINO) == "f32"


def test_the_same_vectors_agree():
    photos, texts = unit(RANDOM.normal(size=(90, 16))), unit(RANDOM.normal(size=(10, 16)))
    same = agreement((photos, photos), (texts, texts), text_dim=16, speed=1.0)
    assert same.ranks_alike
    assert same.ranking == 1


def test_the_worst_photo_counts():
    photos, texts = unit(RANDOM.normal(size=(90, 16))), unit(RANDOM.normal(size=(10, 16)))
    changed = photos.copy()
    changed[7] = unit(changed[7] + 0.5)
    found = agreement((photos, changed), (texts, texts), text_dim=16, speed=1.0)
    assert found.text_cosine == pytest.approx(1)
    assert found.photo_cosine == pytest.approx(float(photos[7] @ changed[7]))
    assert not found.is_same_model


def test_another_order_is_seen_in_the_ranking():
    photos, texts = unit(RANDOM.normal(size=(90, 16))), unit(RANDOM.normal(size=(10, 16)))
    found = agreement((photos, photos), (texts, texts[::-1].copy()), text_dim=16, speed=1.0)
    assert found.ranking < 0.7
