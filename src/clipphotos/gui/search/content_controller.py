"""Decides what the grid shows: the library, a folder, or what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from clipphotos.core.errors import ErrorReport
from clipphotos.core.photo import PhotoState
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.empty_message import EmptyMessage
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.i18n import current_language
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.library_loader import LibraryLoader, LibrarySnapshot
from clipphotos.gui.search.empty_texts import EmptyGrid, empty_text
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.service.protocol.indexing import ShowFolder
from clipphotos.service.protocol.searching import SearchResult


@dataclass(slots=True)
class _GridState:
    """What a search replaces, to come back to afterwards."""

    selected: set[int] = field(default_factory=set[int])
    current: int = -1
    scrolled: int = 0


class ContentController(QObject):
    """Keeps the grid up to date with the library and the search.

    Args:
        grid: Shows photos.
        loader: Reads the library.
        search: Finds photos.
        indexing: Says whether more photos are on their way.
        bridge: Says whether the model is ready, and is told what is looked at.
        parent: Qt parent.
    """

    PATIENCE_MS = 400
    """A search that takes longer because the model is still loading says so."""

    content_changed = Signal()

    def __init__(
        self,
        grid: GridView,
        loader: LibraryLoader,
        search: SearchController,
        indexing: IndexingController,
        bridge: ServiceBridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._grid = grid
        self._loader = loader
        self._search = search
        self._indexing = indexing
        self._bridge = bridge
        self.message = EmptyMessage(grid)
        self._snapshot: LibrarySnapshot | None = None
        self._folder: Path | None = None
        self._only: frozenset[int] | None = None
        self._shows: tuple[str, Path | None] | None = None
        self._before_search: _GridState | None = None
        self._result: SearchResult | None = None
        self._refusal = ""
        self._named = SearchQuery()
        self._impatient = QTimer(self, singleShot=True, interval=self.PATIENCE_MS)
        self._impatient.timeout.connect(self._show_loading)
        loader.loaded.connect(self._take_snapshot)
        search.started.connect(self._begin_waiting)
        search.answered.connect(self._take_result)
        search.cleared.connect(self._leave_search)
        search.named.connect(self._take_names)
        search.refused.connect(self._take_refusal)
        indexing.state_changed.connect(self._say)
        indexing.stage_changed.connect(self._say)
        bridge.ready.connect(self._tell_folder)

    @property
    def folder(self) -> Path | None:
        """The folder looked at, or None for the whole library."""
        return self._folder

    @property
    def unread(self) -> int:
        """Photos where the user looks that the search passed over: they have not been read yet."""
        if self._result is None or self._snapshot is None or self._snapshot.folder != self._folder:
            return 0
        here = self._snapshot.counts_here
        readable = sum(here.get(state.value, 0) for state in (PhotoState.OK, PhotoState.PENDING))
        return max(0, readable - self._result.searchable)

    def show_folder(self, folder: Path | None, only: frozenset[int] | None = None) -> None:
        """Look at a folder, or at the whole library.

        Args:
            folder: The folder, or None for the whole library.
            only: The photos in it to be shown; None for all.
        """
        is_other = only != self._only
        self._only = only
        snapshot = self._snapshot
        is_read = snapshot is not None and snapshot.folder == folder == self._folder
        if is_other and snapshot and is_read and not self._search.active:
            self._show_library(snapshot)
            self._say()
        if folder != self._folder:
            self._folder = folder
            self._search.set_folder(folder)
            self._bridge.submit(ShowFolder(folder))
            self._loader.request(folder, urgent=True)

    def reload(self) -> None:
        """Read the library anew."""
        self._loader.request(self._folder)

    def _tell_folder(self) -> None:
        """A service that was started anew does not know what is looked at."""
        if self._folder is not None:
            self._bridge.submit(ShowFolder(self._folder))

    # --- the library -------------------------------------------------------------------------------

    def _take_snapshot(self, snapshot: LibrarySnapshot) -> None:
        if snapshot.folder != self._folder:
            return
        self._snapshot = snapshot
        self._grid.grid_model().forget_details()
        if not self._search.active:
            self._show_library(snapshot)
        self._grid.refresh()
        self._say()

    def _show_library(self, snapshot: LibrarySnapshot) -> None:
        only = self._only
        if only is None:
            self._show("library", snapshot.folder, snapshot.ids)
        else:
            self._show("inbox", snapshot.folder, [each for each in snapshot.ids if each in only])

    def _leave_search(self) -> None:
        self._impatient.stop()
        self._result = None
        self._refusal = ""
        before, self._before_search = self._before_search, None
        snapshot = self._snapshot
        if snapshot is None or snapshot.folder != self._folder:
            return
        chosen = self._grid_state()
        self._show_library(snapshot)
        model = self._grid.grid_model()
        if any(model.row_of(each) is not None for each in chosen.selected):
            self._select_as(chosen)
        elif before:
            self._select_as(before)
            self._grid.verticalScrollBar().setValue(before.scrolled)
        self._say()

    def _select_as(self, state: _GridState) -> None:
        """Select and focus the same photos, as far as they are shown, and bring them into sight."""
        selection, model = self._grid.selection, self._grid.grid_model()
        selection.select_ids(state.selected)
        row = model.row_of(state.current)
        focused = row if row is not None else next(iter(selection.rows()), None)
        if focused is not None:
            selection.anchor_at(focused)
            selection.make_current(focused, select=False)

    def _grid_state(self) -> _GridState:
        selection, model = self._grid.selection, self._grid.grid_model()
        current = model.ids[selection.current] if selection.current >= 0 else -1
        return _GridState(set(selection.ids()), current, self._grid.verticalOffset())

    # --- the search --------------------------------------------------------------------------------

    def _take_result(self, result: SearchResult, repeated: bool) -> None:
        self._impatient.stop()
        before, self._result = self._result, result
        self._refusal = ""
        if not result.searchable and self._named == result.query:
            return  # what was found by its name is all there is yet
        self._remember_state()
        ids = [hit.photo_id for hit in result.hits]
        # Without words or an example there is no likeness to show.
        scores = {hit.photo_id: hit.score for hit in result.hits} if result.query.is_by_content else None
        chosen = self._grid_state()
        if not repeated and self._named != result.query:
            self._shows = None
        self._named = SearchQuery()
        self._show("search", self._folder, ids, scores)
        if not repeated and before and result.query.is_wider_than(before.query):
            self._select_as(chosen)
        self._say()

    def _begin_waiting(self) -> None:
        self._refusal = ""
        self._impatient.start()

    def _take_names(self, result: SearchResult) -> None:
        """Show what is called so until the model can tell what looks so."""
        self._impatient.stop()
        is_shown = self._named == result.query
        self._named = result.query if result.hits else SearchQuery()
        if result.hits or self._result is None:
            self._show_instead([hit.photo_id for hit in result.hits], anew=not is_shown)

    def _take_refusal(self, error: ErrorReport) -> None:
        """Show nothing: what another search found would be taken for the answer."""
        self._impatient.stop()
        self._refusal = word(error.code, error.params, current_language())
        self._show_instead([])

    def _show_loading(self) -> None:
        if self._search.waiting and self._search.query.needs_model and not self._bridge.has_model:
            self._show_instead([])

    def _show_instead(self, ids: Sequence[int], *, anew: bool = True) -> None:
        """Show these photos while there is no answer to the search."""
        self._remember_state()
        if anew:
            self._shows = None
        self._result = None
        self._show("search", self._folder, ids)
        self._say()

    def _remember_state(self) -> None:
        if self._before_search is None and self._shows and self._shows[0] != "search":
            self._before_search = self._grid_state()

    # --- both --------------------------------------------------------------------------------------

    def _show(
        self, what: str, folder: Path | None, ids: Sequence[int], scores: Mapping[int, float] | None = None
    ) -> None:
        model = self._grid.grid_model()
        if self._shows == (what, folder):
            model.update_ids(ids, scores)
        else:
            self._shows = (what, folder)
            model.show_ids(ids, scores)
            self._grid.verticalScrollBar().setValue(0)
        self._grid.refresh()
        self.content_changed.emit()

    def _say(self) -> None:
        if self._grid.grid_model().rowCount():
            self.message.say("", "")
            return
        known = EmptyGrid(
            self._snapshot if self._snapshot and self._snapshot.folder == self._folder else None,
            self._indexing.state,
            self._indexing.stage,
            is_inbox=self._only is not None,
            query=self._search.query if self._search.active else None,
            result=self._result,
            refusal=self._refusal,
            has_model=self._bridge.has_model,
        )
        self.message.say(*empty_text(known))
