"""Processes that read photos: the same readings as in a thread, whatever becomes of the processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest
from PIL import Image

from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.service.indexing.reading import processes as reading_processes
from clipphotos.service.indexing.reading.processes import PIXELS_EACH, ReadingProcesses, are_worthwhile
from clipphotos.service.indexing.reading.reading import PhotoToRead, Reading, read_photo
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photo, make_photos
from support.services import Service

HOW = Preprocessing(32, 24, "shortest", "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def read_in_this_process(photo: PhotoToRead) -> Reading:
    return read_photo(photo, HOW, lambda _hash: None)


class ReadHere:
    """Reads in the calling process, and remembers what."""

    def __init__(self) -> None:
        self.photos: list[PhotoToRead] = []

    def __call__(self, photo: PhotoToRead) -> Reading:
        self.photos.append(photo)
        return read_in_this_process(photo)


@pytest.fixture
def read_here() -> ReadHere:
    return ReadHere()


@pytest.fixture
def library(locations: DataLocations) -> DataLocations:
    open_catalogue(locations).close()
    return locations


@pytest.fixture
def processes(read_here: ReadHere, library: DataLocations) -> Iterator[ReadingProcesses]:
    with ReadingProcesses(read_here, HOW, library, 1) as processes:
        yield processes


def readers() -> list[BaseProcess]:
    return [each for each in multiprocessing.active_children() if each.name == "clipphotos-read"]


def to_read(path: Path, *, suspect: bool = False) -> PhotoToRead:
    return PhotoToRead(7, path, suspect)


def assert_same(one: Reading, other: Reading) -> None:
    assert (one.photo, one.content_hash, one.size, one.mtime_ns) == (
        other.photo,
        other.content_hash,
        other.size,
        other.mtime_ns,
    )
    assert (one.facts, one.thumbnail, one.error) == (other.facts, other.thumbnail, other.error)
    assert (one.prepared is None) == (other.prepared is None)
    if one.prepared is not None and other.prepared is not None:
        assert one.prepared.tobytes() == other.prepared.tobytes()
        assert one.prepared.shape == other.prepared.shape == (24, 32, 3)


def test_the_same_as_in_this_process(processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path):
    paths = [make_photo(tmp_path / name, "teal") for name in ("é.jpg", "b.png", "c.webp")]
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(paths[1].read_bytes()[:60])
    for path in (*paths, damaged, tmp_path / "gone.jpg", tmp_path):
        assert_same(processes.read(to_read(path)), read_in_this_process(to_read(path)))
    assert len(readers()) == 1, "one thread keeps one process busy"
    assert not read_here.photos


def test_a_photo_under_suspicion_is_not_shown_to_them(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path
):
    photo = to_read(make_photo(tmp_path / "a.png", "teal"), suspect=True)
    assert processes.read(photo).prepared is not None
    assert read_here.photos == [photo]
    assert not readers()


def test_what_is_too_large_for_one_is_read_here(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path
):
    path = tmp_path / "large.png"
    Image.new("1", (8_000, PIXELS_EACH // 8_000 + 8)).save(path)
    reading = processes.read(to_read(path))
    assert reading.prepared is not None
    assert read_here.photos == [to_read(path)]


def test_a_photo_that_one_dies_of_is_read_again_with_care(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path
):
    photo = to_read(make_photo(tmp_path / "a.png", "teal"))
    processes.read(photo)
    (reader,) = readers()
    reader.kill()
    reader.join(60)
    assert processes.read(photo).prepared is not None
    assert [(each.photo_id, each.suspect) for each in read_here.photos] == [(7, True)]
    # The next one has a process again.
    assert processes.read(photo).prepared is not None
    assert len(read_here.photos) == 1
    assert reader not in readers()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_hangs_is_ended(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    photo = to_read(make_photo(tmp_path / "a.png", "teal"))
    processes.read(photo)
    (reader,) = readers()
    os.kill(reader.pid or 0, signal.SIGSTOP)
    monkeypatch.setattr(reading_processes, "TIMEOUT_SECONDS", 0.1)
    reading = processes.read(photo)
    assert reading.error is not None
    assert reading.error.code == "image-timed-out"
    assert not readers()
    monkeypatch.undo()
    assert processes.read(photo).prepared is not None
    assert not read_here.photos


def test_none_is_left_behind(read_here: ReadHere, library: DataLocations, tmp_path: Path):
    photo = to_read(make_photo(tmp_path / "a.png", "teal"))
    with ReadingProcesses(read_here, HOW, library, 1) as processes:
        processes.read(photo)
        assert len(readers()) == 1
    assert not readers()
    # A thread that comes late, as those do that a run leaves behind.
    processes.read(photo)
    assert not readers()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_is_typed_in_the_terminal_does_not_end_them(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path
):
    photo = to_read(make_photo(tmp_path / "a.png", "teal"))
    processes.read(photo)
    (reader,) = readers()
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGINT)
    processes.read(photo)
    assert readers() == [reader]
    assert not read_here.photos


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_they_end_with_the_program(library: DataLocations, tmp_path: Path):
    photo = make_photo(tmp_path / "a.png", "teal")
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing, pathlib, sys\n"
        "from clipphotos.inference.embedders.preprocessing import Preprocessing\n"
        "from clipphotos.service.indexing.reading.reading import PhotoToRead\n"
        "from clipphotos.service.indexing.reading.processes import ReadingProcesses\n"
        "from clipphotos.storage.locations import DataLocations\n"
        "if __name__ == '__main__':\n"
        "    how = Preprocessing(8, 8, 'squash', 'bicubic', (0, 0, 0), (1, 1, 1))\n"
        "    locations = DataLocations(pathlib.Path(sys.argv[1]))\n"
        "    with ReadingProcesses(None, how, locations, 1) as processes:\n"
        "        processes.read(PhotoToRead(1, pathlib.Path(sys.argv[2]), False))\n"
        "        print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "        sys.stdin.read()\n"
    )
    command = [sys.executable, str(script), str(library.root), str(photo)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        reader = psutil.Process(int(program.stdout.readline()))
        program.kill()
        _, alive = psutil.wait_procs([reader], 60)
    assert not alive or reader.status() == psutil.STATUS_ZOMBIE


class OnACard(ColourHistogramEmbedder):
    """As if it ran on a graphics card; never asked to prepare a picture itself."""

    def __init__(self) -> None:
        super().__init__()
        self.device = "cuda: made up"
        self.preprocessing = Preprocessing(16, 16, "squash", "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))

    def prepare(self, image: Image.Image):
        raise AssertionError(image)


def test_a_library_is_indexed_through_them(
    locations: DataLocations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading_processes, "LEAST_WORKERS", 1)
    monkeypatch.setattr(reading_processes, "LEAST_PHOTOS", 1)
    embedder = OnACard()
    service = Service(locations, lambda _info: embedder)
    folder = tmp_path / "photos"
    paths = make_photos(folder, 24)
    (folder / "damaged.png").write_bytes(paths[0].read_bytes()[:60])
    summary = service.index(folder)
    assert (summary.embedded, summary.decoded, summary.skipped) == (24, 24, 1)
    assert service.search("red")[0].path.name == "0000-red.png"
    # Contents that are known are not decoded again.
    for path in paths[:5]:
        (folder / f"copy of {path.name}").write_bytes(path.read_bytes())
    summary = service.index(folder)
    assert (summary.new, summary.embedded, summary.decoded) == (5, 0, 0)
    assert not readers()


@pytest.mark.parametrize(
    ("device", "workers", "photos", "worthwhile"),
    [
        ("cuda: NVIDIA", 16, 10_000, True),
        ("mps", 8, 200, True),
        ("cuda: NVIDIA", 3, 10_000, False),
        ("cuda: NVIDIA", 16, 199, False),
        ("cpu: OpenVINO f32", 64, 10_000, False),
    ],
)
def test_threads_do_where_they_are_fast_enough(device: str, workers: int, photos: int, *, worthwhile: bool):
    assert are_worthwhile(device, workers, photos) is worthwhile


def test_what_is_decoded_apart_is_left_to_the_process_that_may_start_others(
    processes: ReadingProcesses, read_here: ReadHere, tmp_path: Path
):
    """A process that reads may have no children: it says so, and reads what comes next."""
    paths = [tmp_path / "a.tif", tmp_path / "b.jpg"]
    for path in paths:
        Image.linear_gradient("L").convert("RGB").save(path)
    readings = [processes.read(PhotoToRead(1, path, suspect=False)) for path in paths]
    assert [reading.error for reading in readings] == [None, None]
    assert [photo.path for photo in read_here.photos] == paths[:1]
