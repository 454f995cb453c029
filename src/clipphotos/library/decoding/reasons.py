"""Why a picture cannot be shown: whatever decoders raise, as `BadImage` with a reason that is true."""

import re
from collections.abc import Generator
from contextlib import contextmanager

from PIL import Image

from clipphotos.core.errors import BadImage

_CUT_OFF = re.compile(
    r"truncat|not enough (image )?data|end of (file|data|input|stream)|premature|unexpected eof"
    r"|insufficient data|incomplete",
    re.IGNORECASE,
)
_UNSUPPORTED = re.compile(
    r"unsupported|not (yet )?supported|not implemented|can ?not handle|unknown pixel mode"
    r"|unable to determine|no codec",
    re.IGNORECASE,
)
_PYTHON = re.compile(
    r"\b(none(type)?|objects?|arguments?|unpack|literal|int|float|str|strings?|bytes(-like)?|buffer|tuple|list"
    r"|dict|array|shape|index|indices|iterable|attribute|codec|errno|python|must be|class|module|operand"
    r"|closed file|seek value|out of range|recursion|C long|math domain|assert\w*|reshaped?|returned)\b"
    r"|[a-z]_[a-z]|__|\w\(\)|->|[{}=]|^-?\d+$",
    re.IGNORECASE,
)
"""Words by which Python speaks to programmers."""

_WORDED_BY_DECODERS = (OSError, SyntaxError, ValueError, RuntimeError)
"""What decoders raise with a message of their own; of any other kind the message is Python's."""

_NO_WORDS = "invalid data"
_MOST_CHARACTERS = 120


@contextmanager
def translated(format_name: str) -> Generator[None, None, None]:
    """Turn whatever a decoder raises into `BadImage`.

    Args:
        format_name: The format that is being decoded, for pictures of a kind that no decoder here knows.
    """
    try:
        yield
    except BadImage:
        raise
    except Image.DecompressionBombError as error:
        pixels = re.search(r"\d+", str(error))
        detail = int(pixels.group()) // 1_000_000 if pixels else "?"
        raise BadImage("image-too-large", detail=detail) from error
    except MemoryError as error:
        raise BadImage("image-out-of-memory") from error
    except Exception as error:  # Decoders raise nearly everything on damaged files.
        message = _message(error)
        if isinstance(error, EOFError) or _CUT_OFF.search(message):
            raise BadImage("image-truncated", detail=worded(error)) from error
        if is_unsupported(error):
            raise BadImage("image-kind-unsupported", detail=format_name) from error
        raise BadImage("image-damaged", detail=worded(error)) from error


def is_unsupported(error: Exception) -> bool:
    """Whether a decoder says that it does not know this kind of picture, and not that the file is damaged."""
    return isinstance(error, NotImplementedError) or _UNSUPPORTED.search(_message(error)) is not None


def worded(error: Exception) -> str:
    """What a decoder says, short: without paths, bytes, addresses, and without the words of Python."""
    text = _message(error)
    text = text.replace("not identified by this driver", "invalid header")
    text = re.sub(r"\s*\([^()]*\bb(['\"]).*?\1[^()]*\)|\s*\bb(['\"]).*?\2", "", text)
    text = re.sub(r"<[^>]*>|0x[0-9a-f]+|(?:/|\\)[^\s'\"]*", "…", text)[:_MOST_CHARACTERS].strip()
    is_worded = isinstance(error, _WORDED_BY_DECODERS) or type(error).__module__.partition(".")[0] == "rawpy"
    if not text or _PYTHON.search(text) or not is_worded or isinstance(error, UnicodeError):
        return _NO_WORDS
    return text


def _message(error: Exception) -> str:
    first = error.strerror if isinstance(error, OSError) and error.strerror else (error.args or ("",))[0]
    if isinstance(first, Exception):
        return ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    return " ".join(text.split())
