"""Names that steer a terminal, or turn text round, are written out in all that the command line says."""

import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

from clipphotos.cli.main import run
from clipphotos.core.models import ModelInfo
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import registry
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import load_colour_embedder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such names there")

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "a\x1b]0;owned\x07\x9b31m\x85\u202egpj\u2066\u2069\u200e\u200f\u061c\u202a\u202c\x7f\x01b"


class Terminal(io.StringIO):
    """What is written to it, as a terminal gets it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def load(info: ModelInfo, _folder: Path) -> Embedder:
        return load_colour_embedder(info)

    monkeypatch.setattr(registry, "load_embedder", load)
    monkeypatch.setattr("clipphotos.cli.commands.divert_native_messages", lambda _path: None)
    folder = tmp_path / f"folder {HOSTILE}"
    for each in make_photos(folder, 3, ".jpg"):
        each.rename(each.with_name(f"{each.stem}{HOSTILE}.jpg"))
    (folder / f"broken{HOSTILE}.jpg").write_bytes(b"\xff\xd8\xff broken")
    return folder


@pytest.mark.parametrize("is_terminal", [False, True])
def test_nothing_that_is_said_steers_the_terminal(
    folder: Path,
    tmp_path: Path,
    locations: DataLocations,
    is_terminal: bool,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    streams = Terminal(), Terminal()
    if is_terminal:
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
    photo = next(folder.glob("0*.jpg"))
    said: list[str] = []
    for command in (
        ["index", str(folder)],
        ["index", str(folder), "--retry-skipped"],
        ["index", str(tmp_path / f"missing {HOSTILE}")],
        ["search", "red"],
        ["search", "red", "--json"],
        ["search", HOSTILE],
        ["search", "--like", str(photo)],
        ["search", "--like", str(folder / f"no{HOSTILE}.jpg")],
        ["mark", str(photo), "--rating", "3"],
        ["mark", str(folder / f"no{HOSTILE}.jpg"), "--rating", "3"],
        ["match", str(photo), "red", "blue"],
        ["categories", "add", HOSTILE],
        ["categories", "list"],
        ["tag", HOSTILE],
        ["history"],
        ["undo", "--yes"],
        ["status"],
        ["doctor"],
        [HOSTILE],
        ["search", f"--{HOSTILE}"],
        ["mark", str(photo), "--rating", HOSTILE],
        ["--data-dir", str(folder / photo.name), "status"],
    ):
        run(command)
        printed = capfd.readouterr()
        said += [printed.out, printed.err]
        for line in printed.out.splitlines():
            if line.startswith("{") and line.endswith("}"):
                json.loads(line)
    text = "".join([*said, *(stream.getvalue() for stream in streams)])
    assert "gpj" in text, "the names are said"
    # What the program itself writes to change a line of progress.
    text = text.replace("\r\x1b[K", "")
    found = STEERING.search(text)
    assert found is None, repr(text[max(0, found.start() - 200) : found.end() + 20])
    logs = "".join(path.read_text("utf-8", "replace") for path in locations.logs.iterdir())
    assert STEERING.search(logs) is None
