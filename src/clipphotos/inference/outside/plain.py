"""Values of a stranger's JSON: known names, plain kinds, sane sizes. Anything else is refused."""

import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

MOST_BYTES = 1 << 24
"""Of a JSON file with settings; published ones have a few thousand, with every added token a few millions."""
CODE = "auto_map"
"""The name under which transformers' files ask for Python code of their own."""
_WORD = re.compile(r"[\w.+-]{1,128}")

Check = Callable[[Any], bool]
"""Whether a value is of a kind."""


class RefusedError(Exception):
    """A file asks for what is not done for it; the message names it."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a JSON array."""
    return isinstance(value, list)


def read_object(path: Path) -> dict[str, Any]:
    """A JSON file whose content is an object, and asks for no code.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is something else, or far too large.
        RefusedError: If it asks for code of its own.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError("too large for settings")
    try:
        content = json.loads(data)
        asks = asks_for_code(content)
    except RecursionError as error:
        raise ValueError("nested without end") from error
    if asks:
        raise RefusedError(f"{CODE} in {path.name}")
    if not is_object(content):
        raise ValueError("not an object")
    return content


def asks_for_code(content: object) -> bool:
    """Whether transformers would look for Python code because of it."""
    if is_object(content):
        return CODE in content or any(asks_for_code(each) for each in content.values())
    return is_list(content) and any(asks_for_code(each) for each in content)


def checked(content: object, table: Mapping[str, Check], where: str) -> dict[str, Any]:
    """An object, if the table knows each of its names and takes each of its values.

    Raises:
        TypeError: If it is no object.
        RefusedError: If a name or a value is another one.
    """
    if not is_object(content):
        raise TypeError(f"{where} is not an object")
    for name, value in content.items():
        if name not in table or not table[name](value):
            raise RefusedError(f"{where}.{name[:80]}")
    return content


def flag(value: object) -> bool:
    """True or false."""
    return isinstance(value, bool)


def word(value: object) -> bool:
    """A name without anything that makes it an address or a path."""
    return isinstance(value, str) and bool(_WORD.fullmatch(value))


def integer(least: int, most: int) -> Check:
    """A whole number in a range."""
    return lambda value: isinstance(value, int) and not flag(value) and least <= value <= most


def number(least: float, most: float) -> Check:
    """A number in a range."""

    def check(value: object) -> bool:
        return (
            isinstance(value, int | float)
            and not flag(value)
            and math.isfinite(value)
            and least <= value <= most
        )

    return check


def one_of(*values: object) -> Check:
    """One of some values."""
    return lambda value: any(type(value) is type(each) and value == each for each in values)


def either(*checks: Check) -> Check:
    """What one of some checks takes."""
    return lambda value: any(check(value) for check in checks)


def or_none(check: Check) -> Check:
    """What a check takes, or null."""
    return lambda value: value is None or check(value)


def list_of(check: Check, *lengths: int) -> Check:
    """An array of some length whose every value a check takes."""
    return lambda value: is_list(value) and len(value) in lengths and all(check(each) for each in value)


def matching(pattern: str) -> Check:
    """A text of a certain form."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(compiled.fullmatch(value))


def object_of(**table: Check) -> Check:
    """An object that has some names only."""
    return lambda value: (
        is_object(value) and all(name in table and table[name](each) for name, each in value.items())
    )
