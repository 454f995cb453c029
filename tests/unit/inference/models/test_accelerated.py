"""Accelerated forms: the same vectors as torch, without torch, and torch again when anything is wrong."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend
from clipphotos.inference.embedders.cores import limit_cores
from clipphotos.inference.embedders.open_clip import load_checkpoint
from clipphotos.inference.embedders.openvino import IMAGE_TOWER, TEXT_TOWER, OpenVinoTowers, TowersFailedError
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers
from clipphotos.inference.models.accelerated import FormMaker, load_form, read_form
from support.accelerated import SIGNATURE, accelerated, make_form, patterns
from support.tiny_clip import PLAIN, make_checkpoint

TEXTS = ["a photo of a cat", "", "一只猫", "a very long text " * 50]


@pytest.fixture
def slow(tmp_path: Path) -> TowerEmbedder:
    return load_checkpoint("mine", PLAIN, make_checkpoint(tmp_path / "model"), device="cpu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "forms" / "mine"


@pytest.fixture
def no_limit_afterwards() -> Iterator[None]:
    yield
    limit_cores(None)


def vectors(embedder: TowerEmbedder) -> np.ndarray:
    photos = embedder.embed_images([embedder.prepare(each) for each in patterns(20, seed=1)])
    return np.concatenate([photos, embedder.embed_texts(TEXTS)])


def test_it_is_the_same_model(slow: TowerEmbedder, folder: Path):
    fast = accelerated(slow, folder)
    assert fast.identity == slow.identity
    assert (fast.input_edge, fast.text_dim) == (slow.input_edge, slow.text_dim)
    assert fast.logit_scale == pytest.approx(slow.logit_scale)
    assert fast.device == "cpu: OpenVINO f32"
    assert np.sum(vectors(fast) * vectors(slow), axis=1).min() > 0.99999


def test_what_it_cannot_compute_harms_nothing_that_follows(slow: TowerEmbedder, folder: Path):
    make_form(slow, folder)
    towers = OpenVinoTowers(folder, "f32", slow.logit_scale)
    photos = [slow.prepare(each) for each in patterns(7)]
    expected = towers.images(photos)
    deeper = np.concatenate([photos[0], photos[1]])
    for part in (slice(0, 2), slice(2, 4), slice(6, 7)):
        batch = list(photos)
        batch[part] = [deeper] * len(batch[part])
        with pytest.raises(TowersFailedError):
            towers.images(batch)
        assert np.allclose(towers.images(photos), expected, atol=1e-4)


def test_a_limit_of_cores_holds_for_photos_at_once_and_not_for_words(
    slow: TowerEmbedder, folder: Path, no_limit_afterwards: None
):
    fast = accelerated(slow, folder)
    expected = vectors(fast)
    towers = fast.towers
    assert isinstance(towers, OpenVinoTowers)
    for limit in (1, 2):
        limit_cores(limit)
        assert np.sum(vectors(fast) * expected, axis=1).min() > 0.99999
        photos = towers._tower(IMAGE_TOWER)
        assert (photos.threads, photos.streams) == (limit, limit)
    limit_cores(None)
    words = towers._tower(TEXT_TOWER)
    limit_cores(1)
    vectors(fast)
    assert towers._tower(TEXT_TOWER) is words


def test_a_limit_of_cores_holds_for_torch_while_it_embeds_photos(
    slow: TowerEmbedder, no_limit_afterwards: None
):
    used: list[int] = []
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        limit_cores(2)
        towers = slow.towers
        assert isinstance(towers, Towers)
        towers._model.visual.register_forward_pre_hook(lambda *_: used.append(torch.get_num_threads()))
        slow.embed_images([slow.prepare(each) for each in patterns(2)])
        assert used == [2]
        assert torch.get_num_threads() == 3
        limit_cores(None)
        slow.embed_images([slow.prepare(each) for each in patterns(2)])
        assert used[-1] == 3
    finally:
        torch.set_num_threads(before)


def test_nothing_but_the_form_is_left(slow: TowerEmbedder, folder: Path):
    stray = folder.parent / ".making-killed"
    stray.mkdir(parents=True)
    make_form(slow, folder)
    make_form(slow, folder)
    assert [each.name for each in folder.parent.iterdir()] == [folder.name]


def test_it_needs_no_torch(slow: TowerEmbedder, folder: Path):
    make_form(slow, folder)
    script = (
        "import sys; from pathlib import Path; from PIL import Image\n"
        "from clipphotos.core.models import Backend\n"
        "from clipphotos.inference.models.accelerated import load_form\n"
        "fast = load_form(Path(sys.argv[1]), sys.argv[2], Backend.OPENVINO, lambda: None)\n"
        "photo = fast.prepare(Image.new('RGB', (50, 40), 'red'))\n"
        "assert fast.embed_images([photo]).shape == fast.embed_texts(['red']).shape\n"
        "print([name for name in ('torch', 'open_clip', 'transformers') if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(folder), SIGNATURE]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("damage", ["cut text", "flipped text", "no text", "no image", "other probe"])
def test_a_damaged_form_is_thrown_away_and_torch_used(
    slow: TowerEmbedder, folder: Path, damage: str, caplog: pytest.LogCaptureFixture
):
    expected = vectors(slow)
    make_form(slow, folder)
    weights = folder / "text.bin"
    match damage:
        case "cut text":
            weights.write_bytes(weights.read_bytes()[:1000])
        case "flipped text":
            data = bytearray(weights.read_bytes())
            data[::16] = bytes(each ^ 0x41 for each in data[::16])
            weights.write_bytes(data)
        case "no text":
            weights.unlink()
        case "no image":
            (folder / "image.bin").unlink()
        case _:
            content = json.loads((folder / "form.json").read_text())
            (folder / "form.json").write_text(json.dumps(content | {"probe": content["probe"][::-1]}))
    form = load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow)
    if damage == "no image":
        assert form is not None
        # Noticed when the first photo is embedded, by whoever embeds.
        np.testing.assert_allclose(vectors(form), expected, atol=1e-5)
        assert form.device == "cpu"
    else:
        assert form is None
    assert not folder.exists()
    assert caplog.records[0].levelno == logging.WARNING


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"signature": "a test\'s", "recipe": 3}'])
def test_a_description_that_is_none(folder: Path, content: str):
    folder.mkdir(parents=True)
    (folder / "form.json").write_text(content)
    assert read_form(folder, SIGNATURE) is None


def test_a_form_of_anything_else_is_not_used(slow: TowerEmbedder, folder: Path):
    make_form(slow, folder)
    assert load_form(folder, "another version", Backend.AUTO, lambda: slow) is None
    assert load_form(folder, "", Backend.AUTO, lambda: slow) is None
    assert load_form(folder, SIGNATURE, Backend.TORCH, lambda: slow) is None
    assert load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow) is not None


def test_a_graphics_card_comes_first(slow: TowerEmbedder, folder: Path):
    make_form(slow, folder)
    note(folder, torch_device="cuda: NVIDIA")
    assert load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow) is None
    assert load_form(folder, SIGNATURE, Backend.OPENVINO, lambda: slow) is not None


def note(folder: Path, **known: object):
    content = json.loads((folder / "form.json").read_text())
    (folder / "form.json").write_text(json.dumps(content | known))


def test_a_card_that_failed_when_it_was_made_comes_first_again(slow: TowerEmbedder, folder: Path):
    make_form(slow, folder)
    note(folder, setback={"code": "gpu-out-of-memory", "params": {"card": "GeForce"}})
    assert load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow) is None
    # Torch was tried, and had to take the processor once more.
    again = load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow, on_cpu=slow)
    assert again is not None
    assert again.device.startswith("cpu: OpenVINO")
    assert again.fallback_reason == slow.fallback_reason


def test_why_no_card_was_used_when_it_was_made_is_kept(slow: TowerEmbedder, folder: Path):
    towers = slow.towers
    assert isinstance(towers, Towers)
    towers.fallback_reason = ErrorReport("gpu-torch-without", {"card": "GeForce"})
    make_form(slow, folder)
    form = load_form(folder, SIGNATURE, Backend.AUTO, lambda: slow)
    assert form is not None
    assert form.fallback_reason == towers.fallback_reason


def test_what_disagrees_is_never_used(slow: TowerEmbedder, folder: Path):
    prepared = [slow.prepare(each) for each in patterns(8)]
    with FormMaker(slow, folder, SIGNATURE) as maker:
        maker.convert()
        # The weights change behind its back: the form is now that of another model.
        towers = slow.towers
        assert isinstance(towers, Towers)
        with torch.no_grad():
            for weights in towers._model.parameters():
                weights.add_(torch.randn_like(weights) * 0.05)
        maker.compare_photos(prepared)
        maker.compare_texts(TEXTS)
        agreements = maker.keep()
    assert not any(each.is_same_model for each in agreements.values())
    for backend in Backend:
        assert load_form(folder, SIGNATURE, backend, lambda: slow) is None
    # Why is remembered, so that it is not made again; its weights are not.
    form = read_form(folder, SIGNATURE)
    assert form is not None
    assert form.agreements == agreements
    assert not list(folder.glob("*.bin"))


def test_a_model_without_a_recipe_has_no_form(slow: TowerEmbedder, folder: Path):
    slow.recipe = None
    with pytest.raises(TowersFailedError, match="tokenizer"):
        FormMaker(slow, folder, SIGNATURE)


def test_towers_that_are_not_there(tmp_path: Path):
    with pytest.raises(TowersFailedError):
        OpenVinoTowers(tmp_path, "f32", 100.0).texts(np.zeros((1, 77), np.int64))
