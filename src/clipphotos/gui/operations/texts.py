"""Words about sorting and all else that is in the history, in the user's language."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QObject

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import REDO, UNDO, MoveOutcome, Operation
from clipphotos.core.sorting.plan import Reason, SortEffect
from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.formatting import menu_text, number, photo_count
from clipphotos.gui.widgets.stars import stars_text
from clipphotos.service.tags.names import joined_terms

MOST_LETTERS = 40
"""Of tags in a menu entry."""
MOST_LETTERS_OF_A_NAME = 20
"""Of a file in a sentence that stands beside it."""


class _Words(QObject):
    def effects(self) -> dict[SortEffect, str]:
        return {
            SortEffect.TAG: self.tr("Only tag the photos"),
            SortEffect.MOVE: self.tr("Move the files"),
            SortEffect.COPY: self.tr("Copy the files"),
            SortEffect.LINK: self.tr("Make hard links"),
        }

    def acts(self) -> dict[SortEffect, str]:
        return {
            SortEffect.TAG: self.tr("Tag"),
            SortEffect.MOVE: self.tr("Move"),
            SortEffect.COPY: self.tr("Copy"),
            SortEffect.LINK: self.tr("Link"),
        }

    def going(self, effect: SortEffect, count: int) -> str:
        photos = photo_count(count)
        texts = {
            SortEffect.TAG: self.tr("{photos} will be tagged"),
            SortEffect.MOVE: self.tr("{photos} will be moved"),
            SortEffect.COPY: self.tr("{photos} will be copied"),
            SortEffect.LINK: self.tr("{photos} will get a hard link"),
        }
        return texts[effect].format(photos=photos)

    def done(self, operation: Operation, count: int) -> str:
        photos = photo_count(count)
        texts = {
            "tag": self.tr("{photos} tagged"),
            "rate": self.tr("{photos} rated"),
            "flag": self.tr("{photos} flagged"),
            "mark": self.tr("{photos} marked"),
            "move": self.tr("{photos} moved"),
            "copy": self.tr("{photos} copied"),
            "link": self.tr("{photos} linked"),
            "trash": self.tr("{photos} put into the trash"),
        }
        return texts[operation.act].format(photos=photos)

    def reason(self, reason: Reason) -> str:
        return {
            Reason.RECOGNISED: self.tr("recognised"),
            Reason.CONFIRMED: self.tr("confirmed"),
            Reason.UNSURE: self.tr("unsure"),
            Reason.LEFT_OUT: self.tr("left out"),
            Reason.ALREADY_THERE: self.tr("already there"),
            Reason.DUPLICATE: self.tr("duplicate"),
            Reason.TRAVELS: self.tr("goes along"),
            Reason.MISSING: self.tr("missing"),
            Reason.OFFLINE: self.tr("not connected"),
            Reason.READ_ONLY: self.tr("read-only"),
            Reason.NOT_INDEXED: self.tr("not read yet"),
            Reason.UNREADABLE: self.tr("cannot be read"),
            Reason.EXCLUDED: self.tr("in an excluded folder"),
        }[reason]

    def acts_of_flags(self) -> dict[str, str]:
        return {
            Flag.PICK: self.tr("pick of {photos}"),
            Flag.REJECT: self.tr("rejection of {photos}"),
            Flag.NONE: self.tr("removal of the flag of {photos}"),
        }

    def flagged(self) -> dict[str, str]:
        return {
            Flag.PICK: self.tr("{photos} picked"),
            Flag.REJECT: self.tr("{photos} rejected"),
            Flag.NONE: self.tr("Flag of {photos} removed"),
        }

    def act_of(self, operation: Operation) -> str:
        photos = photo_count(operation.affected)
        if operation.act == "mark":
            return self.tr("marking of {photos}").format(photos=photos)
        if "flag" in operation.params:
            return self.acts_of_flags()[operation.params["flag"]].format(photos=photos)
        if "rating" in operation.params:
            stars = stars_of(operation)
            text = (
                self.tr("rating {stars} of {photos}")
                if stars
                else self.tr("removal of the rating of {photos}")
            )
            return text.format(stars=stars, photos=photos)
        added, removed = (menu_text(each) for each in tags_of(operation))
        if added and removed:
            return self.tr("change of tags on {photos}").format(photos=photos)
        if added or removed:
            text = (
                self.tr("tag “{tags}” on {photos}")
                if added
                else self.tr("removal of tag “{tags}” from {photos}")
            )
            return text.format(tags=added or removed, photos=photos)
        texts = {
            "sort": self.tr("sort of {photos}"),
            "rename": self.tr("renaming of {photos}"),
            "delete": self.tr("deletion of {photos}"),
        }
        return texts.get(operation.kind, self.tr("change of {photos}")).format(photos=photos)

    def what_was_done(self, operation: Operation) -> str:
        count = operation.affected
        if operation.act == "mark":
            return self.done(operation, count)
        if "flag" in operation.params:
            return self.flagged()[operation.params["flag"]].format(photos=photo_count(count))
        if "rating" in operation.params:
            stars = stars_of(operation)
            text = self.tr("{photos} rated {stars}") if stars else self.tr("Rating of {photos} removed")
            return text.format(stars=stars, photos=photo_count(count))
        added, removed = tags_of(operation)
        if added and removed:
            text = self.tr("“{added}” put on {photos}, “{removed}” taken off")
        elif added:
            text = self.tr("“{added}” put on {photos}")
        elif removed:
            text = self.tr("“{removed}” taken off {photos}")
        elif "new" in operation.params:
            return self.tr("{photos} renamed").format(photos=photo_count(count))
        else:
            return self.done(operation, count)
        return text.format(added=added, removed=removed, photos=photo_count(count))

    def history_line(self, operation: Operation) -> str:
        done = self.what_was_done(operation)
        if operation.kind == UNDO:
            return self.tr("Undone: {what}").format(what=done)
        if operation.kind == REDO:
            return self.tr("Redone: {what}").format(what=done)
        return done

    def undo(self, operation: Operation) -> str:
        return self.tr("&Undo {what}").format(what=self.act_of(operation))

    def redo(self, operation: Operation) -> str:
        return self.tr("&Redo {what}").format(what=self.act_of(operation))

    def nothing_to_undo(self) -> str:
        return self.tr("&Undo")

    def nothing_to_redo(self) -> str:
        return self.tr("&Redo")

    def joined(self, parts: Sequence[str]) -> str:
        text = "".join(parts[:1])
        for part in parts[1:]:
            text = self.tr("{first}, {second}").format(first=text, second=part)
        return text

    def sentence(self, parts: Sequence[str]) -> str:
        return self.tr("{text}.").format(text=self.joined(parts))

    def problems(self, count: int) -> str:
        return self.tr("{count} left unchanged").format(count=number(count))


def stars_of(operation: Operation) -> str:
    """The stars that an operation gave; empty for none."""
    rating = operation.params.get("rating", "0")
    return stars_text(int(rating)) if rating.isdecimal() else ""


def tags_of(operation: Operation) -> tuple[str, str]:
    """The tags that the user put on and took off, in the window's language; empty for none."""
    in_chinese = current_language().startswith("zh")
    found = [
        joined_terms(operation.params.get(what, ""), in_chinese=in_chinese) for what in ("added", "removed")
    ]
    on, off = (each if len(each) <= MOST_LETTERS else each[: MOST_LETTERS - 1] + "…" for each in found)
    return on, off


