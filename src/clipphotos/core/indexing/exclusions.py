"""Folders that are left out of the library: other programs' own, trash, and what the user does not want.

There is one table for everybody: what a scan does not look into, a sort does not touch either.
"""

import fnmatch
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import NamedTuple


class Exclusion(StrEnum):
    """Why a folder is left out.

    PACKAGE: another program's library or document, which looks like one file to people and breaks if a part
    of it is moved. TRASH: deleted files. SYSTEM: snapshots and data of the system or of a network drive.
    THUMBNAILS: small copies of photos that are elsewhere. MARKER: a file in it says so, as ``.nomedia``.
    LINK: it is a link to a folder outside of the library, which whoever may write here can make.
    CHOSEN: the user decided it.
    """

    PACKAGE = "package"
    TRASH = "trash"
    SYSTEM = "system"
    THUMBNAILS = "thumbnails"
    MARKER = "marker"
    LINK = "link"
    CHOSEN = "chosen"


MARKERS = frozenset({".nomedia", ".noimage"})
"""Names of files, in lower case, that ask programs for photos not to look into their folder."""

_PACKAGE_ENDINGS = (
    # Apple's Photos, iPhoto and Aperture, also what is left of a library that was taken over.
    ".photoslibrary",
    ".photolibrary",
    ".aplibrary",
    ".migratedphotolibrary",
    ".migratedaplibrary",
    ".aplibrarytrash",
    ".photoboothlibrary",
    # Lightroom: previews, helper data, and the libraries of its cloud version.
    ".lrdata",
    ".lrcat-data",
    ".lrlibrary",
    # Capture One, Eagle, DEVONthink.
    ".cocatalog",
    ".library",
    ".dtbase2",
    # Films, music and documents that are folders on macOS, and programs.
    ".imovielibrary",
    ".fcpbundle",
    ".theater",
    ".tvlibrary",
    ".musiclibrary",
    ".logicx",
    ".band",
    ".pages",
    ".numbers",
    ".key",
    ".rtfd",
    ".app",
    ".bundle",
    ".sparsebundle",
)

_TRASH = """#recycle @recycle @recycle_bin #recyclebin $recycle.bin recycler recycled lost+found
    network·trash·folder"""
_SYSTEM = """#snapshot @snapshot @recently-snapshot ~snapshot @tmp #tmp @eadir @appstore @appdata @apptemp
    @database @docker @sharebin @sharesnap @synologydrive @cloudsync @cloudstation @img_bkp_cache @s2s
    system·volume·information $windows.~bt $windows.~ws $sysreset __macosx temporary·items
    thevolumesettingsfolder .nsr"""
_THUMBNAILS = "@__thumb thumbnails thumbs _thumbnails _thumbs __thumbs thumbnailcache thumbnail-cache"

_NAMES = {
    name.replace("·", " "): exclusion
    for names, exclusion in (
        (_TRASH, Exclusion.TRASH),
        (_SYSTEM, Exclusion.SYSTEM),
        (_THUMBNAILS, Exclusion.THUMBNAILS),
    )
    for name in names.split()
}

# Pieces of files that a check of a Windows drive found.
_FOUND_PIECES = re.compile(r"found\.\d{3}")


def exclusion_of_name(name: str) -> Exclusion | None:
    """What a folder's name alone says; None if it may well hold the user's photos."""
    key = _comparable(name)
    known = _NAMES.get(key)
    if known is None and key.endswith(_PACKAGE_ENDINGS):
        return Exclusion.PACKAGE
    if known is None and _FOUND_PIECES.fullmatch(key):
        return Exclusion.TRASH
    return known


def is_in_package(path: PurePath) -> bool:
    """Whether a file lies within another program's library or document, wherever that is."""
    return any(exclusion_of_name(name) is Exclusion.PACKAGE for name in path.parts[:-1])


@dataclass(frozen=True, slots=True)
class ExclusionSettings:
    """What the user decided about folders to leave out.

    Attributes:
        entries: An absolute path leaves out that folder. Anything else is a pattern in which ``*`` stands for
            any letters and ``?`` for one; without a slash it is compared with the name of every folder and
            file, with one between names with the path below the library's folder, and with one at the end
            with folders only. An entry that begins with ``!`` is an exception: what it fits is not left out,
            and if it is a link to a folder elsewhere, it is followed.
            Upper and lower case are the same.
        markers: Whether folders with one of the `MARKERS` are left out.
    """

    entries: tuple[str, ...] = ()
    markers: bool = True


