"""A real model on a device that fails: ``"cpu:0"``, which torch takes for another device than ``"cpu"``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from clipphotos.core.errors import ErrorReport
from clipphotos.core.wording.errors import word
from clipphotos.inference.embedders import graphics, towers
from clipphotos.inference.embedders.graphics import GraphicsCard
from clipphotos.inference.embedders.open_clip import load_checkpoint
from clipphotos.inference.embedders.photo_upload import PhotoUpload
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers
from clipphotos.inference.models.accelerated import FormMaker
from support.accelerated import patterns
from support.tiny_clip import PLAIN, make_checkpoint

Loader = Callable[[str], TowerEmbedder]
PREPROCESSING = Preprocessing(6, 8, "squash", "bicubic", (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    weights = make_checkpoint(tmp_path)
    return lambda device: load_checkpoint("mine", PLAIN, weights, device=device)


def towers_of(embedder: TowerEmbedder) -> Towers:
    assert isinstance(embedder.towers, Towers)
    return embedder.towers


def prepared(embedder: TowerEmbedder, count: int = 40) -> list[np.ndarray]:
    return [embedder.prepare(each) for each in patterns(count)]


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    assert np.sum(one * other, axis=1).min() > 0.999


class SmallMemory:
    """Fails as torch does when more rows than there is room for go through a part of a model."""

    def __init__(self, part: Any, room: int, error: Callable[[], Exception]) -> None:
        self.room, self.failures, self.sizes, self.in_handler = room, 0, list[int](), False
        self._error = error
        part.register_forward_hook(self)

    def __call__(self, _part: Any, inputs: Any, _answer: Any) -> None:
        self.in_handler |= sys.exc_info()[0] is not None
        count = len(inputs[0])
        if count > self.room:
            self.failures += 1
            raise self._error()
        self.sizes.append(count)


def make_numbers_huge(*embedders: TowerEmbedder) -> None:
    """As of weights that look ordinary until some photo comes."""

    def enlarge(_part: Any, inputs: Any) -> tuple[Any, ...]:
        return tuple(each * 1e6 for each in inputs)

    for embedder in embedders:
        towers_of(embedder)._model.visual.register_forward_pre_hook(enlarge)


def out_of_memory() -> Exception:
    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


OUT_OF_MEMORY = {
    "CUDA": out_of_memory,
    "MPS": lambda: RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
    "cuBLAS": lambda: RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`"),
    "processor": lambda: RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"),
}


@pytest.mark.parametrize("how", OUT_OF_MEMORY)
@pytest.mark.parametrize("device", ["cpu", "cpu:0"])
def test_out_of_memory_means_smaller_batches_from_then_on(load: Loader, device: str, how: str):
    exact, embedder = load("cpu"), load(device)
    photos = prepared(exact)
    before = embedder.largest_batch
    memory = SmallMemory(towers_of(embedder)._model.visual, 5, OUT_OF_MEMORY[how])
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))
    assert memory.failures > 0
    assert sum(memory.sizes) == len(photos)
    # The error holds on to what filled the memory; it has to be gone before the next try.
    assert not memory.in_handler
    assert 1 <= embedder.largest_batch < before
    failures = memory.failures
    embedder.embed_images(photos)
    assert memory.failures == failures
    assert embedder.device == device
    assert embedder.fallback_reason is None or embedder.fallback_reason.code != "gpu-out-of-memory"


def test_more_is_tried_again_when_there_is_room(load: Loader):
    embedder = load("cpu:0")
    photos = prepared(embedder, 20)
    before = embedder.largest_batch
    memory = SmallMemory(towers_of(embedder)._model.visual, 2, out_of_memory)
    embedder.embed_images(photos)
    memory.room = 1000
    for _ in range(40):
        embedder.embed_images(photos)
    assert 4 < embedder.largest_batch < before
    assert embedder.embed_images(photos).shape == (20, 24)


def test_texts_are_read_in_smaller_batches_too(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    memory = SmallMemory(towers_of(embedder)._model.token_embedding, 3, out_of_memory)
    texts = [f"a photo of {number} cats" for number in range(30)]
    assert_same(embedder.embed_texts(texts), exact.embed_texts(texts))
    assert memory.failures > 0
    assert embedder.device == "cpu:0"


def test_a_model_that_does_not_fit_goes_to_the_processor(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    photos = prepared(exact, 6)

    def fail(_part: Any, inputs: Any, _answer: Any) -> None:
        if len(inputs[0]) == 1:
            hook.remove()
        raise out_of_memory()

    hook = towers_of(embedder)._model.visual.register_forward_hook(fail)
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))
    assert embedder.device == "cpu"
    assert embedder.fallback_reason is not None
    assert embedder.fallback_reason.code == "gpu-out-of-memory"


def test_a_device_that_fails_once_is_left_for_good(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    photos = prepared(exact, 6)

    def fail(*_: object) -> None:
        hook.remove()
        raise RuntimeError("CUDA error: an illegal memory access was encountered\nCompile with …")

    hook = towers_of(embedder)._model.visual.register_forward_hook(fail)
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))
    assert embedder.device == "cpu"
    assert embedder.largest_batch == exact.largest_batch
    assert embedder.fallback_reason is not None
    sentence = word(embedder.fallback_reason.code, embedder.fallback_reason.params, "en")
    assert "CUDA error: an illegal memory access was encountered)" in sentence


@pytest.mark.parametrize("what", ["photos", "texts"])
def test_a_model_that_is_lost_with_its_device_is_loaded_again(load: Loader, what: str):
    exact, embedder = load("cpu"), load("cpu:0")
    # Nothing can be computed with what is there, nor copied from it.
    towers_of(embedder)._model.to("meta")
    if what == "photos":
        photos = prepared(exact, 6)
        np.testing.assert_allclose(embedder.embed_images(photos), exact.embed_images(photos), atol=1e-5)
    else:
        np.testing.assert_allclose(embedder.embed_texts(["cat"]), exact.embed_texts(["cat"]), atol=1e-5)
    assert embedder.device == "cpu"
    assert embedder.fallback_reason is not None
    assert embedder.fallback_reason.code == "gpu-failed"


def test_what_half_precision_cannot_say_is_computed_in_single(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    assert towers_of(embedder).precision == "float16"
    make_numbers_huge(exact, embedder)
    photos = prepared(exact, 3)
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))
    assert embedder.device == "cpu:0"
    assert embedder.fallback_reason is not None
    assert embedder.fallback_reason.code == "gpu-single-precision"


def test_numbers_too_large_for_one_half_precision_take_the_other(tmp_path: Path):
    weights = make_checkpoint(tmp_path)
    tensors = load_file(weights)
    tensors["visual.conv1.weight"] *= 1e6
    save_file(tensors, weights)
    exact, embedder = (load_checkpoint("mine", PLAIN, weights, device=device) for device in ("cpu", "cpu:0"))
    assert towers_of(embedder).precision == "bfloat16"
    assert embedder.fallback_reason is None
    photos = prepared(exact, 6)
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))


def test_half_precision_that_disagrees_is_not_used(load: Loader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(towers, "_HALF_AGREEMENT", 1.1)
    exact, embedder = load("cpu"), load("cpu:0")
    assert embedder.device == "cpu:0"
    assert embedder.fallback_reason is not None
    assert embedder.fallback_reason.code == "gpu-single-precision"
    photos = prepared(exact, 6)
    np.testing.assert_allclose(embedder.embed_images(photos), exact.embed_images(photos), atol=1e-5)


def test_what_a_card_began_is_what_it_would_have_said_at_once(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    assert exact.begin_images(prepared(exact, 3)) is None
    first, second = prepared(exact, 40)[:25], prepared(exact, 40)[25:]
    answers = [embedder.begin_images(photos) for photos in (first, second)]
    for answer, photos in zip(answers, (first, second), strict=True):
        assert answer is not None
        np.testing.assert_array_equal(answer(), embedder.embed_images(photos))
    assert embedder.begin_images([]) is None


def test_what_a_card_has_no_room_to_begin_is_left_to_the_ordinary_way(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    photos = prepared(exact)
    SmallMemory(towers_of(embedder)._model.visual, 5, out_of_memory)
    assert embedder.begin_images(photos) is None
    assert_same(embedder.embed_images(photos), exact.embed_images(photos))
    answer = embedder.begin_images(photos[:4])
    assert answer is not None
    assert_same(answer(), exact.embed_images(photos[:4]))


def test_what_a_card_began_and_failed_at_is_done_again(load: Loader):
    exact, embedder = load("cpu"), load("cpu:0")
    make_numbers_huge(exact, embedder)
    photos = prepared(exact, 3)
    answer = embedder.begin_images(photos)
    assert answer is not None
    assert_same(answer(), exact.embed_images(photos))
    assert towers_of(embedder).precision == "float32"


def test_a_device_that_is_not_there_is_told(load: Loader):
    embedder = load("cuda:99")
    assert embedder.device == "cpu"
    assert embedder.fallback_reason is not None
    assert embedder.fallback_reason.code == "gpu-failed"
    assert embedder.fallback_reason.params["detail"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this computer has a card that works")
def test_a_card_that_torch_cannot_use_is_told_with_torch_s_reason(
    load: Loader, monkeypatch: pytest.MonkeyPatch
):
    card = GraphicsCard("NVIDIA", "NVIDIA GeForce GTX 9999", "NVIDIA 1.0")
    monkeypatch.setattr(graphics, "graphics_cards", lambda: (card,))
    monkeypatch.setattr(graphics, "torch_builds", lambda: frozenset({"cuda"}))
    fallback_reason = load("auto").fallback_reason
    assert fallback_reason is not None
    assert (fallback_reason.code, fallback_reason.params["card"]) == ("gpu-unavailable", card.name)
    assert fallback_reason.params["detail"] != card.driver
    assert load("cpu").fallback_reason is None


def test_an_accelerated_form_is_made_beside_a_card_that_goes_on(load: Loader, tmp_path: Path):
    embedder = load("cpu:0")
    with FormMaker(embedder, tmp_path / "forms" / "mine", "a test's") as maker:
        maker.convert()
        maker.compare_photos(prepared(embedder, 4))
    assert embedder.device == "cpu:0"
    assert embedder.fallback_reason is None


@pytest.mark.parametrize(("device", "dtype"), [("cpu", torch.float32), ("cpu:0", torch.float16)])
def test_uploads_keep_their_photos_while_the_next_one_is_filled(device: str, dtype: Any):
    random = np.random.default_rng(0)
    upload = PhotoUpload(torch, device, dtype, PREPROCESSING)
    before: tuple[Any, list[np.ndarray]] | None = None
    for count in (3, 5, 2, 1, 7, 7):
        photos = [random.integers(0, 256, (8, 6, 3), np.uint8) for _ in range(count)]
        pixels = upload(photos)
        assert pixels.dtype is dtype
        for uploaded, given in filter(None, (before, (pixels, photos))):
            expected = (np.stack(given).transpose(0, 3, 1, 2) / 255 - 0.5) / 0.25
            np.testing.assert_allclose(uploaded.float().numpy(), expected, rtol=1e-3, atol=2e-3)
        before = (pixels, photos)


def test_fallbacks_survive_other_towers(load: Loader):
    embedder, other = load("cuda:99"), load("cpu")
    told = embedder.fallback_reason
    embedder.towers = other.towers
    assert isinstance(told, ErrorReport)
    assert embedder.fallback_reason == told
