"""Which files travel with a photo, told by their names alone, and how they are called after it.

The rule: a file belongs to the photo whose name or stem its own name begins with, if its extension is one
of the table in `companion_kinds`, or if it is in a folder for such files. RAW, JPEG and edits of one name are
one shot and travel together, with all that belongs to any of them; so do edits whose names say what they were
made of, see `edited_names`. The JSON files of a Google Takeout have names that are cut off and numbered in
ways of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from clipphotos.core.sorting.companion_kinds import (
    ORIGINALS_FOLDERS,
    PICTURE_KINDS,
    SHOT_KINDS,
    FileKind,
    kind_of_extension,
    rank_of,
)
from clipphotos.core.sorting.edited_names import edited_name, original_stem, unclear_original

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
        companions: Those that travel with it; the path below its folder of those in a folder for such files.
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
        filed: File names in the folders for companions that are in it, by their paths below it.
    """

    def __init__(self, names: Iterable[str], filed: Mapping[str, Iterable[str]] | None = None) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._folded: dict[str, str] = {}
        self._filed: dict[str, set[tuple[str, str]]] = {}
        for name in names:
            folded = self._folded[name] = _folded(name)
            for key in _keys(folded):
                self._by_key.setdefault(key, set()).add(name)
        for folder, inside in (filed or {}).items():
            for name in inside:
                for key in _beginnings(_folded(name)):
                    self._filed.setdefault(key, set()).add((f"{folder}/{name}", _folded(name)))

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
        companions = {name for name, each in near.items() if each in shot or _owner(each, pictures) in shot}
        unclear = {
            name for name, each in near.items() if name not in companions and _is_unclear(each, wanted)
        }
        return NamesBeside(sorted(companions | self._filed_for(shot, pictures)), sorted(unclear))

    def _near(self, photo: str) -> set[str]:
        """The names that may have to do with a photo; its name folded."""
        near: set[str] = set()
        for key in (_base(_split(photo)[0]), *_takeout_stems(photo), *_takeout_stems(_original(photo))):
            near |= self._by_key.get(key, set())
        return near

    def _filed_for(self, shot: Iterable[str], pictures: Iterable[str]) -> set[str]:
        """Paths of the files in folders for companions that belong to a shot; names folded."""
        return {
            path
            for member in shot
            for key in (member, _split(member)[0])
            for path, name in self._filed.get(key, ())
            if _owner_of_filed(name, pictures, is_original=path.lower().startswith(ORIGINALS_FOLDERS))
            == member
        }


def companion_path(companion: Path, photo: Path, target: Path) -> Path:
    """Where a companion goes with its photo, in a folder of the same name if it is in one.

    Args:
        companion: Of the photo, beside it or in a folder there.
        photo: Where the photo is.
        target: Where it goes.
    """
    below = companion.parent.relative_to(photo.parent)
    return target.parent / below / companion_name(companion.name, photo.name, target.name)


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
    if edited_name(old_stem) is not None:
        # An edit that is no longer called one is what its original is called after.
        as_original = new_stem + "-original" + PurePath(new).suffix
        return companion_name(
            companion, _original(old), _original(new) if edited_name(new_stem) else as_original
        )
    stem, endings = _without_endings(companion)
    if _folded(original_stem(stem)) == _folded(old_stem):
        return _edit_of(stem, new_stem) + endings
    return new + PurePath(companion).suffix


# --- the rule ---------------------------------------------------------------------------------------


def _is_same_shot(name: str, photo: str, with_edits: bool) -> bool:
    """Whether another picture is one shot with a photo; both names folded."""
    (stem, extension), (own_stem, own_extension) = _split(name), _split(photo)
    kinds = {_kind(name), _kind(photo)}
    if stem == own_stem:
        is_shot = len(kinds) == 2 and kinds <= SHOT_KINDS
        return is_shot and (with_edits or FileKind.EDIT not in kinds)
    if not with_edits or original_stem(stem) != original_stem(own_stem):
        return False
    return kinds <= SHOT_KINDS or (extension == own_extension and kinds <= PICTURE_KINDS)


