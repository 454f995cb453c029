"""Real and hostile files: each one decodes or is refused with a worded reason, and memory stays bounded."""

import csv
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.errors import BadImage
from clipphotos.core.wording.errors import WORDING
from clipphotos.library.decoding.decode import decode
from support.format_samples import RAW_CAMERA, RAW_SIZE, SAMPLES, FormatSample, oriented
from support.photo_sets import LARGE

LARGE_FORMATS = LARGE / "photos" / "formats"

MEASURE = """
import re, sys, threading
from pathlib import Path
from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import decode

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


def large_samples() -> list[FormatSample]:
    """Whatever Pillow alone can show is shown."""
    if not LARGE_FORMATS.is_dir():
        return []
    with (LARGE_FORMATS / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    shown = {row["file"]: row["pillow"] == "ok" for row in rows}
    return [
        FormatSample(name, (LARGE_FORMATS / name).read_bytes, "" if shown[name] else None) for name in shown
    ]


LARGE_SAMPLES = large_samples()
ALL = [*SAMPLES, *LARGE_SAMPLES]


@pytest.mark.parametrize("sample", ALL, ids=[sample.name for sample in ALL])
def test_decodes_or_says_why(sample: FormatSample):
    try:
        photo = decode(sample.read(), 300)
    except BadImage as error:
        code = error.error_code
    else:
        code = ""
        assert photo.image.mode == "RGB"
    assert code == "" or code in WORDING
    if sample.code is not None:
        assert code == sample.code


def orientations() -> list[object]:
    """A reader of the pictures of every orientation: of each kind, in each set."""
    made = [partial(oriented, portrait=portrait) for portrait in (False, True)]
    large = [
        lambda number, kind=kind: (
            LARGE_FORMATS / f"exif-orientation-examples/{kind}_{number}.jpg"
        ).read_bytes()
        for kind in ("Landscape", "Portrait")
    ]
    return [*made, *(large if LARGE_SAMPLES else [])]


@pytest.mark.parametrize("read", orientations())
def test_all_orientations_of_one_scene_come_out_alike(read: Callable[[int], bytes]):
    def pixels(number: int):
        photo = decode(read(number), 300)
        assert photo.facts.orientation == max(1, number)
        # A number painted into a picture is not compared away: it covers less than the tolerance.
        return np.asarray(photo.image.resize((60, 60)), dtype=float)

    first = pixels(0)
    for number in range(1, 9):
        assert np.abs(pixels(number) - first).mean() < 3


RAW_FILES = [(sample, RAW_SIZE, RAW_CAMERA) for sample in SAMPLES if sample.name.endswith(".dng")] + [
    (sample, (768, 512), "Eastman Kodak Company Kodak Digital Science DC50 Zoom Camera")
    for sample in LARGE_SAMPLES
    if sample.name.endswith(".KDC")
]


@pytest.mark.parametrize(("sample", "size", "camera"), RAW_FILES, ids=[row[0].name for row in RAW_FILES])
def test_a_raw_file_is_not_taken_for_its_tiny_preview(
    sample: FormatSample, size: tuple[int, int], camera: str
):
    photo = decode(sample.read(), 300)
    assert (photo.facts.width, photo.facts.height) == size
    assert min(photo.image.size) >= 256
    assert photo.facts.camera == camera


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured on Linux")
def test_memory_stays_below_two_gigabytes(tmp_path: Path):
    """Four threads over all files, bombs among them, at an edge that no draft helps with."""
    for sample in ALL:
        file = tmp_path / "files" / sample.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sample.read())
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "files")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-2000:]
    before, peak = map(int, run.stdout.split())
    print(f"peak memory {peak} MB, of which {before} MB before the first photo")  # noqa: T201
    assert peak < 2000
