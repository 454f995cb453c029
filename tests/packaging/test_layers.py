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
    ],
)
def test_a_planted_violation_is_noticed(copy: Path, module: str, planted: str):
    path = copy / "src" / "clipphotos" / module
    path.write_text((path.read_text() if path.exists() else "") + f"\n{planted}\n")
    done = check(copy)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout or "newcomer" in done.stdout
