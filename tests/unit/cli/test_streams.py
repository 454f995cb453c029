"""Standard error may be full, closed or without a reader; names may hold anything: the work goes on."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clipphotos.cli.main import run
from clipphotos.cli.output import (
    ProgressLine,
    print_aside,
    print_error,
    print_json,
    print_json_to_read,
    print_skipped,
    print_text,
    print_traceback,
)
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.service.protocol.skipped_photo import SkippedPhoto


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


ODD = "/photos/esc\x1b[31m\nred\x9b\u202e\udcff.jpg"
SHOWN = "/photos/esc\\x1b[31m\\nred\\x9b\\u202e\\xff.jpg"


def test_names_neither_break_lines_nor_steer_the_terminal(capsys: pytest.CaptureFixture[str]):
    print_text(f"1  {ODD}")
    print_aside(f"{ODD} cannot be written to.")
    print_error(ErrorReport("folder-missing", {"path": ODD}))
    print_skipped([SkippedPhoto(Path(ODD), ErrorReport("file-unreadable", {"detail": ODD}))])
    print_traceback(f"Traceback\n  {ODD.replace(chr(10), ' ')}\n")
    told = capsys.readouterr()
    assert told.out == f"1  {SHOWN}\n"
    assert told.err.splitlines()[0] == f"{SHOWN} cannot be written to."
    assert len(told.err.splitlines()) == 5
    assert SHOWN in told.err.splitlines()[1]
    assert all(letter.isprintable() or letter == "\n" for letter in told.out + told.err)


@pytest.mark.parametrize("show", [print_json, print_json_to_read])
def test_answers_for_machines_are_exact_and_safe(
    show: Callable[[dict[str, object]], None], capsys: pytest.CaptureFixture[str]
):
    show({"path": ODD, "other": "海边"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"path": ODD, "other": "海边"}
    assert all(letter.isprintable() or letter == "\n" for letter in out)
    assert "海边" in out


def test_wrong_usage_is_told_without_them(capsys: pytest.CaptureFixture[str]):
    assert run(["search", "x", "--limit", ODD]) == 2
    assert run(["status", ODD]) == 2
    told = capsys.readouterr().err
    assert SHOWN in told
    assert all(letter.isprintable() or letter == "\n" for letter in told)
