"""What is left of a graphics card's speed in the whole program: ``python benchmarks/gpu.py [--help]``.

Photos a second, three ways taking turns in one run, so that whatever else the machine does meets all alike:

- forward: open_clip's image tower alone, half precision on a card, on pixels that are on the device already,
- embedder: the program's embedder on photos that are decoded and prepared, so with upload and download,
- program: `IndexFolders` of JPEG files of 512 pixels that it has not seen, everything included.

And threads and processes: reading, decoding and preparing alone, one of either a core. The program takes
processes where there is a card; where they are slower than it, it is the processor that limits the program.
Of both also the processor time of the program's own process, whose threads share one lock: the rest of a
photo's way has to get along with what is left.

The models have random weights: nothing is downloaded, and their speed is that of the real ones.
Prints Markdown, then one line of JSON. Without a card it can be tried with
``--device cpu --models ViT-B-32 --photos 24 --ready 16 --batch 8 --rounds 1 --no-tags``.
"""

import argparse
import gc
import importlib.metadata
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from clipphotos.core.models import Backend, ModelInfo
from clipphotos.inference.embedders.open_clip import load_checkpoint
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.indexing.reading.processes import ReadingProcesses
from clipphotos.service.indexing.reading.reading import PhotoToRead, Reading, read_photo
from clipphotos.service.models.model_selection import BACKEND, CURRENT_MODEL
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.models import SetModel
from clipphotos.service.tags.tagger import AUTOMATIC_TAGS
from clipphotos.storage import settings
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.settings import LocalModel

MODELS = ("ViT-B-32", "ViT-L-14")
EDGE = 512
FEW = 64
WAYS_TO_READ = ("threads", "processes")
WAYS = ("forward", "embedder", *WAYS_TO_READ, "program")


def make_photos(folder: Path, count: int) -> list[Path]:
    """JPEG files of soft blots with noise as of a sensor; as large as photos of that size are."""
    random = np.random.default_rng(0)
    noise = random.normal(0, 6, (EDGE, EDGE, 3))
    folder.mkdir()
    paths: list[Path] = []
    for number in range(count):
        small = random.integers(0, 256, (12, 12, 3), dtype=np.uint8)
        large = np.asarray(Image.fromarray(small).resize((EDGE, EDGE), Image.Resampling.BICUBIC), np.float64)
        pixels = (large + np.roll(noise, 37 * number, axis=1)).clip(0, 255).astype(np.uint8)
        paths.append(folder / f"{number:05}.jpg")
        Image.fromarray(pixels).save(paths[-1], quality=90)
    return paths


def fresh_copies(photos: Sequence[Path], folder: Path) -> Path:
    """The photos as contents that the program has not seen: something follows the end of the picture."""
    folder.mkdir()
    for path in photos:
        (folder / path.name).write_bytes(path.read_bytes() + folder.name.encode())
    return folder


def random_weights(architecture: str, folder: Path) -> Path:
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    weights = folder / f"{architecture}.safetensors"
    tensors = open_clip.create_model(architecture, pretrained=None).state_dict()
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, weights)
    return weights


