"""How fast a folder of 12 megapixel photos is indexed: ``python benchmarks/indexing.py [--help]``.

Four ways with the same photos, taking turns in one run, so that whatever else the machine does meets all:

- tutorial: decoded in full with Pillow, preprocessed, 64 a batch through torch, single precision, in turn,
- forward: nothing but the program's model on photos that are ready, the most there can be,
- decode: nothing but reading, decoding and preprocessing as the program does it, one thread a core,
- program: `IndexFolders` of a folder it has not seen, everything included, with the accelerated form.

Wanted: the program four times as fast as the tutorial, and 0.85 of what the cores could do if they did
nothing but decode and embed: cores / (processor seconds to decode a photo + those to embed it), both measured
in the same turns.

ViT-B-32 has random weights: nothing is downloaded, and its speed is that of the real one.
Prints Markdown, then one line of JSON.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from clipphotos.core.models import Backend
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models import accelerated as accelerated_form
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import load_embedder
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.indexing.reading.reading import PhotoToRead, read_photo
from clipphotos.service.models.model_selection import local_model
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.models import AddLocalModel
from clipphotos.storage.locations import DataLocations
from quality import SAMPLES

SIZE = (4000, 3000)
TUTORIAL_BATCH = 64
VIT = "ViT-B-32, random weights"
WAYS = ("tutorial", "forward", "decode", "program")


@dataclass(frozen=True, slots=True)
class Block:
    """What a way took for a block of photos.

    Attributes:
        wall: Seconds a photo.
        cpu: Processor seconds a photo, of all threads.
        idle: Processor seconds a photo that nobody used meanwhile; 0 where the system does not say.
    """

    wall: float
    cpu: float
    idle: float


def large_photos(samples: Sequence[Path], count: int, folder: Path) -> list[Path]:
    """Samples enlarged to 12 megapixels, with noise as of a sensor, so that they take as long to decode."""
    random = np.random.default_rng(0)
    noise = random.normal(0, 6, (SIZE[1], SIZE[0], 3)).astype(np.float32)
    paths: list[Path] = []
    folder.mkdir()
    for number, sample in enumerate(samples[:: max(1, len(samples) // count)][:count]):
        with Image.open(sample) as picture:
            large = ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.BICUBIC)
        pixels = np.asarray(large, np.float32) + np.roll(noise, 97 * number, axis=1)
        path = folder / f"{number:04}.jpg"
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path, quality=90)
        paths.append(path)
    return paths


def fresh_copies(photos: Sequence[Path], folder: Path, label: str) -> Path:
    """The photos as contents that the program has not seen: something follows the end of the picture."""
    folder.mkdir()
    for path in photos:
        (folder / path.name).write_bytes(path.read_bytes() + label.encode())
    return folder


def measured(work: Callable[[], object], photos: int) -> Block:
    idle, wall, cpu = _idle(), time.perf_counter(), time.process_time()
    work()
    cpu, wall, idle = time.process_time() - cpu, time.perf_counter() - wall, _idle() - idle
    return Block(wall / photos, cpu / photos, idle / photos)


def _idle() -> float:
    """Seconds that all cores together have been idle."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    except OSError:
        return 0.0
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def tutorial(photos: Sequence[Path], embedder: Embedder) -> None:
    for start in range(0, len(photos), TUTORIAL_BATCH):
        batch: list[Prepared] = []
        for path in photos[start : start + TUTORIAL_BATCH]:
            with Image.open(path) as picture:
                batch.append(embedder.prepare(picture.convert("RGB")))
        embedder.embed_images(batch)


def forward(batches: Sequence[Sequence[Prepared]], embedder: Embedder) -> None:
    for batch in batches:
        embedder.embed_images(batch)


def decode_all(photos: Sequence[Path], embedder: Embedder, pool: ThreadPoolExecutor) -> list[Prepared]:
    def read(path: Path) -> Prepared:
        prepared = read_photo(PhotoToRead(0, path, suspect=False), embedder, lambda _hash: None).prepared
        assert prepared is not None, path
        return prepared

    return list(pool.map(read, photos))


def add_vit(host: InlineHost, folder: Path) -> Path:
    """A ViT-B-32 of the user's own."""
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    weights = folder / "vit.safetensors"
    tensors = open_clip.create_model("ViT-B-32", pretrained=None).state_dict()
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, weights)
    host.run(AddLocalModel(VIT, "ViT-B-32", weights))
    return weights


