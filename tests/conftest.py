import os
import sys

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from clipphotos.storage.locations import ENVIRONMENT_VARIABLE, DataLocations
from support.photo_sets import LARGE, PhotoSet, make_small_set


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape what no UTF-8 can say: names of files hold any bytes, and reports pass between processes."""
    report = yield
    report.sections = [
        (title, text.encode("utf-8", "backslashreplace").decode()) for title, text in report.sections
    ]
    return report


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
def small_set(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    """The labelled photos that every checkout can make."""
    return make_small_set(tmp_path_factory.mktemp("small-set"))


@pytest.fixture(scope="session", params=["small", "large"] if LARGE.is_dir() else ["small"])
def photo_set(request: pytest.FixtureRequest, small_set: PhotoSet) -> PhotoSet:
    """The small set, and the larger one where it is there."""
    return small_set if request.param == "small" else PhotoSet("large", LARGE)


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
