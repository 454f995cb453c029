"""The colours of each theme."""

from enum import Enum, auto

from PySide6.QtGui import QColor, QPalette

_Role = QPalette.ColorRole
_LIGHT = {
    _Role.Window: "#f4f5f7",
    _Role.WindowText: "#1c2126",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#eceef1",
    _Role.Text: "#1c2126",
    _Role.Button: "#ffffff",
    _Role.ButtonText: "#1c2126",
    _Role.BrightText: "#b3261e",
    _Role.PlaceholderText: "#646c76",
    _Role.Highlight: "#1f66c2",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#1f66c2",
    _Role.Link: "#1a5cb0",
    _Role.LinkVisited: "#1a5cb0",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1c2126",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e4e7eb",
    _Role.Mid: "#cfd4da",
    _Role.Dark: "#a3abb5",
    _Role.Shadow: "#5c646e",
}
_DARK = {
    _Role.Window: "#1d2024",
    _Role.WindowText: "#e6e8eb",
    _Role.Base: "#15171a",
    _Role.AlternateBase: "#25292e",
    _Role.Text: "#e6e8eb",
    _Role.Button: "#2b3036",
    _Role.ButtonText: "#e6e8eb",
    _Role.BrightText: "#ff8a80",
    _Role.PlaceholderText: "#9aa2ac",
    _Role.Highlight: "#2763b5",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#5c9df0",
    _Role.Link: "#7fb3f5",
    _Role.LinkVisited: "#7fb3f5",
    _Role.ToolTipBase: "#2b3036",
    _Role.ToolTipText: "#e6e8eb",
    _Role.Light: "#3a4048",
    _Role.Midlight: "#30353b",
    _Role.Mid: "#3d434b",
    _Role.Dark: "#4d555f",
    _Role.Shadow: "#000000",
}
_WHITE = {
    _Role.Window: "#ffffff",
    _Role.WindowText: "#000000",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f0f0f0",
    _Role.Text: "#000000",
    _Role.Button: "#ffffff",
    _Role.ButtonText: "#000000",
    _Role.BrightText: "#8b0000",
    _Role.PlaceholderText: "#333333",
    _Role.Highlight: "#003c9e",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#003c9e",
    _Role.Link: "#00318a",
    _Role.LinkVisited: "#00318a",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#000000",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#dddddd",
    _Role.Mid: "#000000",
    _Role.Dark: "#000000",
    _Role.Shadow: "#000000",
}
_BLACK = {
    _Role.Window: "#000000",
    _Role.WindowText: "#ffffff",
    _Role.Base: "#000000",
    _Role.AlternateBase: "#141414",
    _Role.Text: "#ffffff",
    _Role.Button: "#000000",
    _Role.ButtonText: "#ffffff",
    _Role.BrightText: "#ffb3ab",
    _Role.PlaceholderText: "#dddddd",
    _Role.Highlight: "#ffe100",
    _Role.HighlightedText: "#000000",
    _Role.Accent: "#ffe100",
    _Role.Link: "#8cc8ff",
    _Role.LinkVisited: "#8cc8ff",
    _Role.ToolTipBase: "#000000",
    _Role.ToolTipText: "#ffffff",
    _Role.Light: "#444444",
    _Role.Midlight: "#262626",
    _Role.Mid: "#ffffff",
    _Role.Dark: "#ffffff",
    _Role.Shadow: "#ffffff",
}


class Theme(Enum):
    """What the program can look like."""

    LIGHT = auto()
    DARK = auto()
    WHITE = auto()
    """Black on white, with strong borders."""
    BLACK = auto()
    """White on black, with strong borders."""

    @property
    def is_dark(self) -> bool:
        """Whether texts are lighter than what is behind them."""
        return self in {Theme.DARK, Theme.BLACK}

    @property
    def is_high_contrast(self) -> bool:
        """Whether it is for people who see nothing else well."""
        return self in {Theme.WHITE, Theme.BLACK}


_COLOURS = {Theme.LIGHT: _LIGHT, Theme.DARK: _DARK, Theme.WHITE: _WHITE, Theme.BLACK: _BLACK}
_FAINT_WHEN_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText)
_FAINT = {Theme.LIGHT: "#5f6771", Theme.DARK: "#aab2bc", Theme.WHITE: "#4a4a4a", Theme.BLACK: "#bdbdbd"}


def palette_for(theme: Theme) -> QPalette:
    """The palette of a theme."""
    palette = QPalette()
    for role, colour in _COLOURS[theme].items():
        palette.setColor(role, QColor(colour))
    for role in _FAINT_WHEN_DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_FAINT[theme]))
    return palette


def outlined(palette: QPalette, theme: Theme) -> QPalette:
    """A palette for widgets whose border Fusion draws in a darker shade of the window's colour.

    On a dark window nobody would see it.
    """
    outlined = QPalette(palette)
    border = palette.color(_Role.WindowText if theme.is_high_contrast else _Role.PlaceholderText)
    outlined.setColor(_Role.Window, border.lighter(_FUSIONS_DARKER_PERCENT))
    return outlined


_FUSIONS_DARKER_PERCENT = 140


def is_dark(palette: QPalette) -> bool:
    """Whether a palette shows light text on a dark ground."""
    return palette.color(_Role.Base).lightness() < palette.color(_Role.Text).lightness()


def is_high_contrast(palette: QPalette) -> bool:
    """Whether a palette's borders are as strong as its texts."""
    return palette.color(_Role.Mid) == palette.color(_Role.Text)
