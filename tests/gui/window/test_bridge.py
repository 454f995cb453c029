"""The bridge calls back whoever asked, and nobody who is gone meanwhile."""

import ast
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

import clipphotos.gui
from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobFailed, JobFinished
from clipphotos.service.protocol.library import GetStatus


class LateHost:
    """A `ServiceHost` that answers when it is told to."""

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self.answer = on_event
        self.commands: list[Command[object]] = []

    def start(self) -> None:
        pass

    def submit(self, command: Command[object]) -> int:
        self.commands.append(command)
        return len(self.commands)

    def cancel(self, job_id: int) -> None:
        pass

    def close(self) -> None:
        pass


def test_an_asker_that_is_gone_is_not_called(qtbot: QtBot):
    hosts: list[LateHost] = []

    def make_host(on_event: Callable[[Event], None]) -> LateHost:
        hosts.append(LateHost(on_event))
        return hosts[0]

    bridge = ServiceBridge(make_host)
    asker, heard = QObject(), list[object]()
    first, second, third = (
        bridge.submit(GetStatus(), heard.append, heard.append, asker=asker) for _ in range(3)
    )
    with qtbot.waitSignal(bridge.ended):
        hosts[0].answer(JobFinished(first, "an answer"))
    assert heard == ["an answer"]
    shiboken6.delete(asker)
    with qtbot.waitSignal(bridge.ended):
        hosts[0].answer(JobFinished(second, "too late"))
    error = ErrorReport("internal-error", {"detail": "anything"})
    # What went wrong is told all the same.
    with qtbot.waitSignal(bridge.failed) as failed:
        hosts[0].answer(JobFailed(third, error))
    assert heard == ["an answer"]
    assert failed.args == [error]


def test_dialogs_say_who_asks():
    asked = 0
    for path in Path(clipphotos.gui.__file__).parent.rglob("*.py"):
        for kind in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(kind, ast.ClassDef) or "QDialog" not in map(ast.unparse, kind.bases):
                continue
            for call in ast.walk(kind):
                if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("bridge.submit"):
                    asked += 1
                    names = [word.arg for word in call.keywords]
                    # It may be closed before the answer is there.
                    assert "asker" in names, f"{path.name}:{call.lineno}"
    assert asked >= 5