def compare(
    name: str, photos: Sequence[Path], folder: Path, host: InlineHost, options: argparse.Namespace
) -> dict[str, list[Block]]:
    """The blocks of each way; what is done for the first time is not counted."""
    locations = DataLocations(folder / "data")
    info = next(each for each in known_models(locations, folder) if each.name == name)
    # The form is made while the first folder is indexed.
    host.run(IndexFolders((fresh_copies(photos, folder / f"{name}-first", f"{name}-first"),), name))
    torch = load_embedder(info, locations.models, device="cpu")
    program = accelerated_form.load(info, locations.models, locations.accelerated, Backend.AUTO)
    print(f"<!-- {name}: {program.device} against torch, {torch.device} -->", flush=True)
    blocks: dict[str, list[Block]] = {way: [] for way in WAYS}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ready = decode_all(photos, program, pool)
        batches = [ready[at : at + options.batch] for at in range(0, len(ready), options.batch)]
        forward(batches, program)
        torch.embed_images(ready[:8])
        for number in range(options.rounds):
            fresh = fresh_copies(photos, folder / f"{name}-{number}", f"{name}-{number}")
            os.sync()

            def index(fresh: Path = fresh) -> None:
                summary = host.run(IndexFolders((fresh,), name))
                assert summary.embedded == len(photos), summary

            ways: dict[str, Callable[[], object]] = {
                "tutorial": lambda: tutorial(photos, torch),
                "forward": lambda: forward(batches, program),
                "decode": lambda: decode_all(photos, program, pool),
                "program": index,
            }
            for way in WAYS:
                blocks[way].append(measured(ways[way], len(photos)))
            for path in fresh.iterdir():
                path.unlink()
    return blocks


def known_models(locations: DataLocations, folder: Path):
    from clipphotos.inference.models.registry import list_models

    return list_models(
        locations.models, [local_model(VIT, "ViT-B-32", folder / "vit.safetensors")], STARTER_NAME
    )


def summarise(blocks: dict[str, list[Block]]) -> dict[str, object]:
    cores = os.cpu_count() or 1

    def middle(values: Sequence[float], digits: int = 2) -> dict[str, object]:
        low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
        return {
            "median": round(statistics.median(values), digits),
            "quartiles": [round(low, digits), round(high, digits)],
        }

    rounds = list(zip(*(blocks[way] for way in WAYS), strict=True))
    floor = [ready.cpu + decode.cpu for _, ready, decode, _ in rounds]
    return {
        "milliseconds": {
            way: round(1000 * statistics.median(each.wall for each in blocks[way]), 1) for way in WAYS
        },
        "processor_milliseconds": {
            way: round(1000 * statistics.median(each.cpu for each in blocks[way]), 1) for way in WAYS
        },
        "times_tutorial": middle([naive.wall / own.wall for naive, _, _, own in rounds]),
        "of_the_bound": middle(
            [least / cores / own.wall for least, (_, _, _, own) in zip(floor, rounds, strict=True)]
        ),
        # What others on the machine took is not the program's to use.
        "of_the_bound_of_free_cores": middle(
            [least / (own.cpu + own.idle) for least, (_, _, _, own) in zip(floor, rounds, strict=True)]
        ),
        "of_own_processor_time": middle(
            [least / own.cpu for least, (_, _, _, own) in zip(floor, rounds, strict=True)]
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, default=SAMPLES / "photos", help="folder of photos to enlarge")
    # In small blocks the start and the end of a run weigh more than in any folder of photos.
    parser.add_argument("--count", type=int, default=160, help="photos a block (160)")
    parser.add_argument("--rounds", type=int, default=4, help="blocks each (4)")
    parser.add_argument("--batch", type=int, default=32, help="photos a batch of the bare forward (32)")
    parser.add_argument("--no-vit", action="store_true", help="leave ViT-B-32 out")
    options = parser.parse_args()
    samples = sorted(each for each in options.photos.rglob("*") if each.suffix.lower() in {".jpg", ".jpeg"})
    versions = {name: importlib.metadata.version(name) for name in ("torch", "openvino", "pillow")}
    results: dict[str, object] = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **versions,
        "photos": options.count,
        "pixels": f"{SIZE[0]} x {SIZE[1]}",
        "rounds": options.rounds,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        photos = large_photos(samples, options.count, folder / "large")
        results["megabytes a photo"] = round(
            sum(path.stat().st_size for path in photos) / len(photos) / 1e6, 1
        )
        print(", ".join(f"{key} {value}" for key, value in results.items()), flush=True)
        locations = DataLocations(folder / "data")
        locations.create()
        with InlineHost(locations, lambda _event: None) as host:
            models = [STARTER_NAME]
            if not options.no_vit:
                add_vit(host, folder)
                models.append(VIT)
            for model in models:
                results[model] = summarise(compare(model, photos, folder, host, options))
        print_table(results, models)
        print(f"\nload of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}")
    print(f"\n{json.dumps(results)}")


def print_table(results: dict, models: Sequence[str]) -> None:
    print("\n| model | ms a photo (of the processors): " + " | ".join(WAYS) + " |")
    print("|---" * (len(WAYS) + 1) + "|")
    for model in models:
        row = results[model]
        cells = [f"{row['milliseconds'][way]} ({row['processor_milliseconds'][way]})" for way in WAYS]
        print(f"| {model} | " + " | ".join(cells) + " |")
    print(
        "\n| model | times the tutorial | of the bound | of that of free cores | of its own processor time |"
    )
    print("|---|---|---|---|---|")
    keys = ("times_tutorial", "of_the_bound", "of_the_bound_of_free_cores", "of_own_processor_time")
    for model in models:
        row = results[model]
        cells = ["{} ({}–{})".format(row[key]["median"], *row[key]["quartiles"]) for key in keys]
        print(f"| {model} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
