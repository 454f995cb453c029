"""The few shapes that the system style lacks, and what high contrast draws more strongly."""

RADIUS = 8

STYLE_SHEET = """
QToolTip { border: 1px solid palette(mid); padding: 4px 6px; }
QMenu { background: palette(base); border: 1px solid palette(mid); padding: 4px 0; }
QMenu::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QMenu::separator { height: 1px; background: palette(mid); margin: 4px 8px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QMenuBar { border-bottom: 1px solid palette(mid); padding: 2px 8px; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: palette(midlight); color: palette(window-text); }
#table::item { padding: 3px 6px; }
#table QHeaderView::section { padding: 3px 6px; }
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
#primary:disabled { background: palette(midlight); color: palette(button-text); }
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

CONTRAST_STYLE_SHEET = """
QMenuBar::item:selected, QMenuBar::item:pressed {
  background: palette(highlight); color: palette(highlighted-text);
}
QPushButton {
  background: palette(button); color: palette(button-text);
  border: 1px solid palette(text); border-radius: 6px; padding: 6px 14px;
}
QPushButton:hover, QPushButton:pressed { background: palette(midlight); }
QPushButton:default { border: 2px solid palette(text); padding: 5px 13px; }
QPushButton:disabled { border: 1px dashed palette(placeholder-text); padding: 6px 14px; }
QLineEdit, QPlainTextEdit { border: 1px solid palette(text); border-radius: 4px; padding: 4px; }
QComboBox QLineEdit { border: none; padding: 0; }
QRadioButton::indicator { border-color: palette(text); }
QProgressBar { border: 1px solid palette(text); background: palette(base); max-height: 8px; }
#table, QListWidget, #grid:focus { border: 1px solid palette(text); }
#searchBox[focused="true"], #tagField:focus { border: 3px solid palette(highlight); }
#chip { border: 1px solid palette(text); }
#quiet { border: 2px solid transparent; padding: 2px 4px; }
#quiet:hover { border-color: palette(text); }
#swatch:hover { border-color: palette(text); }
#primary, #primary:focus { border: 2px solid palette(text); padding: 8px 18px; }
#primary:disabled { border: 1px dashed palette(placeholder-text); padding: 9px 19px; }
"""
"""On top of `STYLE_SHEET`."""
