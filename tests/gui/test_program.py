"""The parts around the window: crash reports, colours, settings."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from clipphotos.gui.settings import ColourChoice, LanguageChoice, WindowSettings
from clipphotos.gui.theme.palettes import Theme, is_dark, is_high_contrast, palette_for
from clipphotos.gui.widgets.icons import app_icon, icon, menu_icon
from clipphotos.gui.window.crash import CrashReporter
from support.legibility import contrast


@pytest.mark.usefixtures("qapp")
class TestCrashReporter:
    @pytest.fixture
    def reporter(self, tmp_path: Path) -> Iterator[CrashReporter]:
        reporter = CrashReporter(tmp_path)
        before = sys.excepthook, threading.excepthook
        assert not reporter.install()
        yield reporter
        reporter.uninstall()
        sys.excepthook, threading.excepthook = before

    def test_a_bug_is_logged_and_told(
        self, reporter: CrashReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError as error:
            with qtbot.waitSignal(reporter.happened) as told:
                sys.excepthook(type(error), error, error.__traceback__)
        assert "ZeroDivisionError" in told.args[0]
        assert "ZeroDivisionError" in caplog.text

    def test_a_crash_is_noticed_at_the_next_start(self, tmp_path: Path) -> None:
        hooks = sys.excepthook, threading.excepthook
        (tmp_path / "window-fault.log").write_text("Fatal Python error: Segmentation fault", "utf-8")
        reporter = CrashReporter(tmp_path)
        assert reporter.install()
        reporter.uninstall()
        sys.excepthook, threading.excepthook = hooks
        assert "Segmentation" in (tmp_path / "window-crash.log").read_text("utf-8")

    def test_a_bug_in_a_thread_is_told_too(self, reporter: CrashReporter, qtbot: QtBot) -> None:
        def fail() -> None:
            raise LookupError("in a thread")

        thread = threading.Thread(target=fail)
        with qtbot.waitSignal(reporter.happened) as told:
            thread.start()
        thread.join()
        assert "in a thread" in told.args[0]


class TestSettings:
    def test_they_are_remembered(self, tmp_path: Path) -> None:
        settings = WindowSettings(tmp_path / "s.ini")
        settings.colours = ColourChoice.DARK
        settings.language = LanguageChoice.CHINESE
        settings.tile_size = 240
        settings.searches = ["一只猫", "a, b; c"]
        again = WindowSettings(tmp_path / "s.ini")
        assert again.colours is ColourChoice.DARK
        assert again.language is LanguageChoice.CHINESE
        assert again.tile_size == 240
        assert again.searches == ["一只猫", "a, b; c"]

    def test_nonsense_counts_as_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "s.ini").write_text(
            "[view]\ncolours=plaid\nlanguage=tlh\ntile-size=huge\n[window]\nwindow=x\n", "utf-8"
        )
        settings = WindowSettings(tmp_path / "s.ini")
        assert settings.colours is ColourChoice.SYSTEM
        assert settings.language is LanguageChoice.SYSTEM
        assert settings.tile_size == WindowSettings.USUAL_TILE
        assert settings.geometry("window").isEmpty()


@pytest.mark.parametrize("theme", Theme)
def test_text_can_be_read(qapp: QApplication, theme: Theme) -> None:
    palette = palette_for(theme)
    assert is_dark(palette) is theme.is_dark
    assert is_high_contrast(palette) is theme.is_high_contrast
    least = 7 if theme.is_high_contrast else 4.5
    role = QPalette.ColorRole
    for ground in (role.Window, role.Base, role.AlternateBase):
        for text in (role.Text, role.WindowText, role.PlaceholderText, role.Link, role.BrightText):
            assert contrast(palette.color(ground), palette.color(text)) >= least, (ground, text)
    assert contrast(palette.color(role.Highlight), palette.color(role.HighlightedText)) >= least


@pytest.mark.parametrize("colours", ColourChoice)
def test_the_menu_entry_under_the_pointer_can_be_read(
    qtbot: QtBot, choose_colours: Callable[[ColourChoice], None], colours: ColourChoice
) -> None:
    choose_colours(colours)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("first")
    entry = menu.addAction("second")
    menu.adjustSize()
    menu.setActiveAction(entry)
    image = menu.grab().toImage()
    edge = menu.actionGeometry(entry).topRight() + QPoint(-6, 4)
    ground = image.pixelColor(edge * image.devicePixelRatio())
    assert contrast(ground, menu.palette().color(QPalette.ColorRole.HighlightedText)) >= 4.5


def test_icons_follow_the_palette(qapp: QApplication) -> None:
    before = qapp.palette()
    picture = icon("close")
    try:
        shades = []
        for theme in (Theme.LIGHT, Theme.DARK):
            qapp.setPalette(palette_for(theme))
            image = picture.pixmap(32, 32).toImage()
            shades.append(
                max(
                    image.pixelColor(x, y).lightness()
                    for x in range(32)
                    for y in range(32)
                    if image.pixelColor(x, y).alpha() > 200
                )
            )
        assert shades[0] < 100 < shades[1]
    finally:
        qapp.setPalette(before)
    assert not app_icon().pixmap(48, 48).isNull()


@pytest.mark.parametrize("theme", Theme)
def test_the_icon_of_a_menu_entry_under_the_pointer_can_be_seen(qapp: QApplication, theme: Theme) -> None:
    before = qapp.palette()
    try:
        palette = palette_for(theme)
        qapp.setPalette(palette)
        for mode, ground in (
            (QIcon.Mode.Active, QPalette.ColorRole.Highlight),
            (QIcon.Mode.Normal, QPalette.ColorRole.Base),
        ):
            image = menu_icon("close").pixmap(QSize(32, 32), mode).toImage()
            lines = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
            drawn = next(colour for colour in lines if colour.alpha() > 250)
            assert contrast(drawn, palette.color(ground)) >= 4.5
    finally:
        qapp.setPalette(before)
