"""Tags and ratings as a condition on photos."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

MOST_TAGS = 30
"""In one search; SQLite joins 64 tables at most."""


@dataclass(frozen=True, slots=True)
class TagFilter:
    """One tag that photos must have.

    Attributes:
        term: The tag; photos from which the user took it off do not have it, whatever else they have.
        terms: Itself and its kinds: any of them will do.
    """

    term: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatingFilter:
    """The least rating that photos must have.

    Attributes:
        least: 1 to 5.
    """

    least: int


PhotoFilter = TagFilter | RatingFilter


def fits(filters: Sequence[PhotoFilter], table: str = "p") -> tuple[str, list[object]]:
    """An SQL condition for photos that every filter lets through, with its parameters; no filter, all."""
    tag_condition, parameters = _has_tags([each for each in filters if isinstance(each, TagFilter)], table)
    least = [each.least for each in filters if isinstance(each, RatingFilter)]
    conditions = [tag_condition, *(f"{table}.rating >= ?" for _ in least)]
    return " AND ".join(conditions), [*parameters, *least]


def _has_tags(filters: Sequence[TagFilter], table: str) -> tuple[str, list[object]]:
    if not filters:
        return "TRUE", []
    # As IN, not as EXISTS: few photos have a tag, and the index by term knows them.
    conditions = [
        f"""{table}.content_hash IN (SELECT content_hash FROM photo_tag
        WHERE term IN (SELECT value FROM json_each(?)) AND source IN ('auto', 'user'))"""
        for _ in filters
    ]
    conditions.append(
        f"""{table}.content_hash NOT IN (SELECT content_hash FROM photo_tag
        WHERE term IN (SELECT value FROM json_each(?)) AND source = 'rejected')"""
    )
    terms = [each.terms for each in filters] + [tuple(each.term for each in filters)]
    return " AND ".join(conditions), [json.dumps(each) for each in terms]


def tag_scores(filters: Sequence[PhotoFilter], table: str = "p") -> tuple[str, str, list[object]]:
    """How sure the least sure of some tags is: an SQL expression, the joins it needs, and their parameters.

    Infinite where the user said all of them, and without tags.
    """
    tagged = [each for each in filters if isinstance(each, TagFilter)]
    if not tagged:
        return "9e999", "", []
    # Of a tag and its kinds the surest counts; a person is surer than any model.
    joins = [
        f"""JOIN (SELECT content_hash, max(CASE source WHEN 'user' THEN 9e999 ELSE score END) AS best
        FROM photo_tag WHERE term IN (SELECT value FROM json_each(?)) AND source IN ('auto', 'user')
        GROUP BY content_hash) t{number} ON t{number}.content_hash = {table}.content_hash"""
        for number in range(len(tagged))
    ]
    best = [f"t{number}.best" for number in range(len(tagged))]
    least = f"min({', '.join(best)})" if len(best) > 1 else best[0]
    return least, " ".join(joins), [json.dumps(each.terms) for each in tagged]
