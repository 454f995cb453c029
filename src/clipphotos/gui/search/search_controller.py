"""Turns what is typed into searches; the newest answer wins."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.search.filters import CategoryFilter, Filter, FolderFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.search.bar import SearchBar
from clipphotos.service.protocol.searching import Search, SearchNames, SearchResult

MOST_HITS = 500
MOST_FILTERED_HITS = 20_000
"""A tag, stars or a category say something about a photo, so all that have it are shown; as many as travel in
half a second."""


class SearchController(QObject):
    """Keeps the present query and submits it when it changes, and again when more becomes searchable.

    Args:
        bridge: Runs the searches.
        parent: Qt parent.
    """

    TYPING_MS = 250
    REFRESH_MS = 2000

    started = Signal()
    answered = Signal(object, bool)
    """`SearchResult`; whether it is a repetition of the search that is shown."""
    named = Signal(object)
    """`SearchResult` by names alone, to be shown until there are photos to be found by what they show."""
    cleared = Signal()
    refused = Signal(object)
    """`ErrorReport`."""

    def __init__(self, bridge: ServiceBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._query = SearchQuery(limit=MOST_HITS)
        self._folder: FolderFilter | None = None
        self._category: CategoryFilter | None = None
        self._filters: tuple[Filter, ...] = ()
        self._job: int | None = None
        self._answered_query: SearchQuery | None = None
        self._asked_again = False
        self._has_photos = False
        self._typing = QTimer(self, singleShot=True, interval=self.TYPING_MS)
        self._typing.timeout.connect(self._submit)
        self._refresh = QTimer(self, singleShot=True, interval=self.REFRESH_MS)
        self._refresh.timeout.connect(self._submit_again)
        bridge.library_changed.connect(self._library_changed)

    @property
    def query(self) -> SearchQuery:
        """What is searched for now."""
        return self._query

    @property
    def folder(self) -> Path | None:
        """The folder that is searched, or None for the whole library."""
        return self._folder.folder if self._folder else None

    @property
    def active(self) -> bool:
        """Whether anything is searched for."""
        return self._query.is_search

    @property
    def waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self._job is not None or self._typing.isActive()

    def set_text(self, text: str) -> None:
        """The words changed; searched for once typing rests."""
        self._change(replace(self._query, text=text), typing=True)

    def set_example(self, photo: Path | None) -> None:
        """Search by an example photo, or no longer."""
        self._change(replace(self._query, like=photo))

    def set_filters(self, filters: tuple[Filter, ...]) -> None:
        """Limit the search to photos that these let through, or search for nothing else."""
        self._filters = filters
        self._change_filters()

    def set_folder(self, folder: Path | None) -> None:
        """Limit the search to a folder, or no longer."""
        self._folder = FolderFilter(folder) if folder else None
        self._change_filters()

    def set_category(self, category: CategoryFilter | None) -> None:
        """Look at the photos of a category, or no longer."""
        self._category = category
        self._change_filters()

    def follow(self, bar: SearchBar) -> None:
        """Search for what the bar says."""
        bar.text_changed.connect(self.set_text)
        bar.example_changed.connect(self.set_example)
        bar.filters_changed.connect(self.set_filters)
        bar.entered.connect(self.now)

    def now(self) -> None:
        """Do not wait for typing to rest."""
        if self.active and (self._typing.isActive() or self._job is None):
            self._submit()

    def _change_filters(self) -> None:
        places = [each for each in (self._folder, self._category) if each is not None]
        self._change(replace(self._query, filters=(*places, *self._filters)))

    def _change(self, query: SearchQuery, *, typing: bool = False) -> None:
        query = replace(query, limit=MOST_FILTERED_HITS if query.is_filtered else MOST_HITS)
        if query == self._query:
            return
        was_active = self.active
        self._query = query
        if self.active:
            self._typing.start() if typing else self._submit()
        elif was_active:
            self._drop()
            self._answered_query = None
            self.cleared.emit()

    def _drop(self) -> None:
        self._typing.stop()
        self._refresh.stop()
        if self._job is not None:
            self._bridge.cancel(self._job)
            self._job = None

    def _submit(self) -> None:
        self._drop()
        query = self._query

        def answer(result: SearchResult) -> None:
            self._answer(job, result)

        def fail(error: ErrorReport) -> None:
            self._fail(job, error)

        job = self._bridge.submit(Search(query), answer, fail)
        self._job = job
        self.started.emit()
        if query.has_words and query.like is None and not (self._bridge.has_model and self._has_photos):
            by_names = SearchNames(query)
            self._bridge.submit(by_names, self._answer_by_names, _ignore)

    def _answer_by_names(self, result: SearchResult) -> None:
        is_answered = self._job is None and self._answered_query == result.query and self._has_photos
        if result.query == self._query and not is_answered:
            self.named.emit(result)

    def _submit_again(self) -> None:
        if self.active and not self.waiting:
            self._submit()

    def _answer(self, job: int, result: SearchResult) -> None:
        if job != self._job:
            return
        self._job = None
        repeated = result.query == self._answered_query
        self._answered_query = result.query
        self._has_photos = bool(result.searchable)
        self.answered.emit(result, repeated)
        if self._asked_again:
            self._asked_again = False
            self._refresh.start()

    def _fail(self, job: int, error: ErrorReport) -> None:
        if job == self._job:
            self._job = None
            self.refused.emit(error)

    def _library_changed(self, changes: Changes) -> None:
        if not self.active or not self._query.is_concerned_by(changes):
            return
        if self._job is not None:
            self._asked_again = True
        elif not self._refresh.isActive():
            self._refresh.start()


def _ignore(_error: ErrorReport) -> None:
    """What is wrong with a search is told by the search itself."""
