"""Tags in the window: said in the panel, changed there, offered and searched for in the search bar."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from clipphotos.core.search.filters import TagFilter
from clipphotos.core.tags.photo_tags import TagSource
from clipphotos.gui.i18n import install_language
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.search.filter_texts import filter_text
from clipphotos.gui.settings import LanguageChoice
from clipphotos.service.protocol.library import GetStatus
from support.pictures import make_photo
from support.windows import Opened

K = Qt.Key
OpenWindow = Callable[[], Opened]
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


@pytest.fixture
def filled(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Opened:
    """Forty white photos and two red ones, with the panel open."""
    for number in range(40):
        make_photo(tmp_path / "photos" / f"white-{number}.png", "white", number=number)
    for number in range(2):
        make_photo(tmp_path / "photos" / "sub" / f"red-{number}.png", "red", number=number)
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.window.add_folders([tmp_path / "photos"])
    qtbot.waitUntil(lambda: opened.window.model.rowCount() == 42)
    qtbot.waitUntil(lambda: opened.indexing.state is IndexingState.IDLE)
    opened.window.actions_["info"].trigger()
    return opened


def row_of(opened: Opened, name: str) -> int:
    return opened.names().index(name)


def look_at(qtbot: QtBot, opened: Opened, *names: str) -> None:
    """Select photos and wait for what is said of them."""
    grid, panel = opened.window.grid, opened.window.tags.panel
    grid.selection.select_none()
    ids = {opened.window.model.ids[row_of(opened, name)] for name in names}
    grid.selection.select_ids(ids)
    qtbot.waitUntil(lambda: panel._answer is not None and set(panel._answer.photo_ids) == ids)


def tags(opened: Opened) -> list[str]:
    return [each.name.term for each in opened.window.tags.panel.tags]


def add(qtbot: QtBot, opened: Opened, text: str) -> None:
    field = opened.window.tags.panel.field
    field.setFocus()
    field.setText(text)
    qtbot.keyClick(field, K.Key_Return)


def type_into_search(qtbot: QtBot, opened: Opened, text: str) -> None:
    opened.window.search_bar.focus()
    opened.window.search_bar.edit.clear()
    qtbot.keyClicks(opened.window.search_bar.edit, text)
    qtbot.waitUntil(lambda: not opened.window.search_completer.busy)


# --- the panel --------------------------------------------------------------------------------------


def test_the_panel_is_closed_at_first_and_remembered(open_window: OpenWindow) -> None:
    opened = open_window()
    panel, action = opened.window.tags.panel, opened.window.actions_["info"]
    assert panel.isHidden()
    action.trigger()
    assert not panel.isHidden()
    assert opened.settings.shows_info
    panel.closed.emit()
    assert panel.isHidden()
    assert not action.isChecked()
    assert not opened.settings.shows_info


def test_facts_and_tags_of_one_photo(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "red-0.png")
    panel = filled.window.tags.panel
    assert panel._title.text() == "red-0.png"
    assert panel.facts["Folder"].endswith("sub")
    assert "×" in panel.facts["Pixels"]
    assert "Camera" not in panel.facts, "unknown is not said"
    assert all(each.source is TagSource.AUTOMATIC for each in panel.tags)
    assert all("red" in term.split() for term in tags(filled))
    why = panel.chips[0].button.accessibleDescription()
    assert f"a photo of a {tags(filled)[0]}" in why
    assert "starter" in why
    look_at(qtbot, filled, "white-3.png")
    assert panel.chips == []
    assert "stands out" in panel._none.text()


def test_what_cannot_be_read_is_said_with_the_reason(filled: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "photos" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    filled.indexing.index()
    qtbot.waitUntil(lambda: "broken.png" in filled.names())
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    look_at(qtbot, filled, "broken.png")
    panel = filled.window.tags.panel
    assert panel.facts["Cannot be read"].endswith(".")
    assert "cannot be read" in panel._none.text()
    assert not panel.field.isEnabled()
    look_at(qtbot, filled, "broken.png", "red-0.png")
    add(qtbot, filled, "mine")
    qtbot.waitUntil(lambda: "1 photo cannot be read: passed over." in panel.news)
    look_at(qtbot, filled, "red-0.png")
    assert "Cannot be read" not in panel.facts


def test_the_camera_is_said_if_it_is_known(filled: Opened, qtbot: QtBot) -> None:
    from dataclasses import replace

    photo = filled.window.model.photo(0)
    assert photo
    filled.window.tags.panel.show_photo(replace(photo, camera="Canon EOS", taken_at=1.7e9))
    facts = filled.window.tags.panel.facts
    assert facts["Camera"] == "Canon EOS"
    assert "2023" in facts["Taken"] or "/23" in facts["Taken"]


def test_a_photo_that_is_not_whole_says_so(filled: Opened) -> None:
    from dataclasses import replace

    photo = filled.window.model.photo(0)
    assert photo
    panel = filled.window.tags.panel
    panel.show_photo(photo)
    assert "Note" not in panel.facts
    panel.show_photo(replace(photo, note="picture-cut-off"))
    assert "cut off at the end" in panel.facts["Note"]


def test_nothing_selected_says_so(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "red-0.png")
    filled.window.grid.selection.make_current(0)
    # The keyboard stays at a photo.
    filled.window.grid.selection.select_none()
    qtbot.waitUntil(lambda: filled.window.tags.panel._title.text() == "No photo selected")
    assert filled.window.tags.panel.chips == []
    assert not filled.window.tags.panel.field.isVisible()


def test_of_a_folder_that_was_just_added_no_photo_is_selected(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    make_photo(tmp_path / "photos" / "red.png", "red")
    install_language(LanguageChoice.ENGLISH)
    opened = open_window()
    opened.window.actions_["info"].trigger()
    opened.index(qtbot, tmp_path / "photos", 1)
    opened.window.grid.setFocus()
    panel = opened.window.tags.panel
    with qtbot.waitSignal(opened.window.tags._resting.timeout):
        opened.window.tags._rest()
    assert panel._title.text() == "No photo selected"
    opened.window.grid.selection.make_current(0)
    qtbot.waitUntil(lambda: panel._title.text() == "red.png")


def test_adding_and_taking_back(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png")
    panel = filled.window.tags.panel
    add(qtbot, filled, " My Holiday ")
    qtbot.waitUntil(lambda: tags(filled) == ["My Holiday"])
    assert panel.field.text() == ""
    assert "My Holiday" in panel.news
    assert panel.tags[0].source is TagSource.USER
    panel._undo.click()
    qtbot.waitUntil(lambda: tags(filled) == [])
    assert panel.news == ""


def test_undo_in_the_field_is_about_the_tag_once_it_is_added(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png")
    field = filled.window.tags.panel.field
    field.setFocus()
    qtbot.keyClicks(field, "holiday")
    qtbot.keyClick(field, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "", "what is typed is the field's own"
    qtbot.keyClicks(field, "holiday")
    qtbot.keyClick(field, K.Key_Return)
    qtbot.waitUntil(lambda: tags(filled) == ["holiday"])
    qtbot.waitUntil(lambda: "holiday" in filled.window.actions_["undo"].text())
    assert field.hasFocus()
    qtbot.keyClick(field, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tags(filled) == [])
    assert field.text() == ""
    qtbot.waitUntil(filled.window.actions_["redo"].isEnabled)
    field.setFocus()
    qtbot.keyClick(field, K.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: tags(filled) == ["holiday"])


def test_esc_leads_from_the_field_back_to_the_photos(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png")
    field = filled.window.tags.panel.field
    field.setFocus()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, K.Key_Escape)
    if field.text():  # the first press closed the offers
        qtbot.keyClick(field, K.Key_Escape)
    assert field.text() == ""
    assert field.hasFocus()
    qtbot.keyClick(field, K.Key_Escape)
    assert filled.window.grid.hasFocus()


def test_taking_off_and_taking_back(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "red-0.png")
    panel = filled.window.tags.panel
    before = tags(filled)
    panel.chips[0].close_button.click()
    qtbot.waitUntil(lambda: tags(filled) == before[1:])
    assert before[0] in panel.news
    panel._undo.click()
    qtbot.waitUntil(lambda: tags(filled) == before)
    assert panel.tags[0].source is TagSource.AUTOMATIC


@pytest.mark.parametrize("change", ["added", "taken off"])
def test_what_was_said_of_a_change_goes_when_it_is_undone_elsewhere(
    filled: Opened, qtbot: QtBot, change: str
) -> None:
    look_at(qtbot, filled, "red-0.png")
    panel, undo = filled.window.tags.panel, filled.window.actions_["undo"]
    before = tags(filled)
    if change == "added":
        add(qtbot, filled, "holiday, beach")
    else:
        panel.chips[0].close_button.click()
    qtbot.waitUntil(lambda: tags(filled) != before)
    assert panel.news != ""
    qtbot.waitUntil(undo.isEnabled)
    undo.trigger()
    qtbot.waitUntil(lambda: tags(filled) == before)
    qtbot.waitUntil(lambda: panel._news.text() == "")
    assert panel._undo.isHidden()


def test_a_tag_that_is_there_already_is_not_called_added_and_is_forgotten_once_it_is_gone(
    filled: Opened, qtbot: QtBot
) -> None:
    look_at(qtbot, filled, "white-0.png")
    panel, undo = filled.window.tags.panel, filled.window.actions_["undo"]
    add(qtbot, filled, "holiday")
    qtbot.waitUntil(lambda: tags(filled) == ["holiday"])
    add(qtbot, filled, "Holiday")
    qtbot.waitUntil(lambda: panel._news.text() == "“holiday” is there already.")
    assert panel._undo.isHidden()
    qtbot.waitUntil(undo.isEnabled)
    undo.trigger()
    qtbot.waitUntil(lambda: tags(filled) == [])
    qtbot.waitUntil(lambda: panel._news.text() == "")


def test_an_offer_to_take_back_ends_with_the_selection(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "red-0.png")
    filled.window.tags.panel.chips[0].close_button.click()
    qtbot.waitUntil(lambda: filled.window.tags.panel.news != "")
    look_at(qtbot, filled, "white-0.png")
    assert filled.window.tags.panel.news == ""


def test_several_photos_at_once(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png", "white-1.png", "red-0.png")
    panel = filled.window.tags.panel
    assert panel._title.text() == "3 photos selected"
    add(qtbot, filled, "all three")
    qtbot.waitUntil(lambda: tags(filled)[:1] == ["all three"])
    assert panel.tags[0].photos == 3
    assert panel.tags[1].photos == 1
    look_at(qtbot, filled, "white-1.png")
    assert tags(filled) == ["all three"]
    look_at(qtbot, filled, "white-0.png", "white-1.png")
    panel.chips[0].close_button.click()
    qtbot.waitUntil(lambda: tags(filled) == [])
    look_at(qtbot, filled, "red-0.png")
    assert tags(filled)[0] == "all three"


@pytest.mark.parametrize(("typed", "words"), [("  ", "must not be empty"), ("x" * 500, "too long")])
def test_a_bad_tag_is_explained_and_stays_in_the_field(
    filled: Opened, qtbot: QtBot, typed: str, words: str
) -> None:
    look_at(qtbot, filled, "white-0.png")
    add(qtbot, filled, typed)
    panel = filled.window.tags.panel
    qtbot.waitUntil(lambda: words in panel.problem)
    assert panel.field.text() == typed
    add(qtbot, filled, "good")
    qtbot.waitUntil(lambda: tags(filled) == ["good"])
    assert panel.problem == ""


def test_markup_is_text(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png")
    add(qtbot, filled, "<b>R&D</b>")
    qtbot.waitUntil(lambda: tags(filled) == ["<b>R&D</b>"])
    (chip,) = filled.window.tags.panel.chips
    assert chip.button.text() == "<b>R&&D</b>"
    assert "&lt;b&gt;" in chip.button.toolTip()


def test_many_tags_are_all_there(filled: Opened, qtbot: QtBot) -> None:
    from clipphotos.service.protocol.tags import ChangeTags

    look_at(qtbot, filled, "white-0.png")
    photo = filled.window.model.ids[row_of(filled, "white-0.png")]
    many = tuple(f"tag {number:03}" for number in range(120))
    filled.bridge.submit(ChangeTags((photo,), many))
    panel = filled.window.tags.panel
    qtbot.waitUntil(lambda: len(panel.tags) == 120)
    assert len(panel.chips) < 120
    assert "120" in panel._more.text()
    panel._more.click()
    assert len(panel.chips) == 120
    assert panel._more.isHidden()


def test_the_field_completes_from_the_vocabulary(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "white-0.png")
    controller = filled.window.tags
    controller.panel.field.setFocus()
    qtbot.keyClicks(controller.panel.field, "giraf")
    qtbot.waitUntil(lambda: bool(controller.completer.offered))
    qtbot.keyClick(controller.panel.field, K.Key_Down)
    qtbot.keyClick(controller.panel.field, K.Key_Return)
    qtbot.waitUntil(lambda: tags(filled) == ["giraffe"])
    assert controller.completer.offered == ()


# --- searching --------------------------------------------------------------------------------------


def test_a_click_on_a_tag_searches_for_it(filled: Opened, qtbot: QtBot) -> None:
    look_at(qtbot, filled, "red-0.png")
    with qtbot.waitSignal(filled.window.search.answered):
        filled.window.tags.panel.chips[0].button.click()
    assert sorted(filled.names()) == ["red-0.png", "red-1.png"]
    assert filled.window.model.score(0) is None, "there is no likeness to show"


def test_a_tag_is_offered_chosen_and_taken_off_by_keyboard(filled: Opened, qtbot: QtBot) -> None:
    bar, completer = filled.window.search_bar, filled.window.search_completer
    type_into_search(qtbot, filled, "red")
    offered = completer.offered
    assert offered
    assert all(each.photos == 2 for each in offered)
    assert completer.marked is None
    qtbot.keyClick(bar.edit, K.Key_Down)
    assert completer.marked == offered[0]
    with qtbot.waitSignal(filled.window.search.answered):
        qtbot.keyClick(bar.edit, K.Key_Return)
    assert bar.filters == (TagFilter(offered[0].name.term),)
    assert bar.text == ""
    assert bar.edit.hasFocus()
    qtbot.waitUntil(lambda: filled.window.model.rowCount() == 2)
    with qtbot.waitSignal(filled.window.search.cleared):
        qtbot.keyClick(bar.edit, K.Key_Backspace)
    assert bar.filters == ()
    assert filled.window.model.rowCount() == 42


def test_enter_searches_for_the_words_as_long_as_nothing_is_marked(filled: Opened, qtbot: QtBot) -> None:
    bar, completer = filled.window.search_bar, filled.window.search_completer
    type_into_search(qtbot, filled, "red")
    assert completer.offered
    qtbot.keyClick(bar.edit, K.Key_Return)
    assert completer.offered == ()
    assert bar.filters == ()
    assert bar.text == "red"
    qtbot.waitUntil(lambda: filled.window.model.rowCount() == 42)
    assert filled.settings.searches == ["red"]


def test_up_is_history_unless_a_tag_is_marked(filled: Opened, qtbot: QtBot) -> None:
    bar, completer = filled.window.search_bar, filled.window.search_completer
    filled.settings.searches = ["an earlier one"]
    type_into_search(qtbot, filled, "red")
    qtbot.keyClick(bar.edit, K.Key_Down)
    assert completer.marked
    qtbot.keyClick(bar.edit, K.Key_Up)
    assert completer.offered
    assert completer.marked is None
    assert bar.text == "red"
    qtbot.keyClick(bar.edit, K.Key_Up)
    assert bar.text == "an earlier one"
    assert completer.offered == ()


def test_esc_closes_the_offer_first(filled: Opened, qtbot: QtBot) -> None:
    bar, completer = filled.window.search_bar, filled.window.search_completer
    type_into_search(qtbot, filled, "red")
    qtbot.keyClick(bar.edit, K.Key_Escape)
    assert completer.offered == ()
    assert bar.text == "red"
    qtbot.keyClick(bar.edit, K.Key_Escape)
    assert bar.text == ""


def test_the_last_word_may_mean_a_tag(filled: Opened, qtbot: QtBot) -> None:
    bar, completer = filled.window.search_bar, filled.window.search_completer
    type_into_search(qtbot, filled, "something red")
    qtbot.waitUntil(lambda: bool(completer.offered))
    qtbot.keyClick(bar.edit, K.Key_Down)
    with qtbot.waitSignal(filled.window.search.answered):
        qtbot.keyClick(bar.edit, K.Key_Tab)
    assert bar.text == "something"
    assert len(bar.filters) == 1
    qtbot.waitUntil(lambda: not filled.window.search.waiting)
    assert filled.window.model.rowCount() == 2
    assert filled.window.model.score(0) is not None


def test_a_click_chooses_too(filled: Opened, qtbot: QtBot) -> None:
    completer = filled.window.search_completer
    type_into_search(qtbot, filled, "red")
    popup = completer._popup
    assert popup
    with qtbot.waitSignal(filled.window.search.answered):
        qtbot.mouseClick(
            popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualItemRect(popup.item(1)).center()
        )
    chosen = popup.suggestions[1].name
    assert filled.window.search_bar.filters == (TagFilter(chosen.term),)
    assert filled.window.search_bar.edit.hasFocus()


def test_offers_are_about_the_folder_that_is_searched(filled: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "photos" / "none").mkdir()
    make_photo(tmp_path / "photos" / "none" / "blue.png", "blue", number=900)
    filled.window.indexing.index()
    qtbot.waitUntil(lambda: filled.window.model.rowCount() == 43)
    qtbot.waitUntil(lambda: tmp_path / "photos" / "none" in filled.window.library._items)
    filled.window.library.choose(tmp_path / "photos" / "none")
    qtbot.waitUntil(lambda: filled.window.search.folder is not None)
    type_into_search(qtbot, filled, "red")
    assert filled.window.search_completer.offered == ()
    filled.window.library.choose(tmp_path / "photos" / "sub")
    qtbot.waitUntil(lambda: filled.window.search.folder == tmp_path / "photos" / "sub")
    type_into_search(qtbot, filled, "red")
    # Asked once more if the run that is just ending changes the library meanwhile.
    qtbot.waitUntil(lambda: bool(filled.window.search_completer.offered))


def test_tags_in_the_search_bar(filled: Opened, qtbot: QtBot) -> None:
    bar = filled.window.search_bar
    tags = [TagFilter(f"tag {number}") for number in range(6)]
    for tag in (*tags, tags[0]):
        bar.add_filter(tag)
    assert bar.filters == tuple(tags)
    qtbot.waitUntil(lambda: filled.window.model.rowCount() == 0 and not filled.window.search.waiting)
    assert "these tags" in filled.window.content.message._title.text()
    bar.clear()
    assert bar.filters == ()
    assert filled.window.model.rowCount() == 42


def test_a_photo_leaves_the_result_with_its_tag(filled: Opened, qtbot: QtBot) -> None:
    window = filled.window
    window.search._refresh.setInterval(1)
    look_at(qtbot, filled, "red-0.png")
    with qtbot.waitSignal(window.search.answered):
        window.tags.panel.chips[0].button.click()
    look_at(qtbot, filled, "red-0.png")
    (first,) = (each.term for each in window.search_bar.filters if isinstance(each, TagFilter))
    chip = next(each for each in window.tags.panel.chips if each.button.text() == first)
    chip.close_button.click()
    qtbot.waitUntil(lambda: filled.names() == ["red-1.png"])


def test_in_chinese_tags_are_chinese(filled: Opened, qtbot: QtBot) -> None:
    install_language(LanguageChoice.CHINESE)
    filled.window.grid.selection.select_none()
    look_at(qtbot, filled, "red-0.png")
    chip = filled.window.tags.panel.chips[0]
    assert not chip.button.text().isascii()
    why = chip.button.accessibleDescription()
    assert "a photo of a red" in why
    assert "模型" in why
    chip.button.click()
    (tag,) = filled.window.search_bar.filters
    assert isinstance(tag, TagFilter)
    assert tag.term.startswith("red")
    assert filter_text(tag).name == chip.button.text(), "its chip is Chinese, too"


# --- the whole library ------------------------------------------------------------------------------


def test_removing_all_asks_first(filled: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(qtbot, filled, "red-0.png")
    before = tags(filled)
    acts = filled.window.actions_
    asked: list[str] = []

    def answer(role: QMessageBox.ButtonRole) -> None:
        def execute(box: QMessageBox) -> int:
            asked.append(box.text())
            next(each for each in box.buttons() if box.buttonRole(each) is role).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", execute)

    answer(QMessageBox.ButtonRole.RejectRole)
    acts["remove-tags"].trigger()
    assert asked
    assert tags(filled) == before
    answer(QMessageBox.ButtonRole.AcceptRole)
    acts["remove-tags"].trigger()
    qtbot.waitUntil(lambda: tags(filled) == [])
    assert not acts["tag-automatically"].isChecked()
    assert "removed" in filled.window.notice.text
    assert "Library menu" in filled.window.tags.panel._none.text()
    acts["tag-anew"].trigger()
    qtbot.waitUntil(lambda: tags(filled) == before)
    qtbot.waitUntil(lambda: "42 photos" in filled.window.notice.text)


def test_automatic_tags_can_be_turned_off_and_on(
    filled: Opened, qtbot: QtBot, open_window: OpenWindow
) -> None:
    action = filled.window.actions_["tag-automatically"]
    assert action.isChecked()
    states: list[bool] = []
    action.trigger()
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    filled.bridge.submit(GetStatus(), lambda status: states.append(status.automatic_tags))
    qtbot.waitUntil(lambda: states == [False])
    filled.window._dialogs.ask_status()
    qtbot.waitUntil(lambda: not action.isChecked())
    action.trigger()
    qtbot.waitUntil(lambda: filled.indexing.state is IndexingState.IDLE)
    filled.bridge.submit(GetStatus(), lambda status: states.append(status.automatic_tags))
    qtbot.waitUntil(lambda: states == [False, True])
