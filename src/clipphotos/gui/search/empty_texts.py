"""What an empty grid says: why there is nothing to see, and what can be done about it."""

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject

from clipphotos.core.jobs import Stage
from clipphotos.core.photo import PhotoState
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.library_loader import LibrarySnapshot
from clipphotos.gui.search.filter_texts import filter_text
from clipphotos.service.protocol.searching import SearchResult


@dataclass(frozen=True, slots=True)
class EmptyGrid:
    """What is known when the grid shows nothing.

    Attributes:
        snapshot: The library as it is; None until that is known of the folder that is looked at.
        state: What indexing is doing.
        stage: What it is at.
        is_inbox: Whether only photos with a proposal are to be seen.
        query: What is searched for, or None.
        result: What the search found; None while there is no answer.
        refusal: Why the search cannot be made, in words, or empty.
        has_model: Whether the search model is ready.
    """

    snapshot: LibrarySnapshot | None
    state: IndexingState
    stage: Stage | None
    is_inbox: bool
    query: SearchQuery | None
    result: SearchResult | None
    refusal: str
    has_model: bool

    @property
    def was_looked_through(self) -> bool:
        """Whether the folder, or every folder of the library, was scanned to the end at least once."""
        if self.snapshot is None:
            return False
        folder, roots = self.snapshot.folder, self.snapshot.roots
        shown = [root for root in roots if folder is None or folder.is_relative_to(root.path)]
        return bool(shown) and all(root.last_scan_at is not None for root in shown)

    def count(self, *states: PhotoState) -> int:
        """Photos in some states, where the user looks."""
        return sum(self.snapshot.counts_here.get(state.value, 0) for state in states) if self.snapshot else 0


class EmptyText(NamedTuple):
    """What is said.

    Attributes:
        icon: Name of the icon above.
        title: Why there is nothing to see; empty to say nothing.
        detail: What can be done, or what comes next.
    """

    icon: str
    title: str
    detail: str = ""


def empty_text(known: EmptyGrid) -> EmptyText:
    """Say why there is nothing to see."""
    words = _Words()
    if known.refusal:
        return words.refused(known.refusal)
    if known.query is not None:
        return _about_search(words, known, known.query)
    if known.is_inbox:
        return words.inbox()
    return words.place(known)


def _about_search(words: "_Words", known: EmptyGrid, query: SearchQuery) -> EmptyText:
    if known.result is None:
        return EmptyText("", "") if known.has_model or not query.needs_model else words.model(known)
    if known.result.searchable:
        return _nothing_fits(words, query)
    if known.snapshot is not None and not known.snapshot.ids:
        return words.place(known)
    if known.count(PhotoState.UNREADABLE) and not known.count(PhotoState.OK, PhotoState.PENDING):
        return words.unreadable()
    return words.unread(known)


def _nothing_fits(words: "_Words", query: SearchQuery) -> EmptyText:
    """Give the last filter as the reason."""
    last = query.filters[-1] if query.filters else None
    # Of a category, the words that describe it are the reason, unless others were typed.
    is_reason = last is not None and not (last.needs_model and query.has_words)
    text = filter_text(last) if last is not None and is_reason else None
    if text is not None and text.nothing:
        return EmptyText(text.icon, text.nothing, text.advice)
    return words.nothing()


class _Words(QObject):
    """The texts; `tr` is what finds their translations."""

    def place(self, known: EmptyGrid) -> EmptyText:
        if known.snapshot is None:
            return EmptyText("", "")
        if known.was_looked_through or known.state is IndexingState.IDLE:
            return EmptyText(
                "photos",
                self.tr("There are no photos here"),
                self.tr("Pictures that are put into this folder appear here."),
            )
        if known.state is IndexingState.RUNNING:
            return EmptyText(
                "photos", self.tr("Looking for photos…"), self.tr("They appear here as they are found.")
            )
        return EmptyText(
            "photos",
            self.tr("Photos have not been looked for yet"),
            self.tr("Go on indexing, in the status bar, and they appear here."),
        )

    def inbox(self) -> EmptyText:
        return EmptyText(
            "inbox",
            self.tr("Nothing is proposed"),
            self.tr("New photos that one of your categories would take appear here."),
        )

    def refused(self, why: str) -> EmptyText:
        return EmptyText("warning", self.tr("This search cannot be made"), why)

    def nothing(self) -> EmptyText:
        return EmptyText("search", self.tr("Nothing was found"), self.tr("Try other words."))

    def unreadable(self) -> EmptyText:
        return EmptyText(
            "broken",
            self.tr("None of the photos here could be read"),
            self.tr("“Skipped”, in the status bar, says why."),
        )

    def model(self, known: EmptyGrid) -> EmptyText:
        if known.stage is Stage.ACCELERATE:
            return self.faster()
        return EmptyText(
            "model",
            self.tr("Getting the search model ready…"),
            self.tr("This happens after the program starts. What is found appears as soon as it is done."),
        )

    def faster(self) -> EmptyText:
        return EmptyText(
            "model",
            self.tr("Making the search model faster…"),
            self.tr("This happens once; then photos are read, and what is found appears."),
        )

    def unread(self, known: EmptyGrid) -> EmptyText:
        if known.state is IndexingState.RUNNING and known.stage is Stage.ACCELERATE:
            return self.faster()
        if known.state is IndexingState.RUNNING and known.stage is Stage.LOAD_MODEL:
            return self.model(known)
        title = self.tr("No photo here has been read yet")
        if known.stage is Stage.WAIT_UNTIL_IDLE:
            advice = self.tr("That begins when the computer is idle, or with “Index now” in the status bar.")
        elif known.state is IndexingState.RUNNING:
            advice = self.tr("What is found appears as photos are read.")
        elif known.state is IndexingState.IDLE:
            advice = self.tr("Start a rescan (F5), and what is found appears as photos are read.")
        else:
            advice = self.tr("Go on indexing, in the status bar, and what is found appears.")
        return EmptyText("search", title, advice)
