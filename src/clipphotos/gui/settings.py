"""What the window remembers between starts."""

from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from clipphotos.core.private_files import prepare_private_file

HISTORY_LENGTH = 30


class ColourChoice(StrEnum):
    """Which colours the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    WHITE = "white"
    """High contrast: black on white."""
    BLACK = "black"
    """High contrast: white on black."""


class LanguageChoice(StrEnum):
    """Which language the user asked for."""

    SYSTEM = "system"
    ENGLISH = "en"
    CHINESE = "zh_CN"


class WindowSettings:
    """Typed access to the INI file; a damaged value counts as absent.

    Args:
        path: The INI file; it need not exist.
    """

    SMALLEST_TILE, LARGEST_TILE, USUAL_TILE = 96, 384, 176

    def __init__(self, path: Path) -> None:
        # Earlier searches are in it; Qt keeps the mode of a file that is there.
        with suppress(OSError):
            prepare_private_file(path)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def colours(self) -> ColourChoice:
        """The colours asked for."""
        try:
            return ColourChoice(str(self._store.value("view/colours", "")))
        except ValueError:
            return ColourChoice.SYSTEM

    @colours.setter
    def colours(self, choice: ColourChoice) -> None:
        self._store.setValue("view/colours", choice.value)

    @property
    def language(self) -> LanguageChoice:
        """The language asked for."""
        try:
            return LanguageChoice(str(self._store.value("view/language", "")))
        except ValueError:
            return LanguageChoice.SYSTEM

    @language.setter
    def language(self, choice: LanguageChoice) -> None:
        self._store.setValue("view/language", choice.value)

    @property
    def tile_size(self) -> int:
        """Edge of a tile in device-independent pixels."""
        try:
            size = int(str(self._store.value("view/tile-size", "")))
        except ValueError:
            size = self.USUAL_TILE
        return min(max(size, self.SMALLEST_TILE), self.LARGEST_TILE)

    @tile_size.setter
    def tile_size(self, size: int) -> None:
        self._store.setValue("view/tile-size", size)

    @property
    def shows_info(self) -> bool:
        """Whether the information panel is shown."""
        return str(self._store.value("view/info", "")) == "true"

    @shows_info.setter
    def shows_info(self, on: bool) -> None:
        self._store.setValue("view/info", "true" if on else "false")

    @property
    def searches(self) -> list[str]:
        """Earlier searches, the latest last."""
        stored = self._store.value("search/history", [])
        if isinstance(stored, str):  # an INI file gives a list of one back as a string
            return [stored]
        return [str(text) for text in stored] if isinstance(stored, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    @searches.setter
    def searches(self, searches: list[str]) -> None:
        self._store.setValue("search/history", searches[-HISTORY_LENGTH:])

    @property
    def last_folder(self) -> str:
        """Where the folder dialog was left; empty at first."""
        return str(self._store.value("library/last-folder", ""))

    @last_folder.setter
    def last_folder(self, folder: str) -> None:
        self._store.setValue("library/last-folder", folder)

    @property
    def sort_effect(self) -> str:
        """What the last sort did; ``tag`` before the first, since that touches no file."""
        return str(self._store.value("sort/effect", "tag"))

    @sort_effect.setter
    def sort_effect(self, effect: str) -> None:
        self._store.setValue("sort/effect", effect)

    @property
    def sort_into(self) -> Path | None:
        """Where the last sort put its folders, if it is still there."""
        folder = Path(str(self._store.value("sort/into", "")))
        return folder if folder.is_absolute() and folder.is_dir() else None

    @sort_into.setter
    def sort_into(self, folder: Path) -> None:
        self._store.setValue("sort/into", str(folder))

    def geometry(self, part: str) -> QByteArray:
        """Saved geometry of a part of the window; empty if none is saved.

        Args:
            part: ``window``, ``sidebar`` or ``places``.
        """
        value = self._store.value(f"window/{part}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, part: str, geometry: QByteArray) -> None:
        """Save the geometry of a part of the window."""
        self._store.setValue(f"window/{part}", geometry)
