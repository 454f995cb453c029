"""Whether a file is gone, or only out of reach."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from clipphotos.service.indexing import presence
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations


@pytest.fixture
def catalogue(locations: DataLocations):
    with open_catalogue(locations) as opened:
        yield opened


def scanned(catalogue: Catalogue, folder: Path, volume: str | None) -> SimpleNamespace:
    """A library of one root, last seen on a volume."""
    with catalogue.transaction():
        root = roots.add_root(catalogue, folder, case_sensitive=True)
        if volume is not None:
            roots.record_scan(catalogue, root.id, volume)
    return SimpleNamespace(catalogue=catalogue)


def test_a_volume_is_told_from_others_and_a_file_has_none(tmp_path: Path):
    assert presence.volume_of(tmp_path) == str(tmp_path.stat().st_dev)
    (tmp_path / "file").touch()
    assert presence.volume_of(tmp_path / "file") is None
    assert presence.volume_of(tmp_path / "missing") is None
    assert presence.volume_of(tmp_path / ("x" * 300)) is None


@pytest.mark.parametrize(
    ("volume", "there"), [(None, True), ("same", True), ("another", False), ("gone", False)]
)
def test_a_photo_is_in_reach_while_its_root_is_on_the_volume_it_was_on(
    catalogue: Catalogue, folder: Path, tmp_path: Path, volume: str | None, there: bool
):
    known = presence.volume_of(folder) if volume == "same" else volume
    context = scanned(catalogue, folder, known)
    if volume == "gone":
        folder.rmdir()
    assert presence.is_reachable(context, folder / "a.jpg") is there
    assert presence.is_gone(context, folder / "a.jpg") is there
    assert presence.is_gone(context, folder / "sub" / "a.jpg") is there
    assert not presence.is_reachable(context, tmp_path / "elsewhere.jpg")
    assert not presence.is_gone(context, tmp_path / "elsewhere.jpg")


def test_what_is_there_or_cannot_be_told_is_not_gone(catalogue: Catalogue, folder: Path):
    context = scanned(catalogue, folder, None)
    (folder / "a.jpg").touch()
    (folder / "link.jpg").symlink_to("nowhere")
    for name in ("a.jpg", "link.jpg", "x" * 300):
        assert not presence.is_gone(context, folder / name)
    assert presence.is_gone(context, folder / "a.jpg" / "below a file.jpg")
