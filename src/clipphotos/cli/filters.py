"""The options of ``clipphotos search`` that limit it: one table, from what is typed to filters."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from clipphotos.cli.arguments import FLAGS, Once, typed_path, typed_text
from clipphotos.cli.asking import Asked, absolute
from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.operations.annotation import MOST_STARS
from clipphotos.core.search.filters import (
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)
from clipphotos.core.search.query import SearchQuery
from clipphotos.service.protocol.categories import ListCategories


@dataclass(frozen=True, slots=True)
class FilterOption:
    """An option that limits a search; it may be given several times if all its filters can hold at once.

    Attributes:
        flag: How it is typed.
        kind: The type of its filters.
        help: Explains it.
        to_filter: Makes a filter of one value that was typed, with the help of the service.
        argument: What argparse is told of the value, besides.
    """

    flag: str
    kind: type[Filter]
    help: str
    to_filter: Callable[[Asked, Any], Filter]
    argument: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def dest(self) -> str:
        """Name of its value among the options understood."""
        return self.flag.removeprefix("--").replace("-", "_")


def _category(service: Asked, name: str) -> CategoryFilter:
    for each in service.run(ListCategories()):
        if each.name.casefold() == name.strip().casefold():
            return CategoryFilter(each.category_id, each.name)
    raise KnownError("category-unknown", name=name)


FILTER_OPTIONS = (
    FilterOption(
        "--folder",
        FolderFilter,
        "only photos below this folder",
        lambda _, folder: FolderFilter(absolute(folder, "folder-missing")),
        {"type": typed_path, "metavar": "F", "action": Once},
    ),
    FilterOption(
        "--category",
        CategoryFilter,
        "only photos of this category; alone too",
        _category,
        {"type": typed_text, "metavar": "C", "action": Once},
    ),
    FilterOption(
        "--tag",
        TagFilter,
        "only photos with this tag, in English or Chinese, or with several (commas between them); alone too",
        lambda _, term: TagFilter(term),
        {"type": typed_text, "metavar": "T", "action": "append"},
    ),
    FilterOption(
        "--min-rating",
        LeastRating,
        "only photos with at least so many stars, 1 to 5; alone too",
        lambda _, stars: LeastRating(stars),
        {"type": int, "choices": range(1, MOST_STARS + 1), "metavar": "N", "action": Once},
    ),
    FilterOption(
        "--flag",
        FlagFilter,
        "only photos with this flag, or with none; alone too",
        lambda _, typed: FlagFilter(FLAGS[typed]),
        {"choices": FLAGS, "action": Once},
    ),
)
"""In the order in which they are asked for."""


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    for option in FILTER_OPTIONS:
        parser.add_argument(option.flag, help=option.help, **option.argument)


def is_any_search(options: argparse.Namespace) -> bool:
    """Whether an option was given that is a search without words."""
    return any(option.kind.stands_alone and _values(option, options) for option in FILTER_OPTIONS)


def typed_filters(options: argparse.Namespace, service: Asked) -> tuple[Filter, ...]:
    """The filters that were typed.

    Raises:
        KnownError: ``folder-missing`` or ``category-unknown``.
    """
    return tuple(
        option.to_filter(service, value) for option in FILTER_OPTIONS for value in _values(option, options)
    )


def narrowed_to_reason(
    query: SearchQuery, finds_any: Callable[[SearchQuery], bool]
) -> tuple[SearchQuery, bool]:
    """A search that found nothing with those of its filters alone that are the reason.

    Args:
        query: The search.
        finds_any: Whether another search finds anything.

    Returns:
        The search with the filters that say where, and with the first other one that lets no photo through by
        itself; the whole search if each lets some through. And whether it is the whole one though it has
        several.
    """
    places = query.filters_of(FolderFilter)
    others = [each for each in query.filters if not isinstance(each, FolderFilter)]
    for each in others if len(others) > 1 else ():
        alone = replace(query, filters=(*places, each), limit=1)
        if not finds_any(alone):
            return alone, False
    return query, len(others) > 1 and not all(isinstance(each, TagFilter) for each in others)


def why_nothing_fits(query: SearchQuery) -> ErrorReport | None:
    """What says that no photo is let through by the last filter; None for one that only says where."""
    if not query.filters:
        return None
    last = query.filters[-1]
    match last:
        case FolderFilter():
            return None
        case CategoryFilter(name=name):
            return ErrorReport("nothing-in-category", {"name": name})
        case TagFilter():
            terms = (each.term for each in query.filters_of(TagFilter))
            return ErrorReport("nothing-tagged", {"tags": ", ".join(terms)})
        case LeastRating(stars):
            return ErrorReport("nothing-rated", {"stars": "★" * stars})
        case FlagFilter():
            return ErrorReport("nothing-flagged")
        case _:
            assert_never(last)


def _values(option: FilterOption, options: argparse.Namespace) -> list[Any]:
    value = getattr(options, option.dest)
    if option.argument.get("action") == "append":
        return value or []
    return [] if value is None else [value]
