"""Everyday things that photos show, in English and Chinese, from ``resources/vocabulary``."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from clipphotos.inference.text.tables import resource_table


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a photo may show.

    Attributes:
        name: In English, lower case, unique.
        zh: In Chinese, unique.
        parent: Name of the broader concept, which stands before it in the vocabulary; empty for the broadest.
        is_group: Nobody would say it of a photo ("work vehicle"): it only holds others together.
    """

    name: str
    zh: str
    parent: str
    is_group: bool = False


@functools.cache
def vocabulary() -> tuple[Concept, ...]:
    """Every concept, each right before its descendants."""
    rows = resource_table("vocabulary", "tags.tsv")
    return tuple(Concept(row["name"], row["zh"], row["parent"], row["group"] == "group") for row in rows)


@functools.cache
def concepts_by_name() -> Mapping[str, Concept]:
    """Every concept by its name."""
    return {concept.name: concept for concept in vocabulary()}


@functools.cache
def _children() -> Mapping[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for concept in vocabulary():
        below.setdefault(concept.parent, []).append(concept.name)
    return {parent: tuple(names) for parent, names in below.items()}


def with_kinds(name: str) -> tuple[str, ...]:
    """A concept and everything that is a kind of it: a photo of a rose is one of a flower.

    Args:
        name: Of a concept, or any other word, which has no kinds.
    """
    found = [name]
    for each in found:
        found.extend(_children().get(each, ()) if each else ())
    return tuple(found)


@functools.cache
def _names_by_word() -> Mapping[str, str]:
    by_word = {concept.zh.casefold(): concept.name for concept in vocabulary()}
    return by_word | {concept.name.casefold(): concept.name for concept in vocabulary()}


def concept_called(word: str) -> str | None:
    """Name of the concept that a word means, in English or Chinese, or None."""
    return _names_by_word().get(word.casefold())


@functools.cache
def neutral_texts() -> tuple[str, ...]:
    """Texts that describe nothing in particular: what a photo scores on them is its background."""
    return tuple(row["text"] for row in resource_table("prompts", "neutral.tsv"))
