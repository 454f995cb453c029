"""What the theme draws can be seen."""

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.gui.settings import ColourChoice
from clipphotos.gui.theme import apply_theme
from support.legibility import contrast


@pytest.mark.parametrize("colours", [ColourChoice.LIGHT, ColourChoice.DARK])
def test_an_empty_check_box_is_seen(qapp: QApplication, qtbot: QtBot, colours: ColourChoice):
    apply_theme(qapp, colours)
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
