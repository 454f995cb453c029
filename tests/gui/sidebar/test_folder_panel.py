"""The folders in the sidebar, as the library changes below them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clipphotos.core.photo import LibraryRoot
from clipphotos.gui.library_loader import LibrarySnapshot
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
