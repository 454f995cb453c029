import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from clipphotos.app import WindowController
from clipphotos.core.resources import resource_path
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import LanguageChoice, WindowSettings
from clipphotos.gui.widgets.formatting import photo_count, time_left
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.service.protocol.inboxes import SetInbox
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder

if TYPE_CHECKING:
    from collections.abc import Callable

    from clipphotos.gui.window.main_window import MainWindow
    from support.windows import Opened

    OpenWindow = Callable[[], Opened]

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
FILES = {"clipphotos_zh_CN": "zh_CN", "clipphotos_en": "en"}


def sources() -> list[str]:
    package = ROOT / "src" / "clipphotos"
    return [str(path) for path in sorted([*(package / "gui").rglob("*.py"), package / "app.py"])]


def messages(ts: Path) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if translation.get("type") == "vanished":
                continue
            if translation.get("type") == "unfinished":
                forms = [""]
            found[context.findtext("name") or "", message.findtext("source") or ""] = forms
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_the_sources_is_translated(name: str, tmp_path: Path) -> None:
    """lupdate, run again, finds nothing new and nothing that is gone."""
    kept = resource_path("translations", f"{name}.ts")
    fresh = tmp_path / kept.name
    shutil.copy(kept, fresh)
    plural = ["-pluralonly"] if name.endswith("_en") else []
    command = [str(TOOLS / "pyside6-lupdate"), "-silent", "-no-obsolete", "-locations", "none", *plural]
    language = ["-source-language", "en", "-target-language", FILES[name]]
    subprocess.run([*command, *sources(), "-ts", str(fresh), *language], check=True, cwd=ROOT)
    assert messages(fresh) == messages(kept)
    untranslated = [key for key, forms in messages(kept).items() if not all(forms)]
    assert untranslated == []


@pytest.mark.parametrize("name", FILES)
def test_the_compiled_translation_is_that_of_the_text(name: str, tmp_path: Path) -> None:
    fresh = tmp_path / f"{name}.qm"
    ts = resource_path("translations", f"{name}.ts")
    subprocess.run([str(TOOLS / "pyside6-lrelease"), "-silent", str(ts), "-qm", str(fresh)], check=True)
    assert fresh.read_bytes() == ts.with_suffix(".qm").read_bytes()


def test_placeholders_survive_translation() -> None:
    for (_, source), forms in messages(resource_path("translations", "clipphotos_zh_CN.ts")).items():
        for form in forms:
            assert sorted(re.findall(r"\{\w*\}|%L?n", form)) == sorted(re.findall(r"\{\w*\}|%L?n", source))


def test_what_is_counted_may_be_one() -> None:
    """“1 photo get a tag”: after a number that may be 1 comes no verb for several."""
    numbers = "photos|files|folders|count|number|done|failed|categories"
    verbs = "are|do|get|have|lie|need|stay|were"
    of_several = re.compile(rf"\{{({numbers})\}}[^.,;:]*(?<!will) ({verbs})\b")
    sources = {source for _, source in messages(resource_path("translations", "clipphotos_zh_CN.ts"))}
    assert sources
    assert [source for source in sources if of_several.search(source)] == []


def test_plural_forms(qapp: QApplication) -> None:
    install_language(LanguageChoice.ENGLISH)
    assert [photo_count(count) for count in (0, 1, 2, 1234)] == [
        "0 photos",
        "1 photo",
        "2 photos",
        "1,234 photos",
    ]
    assert [time_left(seconds) for seconds in (20, 60, 150, 7200)] == [
        "less than a minute left",
        "1 minute left",
        "2 minutes left",
        "about 2 hours left",
    ]
    install_language(LanguageChoice.CHINESE)
    assert photo_count(1234) == "1,234 张照片"
    assert time_left(150) == "剩余 2 分钟"


def test_qt_speaks_chinese_too(qapp: QApplication, qtbot: QtBot) -> None:
    install_language(LanguageChoice.CHINESE)
    box = QMessageBox()
    qtbot.addWidget(box)
    assert "取消" in box.addButton(QMessageBox.StandardButton.Cancel).text()


