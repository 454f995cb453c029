"""Chinese and mixed texts to the token numbers of the starter's Chinese text tower.

Known words are taken from the left, the longest first; a single character that is no known word is one, too.
What is not Chinese is read by the tokenizer of the English tower, whose numbers come first.
"""

import re
from collections.abc import Sequence
from typing import Any

from clipphotos.inference.text.chinese import HAN

CONTEXT = 48
"""Tokens that the tower reads; longer texts are cut."""
BEGIN, END, _UNKNOWN = 101, 102, 100
"""Token numbers of the English tokenizer."""
_MOST_LETTERS = 400
"""Far more than `CONTEXT` tokens, so that a pasted book is not read to its end."""
_PUNCTUATION = re.compile(r"[\u3000-\u303f\uff00-\uff20\uff3b-\uff40\uff5b-\uff65]+")


def has_chinese(text: str) -> bool:
    """Whether the Chinese tower is the one to read a text."""
    return HAN.search(text) is not None


class ChineseReader:
    """Splits texts into numbers.

    Args:
        words: The tower's words and characters, in the order of its vectors.
        tokenizer: The English one, of the ``tokenizers`` library.
        first: The number of the first Chinese word; all below are the English tokenizer's.
    """

    def __init__(self, words: Sequence[str], tokenizer: Any, first: int) -> None:
        self._numbers = {word: first + place for place, word in enumerate(words)}
        self._longest = max(map(len, words), default=1)
        self._tokenizer = tokenizer

    def numbers(self, text: str) -> list[int]:
        """At least two and at most `CONTEXT` token numbers; never padded."""
        text = _PUNCTUATION.sub(" ", text[:_MOST_LETTERS])
        found: list[int] = []
        end = 0
        for run in HAN.finditer(text):
            found += self._foreign(text[end : run.start()])
            found += [self._numbers.get(word, _UNKNOWN) for word in self.split(run.group())]
            end = run.end()
        found += self._foreign(text[end:])
        return [BEGIN, *found[: CONTEXT - 2], END]

    def split(self, run: str) -> list[str]:
        """A run of Chinese characters as known words, and single characters where there are none."""
        words: list[str] = []
        at = 0
        while at < len(run):
            size = next(
                (
                    n
                    for n in range(min(self._longest, len(run) - at), 1, -1)
                    if run[at : at + n] in self._numbers
                ),
                1,
            )
            words.append(run[at : at + size])
            at += size
        return words

    def _foreign(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids if text.strip() else []
