"""What the theme draws can be seen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from clipphotos.gui.settings import ColourChoice
from clipphotos.gui.theme.apply import follow_system, theme_for
from clipphotos.gui.theme.focus_ring import FocusRing
from clipphotos.gui.theme.palettes import Theme
from clipphotos.gui.widgets.screen import lay_out_dialog
from support.legibility import contrast


@pytest.mark.parametrize("colours", ColourChoice)
def test_an_empty_check_box_is_seen(
    qtbot: QtBot, choose_colours: Callable[[ColourChoice], None], colours: ColourChoice
):
    choose_colours(colours)
    window = QWidget()
    qtbot.addWidget(window)
    box = QCheckBox("Watch", window)
    window.resize(200, 60)
    window.show()
    option = QStyleOptionButton()
    box.initStyleOption(option)
    square = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    picture = window.grab().toImage()
    ground = window.palette().window().color()
    border = [picture.pixelColor(x, square.center().y()) for x in range(square.left(), square.left() + 3)]
    assert max(contrast(each, ground) for each in border) >= 3


@pytest.mark.parametrize(
    ("choice", "system_is_dark", "system_has_contrast", "theme"),
    [
        (ColourChoice.SYSTEM, False, False, Theme.LIGHT),
        (ColourChoice.SYSTEM, True, False, Theme.DARK),
        (ColourChoice.SYSTEM, False, True, Theme.WHITE),
        (ColourChoice.SYSTEM, True, True, Theme.BLACK),
        (ColourChoice.LIGHT, True, True, Theme.LIGHT),
        (ColourChoice.DARK, False, True, Theme.DARK),
        (ColourChoice.WHITE, True, False, Theme.WHITE),
        (ColourChoice.BLACK, False, False, Theme.BLACK),
    ],
)
def test_the_system_is_followed_unless_colours_are_chosen(
    choice: ColourChoice, system_is_dark: bool, system_has_contrast: bool, theme: Theme
):
    looked = theme_for(choice, system_is_dark=system_is_dark, system_has_contrast=system_has_contrast)
    assert looked is theme


def test_a_change_of_the_system_is_noticed(qapp: QApplication):
    seen: list[str] = []
    follow_system(qapp, lambda: seen.append("changed"))
    hints = qapp.styleHints()
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert seen == ["changed", "changed"]


CONTROLS = (
    QPushButton,
    QToolButton,
    QCheckBox,
    QRadioButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QSlider,
)


@pytest.mark.parametrize("colours", [ColourChoice.WHITE, ColourChoice.BLACK])
@pytest.mark.parametrize("control", CONTROLS)
def test_the_focus_is_seen_well_in_high_contrast(
    qapp: QApplication,
    qtbot: QtBot,
    choose_colours: Callable[[ColourChoice], None],
    colours: ColourChoice,
    control: type[QWidget],
):
    choose_colours(colours)
    ring = FocusRing(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    one, other = control(), QPushButton()
    for widget in (one, other):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    without = pixels(window, one)
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    changed = zip(without, pixels(window, one), strict=True)
    around = 2 * (one.width() + one.height())
    assert sum(contrast(before, now) >= 3 for before, now in changed) >= around
    one.setEnabled(False)
    assert not one.hasFocus()
    ring.setParent(None)


def test_the_ring_is_whole_in_a_dialog(
    qapp: QApplication, qtbot: QtBot, choose_colours: Callable[[ColourChoice], None]
):
    choose_colours(ColourChoice.BLACK)
    ring = FocusRing(qapp)
    dialog, field, column = QDialog(), QLineEdit(), QVBoxLayout()
    qtbot.addWidget(dialog)
    column.addWidget(field)
    lay_out_dialog(dialog, column, QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
    dialog.show()
    dialog.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    picture = dialog.grab().toImage()
    middle = field.height() // 2
    for beside in (QPoint(-2, middle), QPoint(field.width() + 1, middle)):
        shown = picture.pixelColor(field.mapTo(dialog, beside))
        assert shown == dialog.palette().highlight().color()
    ring.setParent(None)


def pixels(window: QWidget, widget: QWidget) -> list[QColor]:
    """Of a widget and a little around it."""
    around = widget.geometry().adjusted(-3, -3, 3, 3)
    picture = window.grab(around).toImage()
    return [picture.pixelColor(x, y) for y in range(picture.height()) for x in range(picture.width())]
