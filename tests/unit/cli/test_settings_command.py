"""``clipphotos settings``."""

import json

import pytest

from clipphotos.cli.main import run
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.service.protocol.indexing import GetIndexingSettings
from clipphotos.storage.locations import DataLocations
from support.services import Service

Captured = pytest.CaptureFixture[str]


def answer(captured: Captured) -> dict[str, object]:
    (line,) = captured.readouterr().out.splitlines()
    return json.loads(line)


@pytest.mark.parametrize("arguments", [["settings"], ["settings", "list"], ["--json", "settings"]])
def test_the_usual_settings(arguments: list[str], capsys: Captured):
    assert run(arguments) == 0
    assert answer(capsys) == {"indexing": "at-once", "threads": "all"}


def test_settings_are_changed_one_by_one_and_last(capsys: Captured, locations: DataLocations):
    for arguments, expected in (
        (["indexing", "idle"], {"indexing": "idle", "threads": "all"}),
        (["threads", "2"], {"indexing": "idle", "threads": 2}),
        (["indexing", "by-hand"], {"indexing": "by-hand", "threads": 2}),
        (["list"], {"indexing": "by-hand", "threads": 2}),
    ):
        assert run(["settings", *arguments]) == 0
        assert answer(capsys) == expected
    kept = Service(locations).run(GetIndexingSettings())
    assert kept == IndexingSettings(IndexingTime.BY_HAND, 2)
    assert run(["settings", "threads", "all"]) == 0
    assert answer(capsys) == {"indexing": "by-hand", "threads": "all"}


def test_on_a_terminal_they_are_a_list(capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["settings"]) == 0
    assert capsys.readouterr().out == "indexing   at-once\nthreads    all\n"


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
