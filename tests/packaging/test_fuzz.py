"""The fuzzer: it finds a fault that was planted, keeps the input, and finds nothing without the fault."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULE = "len(head) >= 18 and "
"""Whoever looks for a BMP does not read behind the end of a short file."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="Atheris is for Linux on x86-64"
)


def fuzz(source: Path, state: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    paths = [source, ROOT / "packaging", ROOT / "tests"]
    return subprocess.run(
        [sys.executable, "-m", "fuzzing", "--state", state, "--target", "headers", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
    )


def test_a_planted_fault_is_found_and_can_be_seen_again(tmp_path: Path):
    source, state = tmp_path / "src", tmp_path / "state"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    planted = source / "clipphotos" / "library" / "decoding" / "formats.py"
    sound = planted.read_text(encoding="utf-8")
    assert RULE in sound
    planted.write_text(sound.replace(RULE, "", 1), encoding="utf-8")

    # It ends with the find.
    done = fuzz(source, state, "--minutes", "2", "--seed", "7")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("seed 7\n")
    assert "unpack requires a buffer" in done.stdout
    (find,) = (state / "headers" / "finds").iterdir()
    assert f"again: packaging/fuzz --target headers --replay {find}" in done.stdout

    assert fuzz(source, state, "--replay", find).returncode == 1
    again = fuzz(ROOT / "src", state, "--replay", find)
    assert (again.returncode, again.stdout) == (0, "nothing was found\n")


def test_nothing_is_found_in_a_few_seconds(tmp_path: Path):
    done = fuzz(ROOT / "src", tmp_path, "--minutes", "0.05")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed ")
    assert done.stdout.endswith("nothing was found\n")
    # What reached new lines is kept, for the next run.
    assert any((tmp_path / "headers" / "corpus").iterdir())


def test_every_target_takes_its_seeds():
    """Without being guided: what a target uses is still called so, and what it begins with is sound."""
    script = """
from fuzzing.targets import TARGETS
for name, target in TARGETS.items():
    read = target.prepare()
    seeds = list(target.seeds())
    for seed in (*seeds, *(seed[: len(seed) // 2] for seed in seeds), b""):
        read(seed)
    print(name, len(seeds), max(map(len, seeds)) <= target.most_bytes)
"""
    paths = [ROOT / "src", ROOT / "packaging", ROOT / "tests"]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 14
    assert [line for line in lines if " 0 " in line or not line.endswith("True")] == []
