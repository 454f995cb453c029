"""A sentence in the languages of the program."""

from typing import NamedTuple


class Wording(NamedTuple):
    """A sentence in each language of the program."""

    en: str
    zh: str
