"""Another program that changes the same photos: what it makes and destroys is entered into the ledger."""

import contextlib
import os
from pathlib import Path

from random_acts.acts import Act, Kind
from random_acts.photos import Ledger, photo_files, picture

OF_FILES = (Kind.FILE_ADDED, Kind.FILE_EDITED, Kind.FILE_RENAMED, Kind.FILE_REMOVED, Kind.FOLDER_RENAMED)


class OtherProgram:
    """Does what people do to their photos elsewhere.

    Args:
        folder: The folder of the photos.
        workshop: An empty folder of its own, on the same file system.
        ledger: Told what is made and destroyed.
    """

    def __init__(self, folder: Path, workshop: Path, ledger: Ledger) -> None:
        self._folder = folder
        self._workshop = workshop
        self._ledger = ledger
        self._made = 0

    def do(self, act: Act) -> None:
        """Do an act; none if what it is about is just gone."""
        files = [path for path in photo_files(self._folder) if path.endswith(".jpg")]
        if not files:
            return
        target = files[int(act.x * len(files))]
        other = files[int(act.y * len(files))]
        self._made += 1
        new_path = str(Path(other).parent / f"other-{self._made}.jpg")
        # The program may have been quicker, with the file or with its folder.
        with contextlib.suppress(OSError):
            match act.kind:
                case Kind.FILE_ADDED:
                    self._write(new_path, picture(act.to_x))
                case Kind.FILE_EDITED:
                    self._take_away(target)
                    self._write(target, picture(act.to_x))
                case Kind.FILE_RENAMED:
                    _rename(target, new_path)
                case Kind.FILE_REMOVED:
                    self._take_away(target)
                case Kind.FOLDER_RENAMED:
                    folder = Path(target).parent
                    _rename(str(folder), str(folder.with_name(f"{folder.name[:20]} {self._made}")))
                case _:
                    raise ValueError(act.kind)

    def _write(self, path: str, content: bytes) -> None:
        """Write a file at once, as careful programs do; never over another one."""
        draft = self._workshop / "draft"
        draft.write_bytes(content)
        os.link(draft, path)
        draft.unlink()
        self._ledger.made(content)

    def _take_away(self, path: str) -> None:
        """Destroy a file, once it is where nobody else moves it: what is entered is what is destroyed."""
        taken = self._workshop / "taken"
        Path(path).rename(taken)
        self._ledger.destroyed(taken.read_bytes())
        taken.unlink()


def _rename(path: str, new_path: str) -> None:
    if not os.path.lexists(new_path):
        Path(path).rename(new_path)
