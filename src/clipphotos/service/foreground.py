"""What the user looks at, so that it is indexed first."""

from pathlib import Path


class Foreground:
    """The folder that is on screen.

    Attributes:
        folder: It; None for the whole library, which comes in its own order.
        version: Another number whenever there may be other photos to take first.
    """

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.version = 0

    def look_at(self, folder: Path | None) -> None:
        """The user looks at a folder, or at the whole library."""
        if folder != self.folder:
            self.folder = folder
            self.version += 1

    def note_scanned(self) -> None:
        """There may be photos in it that were not known before."""
        if self.folder is not None:
            self.version += 1
