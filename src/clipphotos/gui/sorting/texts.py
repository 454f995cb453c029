"""Sentences about a plan in the user's language: what it would do, what prevents it, and why."""

from collections.abc import Mapping

from PySide6.QtCore import QObject

from clipphotos.core.sorting.plan import Reason, SortAction, SortEffect, SortEntry, SortPlan
from clipphotos.core.visible_text import visible
from clipphotos.gui.operations.texts import going_text, reason_text
from clipphotos.gui.widgets.formatting import file_size, name_text, path_text, unequal_sizes


class _PlanWords(QObject):
    def totals(self, plan: SortPlan) -> list[str]:
        going = plan.going
        parts = [going_text(plan.effect, len(going))] if going else []
        if plan.effect in {SortEffect.MOVE, SortEffect.COPY} and going:
            size = sum(
                entry.candidate.file.size + sum(file.size for file in entry.candidate.companions)
                for entry in going
            )
            parts.append(file_size(size))
        renamed = sum(entry.is_renamed for entry in going)
        if renamed:
            parts.append(self.tr("%Ln get(s) a number, because the name is taken", "", renamed))
        unsure = sum(entry.action is SortAction.UNSURE for entry in plan.entries)
        if unsure:
            parts.append(self.tr("%Ln unsure", "", unsure))
        left = len(plan.entries) - len(going) - unsure
        if left:
            parts.append(self.tr("%Ln left alone", "", left))
        return parts or [going_text(plan.effect, 0)]

    def warnings(self, plan: SortPlan) -> list[str]:
        no_room = self.tr("Not enough room in {folder}: {needed} needed, {free} free.")
        unwritable = self.tr("{folder} cannot be written to.")
        unlinkable = self.tr("{folder} is on another drive than the photos, where no hard links can be made.")
        return [
            *(
                no_room.format(folder=path_text(volume.folder), needed=needed, free=free)
                for volume in plan.full
                for needed, free in [unequal_sizes(volume.needed, volume.free)]
            ),
            *(unwritable.format(folder=path_text(folder)) for folder in plan.unwritable),
            *(unlinkable.format(folder=path_text(folder)) for folder in plan.unlinkable),
        ]

    def along(self, entry: SortEntry) -> list[str]:
        lines: list[str] = []
        if entry.candidate.companions:
            names = ", ".join(name_text(file.path) for file in entry.candidate.companions)
            lines.append(self.tr("With it: {names}").format(names=names))
        if entry.candidate.unclear:
            names = visible(", ".join(entry.candidate.unclear))
            lines.append(self.tr("Left, though of the same name: {names}").format(names=names))
        return lines

    def new_name(self, name: str) -> str:
        return self.tr("Will be called “{name}”, because its name is taken").format(name=name)


def totals_text(plan: SortPlan) -> str:
    """How many photos something will happen to, and how many nothing."""
    return " · ".join(_PlanWords().totals(plan))


def warnings_text(plan: SortPlan) -> str:
    """What is in the way of the plan; empty for nothing."""
    return " ".join(_PlanWords().warnings(plan))


def caption_text(entry: SortEntry, names: Mapping[int, str]) -> str:
    """Why a photo goes or stays, in a word; further lines tell its new name, and what goes along or not.

    Args:
        entry: The photo in the plan.
        names: Of categories.
    """
    words = _PlanWords()
    lines = [_reason(entry, names)]
    if entry.is_renamed and entry.target is not None:
        lines[0] += f" · {entry.target.stem.rpartition(' ')[2]}"
        lines.append(words.new_name(name_text(entry.target)))
    if entry.target is not None and entry.action is SortAction.GO:
        lines += words.along(entry)
    return "\n".join(lines)


def _reason(entry: SortEntry, names: Mapping[int, str]) -> str:
    if entry.reason is Reason.RECOGNISED:
        # Nothing is quite certain.
        return f"{min(99, round(100 * entry.probability))}%"
    if entry.reason is Reason.UNSURE and entry.guesses:
        guess, probability = entry.guesses[0]
        return f"{round(100 * probability)}% {names[guess]}"
    return reason_text(entry.reason)


def folder_text(plan: SortPlan, column: int) -> str:
    """The folder that a column's photos go to; empty for none."""
    destination = plan.destinations.get(column)
    return visible(destination.shown) if destination else ""