def sentence(*parts: str) -> str:
    """Parts put together, with the punctuation of the language."""
    return _Words().sentence(parts)


def joined(parts: Sequence[str]) -> str:
    """Parts put together with the comma of the language; empty for none."""
    return _Words().joined(parts)


def why_text(outcome: MoveOutcome, *, short: bool = False) -> str:
    """Why nothing happened to a photo; empty if something did.

    Args:
        outcome: What became of it.
        short: Without the folder, and with the middle of a long name left out, for beside the file's name.
    """
    if outcome.error is None:
        return ""
    params = dict(outcome.error.params)
    if short and "path" in params:
        name = PurePath(params["path"]).name
        too_long = len(name) > MOST_LETTERS_OF_A_NAME
        half = MOST_LETTERS_OF_A_NAME // 2
        params["path"] = f"{name[:half]}…{name[-half:]}" if too_long else name
    return word(outcome.error.code, params, current_language())


def outcome_sentence(text: str, problems: int) -> str:
    """What was done, and how many photos nothing happened to."""
    return sentence(text, problems_text(problems)) if problems else sentence(text)


def effect_names(*, short: bool = False) -> dict[SortEffect, str]:
    """What a sort can do, the most careful first; `short` for a button."""
    return _Words().acts() if short else _Words().effects()


def going_text(effect: SortEffect, count: int) -> str:
    """How many photos something will happen to."""
    return _Words().going(effect, count)


def done_text(operation: Operation, count: int) -> str:
    """How many photos an operation did something to."""
    return _Words().done(operation, count)


def reason_text(reason: Reason) -> str:
    """Why a photo goes or stays, in a word or two."""
    return _Words().reason(reason)


def history_text(operation: Operation) -> str:
    """What an operation did."""
    return _Words().history_line(operation)


def undo_text(operation: Operation | None) -> str:
    """The menu entry that takes an operation back."""
    return _Words().undo(operation) if operation else _Words().nothing_to_undo()


def redo_text(operation: Operation | None) -> str:
    """The menu entry that does again what was undone."""
    return _Words().redo(operation) if operation else _Words().nothing_to_redo()


def problems_text(count: int) -> str:
    """How many photos nothing happened to."""
    return _Words().problems(count)
