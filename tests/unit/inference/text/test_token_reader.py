"""Tokenizers of foreign models: what is no tokenizer, and what cannot read every text."""

from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Tokenizer, models

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.text.token_reader import TextReading, TokenReader


def reader(model: Any) -> TokenReader:
    return TokenReader(TextReading(Tokenizer(model).to_str(), "lower", 16))


BROKEN = {
    "without a token for what is unknown": models.Unigram([("<unk>", 0.0), ("a", -1.0)], None, False),
    "with a token for what is unknown that is not there": models.WordPiece({"a": 0}, unk_token="[UNK]"),
}


@pytest.mark.parametrize("model", BROKEN.values(), ids=BROKEN)
def test_a_text_that_a_tokenizer_cannot_read_is_refused(model: Any):
    read = reader(model)
    with pytest.raises(ValueError, match="its tokenizer cannot read this"):
        read(["猫"])


@pytest.mark.parametrize("text", ["", "{}", "null", '{"version": "1.0"}'])
def test_what_is_no_tokenizer_is_refused(text: str):
    with pytest.raises(ValueError, match="not a tokenizer"):
        TokenReader(TextReading(text, "lower", 16))


@pytest.mark.parametrize("model", BROKEN.values(), ids=BROKEN)
def test_a_model_with_such_a_tokenizer_says_that_it_is_damaged(model: Any):
    towers: Any = SimpleNamespace(fallback_reason=None)
    identity = ModelIdentity("theirs", "0" * 64, 8, "")
    preprocessing = Preprocessing(6, 6, "squash", "bicubic", (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    embedder = TowerEmbedder(
        identity, towers, preprocessing=preprocessing, tokenize=reader(model), text_dim=8
    )
    with pytest.raises(ModelUnavailable) as caught:
        embedder.embed_queries(["猫"])
    assert caught.value.params["name"] == "theirs"
