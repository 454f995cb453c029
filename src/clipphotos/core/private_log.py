"""What a log may say of errors: where they arose and of what kind they are, but no photo's name.

Errors carry names in their texts, and so does whatever they were raised for. So a text is kept only where the
interpreter has put it together without values of ours.
"""

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType
from typing import cast

from clipphotos.core.errors import KnownError

HIDDEN = "…"
"""Stands for what may be a name."""

_SAYS_NO_VALUES = (
    TypeError,
    AttributeError,
    NameError,
    IndexError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
"""Kinds whose texts name types and attributes of the program."""

_QUOTED = re.compile(r"""(?P<quote>['"])[^'"\n]*[/\\.][^'"\n]*(?P=quote)""")
_PATH = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?=[^\s/\\])[^\n]*")
"""A path of its own, to the end of its line: names have blanks in them."""

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def without_paths(text: str) -> str:
    """A text in which what looks like a path, or stands in quotes and has a full stop, is hidden."""
    return _PATH.sub(HIDDEN, _QUOTED.sub(HIDDEN, text))


def loggable(value: object) -> object:
    """An argument of a log message as a log may have it."""
    if isinstance(value, BaseException):
        return summary(value)
    if isinstance(value, PurePath | bytes):
        return HIDDEN
    return without_paths(value) if isinstance(value, str) else value


def summary(error: BaseException) -> str:
    """The kind of an error, and what can be said of it without values of ours."""
    kind = type(error).__name__
    if isinstance(error, KnownError):
        return f"{kind}: {error.error_code}"
    if isinstance(error, OSError):
        return f"{kind}: {os.strerror(error.errno)}" if isinstance(error.errno, int) else kind
    if isinstance(code := getattr(error, "sqlite_errorname", None), str):
        return f"{kind}: {code}"
    if isinstance(error, _SAYS_NO_VALUES):
        return f"{kind}: {without_paths(str(error).partition(chr(10))[0])}"
    return kind


def private_traceback(error: BaseException) -> str:
    """As Python writes a traceback, with each error's `summary` in place of its text."""
    return "".join(_lines(error, set())).rstrip("\n")


def _lines(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _lines(before, told)
        yield "\nBefore the following error:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{summary(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        several = cast("BaseExceptionGroup[BaseException]", error)
        for each in several.exceptions:
            if id(each) not in told:
                yield from _lines(each, told)
