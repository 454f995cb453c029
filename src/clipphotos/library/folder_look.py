"""A look at a watched folder: its sub-folders, and whether anything in them changed. Opens no file."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from clipphotos.library.file_stamp import stamp_of
from clipphotos.library.scanner import is_passed_over, kind_of
from clipphotos.library.surroundings import nearest_existing


@dataclass(frozen=True, slots=True)
class FolderLook:
    """How a folder is now.

    Attributes:
        folder: Absolute path.
        is_there: Whether it can be listed.
        folders: The folder and every folder below it, absolute; empty if it is not there.
        state: Equal for two looks between which nothing that may be a photo came, went or was written to.
        above: If it is not there, the nearest folder above it that is; else the folder itself.
    """

    folder: Path
    is_there: bool
    above: Path
    folders: tuple[Path, ...] = ()
    state: bytes = b""


def look_at(folder: Path) -> FolderLook:
    """List a folder and what is below it, as a scan would: neither hidden folders nor links are followed."""
    state = hashlib.blake2b(digest_size=16)
    folders: list[Path] = []
    pending = [str(folder)]
    while pending:
        path = pending.pop()
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            if not folders:
                return FolderLook(folder, is_there=False, above=nearest_existing(folder))
            continue  # gone this moment, or none of ours to read
        folders.append(Path(path))
        for entry in entries:
            if is_passed_over(entry.name):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    facts = "folder"
                elif kind_of(entry.name) is None:
                    continue
                else:
                    facts = "{} {}".format(*stamp_of(entry.stat()))
            except OSError:
                continue
            state.update(f"{entry.path}\0{facts}\0".encode("utf-8", "surrogatepass"))
    return FolderLook(folder, is_there=True, above=folder, folders=tuple(folders), state=state.digest())
