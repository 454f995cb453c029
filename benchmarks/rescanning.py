"""What a rescan costs when nothing has changed, and what memory indexing takes.

    python benchmarks/rescanning.py [--help]

- rescan: `IndexFolders` of a library whose files are all known, against a bare walk with `os.scandir` and one
  `stat` a file, taking turns in one run. Wanted: at most 1.5 times the walk, and no file opened.
- memory: the high-water mark of a process that indexes 20,000 photos against one that indexes 2,000, beyond
  its index. Wanted: at most 1.1 times as much, also beyond what it held once the model had worked.

The files of the rescan are tiny and never opened; each has a content and a vector of its own in the
catalogue.
The photos of the memory figure are real, tiny JPEGs. Prints Markdown, then one line of JSON.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from clipphotos.core.jobs import Stage
from clipphotos.core.vectors import unit
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder, signature
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.models.model_selection import CURRENT_MODEL
from clipphotos.service.protocol.events import JobProgressed
from clipphotos.service.protocol.indexing import IndexFolders, RefreshIndex
from clipphotos.storage import roots, settings, vectors
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState, add_photo

FILES_A_FOLDER = 250
WARM = 128
"""Photos after which the model has worked and everything is in memory that is there once."""


def bare_walk(root: Path) -> int:
    """Look at every file once; how many there are."""
    pending, count = [str(root)], 0
    while pending:
        with os.scandir(pending.pop()) as listing:
            for entry in listing:
                if entry.is_dir():
                    pending.append(entry.path)
                else:
                    entry.stat()
                    count += 1
    return count


def make_library(base: Path, count: int) -> tuple[DataLocations, Path]:
    """Files that are all known, with a vector each."""
    root = base / "photos"
    locations = DataLocations(base / "data")
    locations.create()
    info = find(STARTER_NAME, locations.models)
    identity = load_embedder(info, locations.models, device="cpu").identity
    random = np.random.default_rng(0)
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        model_id = vectors.register_model(catalogue, identity, "cpu")
        settings.remember(catalogue, CURRENT_MODEL, STARTER_NAME)
        settings.remember(catalogue, "automatic-tags", "off")
        settings.remember(catalogue, f"model-{model_id}-signature", signature(info, locations.models))
        root.mkdir(parents=True)
        root_id = roots.add_root(catalogue, root, case_sensitive=True).id
        for number in range(count):
            folder = root / f"{number // FILES_A_FOLDER:04}"
            if number % FILES_A_FOLDER == 0:
                folder.mkdir()
            path = folder / f"IMG_{number:06}.jpg"
            path.write_bytes(b"%d" % number)
            status = path.stat()
            relpath = path.relative_to(root).as_posix()
            add_photo(catalogue, root_id, relpath, FileState(relpath, status.st_size, status.st_mtime_ns))
        catalogue.execute(
            "UPDATE photo SET state = 'ok', width = 1, height = 1,"
            " content_hash = CAST(printf('%032d', id) AS BLOB)"
        )
        hashes = [content for (content,) in catalogue.rows("SELECT content_hash FROM photo ORDER BY id")]
        for at in range(0, count, 5000):
            some = hashes[at : at + 5000]
            rows = unit(random.standard_normal((len(some), identity.dim)).astype(np.float32))
            vectors.store(catalogue, model_id, some, rows)
    return locations, root


def rescan(count: int, rounds: int) -> dict[str, object]:
    opened: list[str] = []
    watching = ""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).startswith(watching):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    with tempfile.TemporaryDirectory() as name:
        locations, root = make_library(Path(name).resolve(), count)
        bare: list[float] = []
        own: list[float] = []
        with InlineHost(locations) as host:
            host.run(RefreshIndex())
            host.run(IndexFolders())
            watching = str(root)
            for _ in range(rounds):
                began = time.perf_counter()
                assert bare_walk(root) == count
                bare.append(time.perf_counter() - began)
                began = time.perf_counter()
                summary = host.run(IndexFolders())
                own.append(time.perf_counter() - began)
                assert summary.unchanged == count, summary
            watching = ""
    ratios = [mine / theirs for mine, theirs in zip(own, bare, strict=True)]
    low, _, high = statistics.quantiles(ratios, n=4)
    return {
        "files": count,
        "walk_s": round(statistics.median(bare), 3),
        "rescan_s": round(statistics.median(own), 3),
        "ratio": round(statistics.median(ratios), 2),
        "quartiles": [round(low, 2), round(high, 2)],
        "opened": len(opened),
    }


def tiny_photos(folder: Path, count: int) -> None:
    """JPEGs of 32 x 24 random pixels, no two alike."""
    random = np.random.default_rng(count)
    for number in range(count):
        if number % FILES_A_FOLDER == 0:
            (folder / f"{number // FILES_A_FOLDER:04}").mkdir(parents=True)
        pixels = random.integers(0, 256, (3, 4, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)
        path = folder / f"{number // FILES_A_FOLDER:04}" / f"{number:06}.jpg"
        Image.fromarray(pixels).save(path, quality=60 + number % 30, comment=str(number))


def index_and_measure(data: Path, photos: Path) -> dict[str, float]:
    """Index a folder in this process; MB once the model had worked, at most, and of the index."""
    warm: list[float] = []

    def listen(event: object) -> None:
        embeds = isinstance(event, JobProgressed) and event.progress.stage == Stage.EMBED
        if embeds and not warm and event.progress.done >= WARM:
            warm.append(_high_water())

    locations = DataLocations(data)
    with InlineHost(locations, listen) as host:
        summary = host.run(IndexFolders((photos,)))
        index_mb = sum(path.stat().st_size for path in locations.indexes.iterdir()) / 1e6
        return {"photos": summary.embedded, "warm": warm[0], "most": _high_water(), "index": index_mb}


def _high_water() -> float:
    """MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def memory(sizes: list[int]) -> Iterator[dict[str, float]]:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name).resolve()
        tiny_photos(base / "first", 400)
        first = DataLocations(base / "first-data")
        # The accelerated form is made now, so that those that are measured load no torch.
        _measure_apart(first.root, base / "first")
        for size in sizes:
            data = DataLocations(base / f"data-{size}")
            data.create()
            shutil.copytree(first.accelerated, data.accelerated, dirs_exist_ok=True)
            shutil.copytree(first.concepts, data.concepts, dirs_exist_ok=True)
            tiny_photos(base / str(size), size)
            yield _measure_apart(data.root, base / str(size))


