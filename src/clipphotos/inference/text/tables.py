"""Tab-separated tables among the program's own files."""

import csv
from collections.abc import Iterator

from clipphotos.core.resources import resource_path


def resource_table(*parts: str) -> Iterator[dict[str, str]]:
    """The rows of a table below ``resources``, by the names of its first line."""
    with resource_path(*parts).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
