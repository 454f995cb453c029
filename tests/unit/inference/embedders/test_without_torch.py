"""Pictures and texts are prepared without torch exactly as open_clip prepares them."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators
from clipphotos.inference.embedders.photo_upload import Normalisation
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.recipe import Recipe, recipe_from
from clipphotos.inference.text.open_clip_tokens import reading_of
from clipphotos.inference.text.token_reader import TokenReader
from support.tiny_clip import make_tokenizer

define_missing_torchvision_operators()

import open_clip  # noqa: E402
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402

CLIP = open_clip.get_tokenizer("ViT-B-32")
READING = reading_of(CLIP)
SIZES = ((64, 48), (48, 64), (1, 1), (500, 333), (31, 200), (200, 37), (33, 33), (1001, 777))


@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize("size", [32, (32, 48), 224, (224, 160)])
@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
def test_the_same_pixels(mode: str, size: int | tuple[int, int], interpolation: str):
    config = PreprocessCfg(size=size, resize_mode=mode, interpolation=interpolation, fill_color=7)
    transform = image_transform_v2(config, is_train=False)
    height, width = (size, size) if isinstance(size, int) else size
    ours = Preprocessing(width, height, mode, interpolation, config.mean, config.std, config.fill_color)
    normalise = Normalisation(torch, ours, "cpu")
    for across, down in SIZES:
        noise = np.random.default_rng(across).integers(0, 256, (down, across, 3), dtype=np.uint8)
        picture = Image.fromarray(noise)
        normalised = normalise(torch.from_numpy(ours.prepare(picture)[None]))[0]
        np.testing.assert_array_equal(normalised, transform(picture))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cn", "Co", "Cs")), max_size=60))
def test_the_same_token_numbers(text: str):
    assert READING is not None
    assert TokenReader(READING)([text]).tolist() == CLIP([text]).tolist()


@pytest.mark.parametrize("clean", ["lower", "whitespace", "canonicalize"])
@pytest.mark.parametrize("strip", [False, True])
def test_tokenizers_of_the_hub(tmp_path: Path, clean: str, *, strip: bool):
    make_tokenizer(tmp_path)
    theirs = open_clip.tokenizer.HFTokenizer(
        str(tmp_path), context_length=12, clean=clean, strip_sep_token=strip
    )
    reading = reading_of(theirs)
    assert reading is not None
    texts = ["a red cat", "A  RED, cat_dog!", "", "dog " * 20]
    assert TokenReader(reading)(texts).tolist() == theirs(texts).tolist()


def test_a_tokenizer_that_cannot_be_told_in_data():
    assert reading_of(open_clip.tokenizer.SimpleTokenizer(reduction_mask="simple")) is None
    assert reading_of(lambda texts: texts) is None


def test_a_recipe_comes_back_the_same():
    from clipphotos.core.models import ModelIdentity

    assert READING is not None
    how = Preprocessing(32, 48, "squash", "bicubic", (0.5, 0.4, 0.3), (0.1, 0.2, 0.3), 5)
    recipe = Recipe(ModelIdentity("mine", "0" * 64, 24, "how"), how, READING, 20)
    assert recipe_from(recipe.as_json()) == recipe