def _measure_apart(data: Path, photos: Path) -> dict[str, float]:
    DataLocations(data).create()
    command = [sys.executable, __file__, "--index", str(data), str(photos)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=20_000, help="files to rescan; 0 leaves it out (20,000)")
    parser.add_argument("--large", action="store_true", help="rescan 100,000 files")
    parser.add_argument("--rounds", type=int, default=9, help="rescans (9)")
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[2_000, 20_000], help="photos; none leaves it out"
    )
    parser.add_argument("--index", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.index:
        print(json.dumps(index_and_measure(*options.index)))
        return
    results: dict[str, object] = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("openvino", "pillow", "hnswlib")},
    }
    print(", ".join(f"{key} {value}" for key, value in results.items()))
    # First: a process starts with the high-water mark of the one that starts it.
    if options.memory:
        results["memory"] = rows = []
        print("\n| photos | with the model, MB | at most, MB | index, MB | at most beyond the index, MB |")
        print("|---|---|---|---|---|")
        for row in memory(options.memory):
            rows.append(row)
            beyond = row["most"] - row["index"]
            print(
                f"| {row['photos']} | {row['warm']:.0f} | {row['most']:.0f} | {row['index']:.0f} |"
                f" {beyond:.0f} |",
                flush=True,
            )
    count = 100_000 if options.large else options.files
    if count:
        row = results["rescan"] = rescan(count, options.rounds)
        print("\n| files | bare walk, s | rescan, s | times the walk | files opened |\n|---|---|---|---|---|")
        low, high = row["quartiles"]
        print(
            f"| {row['files']} | {row['walk_s']} | {row['rescan_s']} | {row['ratio']} ({low}–{high}) |"
            f" {row['opened']} |",
            flush=True,
        )
    print(f"\n{json.dumps(results)}")


if __name__ == "__main__":
    main()
