"""What a category is made of, as it is typed."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from clipphotos.gui.categories.form import CategoryForm


def on_screen(form: CategoryForm) -> QImage:
    """The words' field as the screen has it: nothing is drawn for the picture."""
    screen = form.screen()
    at = form.labels.mapTo(form, form.labels.rect().topLeft())
    size = form.labels.size()
    return screen.grabWindow(form.winId(), at.x(), at.y(), size.width(), size.height()).toImage()


def test_the_name_that_stands_for_words_is_shown_whole(qtbot: QtBot):
    typed, at_once = CategoryForm(None), CategoryForm(None)
    for form in (typed, at_once):
        qtbot.addWidget(form)
        form.resize(400, 600)
        with qtbot.waitExposed(form):
            form.show()
    qtbot.keyClicks(typed.name, "d")
    qtbot.waitUntil(lambda: on_screen(typed) != on_screen(at_once))
    qtbot.keyClicks(typed.name, "ogs")
    at_once.name.setText("dogs")
    qtbot.waitUntil(lambda: on_screen(typed) == on_screen(at_once))
