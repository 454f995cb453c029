"""Chinese photo queries in English, word by word, for a model that reads English only.

This is a word list, not a translation: the longest known words are replaced, what is unknown stays as it
is, and a few rules put the words into English order. ``resources/words/zh-en.tsv`` holds the words with
their kind.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from clipphotos.core.resources import resource_path
from clipphotos.inference.text.prompt_templates import template_sets

Kind = Literal["noun", "adj", "verb", "num", "place", "and", "at", "of", "unknown"]

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
"""A run of Chinese characters."""
_SILENT = frozenset("了着过们正很把被地得有是还也都我你他她它时这那")
"""Words of grammar that an English caption does without, where no entry has them."""

_PLACES = {
    "上": "on", "上面": "on", "里": "in", "里面": "in", "中": "in", "内": "in", "下": "under",
    "下面": "under", "旁": "next to", "旁边": "next to", "边": "next to", "边上": "next to", "附近": "near",
    "之间": "between", "前": "in front of", "前面": "in front of", "后": "behind", "后面": "behind",
    "外": "outside", "外面": "outside",
}  # fmt: skip
"""What may follow a noun to make a place of it, and its English preposition."""

_PHOTO_OF = "一张{label}的照片"
"""How people write the commonest template, besides those of the program."""

_GRAMMAR: dict[str, Kind] = {"的": "of", "在": "at", "和": "and", "与": "and", "跟": "and", "及": "and"}
_IRREGULAR = {
    "person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth",
    "mouse": "mice", "goose": "geese", "sheep": "sheep", "fish": "fish", "deer": "deer", "knife": "knives",
    "leaf": "leaves", "wolf": "wolves", "people": "people", "children": "children",
}  # fmt: skip
_SINGULAR = (
    "a",
    "an",
    "one",
    "a glass of",
    "a cup of",
    "a bowl of",
    "a piece of",
    "a slice of",
    "a bottle of",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a query.

    Attributes:
        english: Its English.
        kind: Its part of speech; ``place`` for a preposition with its noun.
    """

    english: str
    kind: Kind


def to_english(text: str) -> str:
    """A query with its Chinese replaced by English as far as the word list goes.

    Args:
        text: Any text; without Chinese characters it is returned as it is.

    Returns:
        For example ``"dog on the beach"`` for ``"海滩上的狗"``.
    """
    return (
        " ".join(HAN.sub(lambda run: f" {_phrase(run.group())} ", text).split()) if HAN.search(text) else text
    )


def is_of_known_words(text: str) -> bool:
    """Whether what is Chinese in a text are single words of the list, bare or in a template of the program.

    Args:
        text: Any text; true for one without Chinese.
    """
    entries, _ = _entries()
    for before, after in _frames():
        if text.startswith(before) and text.endswith(after):
            text = text.removeprefix(before).removesuffix(after)
            break
    return all(run in entries for run in HAN.findall(text))


@functools.cache
def _frames() -> tuple[tuple[str, str], ...]:
    """What stands before and after the label in the Chinese templates, the longest first."""
    templates = {each for group in template_sets("zh") for each in group.templates} | {_PHOTO_OF}
    frames = (each.partition("{label}") for each in sorted(templates, key=len, reverse=True))
    return tuple((before, after) for before, _, after in frames)


def _phrase(run: str) -> str:
    """One run of Chinese characters: what stands before 的 describes what follows it."""
    parts: list[list[Word]] = [[]]
    for word in _words(run):
        if word.kind == "of":
            parts.append([])
        else:
            parts[-1].append(word)
    words = parts[0]
    for head in parts[1:]:
        words = _described(words, head)
    return " ".join(word.english for word in _in_plural(words))


def _described(before: Sequence[Word], head: Sequence[Word]) -> list[Word]:
    """Descriptions by place or action follow what they describe in English; others stand before it."""
    if not any(word.kind in {"verb", "place"} for word in before):
        return [*before, *head]
    number = [word for word in before[:1] if word.kind == "num"]
    rest = before[len(number) :]
    places = [word for word in rest if word.kind == "place"]
    actions = [word for word in rest if word.kind != "place"]
    end = next((index for index, word in enumerate(head) if word.kind in {"verb", "place", "and"}), len(head))
    return [*number, *head[:end], *actions, *places, *head[end:]]


def _words(run: str) -> list[Word]:
    """The longest known words from the left; nouns before a word of place, or after 在, become a place."""
    entries, longest = _entries()
    found: list[Word] = []
    at = 0
    while at < len(run):
        piece = next((run[at : at + n] for n in range(longest, 0, -1) if run[at : at + n] in entries), "")
        where = next((run[at : at + n] for n in (2, 1) if run[at : at + n] in _PLACES), "")
        if where and found and found[-1].kind == "noun" and len(where) >= len(piece):
            _make_place(found, _PLACES[where])
            at += len(where)
            continue
        char = run[at]
        word = entries.get(piece) or Word(char, _GRAMMAR.get(char, "unknown"))
        if word.kind not in {"noun", "adj", "num"}:
            _end_of_place(found)
        if word.kind == "and":
            found.append(Word("and", "and"))
        elif word.kind != "unknown" or char not in _SILENT:
            found.append(word)
        at += max(len(piece), 1)
    _end_of_place(found)
    return found


def _make_place(found: list[Word], preposition: str) -> None:
    """Turn the nouns at the end, with their adjectives, into a place."""
    start = len(found)
    while start > 0 and found[start - 1].kind in {"noun", "adj"}:
        start -= 1
    # In a row of nouns without 在 only the last is the place: the others are who is there.
    if start == 0 or found[start - 1].kind != "at":
        nouns = [position for position in range(start, len(found)) if found[position].kind == "noun"]
        start = nouns[-2] + 1 if len(nouns) > 1 else start
    inner = " ".join(word.english for word in found[start:])
    if start > 0 and found[start - 1].kind == "at":
        start -= 1
    found[start:] = [Word(f"{preposition} the {inner}", "place")]


def _end_of_place(found: list[Word]) -> None:
    """在 with nouns is a place; before a verb it only says that something is going on."""
    at = next((position for position in range(len(found) - 1, -1, -1) if found[position].kind == "at"), None)
    if at is None:
        return
    if found[-1].kind == "noun":
        _make_place(found, "at")
    else:
        del found[at]


def _in_plural(words: Sequence[Word]) -> Iterator[Word]:
    """Nouns after a number above one take their plural."""
    is_many = False
    for following, word in enumerate(words, 1):
        is_last_noun = word.kind == "noun" and (following == len(words) or words[following].kind != "noun")
        if is_many and is_last_noun:
            yield Word(_plural(word.english), "noun")
            is_many = False
        else:
            yield word
        if word.kind == "num":
            is_many = word.english not in _SINGULAR
        elif word.kind not in {"adj", "noun"}:
            is_many = False


def _plural(noun: str) -> str:
    """The plural of an English noun; of several words, of the last one."""
    start, _, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        many = _IRREGULAR[last]
    elif last.endswith("s"):
        many = last
    elif last.endswith(("x", "ch", "sh")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        many = f"{last[:-1]}ies"
    else:
        many = f"{last}s"
    return f"{start} {many}".strip()


@functools.cache
def _entries() -> tuple[dict[str, Word], int]:
    """The word list, and the length of its longest word."""
    lines = resource_path("words", "zh-en.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    kinds: dict[str, Kind] = {"noun": "noun", "adj": "adj", "verb": "verb", "num": "num"}
    entries = {chinese: Word(english, kinds[kind]) for chinese, english, kind in rows}
    return entries, max(map(len, entries), default=0)