def test_the_window_in_chinese(open_window: "OpenWindow", qtbot: QtBot) -> None:
    install_language(LanguageChoice.CHINESE)
    opened = open_window()
    assert [action.text().split("(")[0] for action in opened.window.menuBar().actions()] == [
        "文件",
        "编辑",
        "照片",
        "视图",
        "类别",
        "图库",
        "帮助",
    ]
    opened.window.add_folders([Path("/nowhere/at/all")])
    qtbot.waitUntil(opened.window.notice.isVisible)
    assert "找不到文件夹" in opened.window.notice.text


def choose_folder(window: "MainWindow", folder: Path) -> None:
    window.sidebar.library.choose(folder)


def choose_category(window: "MainWindow", _folder: Path) -> None:
    window.sidebar.categories.choose(window.categories.categories[0].category_id)


def choose_inbox(window: "MainWindow", folder: Path) -> None:
    window.sidebar.inboxes.choose(folder)


@pytest.mark.parametrize("choose", [choose_folder, choose_category, choose_inbox])
def test_another_language_stays_in_the_same_place(
    qapp: QApplication,
    qtbot: QtBot,
    locations: DataLocations,
    tmp_path: Path,
    choose: "Callable[[MainWindow, Path], None]",
) -> None:
    locations.create()
    settings = WindowSettings(locations.settings)
    settings.language = LanguageChoice.ENGLISH
    bridge = ServiceBridge(lambda tell: InlineHost(locations, tell, load_embedder=load_colour_embedder))
    keeper = WindowController(qapp, bridge, locations, settings)
    with qtbot.waitSignal(bridge.ready):
        keeper.show()
    first = keeper.window
    for name in ("one", "two"):
        make_photos(tmp_path / name, 8)
    first.add_folders([tmp_path / "one", tmp_path / "two"])
    bridge.submit(AddCategory("red", threshold=0.3))
    bridge.submit(SetInbox(tmp_path / "two", on=True))

    def place(window: "MainWindow") -> tuple[object, ...]:
        sidebar = window.sidebar
        shown = sidebar.library.folder if sidebar.library.is_chosen else None
        category = sidebar.category.name if sidebar.category else ""
        return shown, category, sidebar.inboxes.folder

    qtbot.waitUntil(lambda: first.model.rowCount() == 16)
    qtbot.waitUntil(lambda: bool(first.categories.categories) and bool(first.sidebar.inboxes.folders))
    choose(first, tmp_path / "two")
    chosen = place(first)
    assert any(chosen)
    folder = first.content.folder
    first.actions_["language-zh_CN"].trigger()
    qtbot.waitUntil(lambda: keeper.window is not first)
    qtbot.waitUntil(lambda: place(keeper.window) == chosen)
    qtbot.waitUntil(lambda: keeper.window.content.folder == folder)
    keeper.window.hide()
    keeper.shut_down()
    bridge.close()
    keeper.window.deleteLater()


def test_another_language_keeps_what_is_shown(
    qapp: QApplication, qtbot: QtBot, locations: DataLocations
) -> None:
    locations.create()
    settings = WindowSettings(locations.settings)
    settings.language = LanguageChoice.ENGLISH
    bridge = ServiceBridge(lambda tell: InlineHost(locations, tell, load_embedder=load_colour_embedder))
    keeper = WindowController(qapp, bridge, locations, settings)
    keeper.show()
    first = keeper.window
    first.search_bar.edit.setText("red")
    qtbot.waitUntil(lambda: not first.search.waiting)
    first.actions_["language-zh_CN"].trigger()
    qtbot.waitUntil(lambda: keeper.window is not first)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert keeper.window.search_bar.text == "red"
    assert keeper.window.menuBar().actions()[0].text().startswith("文件")
    bridge.lost.emit(True)
    assert "重新启动" in keeper.window.notice.text
    qtbot.waitUntil(lambda: "入门模型" in keeper.window.status_bar._model.text())
    qtbot.waitUntil(lambda: not keeper.window.search.waiting)
    keeper.window.hide()
    keeper.shut_down()
    bridge.close()
    keeper.window.deleteLater()
