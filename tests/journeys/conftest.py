"""A desktop, a library that is indexed, and somebody before the window, shared by the tests of a module."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.desktop.person import Person, person
from support.desktop.screen import Screen, missing_programs, open_screen
from support.photo_sets import PhotoSet

GROUPS = ("flowers", "pets", "scenes")
A_KIND = 4
"""Photos of each of the two kinds of a group."""


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    if missing := missing_programs():
        pytest.skip(f"needs {', '.join(missing)}; packaging/test installs them")
    with open_screen(tmp_path_factory.mktemp("screen") / "desktop") as opened:
        yield opened


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory, small_set: PhotoSet) -> Path:
    """A folder of 24 photos, in sub-folders of sub-folders."""
    folder = tmp_path_factory.mktemp("library") / "photos"
    for group in GROUPS:
        for kind in sorted((small_set.photos / group).iterdir()):
            (folder / group / kind.name).mkdir(parents=True)
            for photo in sorted(kind.iterdir())[:A_KIND]:
                shutil.copy2(photo, folder / group / kind.name)
    return folder


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, screen: Screen, photos: Path) -> Iterator[Person]:
    """Somebody before a window that shows an indexed library."""
    data = tmp_path_factory.mktemp("data") / "data"
    index = [sys.executable, "-m", "clipphotos", "--data-dir", data, "index", photos]
    subprocess.run(index, check=True, env=screen.environment, capture_output=True)
    with person(screen, data) as somebody:
        somebody.see("label", "24 photos")
        yield somebody


@pytest.fixture
def somebody(visit: Person) -> Iterator[Person]:
    """The same; at the end nothing went wrong, and the window says nothing that is no longer true."""
    yield visit
    visit.see_settled()
    assert visit.complaints() == []
