"""``clipphotos sort``: into the folders of categories, planned, shown, and only then done."""

import argparse

from clipphotos.cli.asking import Asked, absolute, photo_service, wants_json
from clipphotos.cli.output import print_aside, print_error, print_json, print_text
from clipphotos.core.categories.category import Category
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.core.sorting.plan import SortAction, SortEntry
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.operations import sort_command
from clipphotos.service.protocol.sorting import PlannedSort, PlanSort
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.logs import divert_native_messages

MEBIBYTE = 1 << 20
_ACTIONS = {SortAction.UNSURE: "unsure", SortAction.STAY: "skip"}


def sort(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos sort``."""
    folder = absolute(options.folder, "folder-missing")
    into = absolute(options.into, "folder-missing") if options.into else None
    command = PlanSort(
        folder=folder,
        labels=_labels(options.categories),
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
        names = {category.category_id: category for category in planned.categories}
        for entry in planned.plan.entries:
            _show_entry(options, entry, names)
        _warn(planned)
        # As the plan board: a disk is not filled to the brim knowingly.
        summary = _carry_out(service, planned, names) if options.yes and not planned.plan.full else None
    return _show_summary(options, planned, summary)


def _labels(typed: str | None) -> tuple[str, ...]:
    """The words between commas.

    Raises:
        KnownError: ``label-empty``: without a word, all saved categories would be meant.
    """
    if typed is None:
        return ()
    labels = tuple(label for label in typed.split(",") if label.strip())
    if not labels:
        raise KnownError("label-empty")
    return labels


def _carry_out(service: Asked, planned: PlannedSort, names: dict[int, Category]) -> OperationSummary:
    return service.run(sort_command(planned.plan, {key: category.name for key, category in names.items()}))


def _show_entry(options: argparse.Namespace, entry: SortEntry, names: dict[int, Category]) -> None:
    category = names[entry.category_id].name if entry.category_id is not None else ""
    action = _ACTIONS.get(entry.action, options.effect.value)
    source, target = str(entry.candidate.file.path), str(entry.target) if entry.target else ""
    folder = entry.candidate.file.path.parent
    going_along = (
        [str(file.path.relative_to(folder)) for file in entry.candidate.companions] if target else []
    )
    unclear = list(entry.candidate.unclear) if target else []
    if wants_json(options):
        print_json(
            {
                "source": source,
                "target": target or None,
                "companions": going_along,
                "unclear": unclear,
                "category": category or None,
                "probability": round(entry.probability, 4) if category else None,
                "action": action,
                "reason": entry.reason.value,
                "guesses": [
                    {"category": names[key].name, "probability": round(probability, 4)}
                    for key, probability in entry.guesses
                ],
            }
        )
    elif entry.action is SortAction.GO:
        where = target or f"tag “{category}”"
        along = f", with {', '.join(going_along)}" if going_along else ""
        along += f", of the same name but left: {', '.join(unclear)}" if unclear else ""
        print_text(f"{action:6} {source} → {where} ({entry.probability:.0%}{along})")
    else:
        guesses = ", ".join(f"{names[key].name} {probability:.0%}" for key, probability in entry.guesses)
        print_text(f"{action:6} {source} ({entry.reason.value}{': ' + guesses if guesses else ''})")


def _warn(planned: PlannedSort) -> None:
    for volume in planned.plan.full:
        needed, free = _unequal_sizes(volume.needed, volume.free)
        print_aside(
            f"There is not enough room in {volume.folder}:"
            f" {needed} are needed, {free} are free. Nothing is sorted before there is."
        )
    for folder in planned.plan.unwritable:
        print_aside(f"{folder} cannot be written to. Choose another folder, or change its permissions.")
    for folder in planned.plan.unlinkable:
        print_aside(f"{folder} is on another drive than the photos, where no hard links can be made.")


def _unequal_sizes(needed: int, free: int) -> tuple[str, str]:
    """Two sizes that differ, as texts that do, too."""
    for decimals in range(1, 4):
        texts = [f"{size / MEBIBYTE:,.{decimals}f} MB" for size in (needed, free)]
        if texts[0] != texts[1]:
            return texts[0], texts[1]
    return f"{needed:,} bytes", f"{free:,} bytes"


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
        advice = "Nothing was done." if planned.plan.full else "Nothing was done yet: add --yes."
        print_text(f"{going} of {len(planned.plan.entries)} photos would be sorted. {advice}")
    else:
        undo = f"clipphotos undo {summary.operation.operation_id} --yes"
        print_text(f"{done} of {going} photos sorted. To take it back: {undo}")
    if summary is None:
        return 1 if options.yes else 0
    return 1 if summary.problems or summary.cancelled else 0
