"""The log file, and the messages of C libraries."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from clipphotos.storage import logs
from clipphotos.storage.logs import start_log

logger = logging.getLogger("clipphotos.test")


@pytest.fixture
def root_level():
    root = logging.getLogger()
    before = root.level
    yield root
    root.setLevel(before)


@pytest.mark.parametrize("before", [logging.NOTSET, logging.WARNING, logging.DEBUG])
def test_what_is_important_enough_is_written_while_the_block_runs(
    tmp_path: Path, root_level: logging.Logger, before: int
):
    root_level.setLevel(before)
    handlers = list(root_level.handlers)
    with start_log(tmp_path / "a.log"):
        logger.info("told 猫")
        logger.debug("not told")
        logger.error("a broken \udce9 name\nand \x1b[31mmore")
    logger.error("later")
    lines = (tmp_path / "a.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "INFO clipphotos.test: told 猫",
        "ERROR clipphotos.test: a broken \\xe9 name\\nand \\x1b[31mmore",
    ]
    assert (root_level.level, root_level.handlers) == (before, handlers)


def test_a_lower_level_is_kept_for_those_that_listen_already(tmp_path: Path, root_level: logging.Logger):
    root_level.setLevel(logging.DEBUG)
    with start_log(tmp_path / "a.log", logging.WARNING):
        assert root_level.level == logging.DEBUG
        logger.info("for others")
    assert (tmp_path / "a.log").read_text() == ""


def test_files_are_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "FILE_BYTES", 200)
    with start_log(tmp_path / "a.log"):
        for number in range(40):
            logger.info("message %d", number)
    files = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert files == ["a.log", "a.log.1", "a.log.2", "a.log.3"]
    assert "message 39" in (tmp_path / "a.log").read_text()


def test_a_log_that_cannot_be_written_is_done_without(tmp_path: Path, root_level: logging.Logger):
    handlers = list(root_level.handlers)
    with start_log(tmp_path / "missing" / "a.log"):
        logger.info("nowhere")
        assert root_level.handlers == handlers


DIVERTED = """
import os, sys
from pathlib import Path
from clipphotos.storage.logs import divert_native_messages
divert_native_messages(Path(sys.argv[1]))
os.write(2, b"from a C library\\n")
print("from Python \\udce9", file=sys.stderr)
"""


@pytest.mark.parametrize("place", ["native.log", "missing/native.log"])
def test_messages_of_c_libraries_go_into_a_file(tmp_path: Path, place: str):
    if "/" not in place:
        (tmp_path / place).write_text("of the last time")
    done = subprocess.run(
        [sys.executable, "-c", DIVERTED, tmp_path / place],
        capture_output=True,
        env=None,
        encoding="utf-8",
        errors="surrogateescape",
    )
    assert done.returncode == 0
    if "/" in place:
        assert "from a C library" in done.stderr
        assert not (tmp_path / place).exists()
    else:
        assert done.stderr == "from Python \udce9\n"
        assert (tmp_path / place).read_text() == "from a C library\n"


def test_a_traceback_keeps_its_lines(tmp_path: Path):
    with start_log(tmp_path / "a.log"):
        try:
            int("no number")
        except ValueError:
            logger.exception("a bug")
    lines = (tmp_path / "a.log").read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("a bug")
    assert lines[1].startswith("Traceback")
    assert lines[-1].startswith("ValueError")


WARNS_IN_ANOTHER_THREADS_SILENCE = """
import sys, threading, warnings
from pathlib import Path
from clipphotos.storage.logs import start_log
inside, outside = threading.Event(), threading.Event()

def silence():
    with warnings.catch_warnings():
        inside.set()
        outside.wait()

with start_log(Path(sys.argv[1])):
    other = threading.Thread(target=silence)
    other.start()
    inside.wait()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outside.set()
        other.join()  # It restores the filters as it found them.
        warnings.warn("a library is not quite sure", RuntimeWarning)
warnings.warn("nobody logs", RuntimeWarning)
"""


def test_a_librarys_warning_goes_to_the_log(tmp_path: Path):
    log = tmp_path / "a.log"
    command = [sys.executable, "-c", WARNS_IN_ANOTHER_THREADS_SILENCE, str(log)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert "not quite sure" in log.read_text()
    assert "not quite sure" not in told
    assert "nobody logs" in told
