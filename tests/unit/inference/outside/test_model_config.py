"""Configurations of open_clip: every published one is read, and nothing else is handed on."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clipphotos.inference.models import registry
from clipphotos.inference.outside.model_config import model_config, read_model_config
from clipphotos.inference.outside.plain import RefusedError

SOUND: dict[str, Any] = {
    "embed_dim": 512,
    "vision_cfg": {"image_size": 224, "layers": 12, "width": 768, "patch_size": 32},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12},
}
REFUSED: list[tuple[str, str, Any]] = [
    ("", "pretrained_image", True),
    ("", "cache_dir", "/tmp"),
    ("", "embed_dim", "512"),
    ("", "embed_dim", 10**9),
    ("", "embed_dim", True),
    ("", "init_logit_scale", float("nan")),
    ("vision_cfg", "timm_model_name", "hf-hub:somebody/model"),
    ("vision_cfg", "timm_model_name", "local-dir:/tmp"),
    ("vision_cfg", "timm_model_name", "../model"),
    ("vision_cfg", "layers", [1, 2, 3]),
    ("vision_cfg", "width", -1),
    ("vision_cfg", "image_size", [224, 10**9]),
    ("vision_cfg", "act_kwargs", {"inplace": True}),
    ("vision_cfg", "unheard_of", 1),
    ("text_cfg", "hf_model_name", "hf-hub:somebody/model"),
    ("text_cfg", "hf_tokenizer_name", "C:\\models"),
    ("text_cfg", "tokenizer_kwargs", {"trust_remote_code": True}),
    ("text_cfg", "tokenizer_kwargs", {"clean": "exec"}),
    ("text_cfg", "tokenizer_kwargs", {"clean": "lower", "subfolder": ".."}),
    ("text_cfg", "tokenizer_mode", "other"),
    ("text_cfg", "norm_kwargs", {"device": "cuda"}),
    ("preprocess_cfg", "mode", "L"),
    ("preprocess_cfg", "std", [0, 0, 0]),
    ("preprocess_cfg", "mean", "imagenet"),
]


def test_every_configuration_of_open_clip_is_known() -> None:
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip

    for name in registry.known_architectures():
        published = open_clip.get_model_config(name)
        config = model_config(published, {})
        assert config.has_tower_of_transformers == ("hf_model_name" in published["text_cfg"]), name
        assert config.tokenizer.is_published == ("hf_tokenizer_name" in published["text_cfg"]), name


def test_what_trained_a_model_is_passed_over() -> None:
    config = model_config(deepcopy(SOUND), {"size": 224, "scale": [0.9, 1.0], "mean": None})
    assert dict(config.preprocess) == {"size": 224}
    assert config.least_weights > 49408 * 512


@pytest.mark.parametrize(("section", "name", "value"), REFUSED)
def test_what_is_not_known_is_refused(section: str, name: str, value: object) -> None:
    content = deepcopy(SOUND) | {"preprocess_cfg": {}}
    (content[section] if section else content)[name] = value
    preprocess = content.pop("preprocess_cfg")
    with pytest.raises(RefusedError, match=name):
        model_config(content, preprocess)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (json.dumps({"model_cfg": {**SOUND, "auto_map": {}}}), RefusedError),
        ('{"model_cfg": {"a\\u0075to_map": {}}}', RefusedError),
        ("[" * 100_000, ValueError),
        (" " * (1 << 25), ValueError),
        ("[]", ValueError),
        ("{}", KeyError),
        ('{"model_cfg": []}', TypeError),
    ],
)
def test_files_that_are_no_configuration(tmp_path: Path, content: str, error: type[Exception]) -> None:
    path = tmp_path / "open_clip_config.json"
    path.write_text(content)
    with pytest.raises(error):
        read_model_config(path)
