"""What adding and finding cost as the library grows, with synthetic vectors of 512 numbers.

Adding: 200 new photos, 50 a transaction as an indexing run stores them, into the catalogue and the index,
while the library holds more and more; the work of embedding them, the same at any size, is left out. The runs
at all sizes take turns, so that whatever else the computer does meets all alike; what counts is the ratio to
the smallest.

Finding: the whole service from the command to the hits, but for the text tower, which is replaced by prepared
vectors. Photos are clusters around a common direction; queries lie off to one side of them, as texts do.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
from PIL import Image

from clipphotos.core.models import ModelIdentity
from clipphotos.core.search.filters import LeastRating
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.vectors import Vectors, top, unit
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.models.index_store import IndexStore
from clipphotos.service.protocol.searching import Search
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations

DIM = 512
ADDED = 200
ADDED_AT_ONCE = 50
SHARES = {5: 0.01, 4: 0.10, 3: 0.50}
"""Share of the photos that have at least so many stars."""


class SyntheticVectors:
    """Draws photos and queries; what a place in the library holds depends on nothing but the place."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        self._common = unit(random.standard_normal(DIM))
        self._aside = unit(random.standard_normal(DIM))
        self._directions = (random.standard_normal((64, DIM)) / 8 / DIM**0.5).astype(np.float32)
        self._centres = random.standard_normal((3000, 64)).astype(np.float32) @ self._directions

    def photos(self, first: int, count: int) -> Vectors:
        """(count, DIM) unit vectors."""
        random = np.random.default_rng((1, first))
        return unit(
            1.2 * self._common
            + self._centres[random.integers(0, 3000, count)]
            + 0.6 * random.standard_normal((count, 64), np.float32) @ self._directions
            + 0.35 / DIM**0.5 * random.standard_normal((count, DIM), np.float32)
        )

    def queries(self, count: int) -> Vectors:
        """(count, DIM) unit vectors."""
        random = np.random.default_rng(2)
        return unit(
            0.3 * self._common
            + 0.35 * self._centres[random.integers(0, 3000, count)]
            + 0.4 / DIM**0.5 * random.standard_normal((count, DIM))
            + self._aside
        )


class PreparedQueries:
    """An `Embedder` of texts that are numbers."""

    identity = ModelIdentity("synthetic", "0" * 64, DIM, "none")
    device = "cpu"
    fallback_reason = None
    largest_batch = 64
    input_edge = 224
    logit_scale = 100.0
    text_dim = DIM

    def __init__(self, queries: Vectors) -> None:
        self._queries = queries

    def prepare(self, image: Image.Image) -> Vectors:
        """Not used."""
        raise NotImplementedError

    def begin_images(self, _batch: Sequence[Vectors]) -> None:
        """Nothing begins: no card is there."""

    def embed_images(self, batch: Sequence[Vectors]) -> Vectors:
        """Not used."""
        raise NotImplementedError

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Not used."""
        raise NotImplementedError

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The queries of these numbers."""
        return self._queries[[int(text) for text in texts]]


