"""Finds the files that travel with photos, on the disk."""

import unicodedata
from pathlib import Path

from clipphotos.core.companions import companion_name, companions_of
from clipphotos.core.operation import PlannedFile
from clipphotos.library.file_system import FileSystem, is_regular


class CompanionFinder:
    """Looks for companions; each folder is listed once, however many photos of it are asked about.

    Args:
        files: The file system.
    """

    def __init__(self, files: FileSystem) -> None:
        self._files = files
        self._names: dict[str, dict[str, list[str]]] = {}

    def planned(self, photo: Path, target: Path) -> tuple[PlannedFile, ...]:
        """The files that travel with a photo, and where they go if it goes to `target`.

        Links and folders do not travel; a folder that cannot be listed has no companions in it.
        """
        found: list[PlannedFile] = []
        # All of them share the photo's first letters; whole folders are not compared with each photo.
        alike = self._listed(str(photo.parent)).get(_start(photo.name), [])
        for name in companions_of(photo.name, alike):
            source = photo.parent / name
            try:
                status = self._files.lstat(str(source))
            except OSError:
                continue
            if is_regular(status):
                place = target.parent / companion_name(name, photo.name, target.name)
                found.append(PlannedFile(source, place, status.st_size, status.st_mtime_ns))
        return tuple(found)

    def _listed(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._names:
            by_start: dict[str, list[str]] = {}
            try:
                names = self._files.names(folder)
            except OSError:
                names = []
            for name in names:
                by_start.setdefault(_start(name), []).append(name)
            self._names[folder] = by_start
        return self._names[folder]


def _start(name: str) -> str:
    # Before the first dot or bracket, which number twins: the rest differs between companions.
    folded = unicodedata.normalize("NFC", name).casefold()
    return folded.replace("(", ".").split(".", 1)[0].strip()[:40]
