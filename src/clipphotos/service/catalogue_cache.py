"""Answers about the catalogue that cost much and stay right until it changes."""

from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from typing import Any, TypeVar

from clipphotos.storage.catalogue import Catalogue

_Answer = TypeVar("_Answer")


class CatalogueCache:
    """Keeps the last answers for as long as nothing at all was written.

    Args:
        catalogue: What the answers are about.
        most: How many are kept.
    """

    def __init__(self, catalogue: Catalogue, most: int = 32) -> None:
        self._catalogue = catalogue
        self._most = most
        self._generation: tuple[int, int] | None = None
        self._answers: dict[Hashable, Any] = {}

    def get(self, question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """The answer to a question, asked anew if the catalogue has changed.

        Args:
            question: Names it; equal questions have equal answers.
            ask: Finds the answer.
        """
        generation = self._catalogue.generation()
        if generation != self._generation:
            self._answers.clear()
            self._generation = generation
        if question not in self._answers:
            if len(self._answers) >= self._most:
                self._answers.pop(next(iter(self._answers)))
            self._answers[question] = ask()
        return self._answers[question]

    @contextmanager
    def unaffected(self) -> Generator[None]:
        """What the block writes bears on no question that is ever asked here: the answers are kept."""
        is_current = self._catalogue.generation() == self._generation
        yield
        if is_current:
            self._generation = self._catalogue.generation()
