"""Standard error may be full, closed or without a reader: the work goes on."""

import io
import sys

import pytest

from clipphotos.cli.output import ProgressLine, print_aside, print_error
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage


class BrokenStream(io.StringIO):
    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.writes = 0
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def write(self, _text: str, /) -> int:
        self.writes += 1
        raise BrokenPipeError


@pytest.mark.parametrize("is_terminal", [True, False])
def test_nobody_reads_what_is_said(is_terminal: bool, monkeypatch: pytest.MonkeyPatch):
    stream = BrokenStream(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    line = ProgressLine()
    line.show(ProgressReport(Stage.SCAN, 1, 0))
    line.show(ProgressReport(Stage.EMBED, 1, 9))
    line.clear()
    print_error(ErrorReport("library-empty"))
    assert stream.writes == 1


def test_a_closed_stream(monkeypatch: pytest.MonkeyPatch):
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    print_aside("text")
    print_aside("more")
