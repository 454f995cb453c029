"""The real program in a process of its own: a window, a service process, generated photos."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.pictures import make_photos

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "gui_stalls.py"


def test_the_window_opens_first_and_imports_no_heavy_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path / "photos", 60, ".jpg")
    command = [sys.executable, str(BENCHMARK), str(tmp_path / "photos"), "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=180)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    stall, window = report["longest_stall_ms"], report["window_ms"]
    with capsys.disabled():
        sys.stdout.write(f"\nlongest event-loop stall: {stall} ms; window after {window} ms\n")
    assert report["heavy_imports"] == []
    assert report["shown_before_service"]
    assert report["photos"] == 60
    assert report["hits"] == 60
