"""What was typed: understood, refused as wrong usage, or answered with one sentence."""

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest

from clipphotos.cli import self_test
from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage import schema
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import Service, load_colour_embedder

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches with a model that is there at once."""
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))


def hits(captured: Captured) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["index", ""], "FOLDER: must not be empty"),
        (["index", "photos", ""], "FOLDER: must not be empty"),
        (["search", "x", "--folder", ""], "--folder: must not be empty"),
        (["search", "--like="], "--like: must not be empty"),
        (["search", "x", "--model", ""], "--model: must not be empty"),
        (["status", "--data-dir", ""], "--data-dir: must not be empty"),
        (["--data-dir", "", "status"], "--data-dir: must not be empty"),
        (["models", "add", "", "weights.pt", "--architecture", "ViT-B-32"], "NAME: must not be empty"),
        (["search", "--tag", ""], "--tag: must not be empty"),
        (["search"], "give QUERY, or a photo with --like"),
        (["search", "x", "--limit", "abc"], "must be a whole number of at least 1, not “abc”"),
        (["search", "x", "--limit", str(2**63)], "must be at most 9223372036854775807"),
        (
            ["search", "--flag", "reject", "--flag", "none"],
            "--flag is given twice, as “reject” and as “none”",
        ),
        (["search", "--min-rating", "1", "--min-rating", "2"], "--min-rating is given twice"),
        (["mark", "a.jpg", "--flag", "pick", "--flag", "none"], "--flag is given twice"),
        (["mark", "a.jpg", "--rating", "0", "--rating", "3"], "--rating is given twice, as “0” and as “3”"),
        (["mark", "a.jpg", "--tag", "caf\udce9"], "--tag: must be text, and “caf\\xe9” holds bytes"),
        (["search", "--tag", "caf\udce9"], "--tag: must be text"),
        (["categories", "add", "caf\udce9"], "NAME: must be text, and “caf\\xe9” holds bytes"),
        (["categories", "add", "x", "--label", "caf\udce9"], "--label: must be text"),
        (["categories", "add", "x", "--destination", "caf\udce9"], "--destination: must be text"),
        (["sort", "x", "--categories", "caf\udce9"], "--categories: must be text"),
        (["undo", "9" * 40], "must be at most 9223372036854775807"),
        (["search", "x", "--limit", "-3"], "must be a whole number of at least 1, not “-3”"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: Captured, locations: DataLocations):
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("usage: clipphotos")
    assert words in printed.err
    assert not locations.root.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "x", "--folder", "~nosuch"], "The folder “~nosuch” cannot be found"),
        (["search", "x", "--folder", "loop"], "loop” is not part of the library"),
        (["search", "--like", "~nosuch/a.jpg"], "The photo “~nosuch/a.jpg” cannot be found"),
        (["search", "--like", "loop"], "loop” cannot be found"),
        (["models", "add", "mine", "~nosuch/a.pt", "--architecture", "ViT-B-32"], "damaged or incomplete"),
        (["status", "--data-dir", "~nosuch/x"], "The data folder “~nosuch/x” cannot be written"),
        (["status", "--data-dir", "loop"], "loop” cannot be written"),
        (["status", "--data-dir", "file"], "file” cannot be written"),
    ],
)
@pytest.mark.usefixtures("_colours")
def test_impossible_paths_are_said_in_one_sentence(
    arguments: list[str], words: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    try:
        Path("loop").symlink_to("loop")
    except OSError as error:  # Windows lets few users make links
        pytest.skip(str(error))
    assert run(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = [line for line in printed.err.splitlines() if line.startswith("clipphotos: ")]
    assert words in line
    assert "Traceback" not in printed.err


def test_the_environment_may_name_an_impossible_data_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
):
    monkeypatch.setenv("CLIPPHOTOS_DATA_DIR", "~nosuch/x")
    assert run(["status"]) == 1
    assert "“~nosuch/x” cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--json", "models"], ["models", "--json"], ["models", "list", "--json"]]
)
def test_json_before_or_after_the_command(
    arguments: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(arguments) == 0
    assert [model["name"] for model in hits(capsys) if model["current"]] == ["starter"]


def test_an_empty_catalogue_is_made_when_asked(locations: DataLocations, capsys: Captured):
    locations.create()
    locations.catalogue.touch()
    assert run(["models", "current"]) == 0
    assert [model["name"] for model in hits(capsys)] == ["starter"]


def test_an_older_catalogue_is_brought_up_to_date_when_asked(
    locations: DataLocations, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    Service(locations).status()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, lambda _connection: None))
    assert run(["models", "current"]) == 0
    assert [model["name"] for model in hits(capsys)] == ["starter"]


@pytest.mark.usefixtures("_colours")
def test_queries_from_standard_input(
    locations: DataLocations, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    make_photos(tmp_path / "photos", 2)
    Service(locations).index(tmp_path / "photos")
    typed = io.TextIOWrapper(io.BytesIO(b"\n red \r\n\r\n  \nblue"), newline="\n")
    monkeypatch.setattr(sys, "stdin", typed)
    assert run(["search", "-", "--limit", "1"]) == 0
    assert [hit["query"] for hit in hits(capsys)] == [" red ", "blue"]


@pytest.mark.usefixtures("_colours")
def test_no_hits_are_explained(locations: DataLocations, tmp_path: Path, capsys: Captured):
    folder, empty = tmp_path / "photos", tmp_path / "photos" / "empty"
    assert run(["search", "red"]) == 0
    assert "There is nothing to search yet" in capsys.readouterr().err

    make_photos(folder, 2)
    empty.mkdir()
    Service(locations).index(folder)
    assert run(["search", "red", "--model", "ViT-B-32"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "clipphotos index FOLDER --model ViT-B-32" in printed.err
    assert run(["search", "red", "--folder", str(empty)]) == 0
    assert f"“{empty}” holds no photo that can be searched" in capsys.readouterr().err
    assert run(["search", "red"]) == 0
    assert len(hits(capsys)) == 2


def test_the_self_test_prints_json_whatever_happens(monkeypatch: pytest.MonkeyPatch, capsys: Captured):
    def fail(_folder: Path) -> list[Path]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(self_test, "_generate", fail)
    assert run(["--self-test"]) == 1
    (report,) = hits(capsys)
    assert report["passed"] is False
    assert os.strerror(errno.ENOSPC) in report["checks"]["error"]  # type: ignore[index]


@pytest.mark.usefixtures("_colours")
def test_tags_filter_a_search_or_are_one(locations: DataLocations, tmp_path: Path, capsys: Captured):
    make_photos(tmp_path / "photos", 16)
    service = Service(locations)
    service.index(tmp_path / "photos")
    ids = [hit.photo_id for hit in service.search("red")]
    service.run(ChangeTags(tuple(ids[:5]), ("mine", "giraffe")))
    service.run(ChangeTags(tuple(ids[4:7]), ("yours",)))

    assert run(["search", "--tag", "mine"]) == 0
    found = hits(capsys)
    assert len(found) == 5
    assert all(hit["score"] == 1 for hit in found)
    assert run(["search", "--tag", "长颈鹿", "--tag", "yours"]) == 0
    assert len(hits(capsys)) == 1
    assert run(["search", "red", "--tag", "mine"]) == 0
    ranked = hits(capsys)
    assert [hit["rank"] for hit in ranked] == [1, 2, 3, 4, 5]
    assert ranked[0]["path"] == str(service.search("red")[0].path)


def test_what_a_limit_hides_of_a_tag_is_said(locations: DataLocations, tmp_path: Path, capsys: Captured):
    make_photos(tmp_path / "photos", 16)
    service = Service(locations)
    service.index(tmp_path / "photos")
    service.run(ChangeTags(tuple(hit.photo_id for hit in service.search("red"))[:5], ("mine",)))
    assert run(["search", "--tag", "mine", "--limit", "2"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 2
    assert "2 of 5" in printed.err
    assert run(["search", "--tag", "mine", "--limit", "5"]) == 0
    assert "of 5" not in capsys.readouterr().err


@pytest.mark.usefixtures("_colours")
def test_tags_that_no_photo_has_are_explained(locations: DataLocations, tmp_path: Path, capsys: Captured):
    make_photos(tmp_path / "photos", 8)
    Service(locations).index(tmp_path / "photos")
    assert run(["search", "--tag", "nobody said this"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nobody said this" in printed.err
    assert run(["search", "red", "--tag", "nobody said this", "--model", "ViT-B-32"]) == 0
    assert "clipphotos index FOLDER --model ViT-B-32" in capsys.readouterr().err
    assert run(["search", "--tag", "x" * 500]) == 1
    assert "too long" in capsys.readouterr().err


@pytest.mark.usefixtures("_colours")
def test_inboxes_are_chosen_listed_and_asked(tmp_path: Path, locations: DataLocations, capsys: Captured):
    inbox = tmp_path / "photos" / "inbox"
    photos = make_photos(inbox, 8)
    Service(locations).index(tmp_path / "photos")
    assert run(["categories", "add", "red", "--threshold", "0.3"]) == 0
    capsys.readouterr()
    assert run(["inbox"]) == 0
    assert "clipphotos inbox add FOLDER" in capsys.readouterr().err
    listed = {"folder": str(inbox), "there": True, "photos": 8}
    assert run(["inbox", "add", str(inbox)]) == 0
    assert hits(capsys) == [listed]
    assert run(["inbox", "list", "--json"]) == 0
    assert hits(capsys) == [listed]
    assert run(["inbox", "proposals"]) == 0
    (proposal,) = hits(capsys)
    assert (proposal["path"], proposal["category"]) == (str(photos[0]), "red")
    assert 0.3 <= float(str(proposal["probability"])) <= 1
    assert run(["inbox", "remove", str(inbox)]) == 0
    capsys.readouterr()
    assert run(["inbox", "remove", str(inbox)]) == 1
    assert "not watched" in capsys.readouterr().err
    assert run(["inbox", "add", str(tmp_path / "other")]) == 1
    assert "not part of the library" in capsys.readouterr().err


@pytest.mark.usefixtures("_colours")
def test_inboxes_read_well(
    tmp_path: Path, locations: DataLocations, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("clipphotos.cli.inbox.wants_json", lambda _options: False)
    (photo,) = make_photos(tmp_path / "photos", 1)
    Service(locations).index(tmp_path / "photos")
    run(["categories", "add", "red", "--threshold", "0"])
    capsys.readouterr()
    run(["inbox", "add", str(photo.parent)])
    assert capsys.readouterr().out == f"{photo.parent}  (1 photos)\n"
    run(["inbox", "proposals"])
    assert capsys.readouterr().out.startswith(f"{photo} → red (")
