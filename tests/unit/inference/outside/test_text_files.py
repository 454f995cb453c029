"""What transformers is given of a folder: settings that are known, and the tokenizer."""

import json
from pathlib import Path
from typing import Any

import pytest

from clipphotos.inference.outside.plain import RefusedError
from clipphotos.inference.outside.text_files import read_text_files, refuse_code

TOKEN = {"__type": "AddedToken", "content": "<pad>", "lstrip": False, "special": True}
SETTINGS: dict[str, dict[str, Any]] = {
    "config.json": {"model_type": "xlm-roberta", "hidden_size": 8, "num_hidden_layers": 2, "vocab_size": 40},
    "tokenizer_config.json": {
        "tokenizer_class": "XLMRobertaTokenizerFast",
        "model_max_length": 1000000000000000019884624838656,
        "pad_token": TOKEN,
        "added_tokens_decoder": {"0": TOKEN},
        "additional_special_tokens": ["<a>", TOKEN],
        "clean_up_tokenization_spaces": None,
    },
    "special_tokens_map.json": {"pad_token": "<pad>"},
}
REFUSED: list[tuple[str, str, Any]] = [
    ("config.json", "auto_map", {"AutoModel": "evil.Evil"}),
    ("config.json", "model_type", "evil"),
    ("config.json", "model_type", None),
    ("config.json", "hidden_act", "../evil"),
    ("config.json", "hidden_size", -1),
    ("config.json", "hidden_size", [1]),
    ("tokenizer_config.json", "auto_map", None),
    ("tokenizer_config.json", "tokenizer_class", "EvilTokenizer"),
    ("tokenizer_config.json", "tokenizer_class", "evil.EvilTokenizer"),
    ("tokenizer_config.json", "pad_token", {"__type": "Other", "content": "<pad>"}),
    ("tokenizer_config.json", "added_tokens_decoder", {"0": {"content": "<pad>", "path": "/tmp"}}),
    ("tokenizer_config.json", "padding_side", "up"),
    ("special_tokens_map.json", "pad_token", {"auto_map": {}}),
    ("special_tokens_map.json", "unk_token", 5),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in SETTINGS.items():
        (tmp_path / name).write_text(json.dumps(content))
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "evil.py").touch()
    (tmp_path / "pytorch_model.bin").touch()
    return tmp_path


def say(folder: Path, file: str, name: str, value: object) -> None:
    content = json.loads((folder / file).read_text())
    (folder / file).write_text(json.dumps({**content, name: value}))


def test_what_is_known_is_given_and_nothing_else(folder: Path) -> None:
    for file in SETTINGS:
        say(folder, file, "made_by", {"whom": "somebody", "with": ["what", 1]})
    say(folder, "config.json", "_attn_implementation", "somebody/kernels")
    say(folder, "tokenizer_config.json", "name_or_path", "somebody/model")
    files = read_text_files(folder, tokenizer=True, tower=True)
    assert files.settings == SETTINGS
    assert files.least_weights == 8 * (40 + 8 * 2)
    with files.laid_out() as place:
        assert {each.name for each in place.iterdir()} == {*SETTINGS, "tokenizer.json"}
        assert json.loads((place / "config.json").read_text()) == SETTINGS["config.json"]
    assert not place.exists()


def test_a_model_without_files_of_its_own_needs_none(tmp_path: Path) -> None:
    files = read_text_files(tmp_path, tokenizer=False, tower=False)
    with files.laid_out() as place:
        assert list(place.iterdir()) == []


@pytest.mark.parametrize(("file", "name", "value"), REFUSED)
def test_what_is_not_known_is_refused(folder: Path, file: str, name: str, value: object) -> None:
    say(folder, file, name, value)
    with pytest.raises(RefusedError):
        read_text_files(folder, tokenizer=True, tower=True)


def test_code_is_looked_for_in_settings_that_are_not_used_too(folder: Path) -> None:
    (folder / "vocab.json").write_text('{"auto_map": 7}')
    (folder / "broken.json").write_text("{")
    refuse_code(folder)
    (folder / "processor_config.json").write_text('{"a": [{"auto_map": {}}]}')
    with pytest.raises(RefusedError, match="processor_config"):
        refuse_code(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "tokenizer_config.json"])
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(FileNotFoundError, match=file):
        read_text_files(folder, tokenizer=True, tower=True)
