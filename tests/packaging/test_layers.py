"""The layers are kept, and a violation of each contract is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    script = """
import sys
from importlinter.cli import lint_imports
sys.path.insert(0, "src")
sys.exit(lint_imports(no_cache=True))
"""
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_layers_are_kept(copy: Path):
    done = check(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("core/photo.py", "from clipphotos.storage import photos"),
        ("storage/photos.py", "from clipphotos.library import scanner"),
        ("service/hosts/host.py", "from clipphotos.gui import bridge"),
        ("service/hosts/host.py", "from PySide6 import QtCore"),
        ("service/hosts/host.py", "import sqlite3"),
        ("service/hosts/host.py", "import torch"),
        ("inference/models/registry.py", "import open_clip"),
        ("inference/models/accelerated.py", "import openvino"),
        ("service/hosts/host.py", "import hnswlib"),
        ("newcomer.py", "from clipphotos import core"),
        ("gui/widgets/icons.py", "from clipphotos.gui.grid import layout"),
        ("gui/newcomer/__init__.py", "from clipphotos.gui import settings"),
        ("gui/grid/layout.py", "from clipphotos.gui.grid import view"),
        ("service/models/prompts.py", "from clipphotos.service.indexing import presence"),
        ("service/newcomer.py", "from clipphotos import core"),
        ("inference/text/cleaning.py", "from clipphotos.inference.models import presets"),
        ("core/errors.py", "from clipphotos.core import jobs"),
        ("storage/locations.py", "from clipphotos.storage import catalogue"),
    ],
)
def test_a_planted_violation_is_noticed(copy: Path, module: str, planted: str):
    path = copy / "src" / "clipphotos" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + f"\n{planted}\n")
    done = check(copy)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout or "newcomer" in done.stdout


def test_no_folder_is_too_full():
    package = ROOT / "src" / "clipphotos"
    for folder in [package, *(each for each in package.rglob("*") if each.is_dir())]:
        modules = [each for each in folder.glob("*.py") if each.name != "__init__.py"]
        assert len(modules) <= 16, f"{folder.relative_to(package)}: {len(modules)} modules"


def test_the_window_is_rooms_and_hardly_anything_beside_them():
    gui = ROOT / "src" / "clipphotos" / "gui"
    beside = {each.stem for each in gui.glob("*.py")} - {"__init__"}
    assert beside <= {"bridge", "i18n", "indexing", "library_loader", "settings", "theme"}
