"""The starter model: what its vectors are made of, and everything that can be wrong with its folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file, save_file

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.resources import resource_path
from clipphotos.core.vectors import unit
from clipphotos.core.wording.errors import word
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.embedder import FEW_TEXTS, load_starter
from clipphotos.inference.starter.files import (
    STARTER_CONFIG,
    STARTER_FILES,
    STARTER_TOKENIZER,
    STARTER_WEIGHTS,
)
from support.accelerated import patterns

STARTER = resource_path("starter-model")

OFFLINE_SCRIPT = """
import socket, sys
def refuse(*_args, **_kwargs):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from pathlib import Path
from clipphotos.inference.models.registry import find, load_embedder
folder = Path("no-models-here")
embedder = load_embedder(find("starter", folder), folder)
print(embedder.embed_texts(["a cat"]).shape[1] == embedder.identity.dim)
print([name for name in ("open_clip", "transformers", "timm", "torchvision") if name in sys.modules])
"""


def refusal(folder: Path) -> str:
    with pytest.raises(ModelUnavailable) as error:
        load_starter("starter", folder, device="cpu")
    assert error.value.error_code == "starter-damaged"
    return word(error.value.error_code, error.value.params, "en")


def test_it_loads_from_any_folder_without_network_or_large_libraries(tmp_path: Path) -> None:
    (tmp_path / "starter-model").mkdir()
    (tmp_path / STARTER_CONFIG).write_text("{}")
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE_SCRIPT], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["True", "[]"]
    assert done.stderr == ""


def test_it_is_small_enough_to_ship() -> None:
    assert sum((STARTER / file).stat().st_size for file in STARTER_FILES) <= 60_000_000


def test_words_rank_photos_by_what_they_share(embedder: TowerEmbedder) -> None:
    """The visual part changes the length of a cosine with a text, never the order of photos."""
    noise = np.random.default_rng(0).integers(0, 256, (6, 64, 64, 3), dtype=np.uint8)
    photos = embedder.embed_images([embedder.prepare(Image.fromarray(each)) for each in noise])
    text = embedder.embed_texts(["a cat"])[0]
    shared = photos[:, : embedder.text_dim]
    lengths = np.linalg.norm(shared, axis=1)
    np.testing.assert_allclose(lengths, lengths[0], atol=1e-3)
    assert 0 < lengths[0] < 1
    np.testing.assert_allclose(photos @ text, shared @ text[: embedder.text_dim], atol=1e-6)


def test_a_query_takes_off_a_share_of_what_a_photo_gets_for_any_words(embedder: TowerEmbedder) -> None:
    photos = embedder.embed_images([embedder.prepare(each) for each in patterns(8)])
    query, text = embedder.embed_queries(["a cat"])[0], embedder.embed_texts(["a cat"])[0]
    references = starter_weights.read(STARTER / STARTER_WEIGHTS)["popularity.references"]
    aligned = unit(photos[:, : embedder.text_dim])
    popularity = np.log(np.exp(35 * aligned @ references.T).mean(axis=1)) / 35
    expected = aligned @ text[: embedder.text_dim] - 0.25 * popularity
    found = photos @ query
    # Longer and moved by the same for all photos: the order is the same.
    factor, constant = np.polyfit(expected, found, 1)
    assert factor > 0
    np.testing.assert_allclose(found, factor * expected + constant, atol=2e-5)
    assert np.std(found - factor * (aligned @ text[: embedder.text_dim])) > 5e-4


def test_a_model_of_before_there_was_popularity(copy: Path) -> None:
    tensors = load_file(copy / STARTER_WEIGHTS)
    kept = {name: tensor for name, tensor in tensors.items() if not name.startswith("popularity.")}
    assert len(kept) < len(tensors)
    save_file(kept, copy / STARTER_WEIGHTS)
    config = json.loads((copy / STARTER_CONFIG).read_text())
    del config["shape"]["references"]
    (copy / STARTER_CONFIG).write_text(json.dumps(config))
    former = load_starter("starter", copy, device="cpu")
    assert former.identity.dim == former.text_dim + config["shape"]["visual_dim"]
    np.testing.assert_array_equal(former.embed_queries(["a cat"]), former.embed_texts(["a cat"]))


def test_without_a_chinese_tower_chinese_is_its_english_word_by_word(copy: Path) -> None:
    chinese, english = load_starter("starter", copy, device="cpu").embed_texts(
        ["海滩上的狗", "dog on the beach"]
    )
    np.testing.assert_allclose(chinese, english, atol=1e-5)


def test_a_text_does_not_depend_on_its_neighbours(embedder: TowerEmbedder) -> None:
    short, long = "a cat", "a very long sentence about a dog that runs along the beach after a yellow ball"
    together = embedder.embed_texts([short, long])
    np.testing.assert_allclose(together[0], embedder.embed_texts([short])[0], atol=1e-5)


@pytest.mark.parametrize("file", STARTER_FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut off", "garbage", "a folder"])
def test_damage_is_one_clear_sentence(copy: Path, file: str, damage: str) -> None:
    path = copy / file
    if damage == "cut off":
        os.truncate(path, path.stat().st_size // 2)
    else:
        path.unlink()
        if damage == "a folder":
            path.mkdir()
        elif damage != "missing":
            path.write_bytes(b"" if damage == "empty" else b"\x93\xff no model" * 20)
    assert str(copy) in refusal(copy)


@pytest.mark.parametrize("config", ["[]", "{}", '{"shape": 3}', '{"shape": {"image_size": 8}}'])
def test_a_config_that_is_none(copy: Path, config: str) -> None:
    (copy / STARTER_CONFIG).write_text(config)
    refusal(copy)


def test_a_config_of_another_network(copy: Path) -> None:
    config = json.loads((copy / STARTER_CONFIG).read_text())
    config["shape"]["hidden"] += 1
    (copy / STARTER_CONFIG).write_text(json.dumps(config))
    refusal(copy)


@pytest.mark.parametrize("what", ["not a number", "gone"])
def test_weights_that_compute_nonsense(copy: Path, what: str) -> None:
    tensors = load_file(copy / STARTER_WEIGHTS)
    name = "trunk.stem.conv.weight"
    if what == "gone":
        del tensors[name]
    else:
        tensors[name] = np.full_like(tensors[name], np.nan)
    save_file(tensors, copy / STARTER_WEIGHTS)
    refusal(copy)


def test_a_tokenizer_with_too_many_words(copy: Path) -> None:
    content = json.loads((copy / STARTER_TOKENIZER).read_text(encoding="utf-8"))
    content["model"]["vocab"] = {word: number + 90_000 for word, number in content["model"]["vocab"].items()}
    (copy / STARTER_TOKENIZER).write_text(json.dumps(content), encoding="utf-8")
    refusal(copy)


def test_half_precision_agrees(embedder: TowerEmbedder) -> None:
    # torch takes "cpu:0" for a device of its own, so it goes the way of a graphics card.
    half = load_starter("starter", STARTER, device="cpu:0")
    picture = embedder.prepare(Image.new("RGB", (40, 30), "teal"))
    for one, other in (
        (embedder.embed_images([picture]), half.embed_images([picture])),
        (embedder.embed_texts(["a cat"]), half.embed_texts(["a cat"])),
    ):
        assert (one @ other.T).item() > 0.999


def test_few_texts_do_not_change_how_many_threads_others_have(embedder: TowerEmbedder):
    import torch

    threads = torch.get_num_threads()
    few = embedder.embed_texts(["a cat", "a dog on the beach"])
    assert torch.get_num_threads() == threads
    many = embedder.embed_texts(["a cat", "a dog on the beach"] * FEW_TEXTS)
    np.testing.assert_allclose(few, many[:2], atol=1e-5)
