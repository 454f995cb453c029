"""What actions may ask about when they decide whether they can be done and whether they are on."""

from dataclasses import dataclass
from enum import Enum, auto

from clipphotos.core.operations.operation import Operation
from clipphotos.gui.settings import ColourChoice, LanguageChoice


class Page(Enum):
    """What fills the window."""

    WELCOME = auto()
    LIBRARY = auto()
    PHOTO = auto()
    """The viewer."""
    REVIEW = auto()
    BOARD = auto()
    """The plan board."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the main window shows.

    Attributes:
        page: What fills it.
        photos: Number of photos that acts are about: those selected in the grid, or the one in the viewer.
        listed: Number of photos in the grid.
        has_folder: Whether a folder or an inbox is shown, not the whole library or a category.
        is_watched: Whether the folder shown is an inbox.
        has_inboxes: Whether there is any inbox.
        has_categories: Whether there is any category.
        undo: What Undo would take back: what was done in the first place, if a redo repeated it.
        undo_act: The menu entry of Undo if it takes something back that is no operation; else empty.
        redo: What Redo would do again, likewise.
        undo_is_coming: Whether something was begun a moment ago that Undo will take back.
        is_reversing: Whether something is being undone or redone: the next press of either waits for it.
        can_step_back: Whether the page has a step of its own that Undo takes back.
        shows_sidebar: Whether the sidebar is shown.
        shows_info: Whether the information panel is shown.
        tags_automatically: Whether indexing tags photos.
        colours: The colours asked for.
        language: The language asked for.
    """

    page: Page = Page.LIBRARY
    photos: int = 0
    listed: int = 0
    has_folder: bool = False
    is_watched: bool = False
    has_inboxes: bool = False
    has_categories: bool = False
    undo: Operation | None = None
    undo_act: str = ""
    redo: Operation | None = None
    undo_is_coming: bool = False
    is_reversing: bool = False
    can_step_back: bool = False
    shows_sidebar: bool = True
    shows_info: bool = False
    tags_automatically: bool = True
    colours: ColourChoice = ColourChoice.SYSTEM
    language: LanguageChoice = LanguageChoice.SYSTEM


# --- what the rows of the window's table ask ---------------------------------------------------------


def shows_library(situation: Situation) -> bool:
    """Whether the grid is on screen, with the sidebar and the search."""
    return situation.page is Page.LIBRARY


def shows_photos(situation: Situation) -> bool:
    """Whether the grid or the viewer is on screen."""
    return situation.page in {Page.LIBRARY, Page.PHOTO}


def has_own_task(situation: Situation) -> bool:
    """Whether the page is about something to be finished or left first: a review, a plan."""
    return situation.page in {Page.REVIEW, Page.BOARD}


def is_free(situation: Situation) -> bool:
    """Whether another page may be opened."""
    return not has_own_task(situation)


def has_photos(situation: Situation) -> bool:
    """Whether acts are about any photo that the user sees."""
    return shows_photos(situation) and situation.photos > 0


def has_one_photo(situation: Situation) -> bool:
    """Whether acts are about exactly one photo."""
    return has_photos(situation) and situation.photos == 1


def can_open(situation: Situation) -> bool:
    """Whether a photo is selected that is not open already."""
    return shows_library(situation) and situation.photos > 0


def can_select_more(situation: Situation) -> bool:
    """Whether the grid shows a photo that is not selected."""
    return shows_library(situation) and situation.listed > situation.photos


def can_select_others(situation: Situation) -> bool:
    """Whether the grid shows anything."""
    return shows_library(situation) and situation.listed > 0


def can_review(situation: Situation) -> bool:
    """Whether there is any category, and nothing else to be finished first."""
    return is_free(situation) and situation.has_categories


def can_watch(situation: Situation) -> bool:
    """Whether a folder or an inbox is shown."""
    return shows_library(situation) and situation.has_folder


def is_watched(situation: Situation) -> bool:
    """Whether the folder shown is an inbox."""
    return situation.is_watched


def can_sort_inbox(situation: Situation) -> bool:
    """Whether there is any inbox, and nothing else to be finished first."""
    return is_free(situation) and situation.has_inboxes


def can_undo(situation: Situation) -> bool:
    """Whether there is anything to undo; where the page has a task of its own, in that task."""
    if has_own_task(situation):
        return situation.can_step_back
    is_coming = situation.undo_is_coming or situation.is_reversing
    return situation.undo is not None or is_coming or bool(situation.undo_act)


def can_redo(situation: Situation) -> bool:
    """Whether there is anything to redo."""
    return is_free(situation) and (situation.redo is not None or situation.is_reversing)


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
