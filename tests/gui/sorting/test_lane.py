"""Scrolling the plan board's columns while a photo is dragged."""

from clipphotos.gui.sorting.lane import edge_step


def test_the_columns_scroll_at_the_edges_only_and_faster_the_nearer():
    width = 1000
    assert edge_step(500, width) == 0
    assert edge_step(100, width) == 0
    assert edge_step(0, width) < edge_step(40, width) < 0
    assert edge_step(width - 1, width) > edge_step(width - 41, width) > 0


def test_outside_is_as_at_the_edge():
    assert edge_step(-500, 1000) == edge_step(0, 1000)
    assert edge_step(1500, 1000) == edge_step(999, 1000)
