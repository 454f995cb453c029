"""Sixty photos, sorted with a real mouse in a real window, and taken back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from support import sorting_by_mouse
from support.photo_sets import PhotoSet
from support.trees import taken_down

A_CLASS = 12
CLASSES = {
    "small": {
        "flowers/daisy": "daisies",
        "flowers/sunflower": "sunflowers",
        "objects/cup_of_coffee": "cups of coffee",
        "pets/cat": "cats",
        "scenes/grass": "grass",
    },
    "large": {
        "flowers/daisy": "daisies",
        "flowers/dandelion": "dandelions",
        "flowers/roses": "roses",
        "flowers/sunflowers": "sunflowers",
        "flowers/tulips": "tulips",
    },
}
"""Folders of photos, and the categories they belong to."""
LEAST_RIGHT = {"small": 2 * A_CLASS, "large": 3 * A_CLASS}
"""More than these are sorted right by themselves."""


def test_sixty_photos_are_sorted_by_mouse_and_taken_back(display: str, photo_set: PhotoSet, tmp_path: Path):
    photos = tmp_path / "photos"
    photos.mkdir()
    classes = CLASSES[photo_set.name]
    category_of: dict[str, str] = {}
    for folder, category in classes.items():
        files = sorted((photo_set.photos / folder).iterdir())
        # First those at odd positions: the model was not trained with them.
        for photo in [*files[1::2], *files[0::2]][:A_CLASS]:
            name = f"{folder.split('/')[1]}-{photo.name}"
            category_of[name] = category
            shutil.copy2(photo, photos / name)
    before = taken_down(photos)
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    categories = [option for category in classes.values() for option in ("--category", category)]
    command = [sys.executable, sorting_by_mouse.__file__, str(tmp_path / "data"), str(photos), *categories]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["platform"] == "xcb"
    assert len(told["corrected"]) == 2
    for name, category in told["corrected"].items():
        assert f"{category}/{name}" in told["sorted"]
    assert len(told["sorted"]) == len(classes) * A_CLASS
    sorted_files = [path.split("/") for path in told["sorted"] if "/" in path]
    assert sum(category_of[name] == category for category, name in sorted_files) > LEAST_RIGHT[photo_set.name]
    assert taken_down(photos) == before
