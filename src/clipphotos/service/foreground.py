"""What the user looks at, so that it is indexed first."""

from clipphotos.storage.scopes import Scope


class Foreground:
    """The part of the library that is on screen.

    Attributes:
        scopes: It; empty for the whole library, which comes in its own order.
        version: Another number whenever there may be other photos to take first.
    """

    def __init__(self) -> None:
        self.scopes: tuple[Scope, ...] = ()
        self.version = 0

    def look_at(self, scopes: tuple[Scope, ...]) -> None:
        """The user looks at something."""
        if scopes != self.scopes:
            self.scopes = scopes
            self.version += 1

    def note_scanned(self) -> None:
        """There may be photos in it that were not known before."""
        if self.scopes:
            self.version += 1
