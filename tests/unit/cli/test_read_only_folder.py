"""Searching in a data folder that nothing can be written to, such as one on a read-only drive."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def read_only(
    tmp_path: Path, locations: DataLocations, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> Iterator[Path]:
    """The data folder of a library of three photos, at a place where nothing can be written."""
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))
    monkeypatch.setattr("clipphotos.cli.commands.divert_native_messages", lambda _path: None)
    make_photos(tmp_path / "photos", 3)
    assert run(["index", str(tmp_path / "photos")]) == 0
    capsys.readouterr()
    place = tmp_path / "read-only"
    place.mkdir()
    mount = ["mount", "--bind", str(locations.root), str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def answers(capsys: Captured, *arguments: str) -> list[dict[str, object]]:
    assert run(arguments) == 0, capsys.readouterr().err
    printed = capsys.readouterr()
    assert "clipphotos:" not in printed.err
    return [json.loads(line) for line in printed.out.splitlines()]


def test_searches_and_questions_are_answered(read_only: Path, capsys: Captured):
    before = sorted(read_only.rglob("*"))
    assert len(answers(capsys, "--data-dir", str(read_only), "search", "red")) == 3
    (status,) = answers(capsys, "--data-dir", str(read_only), "status")
    assert status["photos"] == {"new": 0, "ok": 3, "unreadable": 0, "missing": 0}
    answers(capsys, "--data-dir", str(read_only), "models", "current")
    assert sorted(read_only.rglob("*")) == before


def test_a_journal_that_is_none_of_the_catalogues_does_no_harm(
    read_only: Path, locations: DataLocations, capsys: Captured
):
    locations.catalogue.with_name(locations.catalogue.name + "-journal").write_bytes(b"junk" * 2000)
    assert len(answers(capsys, "--data-dir", str(read_only), "search", "red")) == 3


def test_what_is_in_the_log_of_the_catalogue_only_is_found(
    read_only: Path, locations: DataLocations, capsys: Captured, tmp_path: Path
):
    log = locations.catalogue.with_name(locations.catalogue.name + "-wal")
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            catalogue.execute("UPDATE photo SET rating = 5")
        main, newest = locations.catalogue.read_bytes(), log.read_bytes()
    # As a program that was killed leaves it, copied without the file of shared memory.
    locations.catalogue.write_bytes(main)
    log.write_bytes(newest)
    found = answers(capsys, "--data-dir", str(read_only), "search", "--min-rating", "5")
    assert len(found) == 3


@pytest.mark.parametrize("command", [["mark", "x.png", "--rating", "3"], ["undo", "--yes"], ["doctor"]])
def test_what_has_to_write_says_so(read_only: Path, command: list[str], capsys: Captured):
    assert run(["--data-dir", str(read_only), *command]) == 1
    words = capsys.readouterr().err
    assert "cannot be written" in words
    assert len(words.splitlines()) == 1
