"""How long a category's preview takes while its name is typed, in a library of synthetic vectors.

From the key press (the command is submitted) to the answer that names the photos whose thumbnails are asked
for; and what that is made of. Everything is the product's own: catalogue, index, starter model, service.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from clipphotos.core.models import ModelSource
from clipphotos.inference.models import registry
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.categories import (
    AddCategory,
    CountCategories,
    PhotoExample,
    PreviewCategory,
    SetExamples,
)
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from made_up_library import make_index, put_photos

TYPED = ("dog", "a dog on the beach", "receipts", "birthday party", "snowy mountains", "my red car")
CATEGORIES = (
    "cats",
    "food",
    "sunset",
    "flowers",
    "documents",
    "people",
    "city at night",
    "horses",
    "boats",
    "trees",
)


def fill(locations: DataLocations, count: int, seed: int = 0) -> None:
    """A library of photos that do not exist, with vectors around a few thousand centres."""
    info = next(
        each
        for each in registry.list_models(locations.models, (), "starter")
        if each.source is ModelSource.BUNDLED
    )
    embedder = registry.load_embedder(info, locations.models)
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        model_id = vectors.register_model(catalogue, embedder.identity, embedder.device)
        put_photos(catalogue, model_id, embedder.identity.dim, count, seed)
    make_index(locations)


def milliseconds(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(1000 * statistics.median(ordered), 1),
        "p95": round(1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "first": round(1000 * times[0], 1),
    }


def preview_times(host: InlineHost) -> list[float]:
    times: list[float] = []
    for text in TYPED:
        for end in range(1, len(text) + 1):
            began = time.perf_counter()
            host.run(PreviewCategory(0, text[:end]))
            times.append(time.perf_counter() - began)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=100_000)
    options = parser.parse_args()
    results: dict[str, object] = {
        "photos": options.photos,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    with tempfile.TemporaryDirectory() as folder:
        locations = DataLocations(Path(folder))
        locations.create()
        fill(locations, options.photos)
        with InlineHost(locations, lambda _event: None) as host:
            results["no other category"] = milliseconds(preview_times(host))
            keys = [host.run(AddCategory(name)).category_id for name in CATEGORIES]
            host.run(CountCategories())
            results["10 categories"] = milliseconds(preview_times(host))
            photo_ids = range(1, 20 * len(keys) + 1)
            host.run(
                SetExamples(
                    tuple(PhotoExample(each, keys[each % len(keys)], is_member=True) for each in photo_ids)
                )
            )
            host.run(PreviewCategory(0, "x"))
            results["10 categories with 20 examples each"] = milliseconds(preview_times(host))
    print("| from key press to answer, ms | median | p95 | first |\n|---|---|---|---|")
    for name, figures in results.items():
        if isinstance(figures, dict):
            print(f"| {name} | {figures['median']} | {figures['p95']} | {figures['first']} |")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
