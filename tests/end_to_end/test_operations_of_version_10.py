"""A library that version 10 of the program left, amid operations: all of it is undone and redone."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.operations.operation import REDO, UNDO, MoveState, Operation
from clipphotos.service.protocol.operations import ListOperations, RedoOperation, UndoOperation
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.old_catalogue import VERSION_10, state_of, unpack
from support.services import Service

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things"),
    pytest.mark.usefixtures("own_trash"),
]

REVERSED = {13: 12, 14: 13, 16: 15, 18: 17}
"""Operations that took another one back, with that one."""
INTERRUPTED = {22: {MoveState.DONE: 1, MoveState.FAILED: 1}, 23: {MoveState.FAILED: 1},
               24: {MoveState.FAILED: 1}, 25: {MoveState.FAILED: 1}}  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    unpack(VERSION_10, tmp_path)
    return tmp_path


@pytest.fixture
def service(base: Path) -> Service:
    return Service(DataLocations(base / "data"))


def operations(service: Service) -> dict[int, Operation]:
    return {each.operation_id: each for each in service.run(ListOperations(200)).operations}


def test_what_was_interrupted_is_settled(service: Service, base: Path):
    before = state_of(base)
    found = operations(service)
    assert list(found) == list(range(25, 0, -1))
    for operation_id, counts in INTERRUPTED.items():
        assert (found[operation_id].counts, found[operation_id].interrupted) == (counts, True)
    after = state_of(base)
    assert not [name for name in after["files"] if name.endswith(".part")]  # type: ignore[attr-defined]
    for what in ("ratings", "tags", "examples"):
        assert after[what] == before[what]
    with closing(open_catalogue(service.locations)) as catalogue:
        assert catalogue.integrity_problems() == []
    assert list(service.locations.root.glob("catalogue.before-v*.sqlite3"))


def test_every_operation_is_undone_and_redone(service: Service, base: Path):
    states = {int(key): state for key, state in json.loads((base / "states.json").read_text()).items()}
    operations(service)
    at_first = state_of(base)
    undos: list[tuple[int, dict[str, object]]] = []
    for operation_id, operation in operations(service).items():
        if operation.kind == UNDO or not operation.can_be_undone:
            continue
        before = state_of(base)
        summary = service.run(UndoOperation(operation_id))
        assert not summary.problems, (operation_id, summary.problems)
        if operation_id in states and operation_id - 1 in states:
            assert state_of(base) == states[operation_id - 1], operation_id
        undos.append((summary.operation.operation_id, before))
    assert state_of(base) == states[0]
    assert len(undos) == 15
    for undo, expected in reversed(undos):
        summary = service.run(RedoOperation(undo))
        assert not summary.problems
        assert state_of(base) == expected
    assert state_of(base) == at_first


def test_what_had_been_undone_is_redone(service: Service, base: Path):
    found = operations(service)
    redoable = [each.operation_id for each in found.values() if each.can_be_redone]
    assert redoable == [18, 16]
    states = json.loads((base / "states.json").read_text())
    for undo in redoable:
        before = state_of(base)
        summary = service.run(RedoOperation(undo))
        assert (summary.operation.kind, summary.problems) == (REDO, ())
        done, undone = states[str(REVERSED[undo])], states[str(undo)]
        now = state_of(base)
        for what in ("ratings", "tags", "examples"):
            gone = [each for each in undone[what] if each not in done[what]]
            come = [each for each in done[what] if each not in undone[what]]
            assert now[what] == sorted([each for each in before[what] if each not in gone] + come)  # type: ignore[attr-defined]
        assert now["files"].keys() - before["files"].keys() == done["files"].keys() - undone["files"].keys()  # type: ignore[attr-defined]
        service.run(UndoOperation())
        assert state_of(base) == before
