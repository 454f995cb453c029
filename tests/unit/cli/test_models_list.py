"""What the list of models says of each."""

import pytest

from clipphotos.cli.main import run
from clipphotos.inference.models import registry
from clipphotos.inference.models.presets import PRESETS
from clipphotos.storage.locations import DataLocations


def test_a_model_whose_files_are_not_known_is_told_as_such(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("clipphotos.cli.commands.wants_json", lambda _: False)
    monkeypatch.setattr(registry, "PRESETS", PRESETS[:2])
    assert run(["--data-dir", str(locations.root), "models"]) == 0
    starter, hub = capsys.readouterr().out.splitlines()[-2:]
    assert "not pinned" not in starter
    assert ("not pinned" in hub) == (not PRESETS[1].is_pinned)
