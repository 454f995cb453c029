"""Which files travel with a photo, told by their names alone, and how they are called after it.

RAW and JPEG of one shot, XMP sidecars, Apple's edits and the film of a Live Photo, and the JSON files of a
Google Takeout, whose names are cut off and numbered in ways of their own.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

_RAW = """
    3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f
"""
RAW_EXTENSIONS = frozenset(f".{extension}" for extension in _RAW.split())
_RENDERED = frozenset({".jpg", ".jpeg", ".jpe", ".heic", ".heif", ".hif"})
_SIDECARS = (".xmp", ".aae")
_FILM = ".mov"
_TAKEOUT = ".supplemental-metadata"
_TAKEOUT_LENGTH = 46
"""Takeout cuts the name off here, so that it has 51 letters with its ``.json``."""
_NUMBERED = re.compile(r"(.*)(\(\d+\))")


def companions_of(photo: str, names: Iterable[str]) -> list[str]:
    """The files among `names` that travel with a photo.

    Args:
        photo: File name.
        names: File names of the same folder.

    Returns:
        Sorted, without the photo itself.
    """
    wanted = _folded(photo)
    return sorted(name for name in names if name != photo and _travels_with(_folded(name), wanted))


class FolderNames:
    """The names of a folder, asked for the companions of many photos: each answer looks at a few names only.

    Args:
        names: File names of the folder.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_stem: dict[str, list[str]] = {}
        for name in names:
            self._by_stem.setdefault(_split(_folded(name))[0], []).append(name)

    def companions_of(self, photo: str) -> list[str]:
        """As the function `companions_of`, with the names of this folder."""
        candidates = [
            name for stem in _possible_stems(_folded(photo)) for name in self._by_stem.get(stem, ())
        ]
        return companions_of(photo, dict.fromkeys(candidates))


def _possible_stems(photo: str) -> list[str]:
    """The stems that a companion's name can have; the photo's name folded."""
    stem, extension = _split(photo)
    stems = {stem, photo}
    twins = [(photo, "")]
    numbered = _NUMBERED.fullmatch(stem)
    if numbered:
        twins.append((numbered[1] + extension, numbered[2]))
    for described, number in twins:
        full = described + _TAKEOUT
        shortest = min(len(described), _TAKEOUT_LENGTH)
        stems |= {full[:length] + number for length in range(shortest, len(full) + 1)}
    return sorted(stems)


def companion_name(companion: str, old: str, new: str) -> str:
    """A companion's name after its photo was renamed: it follows the new stem.

    Args:
        companion: From `companions_of(old, …)`.
        old: The photo's file name before.
        new: Its name after.
    """
    if new == old:
        return companion
    # Letters are compared one by one: folding may change how many there are.
    if _starts_with(companion, old):
        return new + companion[len(old) :]
    old_stem = PurePath(old).stem
    rest = companion[len(old_stem) :]
    if _starts_with(companion, old_stem) and rest.startswith(".") and rest.count(".") == 1:
        return PurePath(new).stem + rest
    return new + PurePath(companion).suffix


def _travels_with(name: str, photo: str) -> bool:
    """Whether a file travels with a photo; both names folded."""
    stem, extension = _split(photo)
    own_stem, own_extension = _split(name)
    if own_extension == ".json":
        return _is_takeout(own_stem, photo)
    if own_extension in _SIDECARS:
        return own_stem in (stem, photo)
    if own_stem != stem:
        return False
    if own_extension == _FILM:
        return extension in _RENDERED
    return (extension in RAW_EXTENSIONS and own_extension in _RENDERED) or (
        extension in _RENDERED and own_extension in RAW_EXTENSIONS
    )


def _is_takeout(name: str, photo: str) -> bool:
    """Whether a JSON file of this name, less its extension, is about a photo."""
    if _is_takeout_of(name, photo):
        return True
    # Of twins the number stands in another place: ``a(1).jpg`` is described by ``a.jpg(1).json``.
    stem, extension = _split(photo)
    numbered, described = _NUMBERED.fullmatch(stem), _NUMBERED.fullmatch(name)
    if numbered is None or described is None or numbered[2] != described[2]:
        return False
    return _is_takeout_of(described[1], numbered[1] + extension)


def _is_takeout_of(name: str, photo: str) -> bool:
    full = photo + _TAKEOUT
    # Cut off inside the suffix anywhere, since a number may have taken room; in the photo's name only where
    # nothing else fits.
    return full.startswith(name) and (len(name) >= len(photo) or len(name) == _TAKEOUT_LENGTH)


def _split(name: str) -> tuple[str, str]:
    path = PurePath(name)
    return path.stem, path.suffix


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _starts_with(name: str, start: str) -> bool:
    return _folded(name[: len(start)]) == _folded(start)
