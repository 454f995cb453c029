"""``clipphotos sort``: into the folders of categories, planned, shown, and only then done."""

import argparse

from clipphotos.cli.asking import Asked, absolute, photo_service, wants_json
from clipphotos.cli.output import print_aside, print_error, print_json, print_text
from clipphotos.core.category import Category
from clipphotos.core.operation import OperationSummary
from clipphotos.core.sort_plan import SortAction, SortEntry, planned_moves
from clipphotos.service.commands import IndexFolders, PlanSort
from clipphotos.service.operation_commands import RunMoves
from clipphotos.service.results import PlannedSort
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.logs import divert_native_messages

_ACTIONS = {SortAction.UNSURE: "unsure", SortAction.STAY: "skip"}


def sort(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos sort``."""
    folder = absolute(options.folder, "folder-missing")
    into = absolute(options.into, "folder-missing") if options.into else None
    command = PlanSort(
        folder=folder,
        labels=tuple(label for label in (options.categories or "").split(",") if label.strip()),
        effect=options.effect,
        into=into,
        into_own=into is None,
        pattern=options.pattern,
        least_probability=options.min_probability,
        model=options.model,
    )
    divert_native_messages(locations.logs / "decoders.log")
    with photo_service(locations) as service:
        service.run(IndexFolders((folder,), options.model))
        planned = service.run(command)
        assert isinstance(planned, PlannedSort)  # noqa: S101 - the command's result
        names = {category.category_id: category for category in planned.categories}
        for entry in planned.plan.entries:
            _show_entry(options, entry, names)
        _warn(planned)
        summary = _carry_out(service, planned, names) if options.yes else None
    return _show_summary(options, planned, summary)


def _carry_out(service: Asked, planned: PlannedSort, names: dict[int, Category]) -> OperationSummary:
    moves = planned_moves(planned.plan, {key: category.name for key, category in names.items()})
    destinations = {each.folder for each in planned.plan.destinations.values()}
    answer = service.run(
        RunMoves(
            moves, planned.plan.effect, params={"count": str(len(moves))}, destinations=tuple(destinations)
        )
    )
    assert isinstance(answer, OperationSummary)  # noqa: S101 - the command's result
    return answer


def _show_entry(options: argparse.Namespace, entry: SortEntry, names: dict[int, Category]) -> None:
    category = names[entry.category_id].name if entry.category_id is not None else ""
    action = _ACTIONS.get(entry.action, options.effect.value)
    source, target = str(entry.candidate.file.path), str(entry.target) if entry.target else ""
    if wants_json(options):
        print_json(
            {
                "source": source,
                "target": target or None,
                "category": category or None,
                "probability": round(entry.probability, 4) if category else None,
                "action": action,
                "reason": entry.reason.value,
                "guesses": [
                    {"category": names[key].name, "probability": round(chance, 4)}
                    for key, chance in entry.guesses
                ],
            }
        )
    elif entry.action is SortAction.GO:
        where = target or f"tag “{category}”"
        print_text(f"{action:6} {source} → {where} ({entry.probability:.0%})")
    else:
        guesses = ", ".join(f"{names[key].name} {chance:.0%}" for key, chance in entry.guesses)
        print_text(f"{action:6} {source} ({entry.reason.value}{': ' + guesses if guesses else ''})")


def _warn(planned: PlannedSort) -> None:
    for volume in planned.plan.full:
        needed, free = volume.needed >> 20, volume.free >> 20
        print_aside(
            f"There is not enough room in {volume.folder}: {needed} MB are needed, {free} MB are free."
        )
    for folder in planned.plan.unwritable:
        print_aside(f"{folder} cannot be written to. Choose another folder, or change its permissions.")
    for folder in planned.plan.unlinkable:
        print_aside(f"{folder} is on another drive than the photos, where no hard links can be made.")


def _show_summary(options: argparse.Namespace, planned: PlannedSort, summary: OperationSummary | None) -> int:
    going = len(planned.plan.going)
    done = sum(summary.operation.counts.values()) - len(summary.problems) if summary else 0
    if summary:
        for problem in summary.problems:
            if problem.error:
                print_error(problem.error)
    if wants_json(options):
        print_json(
            {
                "operation": summary.operation.operation_id if summary else None,
                "photos": len(planned.plan.entries),
                "planned": going,
                "done": done,
                "failed": len(summary.problems) if summary else 0,
                "dry_run": summary is None,
            }
        )
    elif summary is None:
        print_text(
            f"{going} of {len(planned.plan.entries)} photos would be sorted. Nothing was done yet: add --yes."
        )
    else:
        undo = f"clipphotos undo {summary.operation.operation_id} --yes"
        print_text(f"{done} of {going} photos sorted. To take it back: {undo}")
    return 1 if summary and (summary.problems or summary.cancelled) else 0
