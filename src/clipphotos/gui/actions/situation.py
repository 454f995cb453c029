"""What actions may ask about when they decide whether they can be done and whether they are on."""

from dataclasses import dataclass

from clipphotos.core.operation import Operation
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
