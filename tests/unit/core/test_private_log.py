"""What a log may say of errors: no names."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.private_log import loggable, private_traceback, summary, without_paths
from clipphotos.storage.logs import LEVEL_VARIABLE, start_log

NAME = "Anna küsst Ben (1).jpg"
PATH = f"/home/me/My Photos/{NAME}"


def missing() -> None:
    Path(PATH).read_bytes()


def second_name() -> None:
    raise OSError(18, "cross-device", PATH, None, f"{PATH}2")


def only_text() -> None:
    raise OSError(f"cannot open {NAME}")


def known() -> None:
    raise KnownError("photo-not-found", path=PATH)


def bad_image() -> None:
    raise BadImage("file-unreadable", detail=NAME)


def chained() -> None:
    try:
        missing()
    except OSError as error:
        raise RuntimeError(f"no {NAME}") from error


def while_handling() -> None:
    try:
        raise KeyError(NAME)  # noqa: TRY301
    except KeyError:
        raise ValueError(PATH)  # noqa: B904


def group() -> None:
    raise ExceptionGroup(NAME, [ValueError(NAME), OSError(2, "gone", PATH)])


def with_note() -> None:
    error = ValueError("bad")
    error.add_note(PATH)
    raise error


def no_letters() -> None:
    NAME.encode("ascii")


def no_attribute() -> None:
    getattr(object(), PATH)


def wrong_row() -> None:
    sqlite3.connect(":memory:").execute("SELECT '" + NAME)


ALL = [
    missing,
    second_name,
    only_text,
    known,
    bad_image,
    chained,
    while_handling,
    group,
    with_note,
    no_letters,
    no_attribute,
    wrong_row,
]


@pytest.mark.parametrize("fail", ALL, ids=lambda fail: fail.__name__)
def test_no_name_gets_into_the_log(tmp_path: Path, fail: Callable[[], None]):
    log = tmp_path / "a.log"
    logger = logging.getLogger("clipphotos.test")
    with start_log(log):
        try:
            fail()
        except Exception as error:
            # Another handler that has formatted the error already must not leak it.
            record = logger.makeRecord(logger.name, logging.ERROR, "f", 1, "x: %s", (error,), None)
            record.exc_info = (type(error), error, error.__traceback__)
            logging.Formatter().format(record)
            logger.handle(record)
            logger.exception("a photo could not be read")
            logger.warning("%s: %s", Path(PATH), error)
            logger.warning("%(path)s: %(error)s", {"path": Path(PATH), "error": error})
            logger.warning(error)
    text = log.read_text("utf-8")
    assert "Traceback" in text
    assert fail.__name__ in text, "where it arose is said"
    for part in ("Anna", "Ben", "My Photos", ".jpg", "home/me"):
        assert part not in text.replace(f"/{fail.__name__}", "")


def test_at_debug_everything_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(LEVEL_VARIABLE, "debug")
    with start_log(tmp_path / "a.log"):
        logging.getLogger("clipphotos.test").debug("read")
        with suppress(OSError):
            missing()
        try:
            missing()
        except OSError:
            logging.getLogger("clipphotos.test").exception("gone")
    text = (tmp_path / "a.log").read_text("utf-8")
    assert "DEBUG clipphotos.test: read" in text
    assert NAME in text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "x", PATH), "OSError: No space left on device"),
        (FileNotFoundError(2, "x", PATH), "FileNotFoundError: No such file or directory"),
        (OSError(PATH), "OSError"),
        (BadImage("image-truncated", detail=PATH), "BadImage: image-truncated"),
        (TypeError("f() takes 1 argument"), "TypeError: f() takes 1 argument"),
        (ValueError("anything"), "ValueError"),
        (KeyError("anything"), "KeyError"),
    ],
)
def test_kinds_are_said(error: Exception, said: str):
    assert summary(error) == said


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3 of 4 could not be read", "3 of 4 could not be read"),
        ("photos/s and/or more", "photos/s and/or more"),
        (f"no {PATH}: gone", "no …"),
        (r"no C:\Users\me\Anna.jpg", "no …"),
        ("no 'Anna.jpg' there", "no … there"),
        ("no 'such/Anna' there", "no … there"),
        ("uses 'torch' now", "uses 'torch' now"),
    ],
)
def test_paths_are_hidden(text: str, kept: str):
    assert without_paths(text) == kept
    assert loggable(text) == kept


def test_of_the_catalogue_the_code_is_said():
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect("/nowhere/at/all")
    assert summary(caught.value) == "OperationalError: SQLITE_CANTOPEN"


def test_errors_that_lead_in_a_circle_have_an_end():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert private_traceback(first).count("ValueError") == 2
