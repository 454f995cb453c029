"""``clipphotos mark``."""

import json
from pathlib import Path

import pytest

from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo
from support.services import Service, load_colour_embedder

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


def test_commas_separate_tags(photos: list[str], capsys: Captured):
    assert run(["mark", *photos, "--tag", "Minka, Oma，Opa"]) == 0
    assert run(["mark", photos[0], "--untag", "minka,opa"]) == 0
    capsys.readouterr()
    for tags, found in (
        ("minka", ["green.png"]),
        ("OMA", ["green.png", "red.png"]),
        ("oma, opa", ["green.png"]),
    ):
        assert run(["search", "--tag", tags]) == 0
        assert names(capsys) == found


def test_the_filter_that_lets_nothing_through_is_named(photos: list[str], capsys: Captured):
    assert run(["mark", photos[0], "--flag", "reject"]) == 0
    assert run(["mark", photos[1], "--tag", "Minka"]) == 0
    capsys.readouterr()
    for question, words in (
        (["--tag", "zzz", "--flag", "reject"], "tags: zzz."),
        (["--tag", "zzz", "--tag", "Minka"], "tags: zzz."),
        (["--tag", "Minka", "--flag", "pick"], "is flagged like this"),
        (["--tag", "Minka", "--flag", "reject"], "none for all of them at once"),
        (["--min-rating", "2", "--tag", "Minka", "--flag", "none"], "has ★★ or more"),
    ):
        assert run(["search", *question]) == 0
        assert words in capsys.readouterr().err


def test_a_name_that_begins_with_a_tilde(
    photos: list[str],
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    locations: DataLocations,
):
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))
    folder = tmp_path / "photos"
    make_photo(folder / "~name.png", "blue")
    Service(locations).index(folder)
    monkeypatch.chdir(folder)
    for rating, typed in enumerate(("./~name.png", "~name.png", str(folder / "~name.png")), start=1):
        assert run(["mark", typed, "--rating", str(rating)]) == 0, capsys.readouterr().err
    assert run(["mark", "~nobody.png", "--rating", "1"]) == 1
    capsys.readouterr()
    assert run(["search", "--like", "./~name.png", "--limit", "1"]) == 0
    assert names(capsys) == ["~name.png"]


def test_without_a_library_there_is_nothing_to_mark(tmp_path: Path, capsys: Captured):
    empty = tmp_path / "empty"
    assert run(["--data-dir", str(empty), "mark", "a.jpg", "--rating", "3"]) == 1
    assert "no photo in the library yet" in capsys.readouterr().err
    assert not list(empty.rglob("*.sqlite3"))
