"""``clipphotos categories``: what photos are sorted into."""

import argparse
import dataclasses

from clipphotos.cli.asking import absolute, photo_service, wants_json
from clipphotos.cli.output import print_aside, print_json, print_skipped, print_text
from clipphotos.core.categories.category import Category, CategoryScore
from clipphotos.service.protocol.categories import (
    AddCategory,
    LearnCategories,
    ListCategories,
    RemoveCategory,
)
from clipphotos.storage.locations import DataLocations


def categories(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos categories``."""
    if options.action == "learn":
        return _learn(options, locations)
    if options.action == "remove":
        with photo_service(locations) as service:
            service.run(RemoveCategory(options.name))
        return 0
    if options.action == "add":
        command = AddCategory(
            options.name, tuple(options.label), options.destination or "", options.threshold
        )
        with photo_service(locations) as service:
            listed: tuple[Category, ...] = (service.run(command),)
    else:
        with photo_service(locations, to_read=True) as service:
            listed = service.run(ListCategories())
        if not listed:
            print_aside("There are no categories yet: clipphotos categories add NAME, or learn FOLDER.")
    for category in listed:
        if wants_json(options):
            print_json(_as_json(category))
        else:
            print_text(_as_text(category))
    return 0


def _learn(options: argparse.Namespace, locations: DataLocations) -> int:
    folder = absolute(options.folder, "folder-missing")
    with photo_service(locations) as service:
        answer = service.run(LearnCategories(folder, options.model))
    print_skipped(answer.skipped)
    for score in answer.scores:
        if wants_json(options):
            print_json({**dataclasses.asdict(score), "learnable": score.is_learnable})
        else:
            print_text(_report(score))
    return 0


def _as_json(category: Category) -> dict[str, object]:
    description = dataclasses.asdict(category)
    del description["category_id"]
    return description


def _as_text(category: Category) -> str:
    shown = f"{category.examples} examples" if category.examples else "no examples"
    least = "" if category.threshold is None else f", from {category.threshold:.0%}"
    return f"{category.name}: {', '.join(category.labels)} ({shown}{least})"


def _report(score: CategoryScore) -> str:
    """Such as "receipts: 97 % of 40 photos recognised"."""
    text = f"{score.name}: {score.recognised:.0%} of {score.examples} photos recognised"
    if score.confused_with and not score.is_learnable:
        return f"{text}; cannot be told apart, mostly taken for {score.confused_with}"
    return f"{text}; the others mostly taken for {score.confused_with}" if score.confused_with else text
