import os
import sys

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.storage.locations import ENVIRONMENT_VARIABLE, DataLocations

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "photos"


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches the user's library."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "data"))


@pytest.fixture
def own_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash that is not the user's; returns the folder of the files in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    for name in [name for name in sys.modules if name.startswith("send2trash")]:
        # It reads the variables when it is imported.
        monkeypatch.delitem(sys.modules, name)
    return tmp_path / "share" / "Trash" / "files"


@pytest.fixture
def locations(tmp_path: Path) -> DataLocations:
    return DataLocations(tmp_path / "data")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample photos, which are not part of the project."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the sample photos are not in {SAMPLES}")
    return SAMPLES


@pytest.fixture
def display() -> Iterator[str]:
    """The name of a real X server's display."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield f":{number}"
        server.terminate()
