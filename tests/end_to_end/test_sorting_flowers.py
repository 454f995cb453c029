"""Sixty real photos, sorted with a real mouse in a real window, and taken back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from support import sorting_flowers
from support.trees import taken_down

A_CLASS = 12


def test_sixty_flowers_are_sorted_by_mouse_and_taken_back(display: str, samples: Path, tmp_path: Path):
    photos = tmp_path / "photos"
    photos.mkdir()
    # The halves that the model was not trained on: odd numbers.
    for flower in sorted(path for path in (samples / "flowers").iterdir() if path.is_dir()):
        for photo in sorted(flower.iterdir())[1 : 2 * A_CLASS : 2]:
            shutil.copy2(photo, photos / f"{flower.name}-{photo.name}")
    before = taken_down(photos)
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, sorting_flowers.__file__, str(tmp_path / "data"), str(photos)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["platform"] == "xcb"
    assert len(told["corrected"]) == 2
    for name, flower in told["corrected"].items():
        assert f"{flower}/{name}" in told["sorted"]
    assert len(told["sorted"]) == 5 * A_CLASS
    sorted_right = [
        path for path in told["sorted"] if "/" in path and path.split("/")[1].startswith(path[:4])
    ]
    assert len(sorted_right) > 3 * A_CLASS
    assert taken_down(photos) == before
