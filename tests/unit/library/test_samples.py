"""Real and hostile files: each one decodes or is refused with a worded reason, and memory stays bounded."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.errors import BadImage
from clipphotos.core.wording.errors import WORDING
from clipphotos.library.decode import decode

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "photos" / "formats"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the sample photos are not beside the project"),
]

MEASURE = """
import re, sys, threading
from pathlib import Path
from clipphotos.core.errors import BadImage
from clipphotos.library.decode import decode

files = [path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]

def peak():
    # Not getrusage: its figure is inherited from the process that started this one.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()

def work(part):
    for path in part:
        try:
            decode(path.read_bytes(), 4000)
        except BadImage:
            pass

threads = [threading.Thread(target=work, args=(files[start::4],)) for start in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(before // 1024, peak() // 1024)
"""


def index() -> list[dict[str, str]]:
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = index()


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_decodes_or_says_why(row):
    """Whatever Pillow alone can show is shown, unless its format is not on our list."""
    try:
        photo = decode((FOLDER / row["file"]).read_bytes(), 300)
    except BadImage as error:
        code = error.error_code
    else:
        code = ""
        assert photo.image.mode == "RGB"
    assert code == "" or code in WORDING
    if row["pillow"] == "ok":
        assert code == ("image-unsupported" if row["format"] == "PSD" else "")


@pytest.mark.parametrize("kind", ["Landscape", "Portrait"])
def test_all_orientations_of_one_scene_come_out_alike(kind):
    def pixels(number: int):
        photo = decode((FOLDER / f"exif-orientation-examples/{kind}_{number}.jpg").read_bytes(), 300)
        assert photo.facts.orientation == max(1, number)
        # The number painted into each picture is not compared away: it covers less than the tolerance.
        return np.asarray(photo.image.resize((60, 60)), dtype=float)

    first = pixels(0)
    for number in range(1, 9):
        assert np.abs(pixels(number) - first).mean() < 3


def test_a_raw_file_is_not_taken_for_its_tiny_preview():
    photo = decode(next(FOLDER.glob("rawpy/test/*.KDC")).read_bytes(), 300)
    assert (photo.facts.width, photo.facts.height) == (768, 512)
    assert min(photo.image.size) >= 256
    assert photo.facts.camera == "Eastman Kodak Company Kodak Digital Science DC50 Zoom Camera"


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured on Linux")
def test_memory_stays_below_two_gigabytes():
    """Four threads over all files, bombs among them, at an edge that no draft helps with."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(FOLDER)], capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr[-2000:]
    before, peak = map(int, run.stdout.split())
    print(f"peak memory {peak} MB, of which {before} MB before the first photo")  # noqa: T201
    assert peak < 2000
