"""What menus and keys do with the selected photos, or with the one in the viewer."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from clipphotos.core.operations.annotation import MOST_STARS, Flag
from clipphotos.gui.actions.context_menu import Handler
from clipphotos.gui.actions.window_table import flag_id, rating_id
from clipphotos.gui.grid.clipboard import copy_files, copy_paths
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.operations.annotation_controller import AnnotationController
from clipphotos.gui.operations.file_controller import FileController
from clipphotos.gui.sorting.controller import SortController
from clipphotos.gui.viewer.viewer import Viewer
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.window.meant import MeantPhotos


class PhotoActions(QObject):
    """Finds out which photos are meant, and passes them on to whoever does something with them.

    Args:
        grid: Shows the photos.
        viewer: Shows one of them.
        meant: Says which are meant.
        files: Renames and deletes.
        annotations: Rates and flags.
        sorting: Plans sorts.
    """

    similar_wanted = Signal(object)
    """Path of a photo to search by."""

    def __init__(
        self,
        grid: GridView,
        viewer: Viewer,
        meant: MeantPhotos,
        files: FileController,
        annotations: AnnotationController,
        sorting: SortController,
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._viewer = viewer
        self._meant = meant
        self._files = files
        self._annotations = annotations
        self._sorting = sorting
        self._leaving: set[int] = set()
        """Photos on their way into the trash that are still shown."""
        files.stayed.connect(self._note_stayed)
        model = grid.grid_model()
        for changed in (model.updated, model.modelReset):
            changed.connect(self._note_gone)

    def handlers(self) -> dict[str, Handler]:
        """What the rows about photos in the table of actions do."""
        meant, selection = self._meant, self._grid.selection
        return {
            "similar": self._find_similar,
            "show-in-folder": lambda: show_in_file_manager(self._grid.window(), meant.paths()),
            **{rating_id(stars): partial(self.rate, stars) for stars in range(MOST_STARS + 1)},
            **{flag_id(flag): partial(self._flag, flag) for flag in Flag},
            "sort": lambda: self._sorting.sort(meant.ids()),
            "copy": lambda: copy_files(meant.paths()),
            "copy-path": lambda: copy_paths(meant.paths()),
            "rename": self._rename,
            "trash": partial(self._delete, ask=False),
            "trash-asking": partial(self._delete, ask=True),
            "select-all": selection.select_all,
            "select-none": selection.select_none,
            "invert-selection": selection.invert,
        }

    def rate(self, stars: int) -> None:
        """Give stars to the photo in the viewer, or else to those selected in the grid."""
        self._annotations.rate(self._meant.ids(), stars)

    def _flag(self, flag: Flag) -> None:
        self._annotations.flag(self._meant.ids(), flag)

    def _find_similar(self) -> None:
        photo = self._meant.leading()
        if photo:
            self.similar_wanted.emit(photo.path)

    def _rename(self) -> None:
        photo = self._meant.leading()
        if photo:
            self._files.ask_for_name(photo)

    def _delete(self, *, ask: bool) -> None:
        photo_ids = [each for each in self._meant.ids() if each not in self._leaving]
        if photo_ids and self._files.may_delete(len(photo_ids), ask=ask):
            self._leaving.update(photo_ids)
            self._go_on()
            self._files.put_into_trash(photo_ids)

    def _go_on(self) -> None:
        """Go to the next photo at once: a key pressed twice is about two photos, however busy the disk is."""
        row = self._grid.selection.next_beside(self._leaving)
        if row < 0:
            self._grid.selection.select_none()
        elif self._meant.in_viewer:
            self._viewer.show_row(row)
        else:
            self._grid.selection.begin_at(row)

    def _note_stayed(self, photo_ids: Iterable[int]) -> None:
        self._leaving.difference_update(photo_ids)

    def _note_gone(self) -> None:
        row_of = self._grid.grid_model().row_of
        self._leaving = {each for each in self._leaving if row_of(each) is not None}

    def show(self, photo_ids: list[int]) -> None:
        """Bring photos into sight that something just happened to, as far as they are shown here."""
        self._note_stayed(photo_ids)
        if not self._meant.in_viewer:
            self._grid.bring_into_sight(photo_ids)
        elif len(photo_ids) == 1 and (row := self._grid.grid_model().row_of(photo_ids[0])) is not None:
            self._viewer.show_row(row)
