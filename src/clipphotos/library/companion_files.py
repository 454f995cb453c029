"""Finds the files that travel with photos, on the disk."""

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.operations.operation import PlannedFile
from clipphotos.core.sorting.companion_kinds import SIDECAR_FOLDERS
from clipphotos.core.sorting.companions import FolderNames, companion_path
from clipphotos.core.sorting.plan import FileFacts
from clipphotos.library.file_stamp import identity_of, stamp_of
from clipphotos.library.file_system import FileSystem, is_folder, is_regular


@dataclass(frozen=True, slots=True)
class FilesBeside:
    """The files beside a photo that have to do with it.

    Attributes:
        companions: Those that travel with it.
        unclear: Names of those of which nobody can tell whether they belong to it; they stay.
    """

    companions: tuple[FileFacts, ...]
    unclear: tuple[str, ...]


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

    def beside(self, photo: Path) -> FilesBeside:
        """The files that have to do with a photo, beside it and in folders for such files.

        Links and folders do not travel; a folder that cannot be listed has no companions in it.
        """
        beside = self._listed(photo.parent).beside(photo.name, with_edits=self._with_edits)
        found = (self._facts(photo.parent / each) for each in beside.companions)
        return FilesBeside(tuple(facts for facts in found if facts), tuple(beside.unclear))

    def planned(self, photo: Path, target: Path) -> tuple[PlannedFile, ...]:
        """The files that travel with a photo, and where they go if it goes to `target`."""
        return tuple(
            PlannedFile(
                each.path, companion_path(each.path, photo, target), each.size, each.mtime_ns, each.identity
            )
            for each in self.beside(photo).companions
        )

    def _facts(self, path: Path) -> FileFacts | None:
        try:
            status = self._files.lstat(str(path))
        except OSError:
            return None
        return FileFacts(path, *stamp_of(status), identity_of(status)) if is_regular(status) else None

    def _listed(self, folder: Path) -> FolderNames:
        key = str(folder)
        if key not in self._names:
            names = self._names_in(folder)
            filed = {
                inside.relative_to(folder).as_posix(): self._names_in(inside)
                for pattern in SIDECAR_FOLDERS
                for inside in self._fitting(folder, names, pattern)
            }
            self._names[key] = FolderNames(names, filed)
        return self._names[key]

    def _fitting(self, folder: Path, names: list[str], pattern: str) -> Iterator[Path]:
        """The folders below a folder that fit a pattern, of which each part stands for one name."""
        first, _, rest = pattern.partition("/")
        for name in names:
            if fnmatch.fnmatchcase(name.lower(), first) and self._is_folder(folder / name):
                inside = folder / name
                if rest:
                    yield from self._fitting(inside, self._names_in(inside), rest)
                else:
                    yield inside

    def _is_folder(self, path: Path) -> bool:
        try:
            return is_folder(self._files.lstat(str(path)))
        except OSError:
            return False

    def _names_in(self, folder: Path) -> list[str]:
        try:
            return self._files.names(str(folder))
        except OSError:
            return []
