"""How things stand."""

from pathlib import Path

import pytest
from PIL import Image

from clipphotos.core.models import Backend
from clipphotos.inference.indexes import segmented
from clipphotos.service.protocol.library import GetStatus
from support.pictures import make_photos
from support.services import Service


def test_before_anything_was_done(service: Service):
    status = service.status()
    assert status.data_dir == service.locations.root
    assert (status.roots, status.skipped, status.device) == ((), (), "")
    assert (status.searchable, status.index_size, status.index_bytes) == (0, 0, 0)
    assert set(status.photos_by_state.values()) == {0}
    assert (status.model.name, status.backend, status.automatic_tags) == ("starter", Backend.AUTO, True)
    assert status.model in status.models
    assert [model.name for model in status.models if model.current] == ["starter"]


def test_after_indexing(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segmented, "TAIL_LENGTH", 3)
    photos = make_photos(folder, 6)
    photos[2].write_bytes(b"\x89PNG\r\n\x1a\n")
    service.index(folder)
    with service.host() as host:
        status = host.run(GetStatus())
    assert [(root.path, root.photo_count) for root in status.roots] == [(folder, 6)]
    assert (status.photos_by_state["ok"], status.photos_by_state["unreadable"]) == (5, 1)
    assert (status.searchable, status.index_size, status.device) == (5, 5, "cpu")
    (skipped,) = status.skipped
    assert (skipped.path, bool(skipped.error.code)) == (photos[2], True)
    files = list(service.locations.indexes.iterdir())
    assert 0 < status.index_bytes == sum(file.stat().st_size for file in files)
    for file in files:
        file.unlink()
    assert service.status().index_bytes == 0
    photos[0].unlink()
    service.index(folder)
    assert service.status().searchable == 4
    assert service.status().index_size == 5, "its vector waits for it"


def test_photos_that_are_cut_off_are_searchable_and_noted(service: Service, folder: Path):
    photos = make_photos(folder, 2)
    Image.effect_mandelbrot((400, 300), (-3, -2.5, 2, 2.5), 100).save(folder / "cut.jpg")
    whole = (folder / "cut.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[:-2])
    # A second file with the same bytes is not decoded again, and cut off as well.
    (folder / "copy.jpg").write_bytes(whole[:-2])
    service.index(folder)
    status = service.status()
    assert (status.photos_by_state["ok"], status.searchable, status.skipped) == (len(photos) + 2, 4, ())
    assert [(each.path.name, each.error.code) for each in status.noted] == [
        ("copy.jpg", "picture-cut-off"),
        ("cut.jpg", "picture-cut-off"),
    ]
    (folder / "cut.jpg").write_bytes(whole)
    service.index(folder)
    assert [each.path.name for each in service.status().noted] == ["copy.jpg"]
