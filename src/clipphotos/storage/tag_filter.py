"""Tags as a condition on photos."""

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagFilter:
    """One tag that photos must have.

    Attributes:
        term: The tag; photos from which the user took it off do not have it, whatever else they have.
        terms: Itself and its kinds: any of them will do.
    """

    term: str
    terms: tuple[str, ...]


def scored_contents(filters: Sequence[TagFilter]) -> tuple[str, list[object]]:
    """SQL for the contents that have every tag, with its parameters; a tag taken off is not looked at.

    Returns:
        Rows of content_hash and score: of each tag the best, of these the least; infinite where the user
        said so. As one table, since conditions chained by AND are limited to a thousand.
    """
    pairs = [(number, term) for number, each in enumerate(filters) for term in each.terms]
    sql = """SELECT content_hash, min(best) AS score FROM (
        SELECT t.content_hash, w.value ->> 0 AS number,
            max(CASE t.source WHEN 'user' THEN 9e999 ELSE t.score END) AS best
        FROM json_each(?) w JOIN photo_tag t ON t.term = w.value ->> 1
        WHERE t.source IN ('auto', 'user') GROUP BY t.content_hash, number)
        GROUP BY content_hash HAVING count(*) = ?"""
    return sql, [json.dumps(pairs), len(filters)]


def has_tags(filters: Sequence[TagFilter], table: str = "p") -> tuple[str, list[object]]:
    """An SQL condition for photos that have every tag, with its parameters; no tags means all photos."""
    if not filters:
        return "TRUE", []
    contents, parameters = scored_contents(filters)
    rejected, terms = not_rejected(filters, table)
    return f"{table}.content_hash IN (SELECT content_hash FROM ({contents})) AND {rejected}", [
        *parameters,
        *terms,
    ]


def not_rejected(filters: Sequence[TagFilter], table: str = "p") -> tuple[str, list[object]]:
    """An SQL condition for photos from which none of the tags was taken off, with its parameters."""
    return (
        f"""NOT EXISTS (SELECT 1 FROM photo_tag x WHERE x.content_hash = {table}.content_hash
        AND x.source = 'rejected' AND x.term IN (SELECT value FROM json_each(?)))""",
        [json.dumps([each.term for each in filters])],
    )
