"""Texts to token numbers, for every kind of text tower, without torch."""

import html
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ftfy
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from clipphotos.inference.text.chinese import to_english

Tokens = npt.NDArray[np.int64]
"""(n, length) token numbers."""

_WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class TextReading:
    """How texts become token numbers.

    Attributes:
        tokenizer: The ``tokenizers`` library's JSON.
        cleaning: What is done before: one of `CLEANINGS`.
        context_length: Tokens that the text tower reads; longer texts are cut.
        is_padded: Whether every text is filled up to that, or only to the longest of those read together.
        silenced: A token that is replaced with 0, or None.
    """

    tokenizer: str
    cleaning: str
    context_length: int
    is_padded: bool = True
    silenced: int | None = None


class TokenReader:
    """Turns texts into token numbers as a `TextReading` says.

    Args:
        reading: How.

    Raises:
        ValueError: If it is not one.
    """

    def __init__(self, reading: TextReading) -> None:
        try:
            self._tokenizer: Any = Tokenizer.from_str(reading.tokenizer)
        except Exception as error:
            # The library raises plain Exception for what is no tokenizer.
            raise ValueError("not a tokenizer") from error
        padding: dict[str, Any] = self._tokenizer.padding or {}
        known = {
            key: padding[key] for key in ("direction", "pad_id", "pad_type_id", "pad_token") if key in padding
        }
        length = reading.context_length if reading.is_padded else None
        self._tokenizer.enable_padding(**known, length=length)
        self._tokenizer.enable_truncation(reading.context_length)
        self._clean = CLEANINGS[reading.cleaning]
        self._silenced = reading.silenced

    @property
    def largest(self) -> int:
        """The highest token number there is."""
        return max(self._tokenizer.get_vocab().values())

    def __call__(self, texts: Sequence[str]) -> Tokens:
        """(n, length) token numbers of n texts.

        Raises:
            ValueError: If the tokenizer has no token for a part of a text, and none for what is unknown.
        """
        cleaned = [self._clean(text) for text in texts]
        try:
            encodings = self._tokenizer.encode_batch(cleaned)
        except Exception as error:
            # The library raises plain Exception here, too.
            raise ValueError(f"its tokenizer cannot read this: {error}") from error
        tokens: Tokens = np.array([encoding.ids for encoding in encodings], np.int64)
        if self._silenced is not None:
            tokens[tokens == self._silenced] = 0
        return tokens


def _basic(text: str) -> str:
    return html.unescape(html.unescape(ftfy.fix_text(text))).strip()


def _one_spaced(text: str) -> str:
    return " ".join(_basic(text).split())


def _lower(text: str) -> str:
    return _one_spaced(text).lower()


def _canonical(text: str) -> str:
    return " ".join(_basic(text).replace("_", " ").translate(_WITHOUT_PUNCTUATION).lower().split())


CLEANINGS: dict[str, Callable[[str], str]] = {
    "lower": _lower,
    "whitespace": _one_spaced,
    "canonicalize": _canonical,
    "english": to_english,
}
"""open_clip's ways of cleaning texts by its names for them, and the starter model's."""
