"""Finds the files that travel with photos, on the disk."""

from pathlib import Path

from clipphotos.core.operations.operation import PlannedFile
from clipphotos.core.sorting.companions import FolderNames, companion_name
from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.file_system import FileSystem, is_regular


class CompanionFinder:
    """Looks for companions; each folder is listed once, however many photos of it are asked about.

    Args:
        files: The file system.
        with_edits: Whether edits of a photo, and what they were made from, travel with it.
    """

    def __init__(self, files: FileSystem, *, with_edits: bool = True) -> None:
        self._files = files
        self._with_edits = with_edits
        self._names: dict[str, FolderNames] = {}

    def planned(self, photo: Path, target: Path) -> tuple[PlannedFile, ...]:
        """The files that travel with a photo, and where they go if it goes to `target`.

        Links and folders do not travel; a folder that cannot be listed has no companions in it.
        """
        found: list[PlannedFile] = []
        beside = self._listed(str(photo.parent)).beside(photo.name, with_edits=self._with_edits)
        for name in beside.companions:
            source = photo.parent / name
            try:
                status = self._files.lstat(str(source))
            except OSError:
                continue
            if is_regular(status):
                place = target.parent / companion_name(name, photo.name, target.name)
                found.append(PlannedFile(source, place, *stamp_of(status)))
        return tuple(found)

    def _listed(self, folder: str) -> FolderNames:
        if folder not in self._names:
            try:
                names = self._files.names(folder)
            except OSError:
                names = []
            self._names[folder] = FolderNames(names)
        return self._names[folder]