class Forward:
    """open_clip's image tower as anyone would run it, on pixels that are there.

    Args:
        architecture: open_clip's name of it.
        device: torch's name of one.
        edge: Pixels of a photo's edge.
        batch: Photos at once.
    """

    def __init__(self, architecture: str, device: str, edge: int, batch: int) -> None:
        import open_clip
        import torch

        self._torch, self._batch, self._device = torch, batch, device
        dtype = torch.float32 if device.startswith("cpu") else torch.float16
        self._model: Any = open_clip.create_model(architecture, pretrained=None).to(device, dtype).eval()
        self._pixels = torch.randn(batch, 3, edge, edge).to(device, dtype)

    def run(self, count: int) -> None:
        """Compute at least so many photos, and wait for the last."""
        with self._torch.inference_mode():
            for _ in range(-(-count // self._batch)):
                answer = self._model.encode_image(self._pixels)
            float(answer[0, 0])

    def done(self, count: int) -> int:
        """How many `run` computes."""
        return -(-count // self._batch) * self._batch


def read_all(
    photos: Sequence[Path], read: Callable[[PhotoToRead], Reading], pool: ThreadPoolExecutor
) -> list[Prepared]:
    def prepared(path: Path) -> Prepared:
        pixels = read(PhotoToRead(0, path, suspect=False)).prepared
        assert pixels is not None, path
        return pixels

    return list(pool.map(prepared, photos))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(
    architecture: str, photos: Sequence[Path], folder: Path, options: argparse.Namespace
) -> dict[str, Any]:
    """Photos a second each way, each round, and what the embedder settled on."""
    weights = random_weights(architecture, folder)
    embedder = load_checkpoint(architecture, architecture, weights, device=options.device)
    assert isinstance(embedder.towers, Towers)
    device = embedder.towers.torch_name
    raw = Forward(architecture, device, embedder.input_edge, options.batch)
    locations = DataLocations(folder / f"data-{architecture}")
    locations.create()
    name = f"{architecture}, random weights"
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        settings.add_local_model(catalogue, LocalModel(name, architecture, weights))
        settings.remember(catalogue, CURRENT_MODEL, name)
        # Without a card, too: no accelerated form takes over in the middle.
        settings.remember(catalogue, BACKEND, Backend.TORCH.value)
        settings.remember(catalogue, AUTOMATIC_TAGS, "off" if options.no_tags else "on")

    def load(_info: ModelInfo) -> TowerEmbedder:
        return embedder

    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    own_milliseconds: dict[str, list[float]] = {way: [] for way in WAYS_TO_READ}

    def read_here(photo: PhotoToRead) -> Reading:
        return read_photo(photo, embedder, lambda _hash: None)

    with (
        InlineHost(locations, lambda _event: None, load_embedder=load) as host,
        ReadingProcesses(read_here, embedder.preprocessing, locations, model_id=0) as processes,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        host.run(SetModel(name))

        def embed(batch: Sequence[Prepared]) -> None:
            step = embedder.largest_batch
            for at in range(0, len(batch), step):
                embedder.embed_images(batch[at : at + step])

        def index(fresh: Path) -> None:
            summary = host.run(IndexFolders((fresh,), name))
            assert summary.embedded == len(photos), summary

        few = fresh_copies(photos[:FEW], folder / f"{architecture}-first")
        host.run(IndexFolders((few,), name))
        # The processes start with it.
        ready = read_all(photos[: options.ready], processes.read, pool)
        # What is done for the first time is not counted.
        embed(ready)
        raw.run(1)
        for number in range(options.rounds):
            fresh = fresh_copies(photos, folder / f"{architecture}-{number}")
            rates["forward"].append(raw.done(len(ready)) / seconds(lambda: raw.run(len(ready))))
            rates["embedder"].append(len(ready) / seconds(lambda: embed(ready)))
            for way, read in zip(WAYS_TO_READ, (read_here, processes.read), strict=True):
                busy = time.process_time()
                rates[way].append(len(photos) / seconds(lambda read=read: read_all(photos, read, pool)))
                own_milliseconds[way].append(1000 * (time.process_time() - busy) / len(photos))
            rates["program"].append(len(photos) / seconds(lambda fresh=fresh: index(fresh)))
            for path in fresh.iterdir():
                path.unlink()
    return {
        "model": name,
        "device": embedder.device,
        "precision": embedder.towers.precision,
        "largest_batch": embedder.largest_batch,
        "fallback_reason": embedder.fallback_reason.code if embedder.fallback_reason else "",
        "photos_a_second": {way: [round(rate, 1) for rate in rates[way]] for way in WAYS},
        "own_ms_to_read": {
            way: round(statistics.median(times), 2) for way, times in own_milliseconds.items()
        },
        "of_forward": {
            way: round(
                statistics.median(own / bare for own, bare in zip(rates[way], rates["forward"], strict=True)),
                3,
            )
            for way in WAYS[1:]
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="auto", help="torch's name of one; auto: the best there is")
    parser.add_argument("--models", nargs="+", default=list(MODELS), help=f"open_clip's ({' '.join(MODELS)})")
    parser.add_argument("--photos", type=int, default=4096, help="JPEG files a round (4096)")
    parser.add_argument("--ready", type=int, default=1024, help="prepared photos a round (1024)")
    parser.add_argument("--batch", type=int, default=128, help="photos at once of the bare forward (128)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (3)")
    parser.add_argument(
        "--no-tags", action="store_true", help="no tags; without a card the vocabulary takes minutes to read"
    )
    options = parser.parse_args()
    results: dict[str, Any] = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("torch", "pillow")},
        "photos": options.photos,
        "pixels": f"{EDGE} x {EDGE}",
        "batch of the forward": options.batch,
        "rounds": options.rounds,
    }
    print(", ".join(f"{key} {value}" for key, value in results.items()), flush=True)
    columns = (
        *("model", "on"),
        *(f"{way}/s" for way in WAYS),
        *(f"own ms, {way}" for way in WAYS_TO_READ),
        *("embedder", "program"),
    )
    print(f"\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        photos = make_photos(folder / "photos", options.photos)
        for architecture in options.models:
            row = measure(architecture, photos, folder, options)
            rows.append(row)
            rates = {way: statistics.median(row["photos_a_second"][way]) for way in WAYS}
            own = row["own_ms_to_read"]
            print(
                f"| {row['model']} | {row['device']}, {row['precision']} |"
                f" {' | '.join(f'{rates[way]:.1f}' for way in WAYS)} |"
                f" {' | '.join(f'{own[way]:.1f}' for way in WAYS_TO_READ)} |"
                f" {row['of_forward']['embedder']:.0%} | {row['of_forward']['program']:.0%} |",
                flush=True,
            )
            gc.collect()
    print(f"\n{json.dumps({**results, 'models': rows})}")


if __name__ == "__main__":
    main()