def _is_unclear(name: str, photo: str) -> bool:
    """Whether a file that stays is called so that it may belong to a photo; both names folded."""
    stem, own_stem = _split(name)[0], _split(photo)[0]
    if stem in (own_stem, photo):
        return True
    return _kind(name) in PICTURE_KINDS and (
        original_stem(stem) == original_stem(own_stem) or unclear_original(stem) == own_stem
    )


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
    exact = [picture for picture in fitting if _split(picture)[0] == _split(name)[0]]
    return min(named or exact or fitting, key=_rank, default=None)


def _owner_of_filed(name: str, pictures: Iterable[str], *, is_original: bool) -> str | None:
    """As `_owner`, of a file in a folder for companions, or for pictures as they were before an edit."""
    kind, own_stem = _kind(name), _split(name)[0]
    if kind in PICTURE_KINDS:
        return name if is_original and name in pictures else None
    named = [picture for picture in pictures if name.startswith(f"{picture}.")]
    same = [picture for picture in pictures if kind is FileKind.SETTINGS and _split(picture)[0] == own_stem]
    return min(named or same, key=_rank, default=None)


def _fits(name: str, picture: str) -> bool:
    """Whether a file's name says that it is about a picture; both names folded."""
    own_stem, own_extension = _split(name)
    stem = _split(picture)[0]
    if own_extension == ".json":
        return _is_takeout(own_stem, picture) or _is_takeout(own_stem, _original(picture))
    kind = _kind(name)
    if kind is FileKind.SETTINGS:
        if own_stem in (stem, picture) or _unversioned(own_stem) == picture:
            return True
        return original_stem(own_stem) == original_stem(stem)
    if kind is FileKind.RECORDING and _kind(picture) in (FileKind.RAW, FileKind.RENDERED):
        return own_stem == picture or _base(own_stem) == _base(stem)
    return False


def _keys(name: str) -> set[str]:
    """The stems of pictures that a file of this name may have to do with; the name folded."""
    own_stem = _split(name)[0]
    keys = {own_stem, _base(own_stem), _unversioned(own_stem)}
    # ``IMG_5.jpg.xmp`` has the name of a picture for its stem.
    keys |= {_base(_split(key)[0]) for key in keys}
    if (perhaps := unclear_original(own_stem)) is not None:
        keys.add(_base(perhaps))
    return keys


def _beginnings(name: str) -> set[str]:
    """The name, and all that stands before one of its dots."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def _kind(name: str) -> FileKind | None:
    return kind_of_extension(_split(name)[1])


def _rank(picture: str) -> tuple[bool, tuple[int, int], str]:
    stem, extension = _split(picture)
    is_picture = kind_of_extension(extension) in PICTURE_KINDS
    return (
        edited_name(stem) is not None,
        rank_of(extension) if is_picture else (len(PICTURE_KINDS), 0),
        picture,
    )


def _base(stem: str) -> str:
    """What the stems of a shot have in common: without marks of Motion Photos and of edits."""
    return original_stem(_shot_stem(stem))


def _original(photo: str) -> str:
    """The file name of what a photo was made of, if that had the same extension; its own if it is no edit."""
    path = PurePath(photo)
    return original_stem(path.stem) + path.suffix


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


def _edit_of(stem: str, original: str) -> str:
    """The stem of an edit, or of an edit of an edit, if the original is called otherwise."""
    edited = edited_name(stem)
    return edited.of(_edit_of(edited.original, original)) if edited else original


def _without_endings(name: str) -> tuple[str, str]:
    """``IMG_5`` and ``.jpg.xmp`` of ``IMG_5.jpg.xmp``; composed, as marks of edits are compared."""
    stem, extension = _split(unicodedata.normalize("NFC", name))
    inner, picture = _split(stem)
    is_picture = kind_of_extension(picture.lower()) in PICTURE_KINDS
    return (inner, picture + extension) if is_picture else (stem, extension)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _starts_with(name: str, start: str) -> bool:
    return _folded(name[: len(start)]) == _folded(start)
