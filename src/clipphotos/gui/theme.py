"""Light and dark colours and the few shapes that the system style lacks."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from clipphotos.gui.settings import ColourChoice

SPACE = 8
"""The grid that distances are multiples of."""
RADIUS = 8

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
    _Role.Highlight: "#2f6fc9",
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
_FAINT_WHEN_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText)


def palette_for(*, dark: bool) -> QPalette:
    """The program's palette."""
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    faint = QColor("#8b939d" if dark else "#757c86")
    for role in _FAINT_WHEN_DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette


def _palette_of_boxes(palette: QPalette) -> QPalette:
    """The palette of check boxes: Fusion draws their border in a darker shade of the window's colour.

    On a dark window nobody would see it.
    """
    boxes = QPalette(palette)
    border = palette.color(_Role.PlaceholderText)
    boxes.setColor(_Role.Window, border.lighter(_FUSIONS_DARKER_PERCENT))
    return boxes


_FUSIONS_DARKER_PERCENT = 140
_STYLE = """
QToolTip { border: 1px solid palette(mid); padding: 4px 6px; }
QMenu { background: palette(base); border: 1px solid palette(mid); padding: 4px 0; }
QMenu::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QMenu::separator { height: 1px; background: palette(mid); margin: 4px 8px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QMenuBar { border-bottom: 1px solid palette(mid); padding: 2px 8px; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: palette(midlight); color: palette(window-text); }
#table::item { padding: 3px 2px; }
#sidebar { background: palette(window); border: none; }
#sidebar QTreeView { background: transparent; border: none; show-decoration-selected: 0; }
#sidebar QTreeView::branch:selected, #sidebar QTreeView::branch:hover { background: transparent; }
QRadioButton { spacing: 8px; }
QRadioButton::indicator {
  width: 14px; height: 14px; border: 1px solid palette(placeholder-text); border-radius: 8px;
  background: palette(base);
}
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: palette(highlight); }
QRadioButton::indicator:checked {
  width: 6px; height: 6px; border: 5px solid palette(highlight); background: palette(highlighted-text);
}
QRadioButton::indicator:disabled { border-color: palette(mid); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar::handle:vertical {
  background: palette(dark); border: 3px solid transparent; border-radius: 6px; min-height: 40px;
  background-clip: padding;
}
QScrollBar::handle:vertical:disabled { background: transparent; }
QScrollBar::handle:vertical:hover { background: palette(placeholder-text); background-clip: padding; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle:horizontal {
  background: palette(dark); border: 3px solid transparent; border-radius: 6px; min-width: 40px;
  background-clip: padding;
}
QScrollBar::handle:horizontal:hover { background: palette(placeholder-text); background-clip: padding; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
#searchBox { background: palette(base); border: 1px solid palette(mid); border-radius: 10px; }
#searchBox[focused="true"] { border: 2px solid palette(highlight); }
#searchBox QLineEdit { background: transparent; border: none; padding: 0; }
#chip { background: palette(midlight); border-radius: 8px; }
#machineChip { background: transparent; border: 1px solid palette(mid); border-radius: 8px; }
#chipName { border: none; background: transparent; padding: 2px 0; text-align: left; }
#chipName:hover, #chipName:focus { text-decoration: underline; }
#infoPanel { border: none; border-left: 1px solid palette(mid); }
#infoPanel, #infoBody { background: palette(window); }
#tagField { background: palette(base); border: 1px solid palette(mid); border-radius: 8px; padding: 5px 8px; }
#tagField:focus { border: 2px solid palette(highlight); padding: 4px 7px; }
#tagPopup { background: palette(base); border: 1px solid palette(mid); border-radius: 8px; padding: 3px 0; }
#notice { background: palette(alternate-base); border: 1px solid palette(mid); border-radius: 8px; }
#grid { background: palette(base); border: none; }
#primary {
  background: palette(highlight); color: palette(highlighted-text);
  border: none; border-radius: 8px; padding: 10px 20px;
}
#primary:disabled { background: palette(midlight); color: palette(placeholder-text); }
#primary:focus { border: 2px solid palette(mid); padding: 8px 18px; }
#card { background: palette(base); border: 1px solid palette(mid); border-radius: 10px; }
#card[current="true"] { border: 2px solid palette(highlight); }
#link { border: none; background: transparent; color: palette(link); text-align: left; padding: 2px 4px; }
#link:hover, #link:focus { text-decoration: underline; }
#swatch { border: 2px solid transparent; border-radius: 6px; padding: 2px; background: transparent; }
#swatch:hover, #swatch:focus { background: palette(midlight); }
#swatch:checked { border: 2px solid palette(text); }
#quiet { border: none; border-radius: 6px; padding: 4px 6px; background: transparent; }
#quiet::menu-indicator { image: none; }
#quiet:hover, #quiet:focus { background: palette(midlight); }
QProgressBar { border: none; border-radius: 3px; background: palette(mid); max-height: 6px; }
QProgressBar::chunk { border-radius: 3px; background: palette(highlight); }
"""


def apply_theme(app: QApplication, choice: ColourChoice) -> None:
    """Give the whole program the chosen colours.

    Args:
        app: The application.
        choice: What the user asked for; ``SYSTEM`` follows the desktop, also when it changes later.
    """
    scheme = {
        ColourChoice.SYSTEM: Qt.ColorScheme.Unknown,
        ColourChoice.LIGHT: Qt.ColorScheme.Light,
        ColourChoice.DARK: Qt.ColorScheme.Dark,
    }[choice]
    app.styleHints().setColorScheme(scheme)
    if sys.platform != "darwin" and app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    # Some platforms, the offscreen one among them, ignore the wish, so it is not asked back from the hints.
    dark = choice is ColourChoice.DARK
    if choice is ColourChoice.SYSTEM:
        dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    palette = palette_for(dark=dark)
    app.setPalette(palette)
    # The stubs ask for bytes, which the call refuses.
    app.setPalette(_palette_of_boxes(palette), "QCheckBox")  # pyright: ignore[reportArgumentType]
    app.setStyleSheet(_STYLE)


def is_dark(palette: QPalette) -> bool:
    """Whether a palette shows light text on a dark ground."""
    return palette.color(_Role.Base).lightness() < palette.color(_Role.Text).lightness()
