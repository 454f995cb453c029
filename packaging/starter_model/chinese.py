"""What the Chinese text tower learns from: sentences, words, and what they are to mean."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from clipphotos.core.resources import resource_path
from clipphotos.inference.starter.network import StarterNetwork
from clipphotos.inference.text.chinese import HAN, to_english
from clipphotos.inference.text.tables import resource_table
from starter_model.photos import rows_of

_BATCH = 256
_FULL = 5
"""Captions of a photo of Flickr8k; with fewer the numbers of the translations do not fit them."""
WORD_TEMPLATES = (("{}", "{}"), ("一张{}的照片", "a photo of a {}"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Chinese sentence.

    Attributes:
        text: Its words.
        photo: Below the folder of images.
        english: The caption that it is a translation of; empty if a person wrote it.
    """

    text: str
    photo: str
    english: str


def sentences(training: Path, split: str) -> list[Sentence]:
    """The sentences of a split; translations only where it is certain of what."""
    captions: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows_of(training / "pairs.tsv"):
        if row["set"] == "flickr8k":
            captions[row["file"]].append(row["text"])
    found: list[Sentence] = []
    for row in rows_of(training / "pairs_zh.tsv"):
        if row["split"] != split:
            continue
        own = captions[row["file"]]
        if row["kind"] == "human":
            found.append(Sentence(row["text"], row["file"], ""))
        elif len(own) == _FULL:
            found.append(Sentence(row["text"], row["file"], own[int(row["number"])]))
    return found


def word_pairs() -> list[tuple[str, str]]:
    """Chinese words with their English: the word list, and the names of the tags."""
    pairs = [(row[0], row[1]) for row in _word_list()]
    pairs += [(row["zh"], row["name"]) for row in resource_table("vocabulary", "tags.tsv") if row["zh"]]
    return list(dict.fromkeys(pairs))


def _word_list() -> Iterator[list[str]]:
    with resource_path("words", "zh-en.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def vocabulary(texts: Sequence[str]) -> list[str]:
    """The words of the list, and the characters that occur twice in the texts or once in the list."""
    words = dict.fromkeys(row[0] for row in _word_list())
    seen = Counter(char for text in texts for run in HAN.findall(text) for char in run)
    chars = {char for char, count in seen.items() if count > 1} | {char for word in words for char in word}
    return [*words, *sorted(chars - words.keys())]


def first_vectors(words: Sequence[str], tokenizer: Tokenizer, english: Tensor) -> Tensor:
    """(words, width) where the words' vectors begin: with those of what they mean in English.

    A character without a meaning of its own begins with the mean of the words that have it.
    """
    rows = torch.zeros(len(words), english.shape[1])
    known = torch.zeros(len(words), dtype=torch.bool)
    of_char: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        meaning = to_english(word)
        if meaning and not HAN.search(meaning):
            rows[place] = english[tokenizer.encode(meaning, add_special_tokens=False).ids].mean(0)
            known[place] = True
            for char in set(word):
                of_char[char].append(place)
    rest = rows[known].mean(0)
    for place, word in enumerate(words):
        if not known[place]:
            rows[place] = rows[of_char[word]].mean(0) if of_char[word] else rest
    return rows


@torch.no_grad()
def english_vectors(network: StarterNetwork, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    """(n, width) what the English tower makes of texts."""
    encodings = tokenizer.encode_batch(list(texts))
    order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
    rows = torch.empty(len(texts), network.shape.text_width)
    for start in range(0, len(order), _BATCH):
        places = order[start : start + _BATCH]
        tokens = padded([encodings[place].ids[: network.shape.context_length] for place in places])
        with torch.autocast("cpu", torch.bfloat16):
            rows[places] = network.text_tower(tokens).float()
    return rows


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Token numbers of different length as one matrix, filled up with 0."""
    tokens = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = torch.tensor(row)
    return tokens
