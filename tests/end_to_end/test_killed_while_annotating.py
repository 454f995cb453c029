"""Killed at every step of rating, flagging and tagging: what is said and what the journal says agree."""

import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import MoveState, Operation
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import OperationsRecovered
from clipphotos.service.protocol.operations import FlagPhotos, ListOperations, RatePhotos, UndoOperation
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.moves import add_to_library
from support.services import Service
from support.taps import Countdown, in_child, tap_journal

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs fork"),
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]

PHOTOS = tuple(range(1, 121))
"""More than are done in one step."""
COMMANDS: dict[str, Command[object]] = {
    "rate": RatePhotos(PHOTOS, 4),
    "flag": FlagPhotos(PHOTOS, Flag.PICK),
    "tag": ChangeTags(PHOTOS, ("one", "two")),
}


def said(locations: DataLocations) -> int:
    """Photos about which something is said."""
    with closing(open_catalogue(locations)) as catalogue:
        return int(
            catalogue.value(
                """SELECT count(*) FROM photo WHERE rating = 4 OR flag = 'pick'
                OR content_hash IN (SELECT content_hash FROM photo_tag GROUP BY 1 HAVING count(*) = 2)"""
            )
        )


def killed(act: Callable[[], object], calls: int) -> bool:
    """Do something in a child that is killed before a call that changes the journal; whether it was."""

    def work() -> None:
        tap_journal(Countdown(calls))
        act()

    code = in_child(work)
    assert code in (0, 9)
    return code == 9


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("while_undoing", [False, True], ids=["doing", "undoing"])
def test_killed_at_every_step(tmp_path: Path, kind: str, while_undoing: bool):
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in PHOTOS:
        (photos / f"{number:03}.jpg").write_bytes(b"%d" % number)
    fresh = Service(DataLocations(tmp_path / "fresh"))
    add_to_library(fresh.locations, photos)
    with closing(open_catalogue(fresh.locations)) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET content_hash = randomblob(32), state = 'ok'")
    if while_undoing:
        fresh.run(COMMANDS[kind])
    partial = 0
    for calls in range(1, 200):
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        shutil.copytree(tmp_path / "fresh", tmp_path / "data")
        service = Service(DataLocations(tmp_path / "data"))
        command = UndoOperation() if while_undoing else COMMANDS[kind]
        was_killed = killed(lambda service=service, command=command: service.run(command), calls)
        operations = service.run(ListOperations()).operations
        assert not [event for event in service.events if isinstance(event, OperationsRecovered)]
        in_effect = said(service.locations)
        partial += 0 < in_effect < len(PHOTOS)
        assert in_effect == sum(_done(each) for each in operations if each.kind == kind)
        while any(each.can_be_undone for each in service.run(ListOperations()).operations):
            assert not service.run(UndoOperation()).problems
        assert said(service.locations) == 0
        if not was_killed:
            assert partial > 1
            return
    raise AssertionError("it never ended")


def _done(operation: Operation) -> int:
    return operation.counts.get(MoveState.DONE, 0)
