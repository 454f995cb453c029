"""What filters are called on screen, and which of them the search bar offers: one table."""

from typing import NamedTuple, assert_never

from PySide6.QtCore import QObject

from clipphotos.core.operations.annotation import MOST_STARS, Flag
from clipphotos.core.search.filters import (
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.gui.widgets.flags import flag_words
from clipphotos.gui.widgets.formatting import name_text
from clipphotos.gui.widgets.stars import rating_words, stars_text
from clipphotos.gui.widgets.tag_names import shown_name


class FilterText(NamedTuple):
    """A filter in words.

    Attributes:
        icon: Name of the icon beside them.
        name: What its chip says, or the button that offers it.
        entry: What it is called in the menu that offers it; empty for one that no menu offers.
        spoken: Its name for whoever cannot see it; empty if the name can be read aloud.
        nothing: Said if no photo is let through; empty for one that only says where is searched.
        advice: What to do about that.
    """

    icon: str
    name: str
    entry: str = ""
    spoken: str = ""
    nothing: str = ""
    advice: str = ""


class FilterChoice(NamedTuple):
    """Filters that a button of the search bar offers, one of them at a time.

    Attributes:
        filters: In the order of the menu.
        name: What is chosen.
        hint: What choosing does.
        any_name: The menu's entry for none of them.
        symbol: On the button while none is chosen.
    """

    filters: tuple[Filter, ...]
    name: str
    hint: str
    any_name: str
    symbol: str


def filter_text(each: Filter) -> FilterText:
    """A filter in the window's language."""
    return _Words().text_of(each)


def filter_choices() -> tuple[FilterChoice, ...]:
    """What the search bar offers, a button each. Filters of all other types are shown as chips."""
    return _Words().choices()


class _Words(QObject):
    """The texts; `tr` is what finds their translations."""

    def text_of(self, each: Filter) -> FilterText:
        match each:
            case FolderFilter(folder):
                return FilterText("folder", name_text(folder))
            case CategoryFilter(name=name):
                return FilterText(
                    "search",
                    name,
                    nothing=self.tr("No photo belongs to this category"),
                    advice=self.tr("Describe it in other words, or let it begin at a lower probability."),
                )
            case TagFilter(term=term, zh=zh):
                return FilterText(
                    "tag",
                    shown_name(TagName(term, zh)),
                    nothing=self.tr("No photo here has these tags"),
                    advice=self.tr("Take one of them off the search."),
                )
            case LeastRating(stars):
                is_most = stars == MOST_STARS
                shown = stars_text(stars)
                return FilterText(
                    "search",
                    shown if is_most else f"{shown}+",
                    entry=shown if is_most else self.tr("{stars} or more").format(stars=shown),
                    spoken=rating_words(stars),
                    nothing=self.tr("No photo here has so many stars"),
                    advice=self.tr("Ask for fewer stars."),
                )
            case FlagFilter(flag):
                words = flag_words(flag)
                return FilterText(
                    "flag",
                    words,
                    entry=words,
                    nothing=self.tr("No photo here is flagged like this"),
                    advice=self.tr("Keys P and X pick and reject photos, U takes the flag away."),
                )
            case _:
                assert_never(each)

    def choices(self) -> tuple[FilterChoice, ...]:
        return (
            FilterChoice(
                tuple(LeastRating(stars) for stars in range(MOST_STARS, 0, -1)),
                name=self.tr("At least this many stars"),
                hint=self.tr("Show only photos with at least this many stars"),
                any_name=self.tr("Any rating"),
                symbol="☆",
            ),
            FilterChoice(
                tuple(FlagFilter(flag) for flag in (Flag.PICK, Flag.REJECT, Flag.NONE)),
                name=self.tr("Flag"),
                hint=self.tr("Show only photos that are picked, rejected, or neither"),
                any_name=self.tr("Flagged or not"),
                symbol="⚐",
            ),
        )
