"""What actions may ask about when they decide whether they can be done and whether they are on."""

from dataclasses import dataclass

from clipphotos.core.operations.operation import Operation
from clipphotos.gui.settings import ColourChoice, LanguageChoice


@dataclass(frozen=True, slots=True)
class Situation:
    """What the main window shows.

    Attributes:
        selected: Number of photos selected in the grid.
        has_folder: Whether a folder or an inbox is shown, not the whole library or a category.
        is_watched: Whether the folder shown is an inbox.
        has_inboxes: Whether there is any inbox.
        has_categories: Whether there is any category.
        undo: What Undo would take back: what was done in the first place, if a redo repeated it.
        redo: What Redo would do again, likewise.
        shows_sidebar: Whether the sidebar is shown.
        shows_info: Whether the information panel is shown.
        tags_automatically: Whether indexing tags photos.
        colours: The colours asked for.
        language: The language asked for.
    """

    selected: int = 0
    has_folder: bool = False
    is_watched: bool = False
    has_inboxes: bool = False
    has_categories: bool = False
    undo: Operation | None = None
    redo: Operation | None = None
    shows_sidebar: bool = True
    shows_info: bool = False
    tags_automatically: bool = True
    colours: ColourChoice = ColourChoice.SYSTEM
    language: LanguageChoice = LanguageChoice.SYSTEM


# --- what the rows of the window's table ask ---------------------------------------------------------


def has_selection(situation: Situation) -> bool:
    """Whether any photo is selected."""
    return situation.selected > 0


def has_categories(situation: Situation) -> bool:
    """Whether there is any category."""
    return situation.has_categories


def has_folder(situation: Situation) -> bool:
    """Whether a folder or an inbox is shown."""
    return situation.has_folder


def is_watched(situation: Situation) -> bool:
    """Whether the folder shown is an inbox."""
    return situation.is_watched


def has_inboxes(situation: Situation) -> bool:
    """Whether there is any inbox."""
    return situation.has_inboxes


def can_undo(situation: Situation) -> bool:
    """Whether there is anything to undo."""
    return situation.undo is not None


def can_redo(situation: Situation) -> bool:
    """Whether there is anything to redo."""
    return situation.redo is not None


def shows_sidebar(situation: Situation) -> bool:
    """Whether the sidebar is shown."""
    return situation.shows_sidebar


def shows_info(situation: Situation) -> bool:
    """Whether the information panel is shown."""
    return situation.shows_info


def tags_automatically(situation: Situation) -> bool:
    """Whether indexing tags photos."""
    return situation.tags_automatically


def has_colours(choice: ColourChoice, situation: Situation) -> bool:
    """Whether these colours were asked for."""
    return situation.colours is choice


def has_language(choice: LanguageChoice, situation: Situation) -> bool:
    """Whether this language was asked for."""
    return situation.language is choice


# --- the sidebar -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderSituation:
    """The folder that a context menu of the sidebar is about.

    Attributes:
        is_everything: Whether it is the entry for all photos and not a folder.
        is_root: Whether it is a folder that was added to the library.
        is_watched: Whether it is an inbox.
    """

    is_everything: bool = False
    is_root: bool = False
    is_watched: bool = False


@dataclass(frozen=True, slots=True)
class CategorySituation:
    """What a context menu of the list of categories is about.

    Attributes:
        is_category: Whether it is a category and not the empty room below the list.
    """

    is_category: bool = False
