"""Where the data folder is, and what is made in it."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.storage import locations as module
from clipphotos.storage.locations import ENVIRONMENT_VARIABLE, DataLocations, data_locations


def test_the_argument_counts_before_the_variable_and_that_before_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "variable"))
    assert data_locations(tmp_path / "argument").root == tmp_path / "argument"
    assert data_locations().root == tmp_path / "variable"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_locations("~/mine").root == tmp_path / "mine"
    monkeypatch.chdir(tmp_path)
    assert data_locations("mine").root == tmp_path / "mine"
    monkeypatch.delenv(ENVIRONMENT_VARIABLE)
    asked: list[tuple[object, object]] = []

    def system(name: str, *, appauthor: object) -> Path:
        asked.append((name, appauthor))
        return tmp_path / "system"

    monkeypatch.setattr(module.platformdirs, "user_data_path", system)
    assert data_locations().root == tmp_path / "system"
    assert asked == [("ClipPhotos", False)]


def test_everything_has_a_place_of_its_own_inside(tmp_path: Path):
    locations = DataLocations(tmp_path)
    assert [field.name for field in fields(DataLocations)] == ["root", "is_trusted"]
    names = [name for name in vars(DataLocations) if isinstance(vars(DataLocations)[name], property)]
    places = {getattr(locations, name) for name in names}
    assert len(places) == len(names) == 12
    assert all(place.parent == tmp_path for place in places)


def test_the_folders_are_made_and_may_be_there_already(tmp_path: Path):
    locations = DataLocations(tmp_path / "new" / "data")
    locations.create()
    locations.create()
    assert sorted(path.name for path in locations.root.iterdir()) == ["concepts", "indexes", "logs", "models"]


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError) as caught:
        DataLocations(tmp_path / "file").create()
    report = caught.value.report()
    assert (report.code, report.params["path"]) == ("data-folder-unusable", str(tmp_path / "file"))
    assert report.params["detail"]
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (tmp_path / "data", os.W_OK))
    with pytest.raises(KnownError) as caught:
        DataLocations(tmp_path / "data").create()
    assert caught.value.report().params["detail"] == "permission denied"
