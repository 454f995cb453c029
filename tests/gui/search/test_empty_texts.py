"""What an empty grid says is so."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clipphotos.core.jobs import Stage
from clipphotos.core.photo import LibraryRoot
from clipphotos.core.search.filters import FolderFilter, LeastRating
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.library_loader import LibrarySnapshot
from clipphotos.gui.search.empty_texts import EmptyGrid, empty_text
from clipphotos.service.protocol.searching import SearchResult

PHOTOS = Path("/photos")
SCANNED = LibraryRoot(1, PHOTOS, case_sensitive=True, online=True, last_scan_at=1.0)
NEW = LibraryRoot(2, Path("/new"), case_sensitive=True, online=True)
KNOWN = EmptyGrid(
    LibrarySnapshot(roots=(SCANNED,), folder=PHOTOS),
    IndexingState.IDLE,
    None,
    is_inbox=False,
    query=None,
    result=None,
    refusal="",
    has_model=True,
)
CAT = SearchQuery("cat", filters=(FolderFilter(PHOTOS),))
RUNNING, PAUSED = IndexingState.RUNNING, IndexingState.PAUSED

pytestmark = pytest.mark.usefixtures("qapp")


def title(known: EmptyGrid) -> str:
    return empty_text(known).title


@pytest.mark.parametrize("stage", [None, *Stage])
def test_an_emptied_folder_is_empty_whatever_is_going_on_elsewhere(stage: Stage | None) -> None:
    assert title(replace(KNOWN, state=RUNNING, stage=stage)) == "There are no photos here"
    other = replace(KNOWN, snapshot=LibrarySnapshot(roots=(SCANNED, NEW), folder=PHOTOS / "a"))
    assert title(replace(other, state=RUNNING, stage=stage)) == "There are no photos here"


@pytest.mark.parametrize("folder", [None, Path("/new"), Path("/new/sub")])
def test_a_folder_that_was_not_looked_through_may_have_photos(folder: Path | None) -> None:
    known = replace(KNOWN, snapshot=LibrarySnapshot(roots=(SCANNED, NEW), folder=folder))
    assert title(replace(known, state=RUNNING)) == "Looking for photos…"
    for state in (PAUSED, IndexingState.STOPPED, IndexingState.BY_HAND):
        text = empty_text(replace(known, state=state))
        assert "not been looked for" in text.title
        assert "Go on" in text.detail


def searched(unread: int = 0, unreadable: int = 0, ok: int = 0) -> EmptyGrid:
    counts = {"new": unread, "unreadable": unreadable, "ok": ok}
    snapshot = LibrarySnapshot(
        roots=(SCANNED,), folder=PHOTOS, ids=list(range(unread + unreadable + ok)), counts_here=counts
    )
    return replace(KNOWN, snapshot=snapshot, query=CAT, result=SearchResult(CAT, (), 0))


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.ACCELERATE, "faster"),
        (Stage.LOAD_MODEL, "model ready"),
        (Stage.EMBED, "read yet"),
        (Stage.SCAN, "read yet"),
        (Stage.WAIT_UNTIL_IDLE, "read yet"),
        (None, "read yet"),
    ],
)
def test_what_holds_up_a_search_is_said(stage: Stage | None, said: str) -> None:
    assert said in title(replace(searched(unread=3), state=RUNNING, stage=stage))


def test_photos_that_cannot_be_read_are_not_unread() -> None:
    assert "could be read" in title(searched(unreadable=3))
    assert "read yet" in title(searched(unreadable=3, unread=1))
    assert "read yet" in title(searched(ok=2)), "by another model only"


def test_a_search_in_an_empty_folder_says_that_it_is_empty() -> None:
    assert title(searched()) == "There are no photos here"


def test_a_model_is_waited_for_only_where_one_is_needed() -> None:
    waiting = replace(KNOWN, query=CAT, has_model=False)
    assert "model ready" in title(waiting)
    assert "faster" in title(replace(waiting, stage=Stage.ACCELERATE, state=RUNNING))
    assert not title(replace(waiting, query=SearchQuery(filters=(LeastRating(3),))))
    assert not title(replace(waiting, has_model=True))


def test_a_refused_search_says_why() -> None:
    text = empty_text(replace(KNOWN, query=CAT, refusal="There is no such photo."))
    assert (text.icon, text.detail) == ("warning", "There is no such photo.")


def test_no_words_are_missing(qapp: QApplication) -> None:
    for stage in (None, *Stage):
        for state in IndexingState:
            for known in (
                KNOWN,
                searched(1),
                searched(0, 1),
                searched(0, 0, 1),
                replace(KNOWN, is_inbox=True),
            ):
                text = empty_text(replace(known, stage=stage, state=state))
                assert text.icon
                assert text.title
                assert text.detail