@dataclass(frozen=True, slots=True)
class LeftOutFolder:
    """A folder that is left out.

    Attributes:
        path: Absolute path.
        exclusion: Why.
        photo_count: Photos in it that the catalogue knows from the time when it was not.
    """

    path: Path
    exclusion: Exclusion
    photo_count: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Some patterns, put together: for the last name of a path, and for a path as a whole."""

    names: re.Pattern[str] | None
    paths: re.Pattern[str] | None

    def fit(self, path: str) -> bool:
        """Whether a path, made comparable, fits one of them."""
        if self.names is not None and self.names.match(path.rpartition("/")[2]):
            return True
        return self.paths is not None and self.paths.match(path) is not None


@dataclass(frozen=True, slots=True)
class ExclusionRules:
    """The table and the user's settings, as they hold below one root; see `rules_below`.

    What a root is called itself does not count: the user has named it.
    """

    markers: bool
    chosen_folders: _Patterns
    chosen_files: _Patterns
    exceptions: _Patterns
    is_everything: bool = False

    @property
    def looks_at_files(self) -> bool:
        """Whether single files may be left out."""
        return self.chosen_files.names is not None or self.chosen_files.paths is not None

    def of_folder(self, relpath: str) -> Exclusion | None:
        """Why a folder is left out, by its own name and place; None if it is not.

        Args:
            relpath: Path below the root, with ``/`` separators; empty for the root.
        """
        if self.is_everything:
            return Exclusion.CHOSEN
        if not relpath:
            return None
        path = _comparable(relpath)
        if self.exceptions.fit(path):
            return None
        if self.chosen_folders.fit(path):
            return Exclusion.CHOSEN
        return exclusion_of_name(path.rpartition("/")[2])

    def obeys_markers_in(self, relpath: str) -> bool:
        """Whether a marker leaves out the folder that it lies in.

        A root is not left out by one: the user asked for that very folder.
        """
        return self.markers and bool(relpath) and not self.exceptions.fit(_comparable(relpath))

    def follows_link(self, relpath: str) -> bool:
        """Whether a link that leads out of the library is followed: if an exception names it."""
        return self.exceptions.fit(_comparable(relpath))

    def leaves_out_file(self, relpath: str) -> bool:
        """Whether a file is left out by its own name and place, whatever folder it is in."""
        path = _comparable(relpath)
        return self.chosen_files.fit(path) and not self.exceptions.fit(path)

    def of_place(self, relpath: str) -> Exclusion | None:
        """Why a file is left out, by its name and all folders on the way to it."""
        if self.leaves_out_file(relpath):
            return Exclusion.CHOSEN
        return self.of_way(relpath.rpartition("/")[0])

    def of_way(self, relpath: str) -> Exclusion | None:
        """Why a folder is left out, by its name and those of all folders on the way to it."""
        names = relpath.split("/") if relpath else []
        ways = ("/".join(names[:count]) for count in range(len(names) + 1))
        return next((why for way in ways if (why := self.of_folder(way)) is not None), None)


def rules_below(settings: ExclusionSettings, root: PurePath) -> ExclusionRules:
    """The rules for what lies below a root."""
    entries = [entry for typed in settings.entries if (entry := _parse(typed, root)) is not None]
    chosen = [entry for entry in entries if not entry.is_exception]
    return ExclusionRules(
        settings.markers,
        _together(chosen),
        _together(entry for entry in chosen if not entry.is_folder),
        _together(entry for entry in entries if entry.is_exception),
        is_everything=any(not entry.pattern for entry in chosen),
    )


class _Entry(NamedTuple):
    """What the user typed, as it holds below one root.

    Attributes:
        pattern: Made comparable, without slashes at its ends; empty for the root itself.
        is_path: It is compared with whole paths.
        is_folder: Only folders fit it.
        is_exception: What fits it is not left out.
    """

    pattern: str
    is_path: bool
    is_folder: bool
    is_exception: bool


def _parse(typed: str, root: PurePath) -> _Entry | None:
    """None if nothing below the root can fit it."""
    is_exception = typed.startswith("!")
    entry = typed.removeprefix("!").strip()
    folder = PurePath(entry)
    if folder.is_absolute():
        if folder == root or folder in root.parents:
            return _Entry("", is_path=True, is_folder=True, is_exception=is_exception)
        if root not in folder.parents:
            return None
        # Names of folders may hold what has a meaning in patterns.
        exactly = re.sub(r"([*?[])", r"[\1]", _comparable(folder.relative_to(root).as_posix()))
        return _Entry(exactly, is_path=True, is_folder=True, is_exception=is_exception)
    written = _comparable(entry.replace("\\", "/").removeprefix("./"))
    pattern = written.strip("/")
    if not pattern:
        return None
    return _Entry(pattern, is_path="/" in pattern, is_folder=written.endswith("/"), is_exception=is_exception)


def _together(entries: Iterable[_Entry]) -> _Patterns:
    wanted = [entry for entry in entries if entry.pattern]
    names = [fnmatch.translate(entry.pattern) for entry in wanted if not entry.is_path]
    paths = [fnmatch.translate(entry.pattern) for entry in wanted if entry.is_path]
    return _Patterns(_any_of(names), _any_of(paths))


def _any_of(expressions: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(expressions)) if expressions else None


def _comparable(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


EVERYWHERE = rules_below(ExclusionSettings(), PurePath("/"))
"""The table alone, without anything that the user decided."""