class Library:
    """A library whose photos exist in the catalogue only."""

    def __init__(self, catalogue: Catalogue, locations: DataLocations, drawn: SyntheticVectors) -> None:
        self._catalogue = catalogue
        self._drawn = drawn
        self._random = np.random.default_rng(3)
        self._next = 0
        with catalogue.transaction():
            self.model_id = vectors.register_model(catalogue, PreparedQueries.identity, "cpu")
            self._root = catalogue.insert(
                "INSERT INTO library_root(path, case_sensitive, online, added_at)"
                " VALUES ('/nowhere', 1, 0, 0)"
            )
        self.index_store = IndexStore(catalogue, locations.indexes)
        self.index_store.open(self.model_id, DIM)

    def add(self, count: int) -> None:
        """Store photos and their vectors, and add them to the index."""
        rows = self._drawn.photos(self._next, count)
        contents = [self._random.bytes(32) for _ in range(count)]
        marks = self._random.random(count)
        last_id = vectors.last_id(self._catalogue, self.model_id)
        with self._catalogue.transaction():
            for number, content in enumerate(contents):
                name = f"{self._next + number}.jpg"
                stars = max((stars for stars, share in SHARES.items() if marks[number] < share), default=0)
                self._catalogue.insert(
                    "INSERT INTO photo(root_id, relpath, path_key, state, size, mtime_ns, content_hash,"
                    " rating) VALUES (?, ?, ?, 'ok', 1, 1, ?, ?)",
                    (self._root, name, name, content, stars),
                )
            stored = vectors.store(self._catalogue, self.model_id, contents, rows)
        self._next += count
        self.index_store.add(self.model_id, stored, last_id)

    def fill(self, count: int) -> dict[str, float]:
        """Grow to a size, with all of it in the index and on disk; says what linking and saving took."""
        times = {"link, ms a photo": 0.0, "copy for saving, longest, ms": 0.0}
        linked = 0.0
        while self._next < count:
            self.add(min(5000, count - self._next))
            began = time.perf_counter()
            for _ in self.index_store.keep_up(self.model_id):
                pass
            linked += time.perf_counter() - began
        index = self.index_store.open(self.model_id, DIM).index
        began = time.perf_counter()
        while index.waiting:
            index.absorb(index.waiting)
        linked += time.perf_counter() - began
        if count:
            times["link, ms a photo"] = round(1000 * linked / count, 2)
            longest = 0.0
            for segment in index.segments:
                began = time.perf_counter()
                segment.graph.snapshot()
                longest = max(longest, time.perf_counter() - began)
            times["copy for saving, longest, ms"] = round(1000 * longest, 1)
        for _ in self.index_store.settle(self.model_id):
            pass
        return times

    def add_as_a_run(self) -> float:
        """Seconds that the `ADDED` next photos take."""
        began = time.perf_counter()
        for _ in range(ADDED // ADDED_AT_ONCE):
            self.add(ADDED_AT_ONCE)
            for _ in self.index_store.keep_up(self.model_id):
                pass
        for _ in self.index_store.settle(self.model_id):
            pass
        return time.perf_counter() - began


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    return {
        "p50": round(1000 * statistics.median(seconds), 1),
        "p95": round(1000 * float(np.quantile(seconds, 0.95)), 1),
    }


def exact_best(
    catalogue: Catalogue, model_id: int, queries: Vectors, least: int, count: int
) -> list[set[int]]:
    """Keys of the photos that come first for each query, by comparing with every vector."""
    kept = {key for (key,) in catalogue.rows("SELECT id FROM photo WHERE rating >= ?", (least,))}
    photo_of = dict(
        catalogue.rows(
            "SELECT e.id, p.id FROM embedding e JOIN photo p ON p.content_hash = e.content_hash"
            " WHERE e.model_id = ?",
            (model_id,),
        )
    )
    ids = np.empty((len(queries), 0), np.int64)
    scores = np.empty((len(queries), 0), np.float32)
    for batch in vectors.batches(catalogue, model_id, DIM, size=20_000):
        photo_ids = np.array([photo_of[key] for key in batch.ids.tolist()])
        wanted = np.array([key in kept for key in photo_ids.tolist()])
        ids = np.concatenate([ids, np.tile(photo_ids[wanted], (len(queries), 1))], axis=1)
        scores = np.concatenate([scores, queries @ batch.vectors[wanted].T], axis=1)
        best = np.stack([top(row, count) for row in scores])
        ids, scores = np.take_along_axis(ids, best, 1), np.take_along_axis(scores, best, 1)
    return [set(row.tolist()) for row in ids]


def searches(
    locations: DataLocations, queries: Vectors, least: int, expected: Sequence[set[int]]
) -> dict[str, float]:
    """Times of the whole service, and how many of the exact best 100 it finds."""
    embedder = PreparedQueries(queries)
    seconds: list[float] = []
    recalls: list[float] = []
    with InlineHost(locations, load_embedder=lambda _info: embedder) as host:
        filters = (LeastRating(least),) if least else ()
        for number in (0, *range(len(queries))):
            began = time.perf_counter()
            found = host.run(Search(SearchQuery(str(number), filters=filters, limit=200)))
            seconds.append(time.perf_counter() - began)
            best = {hit.photo_id for hit in found.hits[: len(expected[number])]}
            recalls.append(len(best & expected[number]) / len(expected[number]))
    return {
        **spread(seconds[1:]),
        "first": round(1000 * seconds[0]),
        "recall": round(statistics.mean(recalls), 4),
    }


def tables(results: dict[str, dict[str, dict[str, float]]]) -> Iterator[str]:
    """The results as Markdown."""
    for title, rows in results.items():
        names = list(dict.fromkeys(name for row in rows.values() for name in row))
        yield f"| {title} | {' | '.join(names)} |"
        yield "|---" * (len(names) + 1) + "|"
        for name, row in rows.items():
            yield f"| {name} | {' | '.join(str(row.get(each, '')) for each in names)} |"
        yield ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 10_000, 100_000], help="photos held")
    parser.add_argument(
        "--large", action="store_true", help="a million as well: 10 GB of memory, half an hour"
    )
    parser.add_argument("--rounds", type=int, default=9, help="runs of 200 photos at each size")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--folder", type=Path, help="where the libraries are made; a temporary one by default"
    )
    options = parser.parse_args()
    sizes: list[int] = [*options.sizes, *([1_000_000] if options.large else [])]
    drawn = SyntheticVectors()
    queries = drawn.queries(options.queries)
    adding: dict[str, dict[str, float]] = {}
    finding: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, ExitStack() as stack:
        places = {size: DataLocations(Path(folder) / str(size)) for size in sizes}
        catalogues = {size: stack.enter_context(open_catalogue(places[size])) for size in sizes}
        libraries = {size: Library(catalogues[size], places[size], drawn) for size in sizes}
        filling = {size: libraries[size].fill(size) for size in sizes}
        seconds: dict[int, list[float]] = {size: [] for size in sizes}
        for _ in range(options.rounds):
            for size in sizes:
                seconds[size].append(libraries[size].add_as_a_run())
        for size in sizes:
            ratios = [mine / least for mine, least in zip(seconds[size], seconds[sizes[0]], strict=True)]
            ratio = round(statistics.median(ratios), 2)
            adding[f"{size:,}"] = {**spread(seconds[size]), "ratio": ratio, **filling[size]}
        best = {
            (size, least): exact_best(catalogues[size], libraries[size].model_id, queries, least, 100)
            for size in sizes
            if size >= 10_000
            for least in (0, *SHARES)
        }
        libraries.clear()
        stack.close()
        for (size, least), expected in best.items():
            name = f"{size:,}, {SHARES[least]:.0%} of them" if least else f"{size:,}"
            finding[name] = searches(places[size], queries, least, expected)
    results = {"adding 200 photos to, ms": adding, "searching among, ms": finding}
    for line in tables(results):
        print(line)
    versions = {name: metadata.version(name) for name in ("hnswlib", "numpy")}
    about = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.platform()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **versions,
    }
    print(json.dumps({**about, **results}))


if __name__ == "__main__":
    main()
