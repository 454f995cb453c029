"""What every `Embedder` promises, checked on each of them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipphotos.core.wording.errors import WORDING
from clipphotos.inference.embedders.open_clip import load_checkpoint, load_folder
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from support.accelerated import accelerated
from support.colour_embedder import ColourHistogramEmbedder
from support.tiny_clip import PLAIN, WITH_TOKENIZER, make_checkpoint, make_folder

MODELS = ("starter", "checkpoint", "checkpoint with tokenizer", "folder")
FORMS = tuple(f"accelerated {model}" for model in MODELS)
COLOURS = ("red", "green", "blue", "white", "black", "orange", "purple")


@pytest.fixture(scope="module", params=[*MODELS, *FORMS, "colours"])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder = tmp_path_factory.mktemp("models")
    if request.param in FORMS:
        slow = make(request.param.removeprefix("accelerated "), folder)
        assert isinstance(slow, TowerEmbedder)
        return accelerated(slow, folder / "forms" / "form")
    return make(request.param, folder)


def make(model: str, folder: Path) -> Embedder:
    match model:
        case "starter":
            return load_embedder(find(STARTER_NAME, folder), folder, device="cpu")
        case "folder":
            return load_folder("mine", make_folder(folder), device="cpu")
        case "checkpoint":
            return load_checkpoint("mine", PLAIN, make_checkpoint(folder), device="cpu")
        case "checkpoint with tokenizer":
            weights = make_checkpoint(folder, WITH_TOKENIZER)
            return load_checkpoint("mine", WITH_TOKENIZER, weights, device="cpu")
        case _:
            return ColourHistogramEmbedder()


def picture(number: int, size: tuple[int, int] = (64, 48)) -> Image.Image:
    noise = np.random.default_rng(number).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.blend(Image.new("RGB", size, COLOURS[number % len(COLOURS)]), Image.fromarray(noise), 0.3)


def assert_unit_rows(vectors: np.ndarray, count: int, embedder: Embedder) -> None:
    assert vectors.shape == (count, embedder.identity.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_says_what_it_is(embedder: Embedder) -> None:
    identity = embedder.identity
    assert len(identity.weights_sha256) == 64
    assert identity.name
    assert identity.preprocess
    assert "\n" not in identity.preprocess
    assert embedder.device.partition(":")[0] == "cpu"
    assert embedder.fallback_reason is None or embedder.fallback_reason.code in WORDING
    assert embedder.largest_batch >= 1
    assert embedder.input_edge > 0
    assert embedder.logit_scale > 0


def test_pictures_become_unit_vectors(embedder: Embedder) -> None:
    batch = [embedder.prepare(picture(number)) for number in range(3)]
    assert all(one.dtype == np.uint8 and one.shape == batch[0].shape for one in batch)
    assert batch[0].shape[2] == 3
    assert_unit_rows(embedder.embed_images(batch), 3, embedder)


def test_texts_and_photos_share_the_first_dimensions(embedder: Embedder) -> None:
    assert 0 < embedder.text_dim <= embedder.identity.dim
    assert not embedder.embed_texts(["red", "a cat"])[:, embedder.text_dim :].any()


def test_a_query_says_what_its_text_says(embedder: Embedder) -> None:
    texts = ["a cat", "two children playing football"]
    queries, plain = embedder.embed_queries(texts), embedder.embed_texts(texts)
    assert_unit_rows(queries, 2, embedder)
    said = queries[:, : embedder.text_dim]
    np.testing.assert_allclose(
        said / np.linalg.norm(said, axis=1, keepdims=True), plain[:, : embedder.text_dim], atol=1e-5
    )
    assert np.all(np.linalg.norm(said, axis=1) > 0.9)


def test_nothing_in_nothing_out(embedder: Embedder) -> None:
    assert_unit_rows(embedder.embed_images([]), 0, embedder)
    assert_unit_rows(embedder.embed_texts([]), 0, embedder)


def test_a_picture_does_not_depend_on_its_batch(embedder: Embedder) -> None:
    batch = [embedder.prepare(picture(number)) for number in range(7)]
    together = embedder.embed_images(batch)
    alone = np.concatenate([embedder.embed_images([one]) for one in batch])
    np.testing.assert_allclose(together, alone, atol=1e-4)
    np.testing.assert_allclose(embedder.embed_images(batch[::-1]), together[::-1], atol=1e-4)


def test_more_than_the_largest_batch_is_no_mistake(embedder: Embedder) -> None:
    one, other = (embedder.prepare(picture(number)) for number in (1, 2))
    count = embedder.largest_batch + 3
    vectors = embedder.embed_images([one] * count + [other])
    assert_unit_rows(vectors, count + 1, embedder)
    np.testing.assert_allclose(vectors[count - 1], vectors[0], atol=1e-4)
    np.testing.assert_allclose(vectors[count], embedder.embed_images([other])[0], atol=1e-4)


def test_the_same_picture_gives_the_same_vector(embedder: Embedder) -> None:
    first, second = (embedder.embed_images([embedder.prepare(picture(1))]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_different_pictures_give_different_vectors(embedder: Embedder) -> None:
    red, blue = embedder.embed_images([embedder.prepare(picture(0)), embedder.prepare(picture(2))])
    assert not np.allclose(red, blue, atol=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (20, 60_000), (60_000, 20), (3, 2)])
def test_every_shape_of_picture(embedder: Embedder, size: tuple[int, int]) -> None:
    prepared = embedder.prepare(Image.new("RGB", size, "teal"))
    assert prepared.shape == embedder.prepare(picture(0)).shape
    assert_unit_rows(embedder.embed_images([prepared]), 1, embedder)


def test_prepare_in_many_threads(embedder: Embedder) -> None:
    pictures = [picture(number % 5, (120, 90)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        prepared = list(pool.map(embedder.prepare, pictures))
    for one, image in zip(prepared, pictures, strict=True):
        np.testing.assert_array_equal(one, embedder.prepare(image))


def test_prepare_leaves_the_picture_alone(embedder: Embedder) -> None:
    image = picture(3)
    before = image.tobytes()
    prepared = embedder.prepare(image)
    embedder.embed_images([prepared])
    assert image.tobytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "red",
        "",
        " ",
        "\n",
        "x",
        "红色的汽车",
        "🐈🐕",
        "e\u0301",
        "\ud800",
        "\x00",
        "a very long query " * 10_000,
    ],
    ids=ascii,
)
def test_every_text(embedder: Embedder, text: str) -> None:
    assert_unit_rows(embedder.embed_texts([text]), 1, embedder)


def test_texts_keep_their_order(embedder: Embedder) -> None:
    texts = [f"{colour} number {number}" for number in range(20) for colour in COLOURS]
    together = embedder.embed_texts(texts)
    assert_unit_rows(together, len(texts), embedder)
    for position in (0, 63, 64, 139):
        np.testing.assert_allclose(together[position], embedder.embed_texts([texts[position]])[0], atol=1e-4)


def test_the_checkpoint_file_is_the_fingerprint(tmp_path: Path) -> None:
    one = load_checkpoint("mine", PLAIN, make_checkpoint(tmp_path / "one", seed=1), device="cpu")
    two = load_checkpoint("mine", PLAIN, make_checkpoint(tmp_path / "two", seed=2), device="cpu")
    assert one.identity.weights_sha256 != two.identity.weights_sha256
    assert one.identity.preprocess == two.identity.preprocess
