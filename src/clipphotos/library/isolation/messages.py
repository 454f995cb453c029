"""What a process that decodes says: numbers, bytes and JSON, each of which is checked before it is believed.

It may have been taken over by the file that it decodes. So nothing is unpickled, and nothing has a size but
what it should have.
"""

import json
import math
import struct
from dataclasses import asdict
from typing import Any

from clipphotos.core.errors import BadImage
from clipphotos.core.photo import PhotoFacts

MOST_TEXT_BYTES = 1 << 16
_REQUEST = struct.Struct("<I")
_NEEDED = struct.Struct("<Q")
_MEMORY, _FAILED, _DECODED = b"M", b"F", b"D"
_MOST_EDGE = 1 << 20
_MOST_PIXELS = 200_000_000
_MOST_LETTERS = 400
_MOST_PARAMS = 10
_GRANTED = b"G"

Failure = tuple[str, dict[str, str]]
Size = tuple[int, int]


class UnbelievableError(Exception):
    """A process says what it never would by itself."""


def request(min_edge: int) -> bytes:
    """What is wanted; the file's bytes follow."""
    return _REQUEST.pack(min_edge)


def read_request(message: bytes) -> int:
    """As `request` was given it."""
    return _REQUEST.unpack(message)[0]


def granted() -> bytes:
    """There is memory for what is to be decoded."""
    return _GRANTED


def memory_needed(pixels: int) -> bytes:
    """So many pixels are about to be decoded."""
    return _MEMORY + _NEEDED.pack(pixels)


def failed(error: BadImage) -> bytes:
    """The file cannot be decoded."""
    return _FAILED + json.dumps([error.error_code, error.params]).encode()


def decoded(size: Size, facts: PhotoFacts) -> bytes:
    """The file is decoded; its pixels follow."""
    return _DECODED + json.dumps([list(size), asdict(facts)]).encode()


def read_answer(message: bytes) -> int | BadImage | tuple[Size, PhotoFacts]:
    """What a process has said.

    Returns:
        Pixels that it wants memory for, or what is wrong with the file, or what was decoded.

    Raises:
        UnbelievableError: If it is none of these.
    """
    kind, rest = message[:1], message[1:]
    try:
        if kind == _MEMORY:
            return _NEEDED.unpack(rest)[0]
        if kind == _FAILED:
            return _failure(*json.loads(rest))
        if kind == _DECODED:
            size, facts = json.loads(rest)
            return _size(*size), _facts(**facts)
    except (ValueError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise UnbelievableError from error
    raise UnbelievableError


def _failure(code: Any, params: dict[Any, Any]) -> BadImage:
    _require(_is_text(code) and len(params) < _MOST_PARAMS)
    for key, value in params.items():
        _require(_is_text(key) and key.isidentifier() and _is_text(value))
    return BadImage(code, **params)


def _size(width: Any, height: Any) -> Size:
    _require(_is_number(width, _MOST_EDGE) and _is_number(height, _MOST_EDGE))
    _require(0 < width * height <= _MOST_PIXELS)
    return width, height


def _facts(**values: Any) -> PhotoFacts:
    facts = PhotoFacts(**values)
    _require(_is_number(facts.width, 1 << 31) and _is_number(facts.height, 1 << 31))
    _require(_is_number(facts.orientation, 8) and facts.orientation > 0)
    for value, limit in ((facts.taken_at, 1e11), (facts.latitude, 90), (facts.longitude, 180)):
        _require(value is None or (isinstance(value, float) and math.isfinite(value) and abs(value) <= limit))
    _require(_is_text(facts.camera) and _is_text(facts.note))
    return facts


def _is_number(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_LETTERS


def _require(is_so: bool) -> None:
    if not is_so:
        raise UnbelievableError
