"""``clipphotos backups``, and what other commands say of a damaged catalogue."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))
    # It would leave a file of ours open in this process.
    monkeypatch.setattr("clipphotos.cli.commands.divert_native_messages", lambda _path: None)


def told(capsys: Captured, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    code = run(arguments)
    printed = capsys.readouterr()
    return code, [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_a_damaged_catalogue_is_restored(capsys: Captured, tmp_path: Path, locations: DataLocations):
    photos = make_photos(tmp_path / "photos", 3)
    assert told(capsys, "backups") == (
        0,
        [],
        "There are no backups yet; one is made every day on which the catalogue is used.\n",
    )
    assert told(capsys, "backups", "restore")[0] == 1
    assert run(["index", str(tmp_path / "photos")]) == 0
    capsys.readouterr()
    code, (backup,), _ = told(capsys, "backups")
    assert (code, Path(backup["path"]).parent) == (0, locations.backups)

    with locations.catalogue.open("r+b") as file:
        file.write(random.Random(3).randbytes(3000))
    for command in (["search", "red"], ["status"], ["mark", str(photos[0]), "--rating", "3"]):
        code, answers, words = told(capsys, *command)
        assert (code, answers) == (1, [])
        assert "is damaged" in words
        assert "clipphotos backups" in words
        assert "Traceback" not in words

    code, (would,), _ = told(capsys, "backups", "restore")
    assert (code, would["dry_run"], would["kept"]) == (0, True, None)
    assert told(capsys, "search", "red")[0] == 1
    code, (done,), _ = told(capsys, "backups", "restore", "--yes")
    assert (code, done["day"]) == (0, backup["day"])
    assert Path(done["kept"]).exists()
    code, hits, _ = told(capsys, "search", "red")
    assert (code, len(hits)) == (0, 3)


def test_a_catalogue_that_is_gone_is_told_of(capsys: Captured, tmp_path: Path, locations: DataLocations):
    make_photos(tmp_path / "photos", 2)
    assert run(["index", str(tmp_path / "photos")]) == 0
    capsys.readouterr()
    locations.catalogue.unlink()
    for command in (["search", "red"], ["status"], ["index", str(tmp_path / "photos")]):
        code, answers, words = told(capsys, *command)
        assert (code, answers) == (1, [])
        assert "is gone" in words
        assert "clipphotos backups restore" in words
    assert told(capsys, "backups", "anew")[:2] == (0, [{"kept": None, "dry_run": True}])
    assert not locations.catalogue.exists()
    assert told(capsys, "backups", "anew", "--yes")[:2] == (0, [{"kept": None, "dry_run": False}])
    assert told(capsys, "status")[1][0]["roots"] == []
    assert told(capsys, "backups", "restore", "--yes")[0] == 0
    assert len(told(capsys, "search", "red")[1]) == 2


def test_a_journal_beside_the_catalogue_stops_nothing(
    capsys: Captured, tmp_path: Path, locations: DataLocations
):
    make_photos(tmp_path / "photos", 2)
    assert run(["index", str(tmp_path / "photos")]) == 0
    capsys.readouterr()
    journal = locations.catalogue.with_name(locations.catalogue.name + "-journal")
    for command in (["status"], ["search", "red"], ["backups"]):
        journal.write_bytes(b"junk" * 2000)
        code, _, words = told(capsys, *command)
        assert code == 0
        assert "clipphotos:" not in words


def test_a_day_that_is_none(capsys: Captured):
    assert told(capsys, "backups", "restore", "yesterday")[0] == 2
    assert told(capsys, "backups", "restore", "1999-01-01")[0] == 1
