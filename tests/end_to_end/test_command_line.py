"""The command line with the bundled model, as a person or a script uses it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.pictures import make_photo, make_photos
from support.program import Run, json_lines
from support.trees import make_deep_folder


def test_index_search_status_doctor(run: Run, tmp_path: Path):
    paths = make_photos(tmp_path / "photos", 6)
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    done = run("index", "photos")
    summary = json_lines(done)[-1]
    assert isinstance(summary.pop("seconds"), float)
    assert summary == {
        "scanned": 7,
        "new": 7,
        "changed": 0,
        "moved": 0,
        "unchanged": 0,
        "missing": 0,
        "decoded": 6,
        "embedded": 6,
        "skipped": 1,
    }

    hits = json_lines(run("search", "  a Red\tphoto ", "--limit", 4, "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4]
    assert {hit["query"] for hit in hits} == {"  a Red\tphoto "}
    assert all(Path(str(hit["path"])).is_absolute() and Path(str(hit["path"])).exists() for hit in hits)
    assert len(json_lines(run("search", "anything", "--limit", 500))) == 6

    like = json_lines(run("search", "--like", paths[2], "--limit", 1))
    assert like[0]["path"] == str(paths[2])

    (status,) = json_lines(run("status"))
    assert status["photos"] == {"new": 0, "ok": 6, "unreadable": 1, "missing": 0}
    assert [Path(str(item["path"])).name for item in status["skipped"]] == ["broken.jpg"]
    assert status["index"]["vectors"] == 6  # type: ignore[index]
    assert status["model"] == "starter"
    assert status["device"]

    (report,) = json_lines(run("doctor", "--json"))
    assert report["healthy"] is True
    assert report["findings"] == []


def test_other_programs_folders_are_left_out_and_that_is_said_once(run: Run, tmp_path: Path):
    for place in ("A.photoslibrary/originals", "#recycle", "photos"):
        make_photos(tmp_path / "tree" / place, 2)
    done = run("index", "tree")
    summary = json_lines(done)[-1]
    assert (summary["scanned"], summary["excluded_folders"]) == (2, 2)
    assert done.stderr.count("2 folders are left out") == 1
    (status,) = json_lines(run("status"))
    assert [
        (Path(str(each["path"])).name, each["reason"], each["photos"]) for each in status["excluded"]
    ] == [
        ("#recycle", "trash", 0),
        ("A.photoslibrary", "package", 0),
    ]
    planned = json_lines(run("sort", "tree", "--into", "out", "--categories", "red,green", "--dry-run"))
    sources = {Path(str(each["source"])).parent.name for each in planned if "source" in each}
    assert sources == {"photos"}


def test_photos_of_a_folder_that_is_left_out_from_now_on_are_said_once(run: Run, tmp_path: Path):
    make_photos(tmp_path / "photos" / "private", 3)
    make_photos(tmp_path / "photos" / "2020", 1, ".jpg")
    run("index", "photos")
    run("settings", "exclude", "private")
    done = run("index", "photos")
    summary = json_lines(done)[-1]
    assert (summary["excluded"], summary["missing"], summary["scanned"]) == (3, 0, 1)
    assert done.stderr.count("3 photos in 1 excluded folders") == 1
    (status,) = json_lines(run("status"))
    assert status["excluded"] == [
        {"path": str(tmp_path / "photos" / "private"), "reason": "chosen", "photos": 3}
    ]
    assert len(json_lines(run("search", "red"))) == 1
    run("settings", "include", "private")
    summary = json_lines(run("index", "photos"))[-1]
    assert (summary["scanned"], summary["decoded"], summary["embedded"]) == (4, 0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
def test_a_folder_that_cannot_be_listed_is_told_of(run: Run, tmp_path: Path):
    make_photos(tmp_path / "photos", 1)
    make_deep_folder(tmp_path / "photos")
    done = run("index", "photos")
    summary = json_lines(done)[-1]
    assert (summary["skipped"], summary["unlistable_folders"]) == (1, 1)
    assert "1 folders cannot be listed" in done.stderr
    (status,) = json_lines(run("status"))
    (skipped,) = status["skipped"]
    assert skipped["code"] == "folder-too-deep"
    assert "so deep" in skipped["reason"]


def test_queries_from_standard_input_are_answered_in_turn(run: Run, tmp_path: Path):
    make_photos(tmp_path / "photos", 3)
    run("index", "photos")
    hits = json_lines(run("search", "-", "--limit", 2, stdin="a cat\n狗\nthe sea"))
    assert [(hit["query"], hit["rank"]) for hit in hits] == [
        ("a cat", 1), ("a cat", 2), ("狗", 1), ("狗", 2), ("the sea", 1), ("the sea", 2),
    ]  # fmt: skip
    hits = json_lines(run("search", "-", "--limit", 1, stdin="\na cat\r\n  \nthe sea\n\n"))
    assert [hit["query"] for hit in hits] == ["a cat", "the sea"]


def test_the_data_folder_holds_everything_that_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(tmp_path / "photos", 2)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "photos").iterdir()}
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    run("index", "photos", "--data-dir", "here")
    run("--data-dir", "here", "search", "x")
    assert (tmp_path / "here" / "catalogue.sqlite3").exists()
    assert not (tmp_path / "data").exists()
    assert [path.name for path in home.rglob("*")] == []
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "photos").iterdir()} == before


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
@pytest.mark.parametrize("redirection", ["", "2>/dev/full", "2>&-"])
def test_indexing_goes_on_when_nobody_can_be_told(redirection: str, tmp_path: Path):
    paths = make_photos(tmp_path / "photos", 3)
    reader, without_reader = os.pipe()
    os.close(reader)
    command = f'exec "$0" -m clipphotos index "$1" {redirection}'
    try:
        done = subprocess.run(
            ["sh", "-c", command, sys.executable, paths[0].parent],
            stdout=subprocess.PIPE,
            stderr=without_reader,
            text=True,
        )
    finally:
        os.close(without_reader)
    assert done.returncode == 0
    assert json_lines(done)[-1]["embedded"] == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_stops_at_once_and_keeps_what_is_finished(run: Run, tmp_path: Path):
    folder = make_photos(tmp_path / "photos", 400)[0].parent
    process = subprocess.Popen(
        [sys.executable, "-m", "clipphotos", "index", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Indexing"):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.splitlines()[-1] == "clipphotos: stopped; what was finished is kept."
    assert "Traceback" not in err
    assert json_lines(run("doctor", "--json"))[0]["findings"] == []
    summary = json_lines(run("index", folder))[-1]
    assert (summary["scanned"], summary["new"], summary["skipped"]) == (400, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["index", "missing-folder"], "cannot be found"),
        (["search", ""], "Type what you are looking for"),
        (["search", "x", "--folder", "elsewhere"], "not part of the library"),
        (["search", "--like", "missing.jpg"], "cannot be found"),
        (["search", "x", "--model", "nonsense"], "no model called"),
        (["models", "set", "ViT-L-14"], "not on this computer"),
        (["models", "add", "mine", "missing.pt", "--architecture", "ViT-B-32"], "damaged or incomplete"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run: Run, arguments: list[str], words: str):
    done = run(*arguments, code=1)
    assert done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    assert words in last
    assert last.startswith("clipphotos: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["search"], ["search", "x", "--limit", "0"], ["index", ""], ["models", "set"]]
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]):
    assert "usage:" in run(*arguments, code=2).stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["search", "--help"], ["models", "--help"]])
def test_help_is_quick_and_needs_nothing(run: Run, arguments: list[str], tmp_path: Path):
    assert "clipphotos" in run(*arguments).stdout
    assert not (tmp_path / "data").exists()


def test_models_are_listed_and_the_current_one_is_told(run: Run):
    models = json_lines(run("models"))
    assert [model["name"] for model in models if model["current"]] == ["starter"]
    assert {"ViT-L-14", "ViT-B-32", "ViT-B-32-SigLIP2-256"} <= {str(model["name"]) for model in models}
    assert [model["name"] for model in json_lines(run("models", "current"))] == ["starter"]
    assert [model["name"] for model in json_lines(run("models", "set", "starter"))] == ["starter"]


def test_a_moved_photo_costs_nothing_and_names_may_be_odd(run: Run, tmp_path: Path):
    folder = tmp_path / "photos"
    make_photos(folder, 3)
    odd = os.fsdecode(b"caf\xe9 \xe7\x85\xa7\xe7\x89\x87 'x'.png")
    make_photo(folder / "plain.png", "red", number=50).rename(folder / odd)
    run("index", folder)
    shutil.move(folder / odd, folder / f"2-{odd}")
    summary = json_lines(run("index", folder))[-1]
    assert (summary["moved"], summary["decoded"], summary["embedded"]) == (1, 0, 0)
    paths = {str(hit["path"]) for hit in json_lines(run("search", "x"))}
    assert str(folder / f"2-{odd}") in paths


def test_the_self_test_passes(run: Run):
    (report,) = json_lines(run("--self-test"))
    assert report["passed"] is True
