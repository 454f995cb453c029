"""``evaluate`` and ``match`` on the command line."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo
from support.services import Service, load_colour_embedder

Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("_colours")


@pytest.fixture
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for colour in ("red", "blue <3"):
        for number in range(4):
            make_photo(tmp_path / "sorted" / colour / f"{number}.png", colour.split()[0], number=number)
    make_photo(tmp_path / "sorted" / "red" / "<i>wrong.png", "blue", number=9)
    return tmp_path / "sorted"


def test_evaluate_prints_a_line_a_set(folder: Path, capsys: Captured):
    assert run(["evaluate", str(folder), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["template"] for line in lines] == ["label", "photo", "this-is", "imagenet", "personal"]
    keys = {"model", "template", "photos", "accuracy", "ece", "per_class", "confusion", "seconds"}
    for line in lines:
        assert line.keys() >= keys | {"photos_per_second"}
        assert line["photos"] == 9
        assert line["photos_per_second"] == pytest.approx(9 / line["seconds"])
        assert line["confusion"] == [[4, 0], [1, 4]]
        assert line["per_class"]["red"]["recall"] == pytest.approx(0.8)


def test_evaluate_reads_well(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clipphotos.cli.classify.wants_json", lambda _options: False)
    assert run(["evaluate", str(folder), "--template", "{label}", "--few-shot", "2"]) == 0
    text = capsys.readouterr().out
    assert "labels alone:" in text
    assert "blue <3" in text
    assert "2 examples a class" in text


def test_the_page_stands_alone(folder: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    assert run(["evaluate", str(folder), "--template", "{label}", "--html", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in text
    assert "blue &lt;3" in text
    assert "<i>wrong" not in text
    assert "http" not in text


def test_a_page_that_cannot_be_written_is_said(folder: Path, tmp_path: Path, capsys: Captured):
    assert (
        run(["evaluate", str(folder), "--template", "{label}", "--html", str(tmp_path / "no" / "p.html")])
        == 1
    )
    captured = capsys.readouterr()
    assert json.loads(captured.out)["photos"] == 9
    assert "could not be written" in captured.err


def test_match_prints_a_line_a_photo(tmp_path: Path, capsys: Captured):
    photos = [make_photo(tmp_path / f"{colour}.png", colour) for colour in ("red", "blue")]
    assert run(["match", *map(str, photos), "--texts", "blue", "red"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["path"] for line in lines] == [str(photo) for photo in photos]
    assert [line.keys() for line in lines] == [{"path", "similarities", "probabilities"}] * 2
    assert lines[0]["probabilities"][1] > 0.5 > lines[0]["probabilities"][0]


def test_match_as_a_table(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clipphotos.cli.classify.wants_json", lambda _options: False)
    photo = make_photo(tmp_path / f"{'long' * 20}.png", "red")
    assert run(["match", str(photo), "--texts", "blue", "red"]) == 0
    out = capsys.readouterr().out
    assert "2  red" in out
    assert "…" in out


def test_match_goes_on_without_what_it_cannot_read(tmp_path: Path, capsys: Captured):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    photo = make_photo(tmp_path / "red.png", "red")
    assert run(["match", str(tmp_path / "broken.jpg"), str(photo), "--texts", "red"]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert "broken.jpg: " in captured.err


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_heat_map_is_a_picture(kind: str, tmp_path: Path):
    photo = make_photo(tmp_path / "red.png", "red")
    plot = tmp_path / f"plot.{kind}"
    assert run(["match", str(photo), "--texts", "blue", "红色", "$x^2", "--plot", str(plot)]) == 0
    if kind == "png":
        assert min(Image.open(io.BytesIO(plot.read_bytes())).size) > 100
    else:
        assert "<svg" in plot.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["match", "a.jpg"], "--texts"),
        (["match", "a.jpg", "--texts", ""], "must not be empty"),
        (["match", "a.jpg", "--texts", "x", "--plot", "p.gif"], "must end in .png or .svg"),
        (["evaluate", "f", "--few-shot", "0"], "at least 1"),
        (["evaluate", "f", "--template", ""], "must not be empty"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: Captured):
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_categories_are_learned_listed_and_removed(folder: Path, capsys: Captured):
    assert run(["categories"]) == 0
    assert "no categories yet" in capsys.readouterr().err
    assert run(["categories", "learn", str(folder)]) == 0
    learned = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["name"], line["examples"]) for line in learned] == [("blue <3", 4), ("red", 5)]
    assert learned[0].keys() == {"name", "examples", "recognised", "confused_with", "learnable"}
    assert run(["categories", "add", "Pets", "--label", "cat", "--label", "dog", "--threshold", "0.7"]) == 0
    assert json.loads(capsys.readouterr().out)["labels"] == ["cat", "dog"]
    assert run(["categories", "remove", "red"]) == 0
    assert run(["categories", "list"]) == 0
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert names == ["blue <3", "Pets"]
    assert run(["categories", "remove", "red"]) == 1
    assert "no category called “red”" in capsys.readouterr().err


def test_categories_read_well(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clipphotos.cli.categories.wants_json", lambda _options: False)
    assert run(["categories", "learn", str(folder)]) == 0
    assert "blue <3: 100% of 4 photos recognised" in capsys.readouterr().out
    assert run(["categories"]) == 0
    assert "red: red (5 examples)" in capsys.readouterr().out


def test_photos_are_tagged(
    tmp_path: Path, locations: DataLocations, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    make_photo(tmp_path / "photos" / "red.png", "red")
    for number in range(15):
        make_photo(tmp_path / "photos" / f"white-{number}.png", "white", number=number)
    assert run(["tag", str(tmp_path / "photos")]) == 1
    assert "not part of the library" in capsys.readouterr().err
    Service(locations).index(tmp_path / "photos")
    assert run(["tag", str(tmp_path / "photos")]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 16
    assert {key for line in lines for each in line["tags"] for key in each} == {"term", "zh", "score"}
    monkeypatch.setattr("clipphotos.cli.classify.wants_json", lambda _options: False)
    monkeypatch.setattr("clipphotos.cli.classify.language", lambda: "zh_CN")
    assert run(["tag", str(tmp_path / "photos")]) == 0
    assert lines[0]["tags"][0]["zh"] in capsys.readouterr().out
    assert run(["tag", str(tmp_path / "photos"), "--remove"]) == 0
