"""Category names as folder names that are safe on every system, and patterns of folders."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from clipphotos.core.errors import KnownError

MOST_BYTES = 120
"""Of a folder name in UTF-8, so that a path of a few of them stays short enough for Windows."""
FALLBACK = "Unnamed"
UNDATED = "Undated"
PLACEHOLDERS = ("category", "year", "month", "day")

_DATES = frozenset(PLACEHOLDERS[1:])
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[:*?"<>|]')
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DROPPED = dict.fromkeys(map(ord, _BIDI_CONTROLS + "\ufeff"))
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""Device names of Windows; a folder of that name cannot be made there, whatever follows a dot."""
_SKIPPED = frozenset(
    {
        "@eadir",
        "$recycle.bin",
        "system volume information",
        "thumbs.db",
        "desktop.ini",
        "__macosx",
        "lost+found",
    }
)
"""Folders that a scan passes over: photos must not be sorted into one."""


def folder_name(name: str, fallback: str = FALLBACK) -> str:
    """A category's name as the name of one folder.

    Never empty, never hidden, never a path; usable on Linux, macOS and Windows; at most `MOST_BYTES` long.
    Emoji and every script stay. Applied to its own answer it changes nothing.

    Args:
        name: Anything.
        fallback: Used if nothing of the name is left.
    """
    text = unicodedata.normalize("NFC", name.translate(_DROPPED))
    parts = [_trimmed(_cleaned(part)) for part in _SEPARATORS.split(text)]
    text = _trimmed("-".join(part for part in parts if part))
    # Taking characters out may have brought others together.
    text = _trimmed(_cut(unicodedata.normalize("NFC", text)))
    if not text:
        return fallback
    stem, dot, rest = text.partition(".")
    if stem.rstrip(" ").casefold() in _RESERVED:
        text = f"{stem.rstrip(' ')}_{dot}{rest}"
    if text.casefold() in _SKIPPED:
        text += "_"
    return text


def distinct_folder_names(names: Iterable[str], fallback: str = FALLBACK) -> dict[str, str]:
    """Folder names for several categories; those that would share a folder somewhere get numbers."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        first = folder_name(name, fallback)
        text, number = first, 2
        while _folded(text) in taken:
            text, number = f"{_trimmed(_cut(first, MOST_BYTES - 8))} ({number})", number + 1
        taken.add(_folded(text))
        chosen.setdefault(name, text)
    return chosen


def check_pattern(pattern: str) -> None:
    """Make sure that a pattern of folders can be expanded.

    Raises:
        KnownError: ``pattern-unknown`` for a placeholder that is none, ``pattern-invalid`` for one without a
            folder in it, or with ``..``.
    """
    parts = [part.strip() for part in _SEPARATORS.split(pattern)]
    for part in parts:
        for placeholder in _PLACEHOLDER.findall(part):
            if placeholder not in PLACEHOLDERS:
                raise KnownError("pattern-unknown", pattern=pattern, placeholder=f"{{{placeholder}}}")
        if set(_PLACEHOLDER.sub("", part)) & {"{", "}"} or (part and not part.strip(". ")):
            raise KnownError("pattern-invalid", pattern=pattern)
    if not any(parts):
        raise KnownError("pattern-invalid", pattern=pattern)


def split_pattern(folder: str) -> tuple[str, str]:
    """A folder that the user chose for a category, as the fixed part and the pattern below it.

    Args:
        folder: Such as ``Trips``, ``Trips/{year}`` or ``{category}/{year}``.

    Returns:
        ``("Trips", "")``, ``("Trips", "{year}")``, ``("", "{category}/{year}")``; the pattern is empty where
        nothing is to be filled in.
    """
    if "{" not in folder:
        return folder, ""
    start = max((found.end() for found in _SEPARATORS.finditer(folder, 0, folder.index("{"))), default=0)
    return folder[:start], folder[start:]


def expand_pattern(
    pattern: str, category_folder: str, taken: date | None, undated: str = UNDATED
) -> tuple[str, ...]:
    """The folders below the destination that a photo goes into.

    Args:
        pattern: Such as ``{category}/{year}/{month}``.
        category_folder: From `folder_name` or `distinct_folder_names`.
        taken: The day the photo was taken; unknown, all parts with a date become one folder.
        undated: Name of that folder.

    Returns:
        Names of folders, each safe, at least one.

    Raises:
        KnownError: As `check_pattern`.
    """
    check_pattern(pattern)
    values = {"category": category_folder, "year": "", "month": "", "day": ""}
    if taken is not None:
        values |= {"year": f"{taken.year:04d}", "month": f"{taken.month:02d}", "day": f"{taken.day:02d}"}
    parts: list[str] = []
    for part in _SEPARATORS.split(pattern):
        if not part.strip():
            continue
        if taken is None and _DATES & set(_PLACEHOLDER.findall(part)):
            if undated not in parts:
                parts.append(folder_name(undated))
            continue
        parts.append(folder_name(_PLACEHOLDER.sub(lambda found: values[found[1]], part)))
    return tuple(parts)


def _cleaned(text: str) -> str:
    letters = ("" if _is_dropped(letter) else letter for letter in re.sub(r"\s", " ", text))
    return _FORBIDDEN.sub("-", "".join(letters))


def _is_dropped(letter: str) -> bool:
    # Control characters, and halves of surrogate pairs: no file name in UTF-8 has them.
    return unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}


def _trimmed(text: str) -> str:
    """Without what hides a folder or what Windows takes off by itself."""
    return text.lstrip(" .").rstrip(" .")


def _cut(text: str, most: int = MOST_BYTES) -> str:
    """At most so many bytes, whole characters; no accent loses its letter, no emoji half its parts."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    kept = encoded[:most].decode(errors="ignore")
    following = text[len(kept)]
    if unicodedata.combining(following) or following == "\u200d" or "\ufe00" <= following <= "\ufe0f":
        kept = kept[:-1]
    return kept.rstrip("\u200d")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
