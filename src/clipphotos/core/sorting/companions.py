"""Which files travel with a photo, told by their names alone, and how they are called after it.

The rule: a file belongs to the photo whose name or stem its own name begins with, if its extension is one
of the table in `companion_kinds`. RAW, JPEG and edits of one name are one shot and travel together, with
all that belongs to any of them. The JSON files of a Google Takeout have names that are cut off and numbered
in ways of their own.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from clipphotos.core.sorting.companion_kinds import (
    PICTURE_KINDS,
    SHOT_KINDS,
    FileKind,
    kind_of_extension,
    rank_of,
)

_TAKEOUT = ".supplemental-metadata"
_TAKEOUT_LENGTH = 46
"""Takeout cuts the name off here, so that it has 51 letters with its ``.json``."""
_NUMBERED = re.compile(r"(.*)(\(\d+\))")
_MOTION_MARK = re.compile(r"\.m[pv]$", re.IGNORECASE)
"""A Motion Photo is called ``PXL_1.MP.jpg``, and its film ``PXL_1.MP``, ``PXL_1.MP.mp4`` or ``PXL_1.mp4``."""
_VERSION = re.compile(r"(.+)_\d{2,3}(\.[^.]+)?")
_VERSION_REST = re.compile(r"_\d{2,3}\.")
"""The further versions of one photo have settings called ``IMG_5_01.jpg.xmp``."""


@dataclass(frozen=True, slots=True)
class NamesBeside:
    """The files beside a photo that have to do with its name, each sorted.

    Attributes:
        companions: Those that travel with it.
        unclear: Those of the same name of which nobody can tell whether they belong to it; they stay.
    """

    companions: list[str]
    unclear: list[str]


def companions_of(photo: str, names: Iterable[str]) -> list[str]:
    """The files among `names` that travel with a photo.

    Args:
        photo: File name.
        names: File names of the same folder.

    Returns:
        Sorted, without the photo itself.
    """
    return FolderNames(names).beside(photo).companions


class FolderNames:
    """The names of a folder, asked for the companions of many photos: each answer looks at a few names only.

    Args:
        names: File names of the folder.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._folded: dict[str, str] = {}
        for name in names:
            folded = self._folded[name] = _folded(name)
            for key in _keys(folded):
                self._by_key.setdefault(key, set()).add(name)

    def beside(self, photo: str, *, with_edits: bool = True) -> NamesBeside:
        """The files that have to do with a photo's name.

        Args:
            photo: File name.
            with_edits: Whether edits of a photo count as the same shot.
        """
        wanted = _folded(photo)
        near = {name: self._folded[name] for name in self._near(wanted) if self._folded[name] != wanted}
        pictures = {wanted} | {name for name in near.values() if _kind(name) in PICTURE_KINDS}
        shot = {wanted} | {name for name in near.values() if _is_same_shot(name, wanted, with_edits)}
        for member in shot:
            near |= {name: self._folded[name] for name in self._near(member) if self._folded[name] != wanted}
        companions = sorted(
            name for name, each in near.items() if each in shot or _owner(each, pictures) in shot
        )
        stem = _split(wanted)[0]
        unclear = sorted(
            name
            for name, each in near.items()
            if name not in companions and _split(each)[0] in (stem, wanted)
        )
        return NamesBeside(companions, unclear)

    def _near(self, photo: str) -> set[str]:
        """The names that may have to do with a photo; its name folded."""
        near: set[str] = set()
        for key in (_shot_stem(_split(photo)[0]), *_takeout_stems(photo)):
            near |= self._by_key.get(key, set())
        return near


def companion_name(companion: str, old: str, new: str) -> str:
    """A companion's name after its photo was renamed: it follows the new stem.

    Args:
        companion: Of the photo when it was called `old`.
        old: The photo's file name before.
        new: Its name after.
    """
    if new == old:
        return companion
    # Letters are compared one by one: folding may change how many there are.
    if _starts_with(companion, old):
        return new + companion[len(old) :]
    old_stem, new_stem = PurePath(old).stem, PurePath(new).stem
    for old_start, new_start in ((old_stem, new_stem), (_shot_stem(old_stem), _shot_stem(new_stem))):
        rest = companion[len(old_start) :]
        if _starts_with(companion, old_start) and (rest.startswith(".") or _VERSION_REST.match(rest)):
            return new_start + rest
    return new + PurePath(companion).suffix


