"""Gives the whole program the colours that its user or the system asks for."""

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolTip

from clipphotos.gui.settings import ColourChoice
from clipphotos.gui.theme.palettes import Theme, outlined, palette_for
from clipphotos.gui.theme.style_sheet import CONTRAST_STYLE_SHEET, STYLE_SHEET

_CHOSEN = {
    ColourChoice.LIGHT: Theme.LIGHT,
    ColourChoice.DARK: Theme.DARK,
    ColourChoice.WHITE: Theme.WHITE,
    ColourChoice.BLACK: Theme.BLACK,
}

_OUTLINED = ("QCheckBox",)
_OUTLINED_IN_HIGH_CONTRAST = ("QComboBox", "QSlider")
"""The style sheet does the others."""


def theme_for(choice: ColourChoice, *, system_is_dark: bool, system_has_contrast: bool) -> Theme:
    """What the program should look like.

    Args:
        choice: What the user asked for; ``SYSTEM`` follows the system in everything.
        system_is_dark: Whether the system asks for light text on a dark ground.
        system_has_contrast: Whether the system asks for high contrast.
    """
    if choice is not ColourChoice.SYSTEM:
        return _CHOSEN[choice]
    if system_has_contrast:
        return Theme.BLACK if system_is_dark else Theme.WHITE
    return Theme.DARK if system_is_dark else Theme.LIGHT


def apply_theme(app: QApplication, choice: ColourChoice) -> None:
    """Give the whole program the chosen colours.

    Args:
        app: The application.
        choice: What the user asked for. Whoever calls it again when the system changes follows the system.
    """
    hints = app.styleHints()
    scheme = Qt.ColorScheme.Unknown
    if choice is not ColourChoice.SYSTEM:
        scheme = Qt.ColorScheme.Dark if _CHOSEN[choice].is_dark else Qt.ColorScheme.Light
    hints.setColorScheme(scheme)
    if sys.platform != "darwin" and app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    # Some platforms, the offscreen one among them, ignore the wish, so it is not asked back from the hints
    # where the user has chosen.
    theme = theme_for(
        choice,
        system_is_dark=hints.colorScheme() == Qt.ColorScheme.Dark,
        system_has_contrast=hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast,
    )
    palette = palette_for(theme)
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    boxes = outlined(palette, theme)
    for kind in _OUTLINED:
        # The stubs ask for bytes, which the call refuses.
        app.setPalette(boxes, kind)  # pyright: ignore[reportArgumentType]
    for kind in _OUTLINED_IN_HIGH_CONTRAST:
        app.setPalette(boxes if theme.is_high_contrast else palette, kind)  # pyright: ignore[reportArgumentType]
    app.setStyleSheet(STYLE_SHEET + (CONTRAST_STYLE_SHEET if theme.is_high_contrast else ""))


def follow_system(app: QApplication, changed: Callable[[], None]) -> None:
    """Call a function whenever the system asks for other colours or another contrast."""

    def note(_preference: object) -> None:
        changed()

    hints = app.styleHints()
    hints.colorSchemeChanged.connect(note)
    hints.accessibility().contrastPreferenceChanged.connect(note)
