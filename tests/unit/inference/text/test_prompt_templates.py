"""The built-in templates, and class vectors against open_clip's own."""

from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.categories.classifier import class_vectors
from clipphotos.core.categories.prompts import PLACEHOLDER, check_template, prompts
from clipphotos.inference.embedders.open_clip import load_checkpoint
from clipphotos.inference.text.prompt_templates import ENSEMBLE, template_set, template_sets
from support.tiny_clip import PLAIN, make_checkpoint


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_template_has_a_place_for_the_label(locale: str):
    sets = template_sets(locale)
    assert {each.name for each in sets} >= {"label", "photo", "this-is", "personal"}
    for each in sets:
        assert len(set(each.templates)) == len(each.templates)
        assert all(check_template(template) == template for template in each.templates)


def test_the_ensemble_is_that_of_the_clip_paper():
    from open_clip import OPENAI_IMAGENET_TEMPLATES

    expected = [template(PLACEHOLDER) for template in OPENAI_IMAGENET_TEMPLATES]
    assert list(template_set(ENSEMBLE).templates) == expected
    assert len(expected) == 80


def test_an_unknown_set_is_no_set():
    with pytest.raises(KeyError):
        template_set("nowhere")


def test_class_vectors_are_those_of_open_clip(tmp_path: Path):
    import open_clip

    weights = make_checkpoint(tmp_path)
    labels, templates = ["dog", "red cat", "zebra"], template_set(ENSEMBLE).templates
    embedder = load_checkpoint("tiny", PLAIN, weights, device="cpu")
    texts = [prompts(label, templates) for label in labels]
    ours = class_vectors([embedder.embed_texts(each) for each in texts])
    model = open_clip.create_model(PLAIN, pretrained=str(weights)).eval()
    theirs = open_clip.build_zero_shot_classifier(
        model, open_clip.get_tokenizer(PLAIN), labels, open_clip.OPENAI_IMAGENET_TEMPLATES
    )
    np.testing.assert_allclose(ours, theirs.numpy().T, atol=1e-5)
