"""The data folder is nobody else's, and its logs name no photo, whatever happened."""

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipphotos.cli import main
from clipphotos.cli.main import run
from clipphotos.core.models import ModelInfo
from clipphotos.core.vectors import Vectors
from clipphotos.gui.settings import WindowSettings
from clipphotos.inference.models import registry
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance.backups import back_up, restore
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photos

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders of users are closed there")

SECRET = "Anna küsst Ben"
"""In the names of all photos and folders."""


class FailingEmbedder(ColourHistogramEmbedder):
    """Names the photo it fails at."""

    fails = False

    def embed_images(self, batch: Sequence[np.ndarray]) -> Vectors:
        if FailingEmbedder.fails:
            raise ValueError(f"cannot embed {SECRET} 1.jpg")
        return super().embed_images(batch)


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def load(info: ModelInfo, _folder: Path) -> FailingEmbedder:
        return FailingEmbedder(info.name)

    monkeypatch.setattr(registry, "load_embedder", load)
    monkeypatch.setattr("clipphotos.cli.commands.divert_native_messages", lambda _path: None)
    folder = tmp_path / f"{SECRET} Photos"
    for each in make_photos(folder, 6, ".jpg"):
        each.rename(each.with_name(f"{SECRET} {each.name}"))
    return folder


def open_to_others(root: Path) -> list[str]:
    """What others may do something with in a data folder."""
    return [
        f"{path.relative_to(root)}: {stat.S_IMODE(path.lstat().st_mode):o}"
        for path in (root, *root.rglob("*"))
        if path.lstat().st_mode & 0o077
    ]


@pytest.mark.usefixtures("_open_umask")
def test_nothing_in_the_data_folder_is_open_to_others(photos: Path, locations: DataLocations):
    assert run(["index", str(photos)]) == 0
    assert open_to_others(locations.root) == []
    assert run(["search", "red"]) == 0
    backup = back_up(locations, date(2026, 1, 1))
    assert run(["mark", str(next(photos.iterdir())), "--rating", "4"]) == 0
    assert run(["doctor"]) == 0
    assert restore(locations, backup) is not None
    WindowSettings(locations.settings).searches = ["secret"]
    names = {path.name for path in locations.root.rglob("*")}
    assert {"catalogue.sqlite3", "thumbnails.sqlite3", "backups", "settings.ini"} <= names
    assert open_to_others(locations.root) == []


def test_one_that_was_open_is_closed_at_the_next_start(photos: Path, locations: DataLocations):
    assert run(["index", str(photos)]) == 0
    for path in (locations.root, *locations.root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert run(["status"]) == 0
    assert open_to_others(locations.root) == []


def test_photos_stay_as_open_as_they_are(photos: Path, tmp_path: Path):
    for path in photos.iterdir():
        path.chmod(0o644)
    assert run(["index", str(photos)]) == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in photos.iterdir()} == {0o644}


def test_no_log_names_a_photo_after_failures_of_all_kinds(
    photos: Path, locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    broken = photos / f"{SECRET} broken"
    broken.mkdir()
    (broken / f"{SECRET} cut.jpg").write_bytes(next(photos.glob("*.jpg")).read_bytes()[:400])
    (broken / f"{SECRET} empty.png").touch()
    (broken / f"{SECRET} no picture.png").write_bytes(os.urandom(500))
    (broken / f"{SECRET} gone.jpg").symlink_to(broken / f"{SECRET} nowhere.jpg")
    Image.new("RGB", (60, 40)).save(broken / f"{SECRET} whole.tif")
    monkeypatch.setattr(FailingEmbedder, "fails", True)
    run(["index", str(photos)])
    monkeypatch.setattr(FailingEmbedder, "fails", False)

    def decode(path: Path, *_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", str(path))

    module = "clipphotos.service.indexing.reading.reading"
    with monkeypatch.context() as patch:
        patch.setattr(f"{module}.read_content", decode)
        run(["index", str(photos), "--retry-skipped"])
    with monkeypatch.context() as patch:
        patch.setitem(main._COMMANDS, "search", decode)
        run(["search", f"{SECRET} 1.jpg"])
    run(["search", "--like", str(broken / f"{SECRET} cut.jpg")])
    run(["mark", str(broken / f"{SECRET} nobody.jpg"), "--rating", "3"])
    logs = "".join(path.read_text("utf-8", "replace") for path in locations.logs.iterdir())
    assert "Traceback" in logs
    for part in SECRET.split():
        assert part not in logs
