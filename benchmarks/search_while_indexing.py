"""How soon a search is answered while photos are indexed.

    python benchmarks/search_while_indexing.py [--help]

The service runs in a process of its own, as under the window, with the bundled model and a library of 100,000
made-up photos. It indexes 12 megapixel photos as fast as it can while searches come, one after the other, a
random moment after the last answer: from sending the words to the answer, 200 hits. The same searches before
that, with nothing else to do, are what there is to compare with. Wanted: 95 of 100 within 0.4 s.

Prints Markdown, then one line of JSON.
"""

import argparse
import json
import os
import platform
import queue
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from clipphotos.core.search.query import SearchQuery
from clipphotos.service.hosts.process import ProcessHost
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobFailed, JobFinished
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.service.protocol.searching import Search
from clipphotos.storage.locations import DataLocations
from encode import fill, prepared, starter
from indexing import fresh_copies, large_photos
from quality import SAMPLES

WORDS = (
    "dog",
    "beach",
    "two children",
    "a cup of coffee",
    "snow",
    "a red car",
    "flowers",
    "a street at night",
)
PAUSE = 0.5
"""Seconds at most between an answer and the next search."""


class Asking:
    """The service process, and whoever waits for its answers."""

    def __init__(self, locations: DataLocations) -> None:
        self.host = ProcessHost(locations, self._listen)
        self._answers: dict[int, queue.SimpleQueue[Event]] = {}
        self._lock = threading.Lock()

    def _listen(self, event: Event) -> None:
        if isinstance(event, JobFinished | JobFailed):
            with self._lock:
                self._answers.setdefault(event.job_id, queue.SimpleQueue()).put(event)

    def submit(self, command: Command[object]) -> "queue.SimpleQueue[Event]":
        """Where the command's last event will be."""
        job_id = self.host.submit(command)
        with self._lock:
            return self._answers.setdefault(job_id, queue.SimpleQueue())

    def search(self, words: str) -> float:
        """Seconds until a search is answered."""
        began = time.perf_counter()
        answer = self.submit(Search(SearchQuery(words, limit=200))).get()
        assert isinstance(answer, JobFinished), answer
        return time.perf_counter() - began


def searches(asking: Asking, chance: random.Random, until: "queue.SimpleQueue[Event] | None", count: int):
    """Seconds of each search; so many, or as many as fit in before something is finished."""
    seconds: list[float] = []
    while until.empty() if until is not None else len(seconds) < count:
        time.sleep(chance.uniform(0, PAUSE))
        seconds.append(asking.search(f"{chance.choice(WORDS)} {chance.randrange(1000)}"))
    return seconds


def spread(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "searches": len(seconds),
        "p50, ms": round(1000 * statistics.median(seconds)),
        "p95, ms": round(1000 * float(np.quantile(seconds, 0.95))),
        "longest, ms": round(1000 * max(seconds)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, default=SAMPLES / "photos", help="folder of photos to enlarge")
    parser.add_argument("--count", type=int, default=64, help="photos that are enlarged (64)")
    parser.add_argument("--copies", type=int, default=8, help="times each is indexed, with another end (8)")
    parser.add_argument("--vectors", type=int, default=100_000, help="made-up photos in the library")
    options = parser.parse_args()
    samples = sorted(each for each in options.photos.rglob("*") if each.suffix.lower() in {".jpg", ".jpeg"})
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        large = large_photos(samples, options.count, folder / "large")
        for number in range(options.copies):
            fresh_copies(large, folder / f"copy-{number}", str(number))
        locations = DataLocations(folder / "data")
        locations.create()
        embedder = starter(folder)
        fill(locations, embedder, prepared(embedder, samples[:32]), options.vectors)
        asking = Asking(locations)
        with closing(asking.host) as host:
            host.start()
            asking.search("warm")
            alone = searches(asking, chance, None, 50)
            began = time.perf_counter()
            done = asking.submit(IndexFolders(tuple(folder / f"copy-{n}" for n in range(options.copies))))
            meanwhile = searches(asking, chance, done, 0)
            seconds = time.perf_counter() - began
            finished = done.get()
        assert isinstance(finished, JobFinished), finished
        assert isinstance(finished.result, IndexSummary)
    rows = {"nothing else to do": spread(alone), "while indexing": spread(meanwhile)}
    names = list(rows["while indexing"])
    print(f"| searching | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for title, row in rows.items():
        print(f"| {title} | {' | '.join(str(row[each]) for each in names)} |")
    print(f"\n{finished.result.embedded} photos indexed, {finished.result.embedded / seconds:.1f} a second")
    about = {"machine": f"{platform.platform()}, {os.cpu_count()} cores", "load": os.getloadavg()}
    print(json.dumps({**about, "vectors": options.vectors, **rows}))


if __name__ == "__main__":
    main()
