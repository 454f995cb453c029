from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from clipphotos.gui.grid.layout import CAPTION, MARGIN, GridLayout

layouts = st.builds(
    GridLayout, width=st.integers(50, 3000), wanted_tile=st.integers(96, 384), count=st.integers(0, 500)
)


@given(layouts)
def test_every_photo_is_where_its_rectangle_says(layout: GridLayout) -> None:
    for row in range(0, layout.count, 7):
        rect = layout.rect(row)
        assert layout.row_at(rect.topLeft()) == row
        assert layout.row_at(rect.bottomRight()) == row
        assert layout.row_at(rect.topLeft() - QPoint(1, 1)) == -1


@given(layouts)
def test_tiles_fill_the_width_without_leaving_it(layout: GridLayout) -> None:
    last = layout.rect(layout.columns - 1)
    if layout.width >= 200:
        assert last.right() < layout.width - MARGIN + 1
        assert layout.width - MARGIN - last.right() <= layout.columns + 1


@given(layouts, st.integers(0, 5000), st.integers(1, 2000))
def test_what_is_visible_is_what_the_rectangles_touch(layout: GridLayout, top: int, height: int) -> None:
    window = QRect(0, top, layout.width, height)
    touched = {row for row in range(layout.count) if layout.rect(row).intersects(window)}
    assert touched <= set(layout.visible(top, height))


@given(layouts, st.integers(-50, 3000), st.integers(-50, 3000), st.integers(1, 900), st.integers(1, 900))
def test_runs_in_a_rectangle_are_the_tiles_that_it_touches(
    layout: GridLayout, x: int, y: int, width: int, height: int
) -> None:
    rect = QRect(x, y, width, height)
    runs = layout.runs_in(rect)
    found = [row for first, last in runs for row in range(first, last + 1)]
    wanted = [row for row in range(layout.count) if layout.rect(row).intersects(rect)]
    # A run over whole lines bridges the gaps between tiles, never more.
    assert set(wanted) <= set(found) or not wanted
    if len(runs) != 1:
        assert found == wanted


def test_content_ends_below_the_last_tile() -> None:
    layout = GridLayout(800, 176, 10)
    assert layout.height == layout.rect(9).bottom() + 1 + MARGIN + MARGIN - MARGIN
    assert layout.rect(0).height() == layout.tile + CAPTION
    assert GridLayout(800, 176, 0).height == 0
