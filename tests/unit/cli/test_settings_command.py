"""``clipphotos settings``."""

import json
from pathlib import Path
from typing import Any

import pytest

from clipphotos.cli.main import run
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.service.protocol.indexing import GetIndexingSettings
from clipphotos.storage.locations import DataLocations
from support.services import Service

DEFAULT = {"indexing": "at-once", "threads": "all", "watch": "on", "markers": "on", "excluded": []}
Captured = pytest.CaptureFixture[str]


def answer(captured: Captured) -> dict[str, Any]:
    (line,) = captured.readouterr().out.splitlines()
    return json.loads(line)


@pytest.mark.parametrize("arguments", [["settings"], ["settings", "list"], ["--json", "settings"]])
def test_the_usual_settings(arguments: list[str], capsys: Captured):
    assert run(arguments) == 0
    assert answer(capsys) == DEFAULT


def test_settings_are_changed_one_by_one_and_last(capsys: Captured, locations: DataLocations):
    for arguments, expected in (
        (["indexing", "idle"], {"indexing": "idle", "threads": "all"}),
        (["threads", "2"], {"indexing": "idle", "threads": 2}),
        (["indexing", "by-hand"], {"indexing": "by-hand", "threads": 2}),
        (["list"], {"indexing": "by-hand", "threads": 2}),
        (["watch", "off"], {"indexing": "by-hand", "threads": 2, "watch": "off"}),
        (["watch", "on"], {"indexing": "by-hand", "threads": 2}),
    ):
        assert run(["settings", *arguments]) == 0
        assert answer(capsys) == DEFAULT | expected
    kept = Service(locations).run(GetIndexingSettings())
    assert kept == IndexingSettings(IndexingTime.BY_HAND, 2)
    assert run(["settings", "threads", "all"]) == 0
    assert answer(capsys) == DEFAULT | {"indexing": "by-hand"}


def test_folders_and_patterns_are_left_out_and_let_in(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "really")
    real = str(tmp_path.resolve() / "really")
    for arguments, expected in (
        (["exclude", "*cache*", "./link"], ["*cache*", real]),
        (["exclude", "!keep", "*cache*"], ["*cache*", real, "!keep"]),
        (["include", "./really", "!keep"], ["*cache*"]),
    ):
        assert run(["settings", *arguments]) == 0
        assert answer(capsys) == DEFAULT | {"excluded": expected}
    assert run(["settings", "include", "nothing"]) == 1
    assert "“nothing” is not on the list" in capsys.readouterr().err
    assert run(["settings", "markers", "off"]) == 0
    assert answer(capsys) == DEFAULT | {"excluded": ["*cache*"], "markers": "off"}


def test_on_a_terminal_they_are_a_list(capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["settings"]) == 0
    assert (
        capsys.readouterr().out
        == "indexing   at-once\nthreads    all\nwatch      on\nmarkers    on\nexcluded\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["indexing", "never"], "invalid choice: 'never'"),
        (["threads", "0"], "must be a whole number of at least 1, not “0”"),
        (["threads", "some"], "must be a whole number of at least 1, not “some”"),
        (["threads"], "N|all"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: Captured, locations: DataLocations):
    assert run(["settings", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not locations.root.exists()
