"""``clipphotos mark``."""

import json
from pathlib import Path

import pytest

from clipphotos.cli.main import run
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo
from support.services import Service

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def photos(locations: DataLocations, tmp_path: Path) -> list[str]:
    made = [tmp_path / "photos" / f"{colour}.png" for colour in ("red", "green")]
    for path in made:
        make_photo(path, path.stem)
    Service(locations).index(tmp_path / "photos")
    return [str(path) for path in made]


def names(captured: Captured) -> list[str]:
    return sorted(Path(json.loads(line)["path"]).name for line in captured.readouterr().out.splitlines())


def test_marked_found_and_taken_back(photos: list[str], capsys: Captured):
    assert run(["mark", *photos, "--tag", "grandmas Minka", "--rating", "4", "--flag", "pick"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kind"], answer["counts"]) == ("mark", {"done": 2})
    assert run(["mark", photos[0], "--untag", "Grandmas minka", "--rating", "0", "--flag", "none"]) == 0
    capsys.readouterr()
    for question in (["--tag", "grandmas Minka"], ["--min-rating", "4"], ["--flag", "pick"]):
        assert run(["search", *question]) == 0
        assert names(capsys) == ["green.png"]
    assert run(["undo", "--yes"]) == 0
    capsys.readouterr()
    assert run(["search", "--min-rating", "4"]) == 0
    assert names(capsys) == ["green.png", "red.png"]


def test_nothing_to_change_is_no_error(photos: list[str], capsys: Captured):
    assert run(["mark", photos[0], "--rating", "0"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"operation": None}
    assert "Nothing had to be changed" in said.err


def test_what_cannot_be_done_is_said(photos: list[str], capsys: Captured):
    assert run(["mark", photos[0]]) != 0
    assert "--tag, --untag, --rating or --flag" in capsys.readouterr().err
    assert run(["mark", photos[0] + "x", "--rating", "3"]) != 0
    assert "no photo of the library" in capsys.readouterr().err
    assert run(["mark", photos[0], "--rating", "6"]) == 2
    assert run(["mark", photos[0], "--flag", "maybe"]) == 2
