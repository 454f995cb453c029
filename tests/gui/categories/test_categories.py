"""Categories in the window: described with a preview, looked at, taught, reviewed, learned from folders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from clipphotos.app import WindowController
from clipphotos.core.categories.category import Category
from clipphotos.core.jobs import ProgressReport, Stage
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.categories import controller
from clipphotos.gui.categories.controller import CategoryController
from clipphotos.gui.categories.dialog import CategoryDialog
from clipphotos.gui.categories.learn_dialog import LearnDialog
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.settings import LanguageChoice, WindowSettings
from clipphotos.gui.widgets.place_delegate import COUNT
from clipphotos.gui.widgets.threshold_slider import ThresholdSlider
from clipphotos.gui.window.main_window import MainWindow
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, SetExamples
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo, make_photos, make_sorted
from support.services import load_colour_embedder
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    """A window on a library of 32 photos, four of each of eight colours."""
    make_photos(tmp_path / "photos", 32)
    opened = open_window()
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 32)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    return opened


def dialog_of(opened: Opened) -> CategoryDialog:
    (dialog,) = opened.window.findChildren(CategoryDialog)
    return dialog


def add(qtbot: QtBot, opened: Opened, name: str, *labels: str, threshold: float = 0.3) -> Category:
    with qtbot.waitSignal(opened.window.categories.listed, check_params_cb=None):
        opened.bridge.submit(AddCategory(name, labels, threshold=threshold))
    qtbot.waitUntil(lambda: name in opened.window.sidebar.categories.names)
    return next(each for each in opened.window.categories.categories if each.name == name)


def colours_shown(opened: Opened) -> set[str]:
    return {name.split("-")[-1].removesuffix(".png") for name in opened.names()}


def answered(dialog: CategoryDialog) -> bool:
    return dialog._job is None and not dialog._outdated


def test_a_new_category_is_previewed_at_every_key_and_looked_at_once_made(
    filled: Opened, qtbot: QtBot
) -> None:
    window = filled.window
    window.actions_["new-category"].trigger()
    dialog = dialog_of(filled)
    assert not dialog.save.isEnabled()
    assert "name" in dialog.pane.headline.text()
    qtbot.keyClicks(dialog.form.name, "red")
    qtbot.waitUntil(lambda: answered(dialog) and len(dialog.pane.best.photos.ids) == 24)
    names = [dialog.pane.best.photos.photo(row).path.name for row in range(4)]
    assert all("red" in name for name in names)
    assert "of 32 photos" in dialog.pane.headline.text()
    shown = dialog.pane.inside.photos.rowCount() + dialog.pane.outside.photos.rowCount()
    assert shown >= 12
    dialog.form.threshold.setValue(37)
    qtbot.waitUntil(lambda: answered(dialog))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.sidebar.category is not None)
    assert window.sidebar.category.name == "red"
    assert window.sidebar.category.threshold == pytest.approx(0.37)
    qtbot.waitUntil(lambda: colours_shown(filled) == {"red"})
    assert "red" in window.search_bar.edit.placeholderText()


def test_thumbnails_of_a_preview_appear(filled: Opened, qtbot: QtBot) -> None:
    filled.window.categories.add()
    dialog = dialog_of(filled)
    dialog.form.name.setText("blue")
    qtbot.waitUntil(lambda: answered(dialog) and dialog.pane.best.photos.rowCount() > 0)
    loader = dialog._thumbnails
    qtbot.waitUntil(lambda: all(loader.pixmap(each) for each in dialog.pane.best.photos.ids))
    dialog.reject()


def test_a_name_that_is_taken_keeps_the_dialog_open(filled: Opened, qtbot: QtBot) -> None:
    add(qtbot, filled, "Roses", "red")
    filled.window.categories.add()
    dialog = dialog_of(filled)
    dialog.form.name.setText("roses")
    qtbot.waitUntil(lambda: answered(dialog))
    dialog._save()
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "already" in dialog.notice.text
    assert dialog.isVisible()
    assert dialog.form.name.text() == "roses"
    assert dialog.save.isEnabled()
    dialog.reject()


def test_a_bad_template_is_said_and_typing_goes_on(filled: Opened, qtbot: QtBot) -> None:
    filled.window.categories.add()
    dialog = dialog_of(filled)
    dialog.form.name.setText("red")
    dialog.form.template.setEditText("no place")
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "{label}" in dialog.notice.text
    dialog.form.template.setEditText("a {label} photo")
    qtbot.waitUntil(lambda: answered(dialog) and not dialog.notice.isVisible())
    dialog.reject()


def test_a_category_is_edited(filled: Opened, qtbot: QtBot) -> None:
    roses = add(qtbot, filled, "Roses", "red")
    filled.window.categories.edit(roses)
    dialog = dialog_of(filled)
    assert dialog.form.labels.toPlainText() == "red"
    dialog.form.name.setText("Sky")
    dialog.form.labels.setPlainText("blue, cyan\n红")
    dialog.form._colours.button(4).click()
    dialog.form.folder.setText("sky photos")
    dialog._save()
    qtbot.waitUntil(lambda: filled.window.sidebar.categories.names == ["Sky"])
    (category,) = filled.window.categories.categories
    assert category.labels == ("blue", "cyan", "红")
    assert category.folder == "sky photos"
    assert category.colour == "#9334e6"
    assert category.category_id == roses.category_id


def test_overlap_with_another_category_is_said(filled: Opened, qtbot: QtBot) -> None:
    add(qtbot, filled, "Roses", "red")
    filled.window.categories.add()
    dialog = dialog_of(filled)
    dialog.form.name.setText("red")
    qtbot.waitUntil(lambda: answered(dialog) and "Roses" in dialog.pane.overlap.text())
    dialog.reject()


def test_photos_are_taught_in_the_preview(filled: Opened, qtbot: QtBot) -> None:
    roses = add(qtbot, filled, "Roses", "red")
    filled.window.categories.edit(roses)
    dialog = dialog_of(filled)
    qtbot.waitUntil(lambda: answered(dialog) and dialog.pane.best.photos.rowCount() > 0)
    assert not dialog.pane.belong.isEnabled()
    dialog.pane.best.setCurrentIndex(dialog.pane.best.photos.index(0))
    qtbot.mouseClick(dialog.pane.belong, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [each.examples for each in filled.window.categories.categories] == [1])
    qtbot.waitUntil(lambda: answered(dialog))
    dialog.reject()


def test_the_window_goes_back_to_all_photos_when_the_category_is_removed(
    filled: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = filled.window
    roses = add(qtbot, filled, "Roses", "red")
    window.sidebar.categories.choose(roses.category_id)
    qtbot.waitUntil(lambda: colours_shown(filled) == {"red"})
    monkeypatch.setattr(controller, "ask_to_remove_category", lambda *_: False)
    window.categories.remove(roses)
    assert window.sidebar.categories.names == ["Roses"]
    monkeypatch.setattr(controller, "ask_to_remove_category", lambda *_: True)
    window.categories.remove(roses)
    qtbot.waitUntil(lambda: window.sidebar.categories.names == [])
    qtbot.waitUntil(lambda: window.model.rowCount() == 32)
    assert window.library.is_chosen


def test_removing_is_asked_about_and_cancel_is_the_default(qtbot: QtBot) -> None:
    said: list[str] = []

    def press_enter() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend([box.text(), box.informativeText()])
        qtbot.keyClick(box, K.Key_Return)

    parent = QWidget()
    qtbot.addWidget(parent)
    QTimer.singleShot(0, press_enter)
    roses = Category(1, "Roses", ("red",), examples=3)
    assert not controller.ask_to_remove_category(parent, roses)
    assert "Roses" in said[0]
    assert "3" in said[1]


def test_a_folder_and_a_category_are_not_chosen_at_once(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    roses = add(qtbot, filled, "Roses", "red")
    window.sidebar.categories.choose(roses.category_id)
    assert not window.library.is_chosen
    qtbot.waitUntil(lambda: colours_shown(filled) == {"red"})
    window.library.choose(None)
    assert window.sidebar.category is None
    qtbot.waitUntil(lambda: window.model.rowCount() == 32)


def test_words_search_within_the_category(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    warm = add(qtbot, filled, "Warm", "red", "orange", threshold=0.05)
    window.sidebar.categories.choose(warm.category_id)
    qtbot.waitUntil(lambda: {"red", "orange"} <= colours_shown(filled) and window.model.rowCount() < 32)
    everything = window.model.rowCount()
    window.search_bar.edit.setText("orange")
    qtbot.waitUntil(lambda: "orange" in filled.names()[0])
    assert window.model.rowCount() == everything


def test_counts_stand_beside_the_names(filled: Opened, qtbot: QtBot) -> None:
    from clipphotos.gui.widgets.place_delegate import COUNT

    panel = filled.window.sidebar.categories
    add(qtbot, filled, "Roses", "red")
    qtbot.waitUntil(lambda: panel._items()[0].data(0, COUNT) == "4")


def test_photos_of_the_grid_are_taught_and_it_is_taken_back(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    roses = add(qtbot, filled, "Roses", "red")
    window.grid.selection.make_current(0)
    menu = QMenu(window)
    photos = [window.model.ids[row] for row in window.grid.selection.rows()]
    window.categories.fill_menu(menu, photos, None)
    (belongs,) = (action.menu() for action in menu.actions() if action.menu())
    belongs.actions()[0].trigger()
    qtbot.waitUntil(lambda: "1 photo" in window.notice.text and window.notice.isVisible())
    qtbot.waitUntil(lambda: window.categories.categories[0].examples == 1)
    (undo,) = window.notice.findChildren(QPushButton)
    undo.click()
    qtbot.waitUntil(lambda: window.categories.categories[0].examples == 0)
    window.categories.set_examples(photos, roses, is_member=False)
    qtbot.waitUntil(lambda: window.categories.categories[0].rejected == 1)


def counts(opened: Opened) -> list[tuple[int, int]]:
    return [(each.examples, each.rejected) for each in opened.window.categories.categories]


def test_a_review_is_answered_by_keyboard(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    add(qtbot, filled, "Roses", "red")
    add(qtbot, filled, "Sky", "blue")
    window.actions_["review"].trigger()
    page = window.categories.review_page
    qtbot.waitUntil(lambda: page.photo is not None and page.canvas.sharp)
    assert "belong to" in page.question.text()
    first = page.photo
    qtbot.keyClick(page, K.Key_1)
    qtbot.waitUntil(lambda: counts(filled) == [(1, 0), (0, 0)])
    assert page.photo != first
    qtbot.keyClick(page, K.Key_2)
    qtbot.waitUntil(lambda: counts(filled) == [(1, 0), (1, 0)])
    qtbot.keyClick(page, K.Key_S)
    guess = page.photo.guesses[0][0]
    qtbot.keyClick(page, K.Key_N)
    rejected = [(1, 1), (1, 0)] if guess == 1 else [(1, 0), (1, 1)]
    qtbot.waitUntil(lambda: counts(filled) == rejected)
    qtbot.keyClick(page, K.Key_0)
    qtbot.waitUntil(lambda: sum(no for _, no in counts(filled)) == 3)
    assert page.count.text() == "5 answered"
    for _ in range(5):
        qtbot.keyClick(page, K.Key_Backspace)
    qtbot.waitUntil(lambda: counts(filled) == [(0, 0), (0, 0)])
    assert page.photo == first
    qtbot.keyClick(page, K.Key_Escape)
    qtbot.waitUntil(window.grid.isVisible)


def test_undo_takes_back_what_was_said_of_photos_in_its_turn(filled: Opened, qtbot: QtBot) -> None:
    window, undo = filled.window, filled.window.actions_["undo"]
    install_language(LanguageChoice.ENGLISH)
    roses = add(qtbot, filled, "Roses", "red")
    window.grid.selection.make_current(0)

    def rating() -> int:
        photo = window.model.photo(0)
        return photo.rating if photo else -1

    window.actions_["rate-5"].trigger()
    window.categories.set_examples([window.model.ids[0]], roses, is_member=True)
    undo.trigger()  # before the service has answered
    qtbot.waitUntil(lambda: window.notice.text.startswith("Undone: 1 photo confirmed for “Roses”"))
    qtbot.waitUntil(lambda: counts(filled) == [(0, 0)])
    assert rating() == 5
    window.categories.set_examples([window.model.ids[0]], roses, is_member=True)
    qtbot.waitUntil(lambda: undo.text() == "&Undo what was said of 1 photo")
    qtbot.waitUntil(lambda: counts(filled) == [(1, 0)])
    window.actions_["flag-pick"].trigger()
    qtbot.waitUntil(lambda: undo.text() == "&Undo pick of 1 photo")
    for _ in range(3):
        undo.trigger()
    qtbot.waitUntil(lambda: counts(filled) == [(0, 0)])
    qtbot.waitUntil(lambda: rating() == 0)
    qtbot.waitUntil(lambda: not undo.isEnabled())


def test_undo_takes_the_last_answer_of_a_review_back_and_nothing_else(filled: Opened, qtbot: QtBot) -> None:
    window, undo = filled.window, filled.window.actions_["undo"]
    add(qtbot, filled, "Roses", "red")
    window.grid.selection.make_current(0)
    qtbot.keyClick(window.grid, K.Key_5)
    qtbot.waitUntil(undo.isEnabled)
    window.actions_["review"].trigger()
    page = window.categories.review_page
    qtbot.waitUntil(lambda: page.photo is not None)
    assert not undo.isEnabled(), "the rating is out of sight here"
    first = page.photo
    qtbot.keyClick(page, K.Key_Y)
    qtbot.waitUntil(lambda: counts(filled) == [(1, 0)])
    assert undo.isEnabled()
    qtbot.keyClick(page, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: counts(filled) == [(0, 0)])
    assert page.photo == first
    assert not undo.isEnabled()
    page.close_review()
    assert undo.isEnabled()
    photo = window.model.photo(0)
    assert photo
    assert photo.rating == 5


def test_a_review_of_one_category_comes_to_an_end(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    roses = add(qtbot, filled, "Roses", "red")
    window.categories.review(roses)
    page = window.categories.review_page
    qtbot.waitUntil(lambda: page.photo is not None)
    asked: list[int] = []
    for _ in range(40):
        qtbot.waitUntil(lambda: page.photo is not None or page._asking is None)
        if page.photo is None:
            break
        asked.append(page.photo.photo_id)
        qtbot.keyClick(page, K.Key_N)
    assert len(asked) == len(set(asked)) > 5
    assert "nothing left" in page.canvas.message
    qtbot.waitUntil(lambda: counts(filled) == [(0, len(asked))])
    page.close_review()


def test_sorted_folders_are_learned_from(filled: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    for colour in ("red", "green"):
        for number in range(3):
            make_photo(tmp_path / "sorted" / colour / f"{number}.png", colour, number=number)
    filled.window.categories.learn_from(tmp_path / "sorted")
    (dialog,) = filled.window.findChildren(LearnDialog)
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == 2)
    assert "100%" in dialog.table.topLevelItem(0).text(2)
    qtbot.waitUntil(lambda: filled.window.sidebar.categories.names == ["green", "red"])
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).click()


def test_a_folder_that_is_not_sorted_teaches_nothing_and_says_so(
    filled: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    filled.window.categories.learn_from(tmp_path / "empty")
    (dialog,) = filled.window.findChildren(LearnDialog)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "sub-folders" in dialog.notice.text
    dialog.reject()


def test_the_threshold_is_moved_by_mouse_and_keys(qtbot: QtBot) -> None:
    slider = ThresholdSlider()
    qtbot.addWidget(slider)
    slider.resize(320, 112)
    slider.show_histogram([100, 10, 1, 0, 5])
    slider.show()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(160, 40))
    assert slider.value() == 50
    qtbot.mouseMove(slider, QPoint(10, 40))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, 40))
    slider.setValue(50)
    qtbot.keyClick(slider, K.Key_Right)
    assert slider.value() == 51
    qtbot.keyClick(slider, K.Key_End)
    assert slider.value() == 99
    assert not slider.grab().isNull()


def test_without_a_category_nothing_is_reviewed(filled: Opened) -> None:
    assert not filled.window.actions_["review"].isEnabled()
    filled.window.categories.review(None)
    assert not filled.window.categories.review_page.isVisible()


def counts_in(window: MainWindow) -> list[str]:
    return [item.data(0, COUNT) for item in window.sidebar.categories._items()]


def test_counts_follow_photos_that_come_and_go(
    filled: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CategoryController, "COUNT_MS", 10)
    monkeypatch.setattr(CategoryController, "COUNT_AGAIN_MS", 10)
    add(qtbot, filled, "red")
    qtbot.waitUntil(lambda: counts_in(filled.window) == ["4"])
    for number in range(40, 43):
        make_photo(tmp_path / "photos" / f"{number}-red.png", "red", number=number)
    filled.indexing.index()
    qtbot.waitUntil(lambda: counts_in(filled.window) == ["7"])
    for number in range(40, 43):
        (tmp_path / "photos" / f"{number}-red.png").unlink()
    filled.indexing.index()
    qtbot.waitUntil(lambda: counts_in(filled.window) == ["4"])


def test_counts_are_there_in_another_language_too(
    qapp: QApplication, qtbot: QtBot, locations: DataLocations, tmp_path: Path
) -> None:
    locations.create()
    settings = WindowSettings(locations.settings)
    settings.language = LanguageChoice.ENGLISH
    bridge = ServiceBridge(lambda tell: InlineHost(locations, tell, load_embedder=load_colour_embedder))
    keeper = WindowController(qapp, bridge, locations, settings)
    with qtbot.waitSignal(bridge.ready):
        keeper.show()
    first = keeper.window
    make_photos(tmp_path / "photos", 32)
    first.add_folders([tmp_path / "photos"])
    bridge.submit(AddCategory("red", threshold=0.3))
    qtbot.waitUntil(lambda: counts_in(first) == ["4"])
    first.actions_["language-zh_CN"].trigger()
    qtbot.waitUntil(lambda: keeper.window is not first)
    qtbot.waitUntil(lambda: counts_in(keeper.window) == ["4"])
    keeper.window.hide()
    keeper.shut_down()
    bridge.close()
    keeper.window.deleteLater()


def test_learning_leaves_the_window_usable_and_says_what_it_does(
    filled: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    window = filled.window
    window.categories.learn_from(make_sorted(tmp_path / "sorted"))
    (dialog,) = window.findChildren(LearnDialog)
    assert not dialog.isModal()
    assert dialog._stage.text()
    assert dialog._job is not None
    for report, said in (
        (ProgressReport(Stage.LOAD_MODEL, 0, 0), "model"),
        (ProgressReport(Stage.EMBED, 3, 12), "3 of 12"),
        (ProgressReport(Stage.CLASSIFY, 3, 12), "Comparing"),
    ):
        filled.bridge.progressed.emit(dialog._job, report)
        assert said in dialog._stage.text()
    window.categories.learn_from(tmp_path / "sorted")
    assert window.findChildren(LearnDialog) == [dialog], "once at a time"
    qtbot.waitUntil(lambda: dialog._job is None)
    assert not dialog._stage.isVisible()
    assert dialog.table.topLevelItemCount() == 3
    dialog.close()


def test_a_trained_category_is_not_judged_by_the_words_alone(filled: Opened, qtbot: QtBot) -> None:
    install_language(LanguageChoice.ENGLISH)
    category = add(qtbot, filled, "red")
    ids = filled.window.model.ids
    for examples, said in (
        ((), "words alone"),
        ((PhotoExample(ids[0], category.category_id, is_member=False),), "by 1 photo you judged"),
        ((PhotoExample(ids[1], category.category_id, is_member=True),), "by 2 photos you judged"),
    ):
        if examples:
            with qtbot.waitSignal(filled.window.categories.listed):
                filled.bridge.submit(SetExamples(examples))
        filled.window.categories.edit(category)
        dialog = dialog_of(filled)
        qtbot.waitUntil(lambda dialog=dialog: answered(dialog))
        assert said in dialog.pane.certainty.text()
        with qtbot.waitSignal(dialog.destroyed):
            dialog.reject()
