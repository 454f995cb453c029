"""Answers on standard output, everything else on standard error."""

import io
import json
import locale
import sys
import time
from collections.abc import Iterable, Mapping

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.core.visible_text import escaped_in_json, visible
from clipphotos.core.wording.errors import word
from clipphotos.service.protocol.skipped_photo import SkippedPhoto

STAGES = {
    Stage.SCAN: "Looking for photos",
    Stage.LOAD_MODEL: "Getting the model ready",
    Stage.EMBED: "Indexing",
    Stage.METADATA: "Reading when photos were taken",
    Stage.ACCELERATE: "Making the model faster",
    Stage.REBUILD_INDEX: "Rebuilding the search index",
    Stage.DOWNLOAD: "Downloading",
    Stage.CHECK: "Checking",
    Stage.PROMPTS: "Reading the labels",
    Stage.TAG: "Tagging",
    Stage.CLASSIFY: "Recognising",
    Stage.LOOK_AT_FILES: "Looking at files",
    Stage.SORT: "Sorting",
    Stage.MARK: "Noting",
    Stage.UNDO: "Undoing",
}
PLAIN_INTERVAL_SECONDS = 5.0


class Nowhere(io.TextIOBase):
    """A stream in place of one whose reader has gone: nothing more may be written there, not even at exit."""

    def write(self, text: str, /) -> int:
        """Forget the text."""
        return len(text)


def language() -> str:
    """The locale name of the user's messages, such as ``zh_CN``; ``en`` if unknown."""
    return locale.getlocale()[0] or "en"


def print_json(answer: Mapping[str, object]) -> None:
    """One JSON object on one line of standard output, at once."""
    sys.stdout.write(escaped_in_json(json.dumps(answer, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def print_json_to_read(answer: Mapping[str, object]) -> None:
    """One JSON object over several lines, for reading on a terminal."""
    print(escaped_in_json(json.dumps(answer, indent=2, ensure_ascii=False)), flush=True)


def print_text(line: str) -> None:
    """One line for reading on standard output; names in it cannot break it, nor steer the terminal."""
    print(visible(line), flush=True)


def print_aside(line: str) -> None:
    """One line on standard error, as `print_text`."""
    _write_aside(visible(line) + "\n")


def print_traceback(text: str) -> None:
    """The lines of a traceback on standard error."""
    _write_aside("".join(f"{visible(line)}\n" for line in text.rstrip("\n").split("\n")))


def _write_aside(text: str) -> None:
    """Write to standard error. Never fails: the work goes on whether or not anybody reads about it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):  # the reader has gone, the disk is full, the stream is closed
        sys.stderr = Nowhere()


def print_error(error: ErrorReport) -> None:
    """The one sentence of an error on standard error."""
    message = word(error.code, error.params, language())
    print_aside(f"clipphotos: {message}")


def print_skipped(skipped: Iterable[SkippedPhoto]) -> None:
    """On standard error, which photos could not be read, and why."""
    for each in skipped:
        reason = word(each.error.code, each.error.params, language())
        print_aside(f"{each.path}: {reason}")


class ProgressLine:
    """Progress on standard error: one line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown_at = float("-inf")
        self._stage: Stage | None = None

    def show(self, report: ProgressReport) -> None:
        """Show how far a job is."""
        now = time.monotonic()
        is_news = report.stage != self._stage
        if report.stage not in STAGES:
            return
        if not self._is_terminal and not is_news and now - self._shown_at < PLAIN_INTERVAL_SECONDS:
            return
        self._stage, self._shown_at = report.stage, now
        text = _describe(report)
        if self._is_terminal:
            _write_aside(f"\r\x1b[K{text}")
        else:
            print_aside(text)

    def clear(self) -> None:
        """Leave no half line behind."""
        if self._is_terminal and self._stage:
            _write_aside("\r\x1b[K")
        self._stage = None


def _describe(report: ProgressReport) -> str:
    text = STAGES[report.stage]
    if report.stage == Stage.DOWNLOAD and report.total:
        return f"{text}: {report.done >> 20} of {report.total >> 20} MB"
    if report.total:
        text += f": {report.done} of {report.total}"
    elif report.done:
        text += f": {report.done}"
    if report.stage == Stage.EMBED and report.per_second:
        text += f" · {report.per_second:.1f} photos/s"
    if report.seconds_left is not None and report.done < report.total:
        minutes, seconds = divmod(round(report.seconds_left), 60)
        text += f" · {minutes} min {seconds:02d} s left" if minutes else f" · {seconds} s left"
    return text