# --- the rule ---------------------------------------------------------------------------------------


def _is_same_shot(name: str, photo: str, with_edits: bool) -> bool:
    """Whether another picture is one shot with a photo; both names folded."""
    kinds = {_kind(name), _kind(photo)}
    if len(kinds) < 2 or not kinds <= SHOT_KINDS or (FileKind.EDIT in kinds and not with_edits):
        return False
    return _split(name)[0] == _split(photo)[0]


def _owner(name: str, pictures: Iterable[str]) -> str | None:
    """The picture that a file belongs to, of all that it may belong to the nearest to the camera's own.

    Args:
        name: The file's name, folded.
        pictures: Names of pictures, folded.

    Returns:
        The picture's name; None if the file belongs to none of them, or is a picture itself.
    """
    fitting = [picture for picture in pictures if _fits(name, picture)]
    named = [picture for picture in fitting if name.startswith(picture)]
    return min(named or fitting, key=lambda each: (_rank(each), each), default=None)


def _fits(name: str, picture: str) -> bool:
    """Whether a file's name says that it is about a picture; both names folded."""
    own_stem, own_extension = _split(name)
    stem = _split(picture)[0]
    if own_extension == ".json":
        return _is_takeout(own_stem, picture)
    kind = _kind(name)
    if kind is FileKind.SETTINGS:
        return own_stem in (stem, picture) or _unversioned(own_stem) == picture
    if kind is FileKind.RECORDING and _kind(picture) in (FileKind.RAW, FileKind.RENDERED):
        return own_stem == picture or _shot_stem(own_stem) == _shot_stem(stem)
    return False


def _keys(name: str) -> set[str]:
    """The stems of pictures that a file of this name may have to do with; the name folded."""
    own_stem = _split(name)[0]
    keys = {own_stem, _shot_stem(own_stem), _unversioned(own_stem)}
    # ``IMG_5.jpg.xmp`` has the name of a picture for its stem.
    keys |= {_shot_stem(_split(key)[0]) for key in keys}
    return keys


def _kind(name: str) -> FileKind | None:
    return kind_of_extension(_split(name)[1])


def _rank(picture: str) -> tuple[int, int]:
    extension = _split(picture)[1]
    return rank_of(extension) if kind_of_extension(extension) in PICTURE_KINDS else (len(PICTURE_KINDS), 0)


def _shot_stem(stem: str) -> str:
    """A stem without the mark of a Motion Photo."""
    return _MOTION_MARK.sub("", stem)


def _unversioned(name: str) -> str:
    """``IMG_5.jpg`` for ``IMG_5_01.jpg``; a name without a version's number as it is."""
    version = _VERSION.fullmatch(name)
    return version[1] + (version[2] or "") if version else name


# --- Google Takeout ---------------------------------------------------------------------------------


def _takeout_stems(photo: str) -> list[str]:
    """The stems that a Takeout's description of a photo can have; the photo's name folded."""
    stem, extension = _split(photo)
    twins = [(photo, "")]
    numbered = _NUMBERED.fullmatch(stem)
    if numbered:
        twins.append((numbered[1] + extension, numbered[2]))
    stems: list[str] = []
    for described, number in twins:
        full = described + _TAKEOUT
        shortest = min(len(described), _TAKEOUT_LENGTH)
        stems += (full[:length] + number for length in range(shortest, len(full) + 1))
    return stems


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


# --- names ------------------------------------------------------------------------------------------


def _split(name: str) -> tuple[str, str]:
    path = PurePath(name)
    return path.stem, path.suffix


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _starts_with(name: str, start: str) -> bool:
    return _folded(name[: len(start)]) == _folded(start)
