"""The folders in the sidebar, as the library changes below them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.library_loader import LibrarySnapshot
from clipphotos.gui.settings import ColourChoice
from clipphotos.gui.sidebar.folder_panel import LibraryPanel

HOME = Path("/home")
ROOT, OTHER = LibraryRoot(1, HOME / "photos", True, True, 3), LibraryRoot(2, HOME / "trips", True, True, 1)
BELOW = [("2024", 2), ("2024/may", 1), ("2024/may/fair", 1), ("2025", 1)]


@pytest.fixture
def panel(qtbot: QtBot) -> LibraryPanel:
    panel = LibraryPanel()
    qtbot.addWidget(panel)
    return panel


def shown(panel: LibraryPanel) -> dict[str, str | None]:
    """The folders in the tree, each with the one that it hangs below."""
    found: dict[str, str | None] = {}
    for path, item in panel._items.items():
        parent = item.parent()
        above = next((str(each) for each, other in panel._items.items() if other is parent), None)
        found[str(path)] = above
    return {path: above for path, above in found.items() if path.startswith(str(HOME))}


@pytest.mark.parametrize("is_expanded", [True, False])
def test_a_folder_goes_with_all_that_is_below_it(panel: LibraryPanel, is_expanded: bool):
    panel.update_from(LibrarySnapshot((ROOT, OTHER), {1: BELOW}))
    assert len(shown(panel)) == 6
    if is_expanded:
        panel._tree.expandAll()
    panel.update_from(LibrarySnapshot((ROOT, OTHER), {1: [("2025", 1)]}))
    assert set(shown(panel)) == {"/home/photos", "/home/photos/2025", "/home/trips"}
    panel.update_from(LibrarySnapshot((OTHER,)))
    assert shown(panel) == {"/home/trips": None}
    panel.update_from(LibrarySnapshot())
    assert shown(panel) == {}


def test_a_folder_that_another_one_takes_in_hangs_below_it(panel: LibraryPanel):
    panel.update_from(LibrarySnapshot((ROOT,), {1: BELOW}))
    around = LibraryRoot(3, HOME, True, True, 3)
    panel.update_from(LibrarySnapshot((around,), {3: [("photos", 3), ("photos/2024", 2)]}))
    assert shown(panel) == {
        "/home": None,
        "/home/photos": "/home",
        "/home/photos/2024": "/home/photos",
    }


@pytest.mark.parametrize("above", ["/home/photos", "/home/photos/2024"])
def test_when_the_chosen_folder_goes_the_one_above_it_is_looked_at(panel: LibraryPanel, above: str):
    panel.update_from(LibrarySnapshot((ROOT, OTHER), {1: BELOW}))
    panel.choose(HOME / "photos" / "2024" / "may" / "fair")
    left = {"/home/photos": [("2025", 1)], "/home/photos/2024": [("2024", 2), ("2025", 1)]}
    panel.update_from(LibrarySnapshot((ROOT, OTHER), {1: left[above]}))
    assert panel.folder == Path(above)
    panel.update_from(LibrarySnapshot((OTHER,)))
    assert panel.folder is None
    assert panel.is_chosen


def test_a_chosen_folder_stays_chosen_where_another_one_takes_it_in(panel: LibraryPanel):
    panel.update_from(LibrarySnapshot((ROOT,), {1: BELOW}))
    panel.choose(HOME / "photos" / "2024")
    around = LibraryRoot(3, HOME, True, True, 3)
    panel.update_from(LibrarySnapshot((around,), {3: [("photos", 3), ("photos/2024", 2)]}))
    assert panel.folder == HOME / "photos" / "2024"


@pytest.mark.parametrize("new", ["/a", "/home/album", "/home/photos 2", "/home/zoo", "/z"])
def test_a_new_root_stands_where_it_stands_after_a_restart(panel: LibraryPanel, qtbot: QtBot, new: str):
    roots = (ROOT, OTHER, LibraryRoot(9, Path(new), True, True, 1))
    panel.update_from(LibrarySnapshot((ROOT, OTHER)))
    panel.update_from(LibrarySnapshot(roots))
    restarted = LibraryPanel()
    qtbot.addWidget(restarted)
    restarted.update_from(LibrarySnapshot(tuple(sorted(roots, key=lambda root: str(root.path)))))
    assert top_level(panel) == top_level(restarted)
    assert top_level(panel)[0] == "All photos"


def top_level(panel: LibraryPanel) -> list[str]:
    rows = (panel._tree.topLevelItem(row) for row in range(panel._tree.topLevelItemCount()))
    return [row.text(0) for row in rows if row]


@pytest.mark.parametrize("colours", ColourChoice)
@pytest.mark.parametrize("is_expanded", [True, False])
def test_the_arrow_of_the_chosen_folder_is_seen(
    panel: LibraryPanel,
    choose_colours: Callable[[ColourChoice], None],
    colours: ColourChoice,
    is_expanded: bool,
):
    choose_colours(colours)
    panel.update_from(LibrarySnapshot((ROOT, OTHER), {1: BELOW}))
    panel.resize(240, 400)
    panel.choose(ROOT.path)
    item = panel._items[ROOT.path]
    item.setExpanded(is_expanded)
    panel.show()
    picture = panel.grab().toImage()
    row = panel._tree.visualItemRect(item)
    row.translate(panel._tree.viewport().mapTo(panel, QPoint(0, 0)))
    shades = [
        picture.pixelColor(x, y).lightness()
        for x in range(row.left() - 12, row.left())
        for y in range(row.top(), row.bottom())
    ]
    assert max(shades) - min(shades) > 120
