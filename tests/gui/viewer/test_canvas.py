"""How large a picture is drawn, and what stands in for it."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from clipphotos.gui.viewer.canvas import PhotoCanvas

ROOM = QSize(600, 400)


@pytest.fixture
def canvas(qtbot: QtBot) -> PhotoCanvas:
    canvas = PhotoCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(ROOM)
    return canvas


def picture(width: int, height: int) -> QImage:
    return QImage(width, height, QImage.Format.Format_RGB32)


@pytest.mark.parametrize(
    ("own", "stand_in"),
    [
        ((100, 80), (100, 80)),
        ((100, 80), (64, 51)),
        ((590, 90), (176, 27)),
        ((90, 390), (41, 176)),
        ((3000, 2000), (176, 117)),
        ((2000, 3000), (117, 176)),
        ((610, 100), (176, 29)),
    ],
)
def test_a_stand_in_is_as_large_as_the_picture_will_be(
    canvas: PhotoCanvas, own: tuple[int, int], stand_in: tuple[int, int]
):
    canvas.show_image(picture(*stand_in), sharp=False, own_size=QSize(*own))
    before = canvas.picture_at()
    canvas.show_image(picture(*own), sharp=True)
    assert canvas.picture_at() == before
    assert canvas.rect().contains(before.toAlignedRect())
    assert before.width() <= own[0]


@pytest.mark.parametrize("own", [None, QSize(), QSize(0, 0)])
def test_where_the_size_is_not_known_a_small_picture_is_not_enlarged(canvas: PhotoCanvas, own: QSize | None):
    canvas.show_image(picture(176, 88), sharp=False, own_size=own)
    assert canvas.picture_at().size().toSize() == QSize(176, 88)
