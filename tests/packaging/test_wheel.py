"""What is installed works: from a wheel, in a folder of its own, seen from another one."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, wheel]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_program_and_its_resources_and_nothing_else(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for resource in (
        "starter-model/starter.safetensors",
        "starter-model/starter.json",
        "starter-model/chinese.safetensors",
        "starter-model/tokenizer.json",
        "words/zh-en.tsv",
        "starter-model/README.md",
        "translations/clipphotos_zh_CN.qm",
        "icons/app.svg",
    ):
        assert f"clipphotos/resources/{resource}" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"clipphotos"}
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name]


def test_the_installed_program_is_the_one_that_runs(installed: Path, tmp_path: Path):
    where = run(installed, tmp_path, "-c", "import clipphotos; print(clipphotos.__file__)")
    assert Path(where.strip()).is_relative_to(installed)
    resource = run(
        installed, tmp_path, "-c", "from clipphotos.core import resources; print(resources.resource_path())"
    )
    assert Path(resource.strip()) == installed / "clipphotos" / "resources"
    assert "clipphotos" in run(installed, tmp_path, "-m", "clipphotos", "--version")


def test_the_installed_program_finds_photos(installed: Path, tmp_path: Path):
    report = json.loads(run(installed, tmp_path, "-m", "clipphotos", "--self-test"))
    assert report["passed"], report
