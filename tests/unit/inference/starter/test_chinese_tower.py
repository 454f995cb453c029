"""The Chinese text tower: the bundled artefact, what it reads, and that English does not notice it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.resources import resource_path
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.chinese_tower import VOCABULARY, ChineseTexts, chinese_texts
from clipphotos.inference.starter.embedder import load_starter
from clipphotos.inference.starter.files import STARTER_CHINESE, STARTER_WEIGHTS
from clipphotos.inference.starter.network import TextLayer
from support.accelerated import accelerated

STARTER = resource_path("starter-model")
MOST_BYTES = 15_000_000
ENGLISH = ["a cat", "a dog on the beach", "", "receipt", "café Nike"]


@pytest.fixture
def copy(copy: Path) -> Path:
    """With the Chinese tower."""
    shutil.copyfile(STARTER / STARTER_CHINESE, copy / STARTER_CHINESE)
    return copy


def test_it_is_small_enough_to_ship() -> None:
    assert (STARTER / STARTER_CHINESE).stat().st_size <= MOST_BYTES


def test_english_is_what_it_was_bit_for_bit(embedder: TowerEmbedder, copy: Path) -> None:
    (copy / STARTER_CHINESE).unlink()
    without = load_starter("starter", copy, device="cpu")
    assert without.recipe is not None
    assert without.recipe.chinese == ""
    np.testing.assert_array_equal(embedder.embed_texts(ENGLISH), without.embed_texts(ENGLISH))
    beside = embedder.embed_texts(["海滩上的狗", *ENGLISH])[1:]
    np.testing.assert_array_equal(beside, without.embed_texts(ENGLISH))
    assert embedder.identity == without.identity


@pytest.mark.parametrize(
    ("chinese", "english", "others"),
    [
        ("海滩上的狗", "a dog on the beach", ["a cat on the sofa", "a receipt", "a man on the beach"]),
        ("一个小女孩在草地上奔跑", "a little girl runs on the grass", ["a dog runs on the grass", "snow"]),
        ("猫", "cat", ["dog", "beach", "receipt"]),
        ("收据", "receipt", ["dog", "book", "screenshot"]),
        ("一张海滩的照片", "a photo of a beach", ["a photo of a dog", "a photo of a forest"]),
        ("一只戴着red帽子的狗", "a dog wearing a red hat", ["a cat wearing a red hat", "a red car"]),
    ],
)
def test_it_means_its_english(embedder: TowerEmbedder, chinese: str, english: str, others: list[str]) -> None:
    text, own, *rest = embedder.embed_texts([chinese, english, *others])
    assert text @ own > 0.6
    assert all(text @ own > text @ each for each in rest)


@pytest.mark.parametrize(
    "text",
    [
        "魑魅魍魉",
        "𠮷野家的狗",
        "狗" * 5000,
        "狗" + "🐕" * 300,
        "。，！狗",
        "  狗\n\t猫\0",
        "狗\ud800",
        "㐀",
        "IMG_20240101狗.jpg",
    ],
)
def test_whatever_is_typed_has_a_vector(embedder: TowerEmbedder, text: str) -> None:
    vectors = embedder.embed_texts([text, "a cat", text])
    assert vectors.shape == (3, embedder.identity.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not vectors[:, embedder.text_dim :].any()
    np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-6)


def test_numpy_computes_what_was_trained() -> None:
    """The layers are those of the English network, which torch computes."""
    network = ChineseTexts(STARTER, 1024)._network  # pyright: ignore[reportPrivateUsage]
    own = starter_weights.read(STARTER / STARTER_CHINESE)
    numbers = network.read("海滩上的狗")
    first = len(starter_weights.read(STARTER / STARTER_WEIGHTS)["text_tower.words.weight"])
    assert len(own[VOCABULARY].astype(np.uint8).tobytes().decode().split("\n")) == len(own["words"])
    table = np.concatenate(
        [starter_weights.read(STARTER / STARTER_WEIGHTS)["text_tower.words.weight"], own["words"]]
    )
    assert max(numbers) >= first
    with torch.no_grad():
        rows = torch.from_numpy(table[numbers] + own["positions"][: len(numbers)])
        norm = torch.nn.LayerNorm(rows.shape[1], eps=1e-12)
        norm.load_state_dict({name: torch.from_numpy(own[f"norm.{name}"]) for name in ("weight", "bias")})
        rows = norm(rows)[None]
        layers = sorted({name.split(".")[1] for name in own if name.startswith("layers.")}, key=int)
        for number in layers:
            layer = TextLayer(rows.shape[-1], 12)
            start = f"layers.{number}."
            layer.load_state_dict(
                {
                    name.removeprefix(start): torch.from_numpy(own[name])
                    for name in own
                    if name.startswith(start)
                }
            )
            rows = layer(rows, torch.zeros(1, 1, 1, len(numbers)))
        expected = torch.nn.functional.normalize(rows.mean(1), dim=1)[0]
    np.testing.assert_allclose(network.sentence(numbers), expected.numpy(), atol=1e-5)


@pytest.mark.parametrize("content", [b"", b"\x93\xff no model" * 20])
def test_damage_is_one_clear_error(copy: Path, content: bytes) -> None:
    (copy / STARTER_CHINESE).write_bytes(content)
    damaged = load_starter("starter", copy, device="cpu")
    assert damaged.embed_texts(["a cat"]).shape == (1, damaged.identity.dim)
    with pytest.raises(ModelUnavailable) as error:
        damaged.embed_texts(["海滩上的狗"])
    assert error.value.error_code == "starter-damaged"


def test_a_starter_of_before_has_none(tmp_path: Path) -> None:
    assert chinese_texts(tmp_path, 1024) is None


def test_the_accelerated_form_reads_chinese_as_the_model_does(
    embedder: TowerEmbedder, tmp_path: Path
) -> None:
    form = accelerated(embedder, tmp_path / "forms" / "form")
    texts = ["海滩上的狗", "a cat", "red汽车"]
    cosines = np.sum(form.embed_texts(texts) * embedder.embed_texts(texts), axis=1)
    assert cosines.min() > 0.9999
