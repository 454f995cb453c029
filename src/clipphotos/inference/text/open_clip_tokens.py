"""open_clip's tokenizers as `TextReading`: the same token numbers, without open_clip and torch."""

import json
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from clipphotos.inference.text.token_reader import TextReading, TokenReader

_PATTERN = r"<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
TRIALS = (
    "a photo of a cat",
    "",
    " ",
    "A Photo of THE dog's bone; it's 2 o'clock, isn't it?",
    "naïve café – “quoted” &amp; <b>bold</b> #42 x_y.z",
    "一只猫的照片，在海边",
    "🐈🐕 👩‍👩‍👧 ☀️",
    "e\u0301 ﬁ ①",
    "schön, Москва, 日本語, العربية",
    "1234567890 3.14159 v2.0",
    "\x00\t\n",
    "a very long query " * 100,
)
"""Texts on which both must agree before one is used for the other."""


def reading_of(tokenizer: Any) -> TextReading | None:
    """How an open_clip tokenizer reads texts; None for a kind that is not known, or that disagrees.

    Args:
        tokenizer: open_clip's ``SimpleTokenizer`` or ``HFTokenizer``.
    """
    try:
        reading = _simple(tokenizer) if hasattr(tokenizer, "bpe_ranks") else _published(tokenizer)
        if reading is None:
            return None
        texts = list(TRIALS)
        agree = TokenReader(reading)(texts).tolist() == tokenizer(texts).tolist()
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return reading if agree else None


def _simple(tokenizer: Any) -> TextReading | None:
    """OpenAI's byte pair encoding."""
    if tokenizer.reduction_fn is not None:
        return None
    start, end = tokenizer.sot_token_id, tokenizer.eot_token_id
    fast: Any = Tokenizer(
        models.BPE(
            vocab=tokenizer.encoder,
            merges=list(tokenizer.bpe_ranks),
            end_of_word_suffix="</w>",
            fuse_unk=False,
        )
    )
    fast.normalizer = normalizers.Sequence([])
    fast.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PATTERN), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    fast.decoder = decoders.ByteLevel()
    names = {number: name for name, number in tokenizer.encoder.items()}
    ends = [(names[start], start), (names[end], end)]
    fast.post_processor = processors.TemplateProcessing(
        single=f"{names[start]} $A {names[end]}", special_tokens=ends
    )
    fast.enable_padding(pad_id=0, pad_token=names[0])
    return TextReading(fast.to_str(), _cleaning(tokenizer), tokenizer.context_length)


def _published(tokenizer: Any) -> TextReading | None:
    """One of the hub's, in transformers' wrapping."""
    inner = tokenizer.tokenizer
    if tokenizer.tokenizer_mode or not getattr(inner, "is_fast", False):
        return None
    content = json.loads(inner.backend_tokenizer.to_str())
    content["truncation"] = None
    fast: Any = Tokenizer.from_str(json.dumps(content))
    fast.enable_padding(
        direction=inner.padding_side,
        pad_id=inner.pad_token_id,
        pad_type_id=inner.pad_token_type_id,
        pad_token=inner.pad_token,
    )
    silenced = inner.sep_token_id if tokenizer.strip_sep_token else None
    return TextReading(fast.to_str(), _cleaning(tokenizer), tokenizer.context_length, silenced=silenced)


def _cleaning(tokenizer: Any) -> str:
    """open_clip's name of a cleaning function, ``_clean_lower`` for one."""
    return str(tokenizer.clean_fn.__name__).removeprefix("_clean_")
