"""Everyday things that photos show, in English and Chinese, from ``resources/vocabulary``."""

import functools
from dataclasses import dataclass

from clipphotos.inference.tables import resource_table


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a photo may show.

    Attributes:
        name: In English, lower case, unique.
        zh: In Chinese, unique.
        parent: Name of the broader concept, which stands before it in the vocabulary; empty for the broadest.
    """

    name: str
    zh: str
    parent: str


@functools.cache
def vocabulary() -> tuple[Concept, ...]:
    """Every concept, each right before its descendants."""
    rows = resource_table("vocabulary", "tags.tsv")
    return tuple(Concept(row["name"], row["zh"], row["parent"]) for row in rows)


@functools.cache
def neutral_texts() -> tuple[str, ...]:
    """Texts that describe nothing in particular: what a photo scores on them is its background."""
    return tuple(row["text"] for row in resource_table("prompts", "neutral.tsv"))
