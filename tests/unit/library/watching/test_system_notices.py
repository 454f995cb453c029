"""What is made of the system's news, one by one."""

import sys
from pathlib import Path

import pytest
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from clipphotos.library.watching.system_notices import SystemNotices

ROOT = Path("/photos")
Places = set[tuple[Path, bool]]
SUB, NEW = ROOT / "sub", ROOT / "new"


@pytest.mark.parametrize(
    ("event", "places"),
    [
        (FileCreatedEvent("/photos/sub/a.jpg"), {(SUB, False)}),
        (FileDeletedEvent("/photos/sub/a.jpg"), {(SUB, False)}),
        (FileMovedEvent("/photos/sub/a.jpg", "/photos/b.jpg"), {(SUB, False), (ROOT, False)}),
        # Only one end of it may be known, or matter.
        (FileMovedEvent("", "/photos/sub/a.jpg"), {(SUB, False)}),
        (FileMovedEvent("/photos/sub/a.jpg", ""), {(SUB, False)}),
        (FileMovedEvent("/photos/sub/a.part", "/photos/a.jpg"), {(ROOT, False)}),
        (FileMovedEvent("/elsewhere/a.jpg", "/photos/a.jpg"), {(ROOT, False)}),
        (FileModifiedEvent("/photos/sub/notes.txt"), set()),
        (FileModifiedEvent("/photos/.hidden/a.jpg"), set()),
        (FileCreatedEvent("/photos/sub/.nomedia"), {(SUB, False)}),
        (DirCreatedEvent("/photos/new"), {(NEW, True), (ROOT, False)}),
        (DirDeletedEvent("/photos/new"), {(ROOT, False)}),
        (DirMovedEvent("/photos/sub", "/photos/new"), {(SUB, True), (NEW, True), (ROOT, False)}),
        (DirCreatedEvent("/photos/.hidden"), set()),
    ],
)
def test_where_to_look(event: FileSystemEvent, places: Places):
    woken: list[bool] = []
    notices = SystemNotices(lambda: woken.append(True))
    notices.note(ROOT, event)
    assert notices.take() == places
    assert notices.take() == set()
    assert woken == [True] * bool(places)


@pytest.mark.skipif(sys.platform != "linux", reason="only there the system tells of closing")
@pytest.mark.parametrize(
    ("then", "is_open"),
    [
        (FileModifiedEvent("/photos/a.jpg"), True),
        (FileAttribEvent("/photos/a.jpg"), True),
        (FileCreatedEvent("/photos/a.jpg"), True),
        (FileClosedEvent("/photos/b.jpg"), True),
        (FileClosedEvent("/photos/a.jpg"), False),
        (FileDeletedEvent("/photos/a.jpg"), False),
        (FileMovedEvent("/photos/a.jpg", "/photos/b.jpg"), False),
    ],
)
def test_a_file_is_being_written_until_it_is_closed_or_gone(then: FileSystemEvent, is_open: bool):
    notices = SystemNotices(lambda: None)
    notices.note(ROOT, FileModifiedEvent("/photos/a.jpg"))
    notices.note(ROOT, then)
    assert notices.being_written() == ({ROOT / "a.jpg"} if is_open else set())
