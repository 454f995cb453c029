from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from support.grids import CTRL, LEFT, SHIFT, Grid

K = Qt.Key


@pytest.fixture
def grid(qtbot: QtBot) -> Grid:
    grid = Grid(100)
    qtbot.addWidget(grid.view)
    grid.view.show()
    return grid


def click(
    qtbot: QtBot, grid: Grid, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
):
    qtbot.mouseClick(grid.view.viewport(), LEFT, modifiers, grid.centre(row))


def drag(qtbot: QtBot, grid: Grid, start: QPoint, end: QPoint, modifiers=Qt.KeyboardModifier.NoModifier):
    port = grid.view.viewport()
    qtbot.mousePress(port, LEFT, modifiers, start)
    qtbot.mouseMove(port, (start + end) / 2)
    qtbot.mouseMove(port, end)


class TestMouse:
    def test_a_click_selects_one(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 2)
        click(qtbot, grid, 5)
        assert grid.selected == [5]
        assert grid.current == 5

    def test_ctrl_toggles(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 2)
        click(qtbot, grid, 5, CTRL)
        click(qtbot, grid, 2, CTRL)
        assert grid.selected == [5]

    def test_shift_extends_from_the_last_plain_click(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 6)
        click(qtbot, grid, 9, SHIFT)
        click(qtbot, grid, 3, SHIFT)
        assert grid.selected == [3, 4, 5, 6]

    def test_ctrl_shift_adds_a_run(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 0)
        click(qtbot, grid, 4, CTRL)
        click(qtbot, grid, 6, CTRL | SHIFT)
        assert grid.selected == [0, 4, 5, 6]

    def test_a_click_on_nothing_selects_nothing(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 1)
        qtbot.mouseClick(grid.view.viewport(), LEFT, pos=QPoint(2, 2))
        assert grid.selected == []

    def test_a_click_on_one_of_several_selects_it_alone_when_released(self, qtbot: QtBot, grid: Grid) -> None:
        grid.view.selectAll()
        qtbot.mousePress(grid.view.viewport(), LEFT, pos=grid.centre(3))
        assert len(grid.selected) == 100
        qtbot.mouseRelease(grid.view.viewport(), LEFT, pos=grid.centre(3))
        assert grid.selected == [3]

    def test_a_double_click_opens(self, qtbot: QtBot, grid: Grid) -> None:
        with qtbot.waitSignal(grid.view.open_requested) as opened:
            qtbot.mouseDClick(grid.view.viewport(), LEFT, pos=grid.centre(4))
        assert opened.args == [4]

    def test_a_rubber_band_selects_what_it_touches(self, qtbot: QtBot, grid: Grid) -> None:
        columns = grid.view.layout_now().columns
        drag(qtbot, grid, QPoint(3, 3), grid.centre(columns + 1))
        assert grid.selected == [0, 1, columns, columns + 1]
        qtbot.mouseRelease(grid.view.viewport(), LEFT, pos=grid.centre(columns + 1))
        assert grid.selected == [0, 1, columns, columns + 1]

    def test_a_rubber_band_with_ctrl_adds(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 3)
        drag(qtbot, grid, QPoint(3, 3), grid.centre(0), CTRL)
        qtbot.mouseRelease(grid.view.viewport(), LEFT, CTRL, grid.centre(0))
        assert grid.selected == [0, 3]

    def test_esc_breaks_off_a_rubber_band(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 3)
        drag(qtbot, grid, QPoint(3, 3), grid.centre(0), CTRL)
        qtbot.keyClick(grid.view, K.Key_Escape)
        assert grid.selected == [3]

    def test_a_right_click_acts_on_the_selection_or_selects_first(self, qtbot: QtBot, grid: Grid) -> None:
        from PySide6.QtGui import QContextMenuEvent

        def right_click(row: int) -> None:
            at = grid.centre(row)
            port = grid.view.viewport()
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
            with qtbot.waitSignal(grid.view.menu_requested):
                grid.view.contextMenuEvent(event)

        grid.view.selection.select_rows(1, 3, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        right_click(2)
        assert grid.selected == [1, 2, 3]
        right_click(5)
        assert grid.selected == [5]


class TestKeys:
    def test_arrows_move_and_select(self, qtbot: QtBot, grid: Grid) -> None:
        columns = grid.view.layout_now().columns
        click(qtbot, grid, 0)
        for key, row in ((K.Key_Right, 1), (K.Key_Down, 1 + columns), (K.Key_Left, columns), (K.Key_Up, 0)):
            qtbot.keyClick(grid.view, key)
            assert grid.selected == [row]

    def test_home_end_and_pages(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 0)
        qtbot.keyClick(grid.view, K.Key_End)
        assert grid.selected == [99]
        assert 99 in grid.view.visible_rows()
        qtbot.keyClick(grid.view, K.Key_PageUp)
        assert 50 < grid.current < 99
        qtbot.keyClick(grid.view, K.Key_Home)
        assert grid.selected == [0]
        assert 0 in grid.view.visible_rows()

    def test_up_stays_in_the_first_line_and_down_reaches_the_last_photo(self, qtbot: QtBot) -> None:
        grid = Grid(6)
        qtbot.addWidget(grid.view)
        columns = grid.view.layout_now().columns
        assert 3 <= columns < 6
        grid.view.selection.make_current(1)
        qtbot.keyClick(grid.view, K.Key_Up)
        assert grid.current == 1
        grid.view.selection.make_current(columns - 1)
        qtbot.keyClick(grid.view, K.Key_Down)
        assert grid.current == 5

    def test_shift_with_arrows_extends_and_shrinks(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 4)
        for key in (K.Key_Right, K.Key_Right, K.Key_Left):
            qtbot.keyClick(grid.view, key, SHIFT)
        assert grid.selected == [4, 5]

    def test_ctrl_with_arrows_moves_only_and_ctrl_space_toggles(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 0)
        qtbot.keyClick(grid.view, K.Key_Right, CTRL)
        qtbot.keyClick(grid.view, K.Key_Right, CTRL)
        assert grid.selected == [0]
        qtbot.keyClick(grid.view, K.Key_Space, CTRL)
        assert grid.selected == [0, 2]

    def test_letters_select_nothing(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 5)
        qtbot.keyClicks(grid.view, "0000")
        assert grid.selected == [5]

    def test_invert_and_none(self, grid: Grid) -> None:
        grid.view.selection.select_rows(0, 97, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        grid.view.selection.invert()
        assert grid.selected == [98, 99]
        grid.view.selection.select_none()
        assert grid.selected == []

    def test_no_photos_no_trouble(self, qtbot: QtBot) -> None:
        grid = Grid(0)
        qtbot.addWidget(grid.view)
        grid.view.show()
        for key in (K.Key_Down, K.Key_End, K.Key_Space):
            qtbot.keyClick(grid.view, key)
        grid.view.selection.invert()
        grid.view.selectAll()
        assert grid.selected == []


class TestChanges:
    def test_selection_focus_and_place_survive_photos_that_arrive(self, grid: Grid) -> None:
        grid.view.selection.make_current(60)
        grid.view.selection.select_rows(60, 62, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        before = grid.rect(60).top()
        selected = grid.selected_ids

        grid.model.update_ids([*range(1001, 1042), *range(1, 101)])

        assert grid.selected_ids == selected
        assert grid.model.ids[grid.current] == 61
        # Within its line the photo may have moved, but the eye finds it at the same height.
        assert abs(grid.rect(grid.current).top() - before) <= grid.view.layout_now().line_height

    @pytest.mark.parametrize(("first", "last"), [(0, 56), (20, 70), (30, 99), (50, 61)])
    def test_the_next_photo_is_in_sight_when_many_go(self, grid: Grid, first: int, last: int) -> None:
        ids = list(grid.model.ids)
        grid.view.selection.make_current(last)
        going = set(ids[first : last + 1])
        following = grid.view.selection.next_beside(going)
        grid.view.selection.begin_at(following)
        grid.model.update_ids([each for each in ids if each not in going])
        assert grid.model.ids[grid.current] == ids[following]
        assert grid.view.viewport().rect().contains(grid.rect(grid.current))

    def test_a_focus_elsewhere_is_looked_at_when_all_on_screen_go(self, grid: Grid) -> None:
        grid.view.selection.make_current(0)
        grid.view.scrollTo(grid.model.index(80))
        grid.model.update_ids(range(1, 20))
        assert grid.view.viewport().rect().contains(grid.rect(0))

    def test_at_the_top_one_sees_what_is_new(self, grid: Grid) -> None:
        grid.model.update_ids([*range(1001, 1042), *range(1, 101)])
        assert grid.view.verticalOffset() == 0

    @pytest.mark.parametrize("seed", range(3))
    def test_selection_survives_any_new_order(self, grid: Grid, seed: int) -> None:
        import random

        ids = list(grid.model.ids)
        grid.view.selection.select_ids({3, 4, 50, 99})
        random.Random(seed).shuffle(ids)
        grid.model.update_ids(ids)
        assert sorted(grid.selected_ids) == [3, 4, 50, 99]

    def test_selection_survives_an_exchange_of_the_whole_list(self, qtbot: QtBot) -> None:
        grid = Grid(0)
        qtbot.addWidget(grid.view)
        grid.model.show_ids(range(0, 4000, 2))
        grid.view.show()
        grid.view.selection.make_current(700)
        grid.view.selection.select_ids({2, 4, 1400})
        grid.model.update_ids(range(4000))
        assert grid.selected_ids == [2, 4, 1400]
        assert grid.model.ids[grid.current] == 1400

    def test_the_anchor_of_shift_survives_photos_that_arrive(self, qtbot: QtBot, grid: Grid) -> None:
        click(qtbot, grid, 2)
        grid.model.update_ids([1001, *range(1, 101)])
        click(qtbot, grid, 5, SHIFT)
        assert grid.selected_ids == [3, 4, 5]


class TestSize:
    def test_a_hundred_thousand_photos_cost_no_more_than_those_on_screen(self, qtbot: QtBot) -> None:
        grid = Grid(100_000)
        qtbot.addWidget(grid.view)
        rows = 0

        def count(*_: object) -> int:
            nonlocal rows
            rows += 1
            return 100_000

        grid.model.rowCount = count  # type: ignore[method-assign]
        grid.view.show()
        grid.view.grab()
        grid.view.verticalScrollBar().setValue(grid.view.verticalScrollBar().maximum())
        grid.view.grab()
        assert rows < 2000
        assert len(grid.source.asked) < 1000
        assert 99_999 in grid.view.visible_rows()
        assert 0 < len(grid.thumbnails.shown) < 60

    def test_zoom_keeps_the_middle_in_sight(self, grid: Grid) -> None:
        grid.view.scrollTo(grid.model.index(50))
        middle = grid.view.visible_rows()[len(grid.view.visible_rows()) // 2]
        grid.view.set_tile_size(300)
        assert middle in grid.view.visible_rows()

    def test_a_narrower_window_keeps_the_first_photo_in_sight(self, grid: Grid) -> None:
        grid.view.verticalScrollBar().setValue(1000)
        first = grid.view.visible_rows()[0]
        grid.view.resize(500, 600)
        grid.view.grab()
        assert first in grid.view.visible_rows()


@pytest.fixture
def screen_reader() -> Iterator[None]:
    """Somebody listens, so that Qt tells of changes."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("screen_reader")
def test_a_screen_reader_sees_photos_as_items_of_a_list(qtbot: QtBot, grid: Grid) -> None:
    click(qtbot, grid, 4)
    click(qtbot, grid, 6, CTRL)
    photos = QAccessible.queryAccessibleInterface(grid.view)
    assert (photos.role(), photos.text(QAccessible.Text.Name)) == (QAccessible.Role.List, "Photos")
    items = [photos.child(row) for row in range(photos.childCount())]
    assert len(items) == 100
    assert {item.role() for item in items} == {QAccessible.Role.ListItem}
    assert [item.text(QAccessible.Text.Name) for item in items[4:6]] == ["000005.jpg", "000006.jpg"]
    assert [row for row, item in enumerate(items) if item.state().selected] == [4, 6]
    assert [row for row, item in enumerate(items) if item.state().focused] == [6]
    there, from_it = items[4].rect(), grid.rect(6).topLeft() - grid.rect(4).topLeft()
    assert items[6].rect() == there.translated(from_it)
    changes = [("removed", range(50, 80)), ("sorted", range(79, 49, -1)), ("inserted", range(80, 20, -1))]
    for change, ids in changes:
        grid.model.update_ids(ids)
        names = [photos.child(row).text(QAccessible.Text.Name) for row in range(photos.childCount())]
        assert names == [f"{each:06d}.jpg" for each in ids], change
    grid.model.show_ids(range(7, 9))
    assert photos.childCount() == 2
    assert photos.child(1).text(QAccessible.Text.Name) == "000008.jpg"
