"""What the accelerated form of a model is worth on the processor: ``python benchmarks/encode.py [--help]``.

Three claims, each from one run with torch and OpenVINO taking turns, so that whatever else the machine does
meets both alike:

- encode only: seconds a batch of prepared photos, torch single precision eager against each precision,
- the same photos found: share of the best 20 photos of 100 queries that are the same as torch's,
- cold start: from the start of the service process to the first search's answer, with 100,000 vectors.

ViT-B-32 has random weights here (nothing is downloaded): its speed is that of the real one, its ranking is
harder to keep, since photos that mean nothing to it lie closer together.

Prints Markdown, then one line of JSON.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np

from clipphotos.core.errors import BadImage
from clipphotos.core.models import Backend
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.open_clip import load_checkpoint
from clipphotos.inference.embedders.openvino import OpenVinoTowers, precisions
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.accelerated import FormMaker, form_folder, form_signature
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder, signature
from clipphotos.inference.text.vocabulary import vocabulary
from clipphotos.library.decoding.decode import decode
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.service.models.model_selection import CURRENT_MODEL
from clipphotos.service.protocol.events import Event, JobFailed, JobFinished, ServiceReady
from clipphotos.service.protocol.searching import Search
from clipphotos.storage import settings, vectors
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from made_up_library import make_index, put_photos
from quality import SAMPLES

QUERIES, BEST = 100, 20


def starter(_folder: Path) -> TowerEmbedder:
    embedder = load_embedder(find(STARTER_NAME, Path()), Path(), device="cpu")
    assert isinstance(embedder, TowerEmbedder)
    return embedder


def random_vit(folder: Path) -> TowerEmbedder:
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    weights = folder / "vit.safetensors"
    tensors = open_clip.create_model("ViT-B-32", pretrained=None).state_dict()
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, weights)
    return load_checkpoint("ViT-B-32", "ViT-B-32", weights, device="cpu")


MODELS = {"starter": starter, "ViT-B-32 (random weights)": random_vit}


def prepared(embedder: TowerEmbedder, files: list[Path]) -> list[Prepared]:
    def one(path: Path) -> Prepared | None:
        try:
            return embedder.prepare(decode(path.read_bytes(), 2 * embedder.input_edge).image)
        except (BadImage, OSError):
            return None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [each for each in pool.map(one, files) if each is not None]


def best(photos: Vectors, texts: Vectors) -> list[set[int]]:
    return [set(row.tolist()) for row in np.argsort(-(texts @ photos.T), axis=1, kind="stable")[:, :BEST]]


def compare(
    embedder: TowerEmbedder, files: list[Path], folder: Path, options: argparse.Namespace
) -> list[dict]:
    """One row a precision."""
    batch = prepared(embedder, files)
    words = vocabulary()
    texts = [f"a photo of a {words[number * len(words) // QUERIES].name}" for number in range(QUERIES)]
    torch = embedder.towers
    with FormMaker(embedder, folder / "form" / "form", "benchmark") as maker:
        maker.convert()
        towers = {"torch": torch}
        for precision in precisions():
            towers[precision] = OpenVinoTowers(maker.folder, precision, embedder.logit_scale)
        sample = [batch[number % len(batch)] for number in range(options.batch)]
        seconds: dict[str, list[float]] = {name: [] for name in towers}
        for each in towers.values():
            each.images(sample)
        for _ in range(options.rounds):
            for name, each in towers.items():
                began = time.perf_counter()
                each.images(sample)
                seconds[name].append(time.perf_counter() - began)
        photos: dict[str, Vectors] = {}
        queries: dict[str, Vectors] = {}
        for name, each in towers.items():
            embedder.towers = each
            parts = [embedder.embed_images(batch[at : at + 16]) for at in range(0, len(batch), 16)]
            photos[name], queries[name] = np.concatenate(parts), embedder.embed_texts(texts)
        embedder.towers = torch
    rows = []
    for name in towers:
        ratios = [one / other for one, other in zip(seconds["torch"], seconds[name], strict=True)]
        same = [
            len(one & other) / BEST
            for one, other in zip(
                best(photos["torch"], queries["torch"]), best(photos[name], queries[name]), strict=True
            )
        ]
        rows.append(
            {
                "backend": "torch f32 eager" if name == "torch" else f"OpenVINO {name}",
                "ms_a_photo": round(1000 * statistics.median(seconds[name]) / options.batch, 2),
                "ratio": round(statistics.median(ratios), 2),
                "ratio_quartiles": [round(each, 2) for each in statistics.quantiles(ratios, n=4)[::2]],
                "least_cosine": round(float(np.sum(photos["torch"] * photos[name], axis=1).min()), 5),
                "same_best": round(float(np.mean(same)), 4),
                "photos": len(batch),
            }
        )
    return rows


def fill(locations: DataLocations, embedder: TowerEmbedder, photos: list[Prepared], count: int) -> None:
    """A library of photos that do not exist, with an index, and the form of the starter model."""
    info = find(STARTER_NAME, locations.models)
    folder = form_folder(locations.accelerated, info)
    with FormMaker(embedder, folder, form_signature(info, locations.models)) as maker:
        maker.convert()
        for at in range(0, len(photos), 4):
            maker.compare_photos(photos[at : at + 4])
        maker.compare_texts([f"a photo of a {each.name}" for each in vocabulary()[:64]])
        maker.keep()
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        model_id = vectors.register_model(catalogue, embedder.identity, embedder.device)
        settings.remember(catalogue, CURRENT_MODEL, STARTER_NAME)
        settings.remember(catalogue, f"model-{model_id}-signature", signature(info, locations.models))
        put_photos(catalogue, model_id, embedder.identity.dim, count)
    make_index(locations)


def cold_start(locations: DataLocations) -> dict[str, float]:
    """Seconds from starting the service process until it is ready, and until it has answered a search."""
    arrived: dict[str, float] = {}
    answered = threading.Event()

    def listen(event: Event) -> None:
        if isinstance(event, ServiceReady):
            arrived["ready"] = time.perf_counter() - began
        elif isinstance(event, JobFinished | JobFailed):
            assert isinstance(event, JobFinished), event
            arrived["answer"] = time.perf_counter() - began
            answered.set()

    began = time.perf_counter()
    with closing(ProcessHost(locations, listen)) as host:
        host.start()
        host.submit(Search(SearchQuery("a dog on the beach")))
        answered.wait()
    return arrived


def cold_starts(files: list[Path], folder: Path, options: argparse.Namespace) -> Iterator[dict]:
    locations = DataLocations(folder / "data")
    locations.create()
    embedder = starter(folder)
    fill(locations, embedder, prepared(embedder, files[:: max(1, len(files) // 32)][:32]), options.vectors)
    for backend in (Backend.AUTO, Backend.TORCH):
        with open_catalogue(locations) as catalogue, catalogue.transaction():
            settings.remember(catalogue, "backend", backend.value)
        runs = [cold_start(locations) for _ in range(options.starts)]
        yield {
            "backend": "accelerated form" if backend is Backend.AUTO else "torch",
            "vectors": options.vectors,
            **{
                key: [round(each[key], 2) for each in sorted(runs, key=lambda run: run["answer"])]
                for key in ("ready", "answer")
            },
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, default=SAMPLES / "photos", help="folder of photos")
    parser.add_argument("--most", type=int, default=1000, help="most photos (1000)")
    parser.add_argument("--batch", type=int, default=16, help="photos a batch (16)")
    parser.add_argument("--rounds", type=int, default=15, help="batches each (15)")
    parser.add_argument(
        "--vectors", type=int, default=100_000, help="in the library; 0 leaves cold start out"
    )
    parser.add_argument("--starts", type=int, default=3, help="cold starts each (3)")
    options = parser.parse_args()
    files = sorted(
        each for each in options.photos.rglob("*") if each.suffix.lower() in {".jpg", ".jpeg", ".png"}
    )
    files = files[:: max(1, -(-len(files) // options.most))]
    results: dict[str, object] = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("torch", "openvino")},
        "batch": options.batch,
        "rounds": options.rounds,
    }
    print(", ".join(f"{name} {value}" for name, value in results.items()))
    print("\n| model | backend | ms a photo | times as fast | least cosine | same best 20 |")
    print("|---|---|---|---|---|---|")
    folder = Path(tempfile.mkdtemp())
    try:
        for name, make in MODELS.items():
            rows = compare(make(folder), files, folder, options)
            results[name] = rows
            for row in rows:
                low, high = row["ratio_quartiles"]
                print(
                    f"| {name} | {row['backend']} | {row['ms_a_photo']} | {row['ratio']} ({low}–{high}) |"
                    f" {row['least_cosine']} | {row['same_best']:.1%} |",
                    flush=True,
                )
        if options.vectors:
            print("\n| cold start | vectors | service ready, s | first answer, s |")
            print("|---|---|---|---|")
            results["cold start"] = starts = []
            for row in cold_starts(files, folder, options):
                starts.append(row)
                print(
                    f"| {row['backend']} | {row['vectors']} | {row['ready']} | {row['answer']} |", flush=True
                )
    finally:
        shutil.rmtree(folder)
    print(f"\n{json.dumps(results)}")


if __name__ == "__main__":
    main()
