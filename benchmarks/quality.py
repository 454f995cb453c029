"""How well a model understands photos: ``python benchmarks/quality.py [--model NAME] …``.

Measures any model by name on the sample photos beside the project: text to image recall on captioned
photos, in English and Chinese, zero-shot and few-shot accuracy and calibration on the test halves of the
labelled ones, and search by the classes' names among all of these. Several models stand side by side in one
table. Prints Markdown, or one JSON object a model and line with ``--json``.
"""

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipphotos.core.categories.classifier import softmax
from clipphotos.core.categories.evaluation import calibration_error
from clipphotos.core.categories.few_shot import learn
from clipphotos.core.errors import KnownError
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from clipphotos.library.decoding.decode import decode
from clipphotos.storage.locations import data_locations

SAMPLES = Path(os.environ.get("CLIPPHOTOS_SAMPLES", Path(__file__).resolve().parents[2] / "shared"))
LABELLED = ("flowers", "scenes", "objects", "pets")
TEMPLATE = "a photo of a {}"
CHINESE = "Flickr8k dev in Chinese"
SEARCH = "search by a class's name, mAP"
SHOTS = 16
SPLITS = 5
BATCH = 32

Truth = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class CaptionSet:
    """Photos with captions: n photos, m captions.

    Attributes:
        photos: n files.
        captions: m texts.
        owner: (m,) position of each caption's photo.
    """

    photos: tuple[Path, ...]
    captions: tuple[str, ...]
    owner: Truth


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Photos in classes.

    Attributes:
        classes: The labels.
        train: The training half of each class.
        test: The test half of each class.
    """

    classes: tuple[str, ...]
    train: tuple[tuple[Path, ...], ...]
    test: tuple[tuple[Path, ...], ...]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well models understand photos.")
    parser.add_argument("--model", action="append", help=f"name of a model (default: {STARTER_NAME})")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda …")
    parser.add_argument("--json", action="store_true", help="one JSON object a model and line")
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder of the sample photos")
    arguments = parser.parse_args()
    if not (arguments.samples / "photos").is_dir():
        sys.exit(f"the sample photos are not in {arguments.samples}")
    results: dict[str, dict[str, float]] = {}
    sizes: dict[str, int] = {}
    for name in arguments.model or [STARTER_NAME]:
        try:
            models = data_locations().models
            embedder = load_embedder(find(name, models), models, device=arguments.device)
        except KnownError as error:
            sys.exit(f"{name}: {error.error_code} {error.params}")
        results[name], sizes = measure(embedder, arguments.samples)
        if arguments.json:
            print(json.dumps({"model": name, **results[name]}), flush=True)
    if not arguments.json:
        print(table(results, sizes))


def measure(embedder: Embedder, samples: Path = SAMPLES) -> tuple[dict[str, float], dict[str, int]]:
    """Every figure of a model, and the number of photos behind it."""
    figures: dict[str, float] = {}
    sizes: dict[str, int] = {}
    began = time.perf_counter()
    embedded = 0
    photos: tuple[Path, ...] = ()
    vectors = np.empty((0, embedder.identity.dim), np.float32)
    for name, captioned in caption_sets(samples):
        if captioned.photos != photos:
            photos, vectors = captioned.photos, embed(embedder, captioned.photos)
            embedded += len(vectors)
        recalls = recall(vectors, embedder.embed_queries(captioned.captions), captioned.owner)
        for rank, share in recalls.items():
            figures[f"{name} R@{rank}"] = share
            sizes[f"{name} R@{rank}"] = len(captioned.photos)
    classes: list[str] = []
    tests: list[Vectors] = []
    for name in LABELLED:
        labelled = label_set(samples / "photos" / name)
        train = [embed(embedder, photos) for photos in labelled.train]
        test = [embed(embedder, photos) for photos in labelled.test]
        embedded += sum(map(len, [*train, *test]))
        truth = class_of_each(test)
        texts = embedder.embed_texts([TEMPLATE.format(label) for label in labelled.classes])
        scores = np.concatenate(test) @ texts.T
        figures[f"{name} zero-shot"] = accuracy(scores, truth)
        figures[f"{name} ECE"] = calibration_error(softmax(embedder.logit_scale * scores), truth)
        figures[f"{name} {SHOTS} examples"] = few_shot(
            texts, embedder.logit_scale, train, np.concatenate(test), truth
        )
        sizes |= {f"{name} {what}": len(truth) for what in ("zero-shot", "ECE", f"{SHOTS} examples")}
        classes += labelled.classes
        tests += test
    searched = np.concatenate(tests)
    queries = embedder.embed_queries(classes)
    figures[SEARCH] = mean_average_precision(searched, queries, class_of_each(tests))
    sizes[SEARCH] = len(searched)
    figures["photos/s"] = embedded / (time.perf_counter() - began)
    sizes["photos/s"] = embedded
    return figures, sizes


def caption_sets(samples: Path = SAMPLES) -> Iterator[tuple[str, CaptionSet]]:
    """The captioned photos that no model of ours is trained on."""
    training = samples / "training"
    if training.is_dir():
        rows = [row for row in read_table(training / "pairs.tsv") if row["split"] == "dev"]
        pairs = [(training / "images" / row["file"], row["text"]) for row in rows]
        english = caption_set(pairs)
        yield "Flickr8k dev", english
        if (training / "pairs_zh.tsv").is_file():
            yield CHINESE, in_chinese(training, english)
    rows = list(read_table(samples / "photos" / "captioned" / "captions.tsv"))
    for name, prefix in (("COCO", "coco"), ("phone", "miniclip")):
        folder = samples / "photos" / "captioned" / "images"
        yield (
            name,
            caption_set([(folder / r["file"], r["caption"]) for r in rows if r["set"].startswith(prefix)]),
        )


def in_chinese(training: Path, english: CaptionSet) -> CaptionSet:
    """The same photos with what people wrote about them in Chinese (Flickr8k-CN, Li et al. 2016)."""
    places = {photo: place for place, photo in enumerate(english.photos)}
    rows = [
        (places[training / "images" / row["file"]], row["text"])
        for row in read_table(training / "pairs_zh.tsv")
        if row["split"] == "dev" and row["kind"] == "human"
    ]
    return CaptionSet(
        english.photos, tuple(text for _, text in rows), np.array([place for place, _ in rows], np.intp)
    )


def read_table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def caption_set(pairs: Sequence[tuple[Path, str]]) -> CaptionSet:
    photos = tuple(dict.fromkeys(photo for photo, _ in pairs))
    places = {photo: place for place, photo in enumerate(photos)}
    owner = np.array([places[photo] for photo, _ in pairs], np.intp)
    return CaptionSet(photos, tuple(text for _, text in pairs), owner)


def label_set(folder: Path) -> LabelSet:
    """Sub-folders are classes; by file name, even positions are for training and odd ones for testing."""
    folders = sorted(path for path in folder.iterdir() if path.is_dir())
    files = [sorted(path for path in folder.iterdir() if path.is_file()) for folder in folders]
    return LabelSet(
        tuple(folder.name.replace("_", " ") for folder in folders),
        tuple(tuple(each[0::2]) for each in files),
        tuple(tuple(each[1::2]) for each in files),
    )


def embed(embedder: Embedder, photos: Sequence[Path]) -> Vectors:
    """(n, dim) float32 unit vectors, through the program's own decoder."""

    def prepare(photo: Path) -> npt.NDArray[np.float32]:
        return embedder.prepare(decode(photo.read_bytes(), 2 * embedder.input_edge).image)

    with ThreadPoolExecutor(2) as pool:
        parts = [
            embedder.embed_images(list(pool.map(prepare, photos[start : start + BATCH])))
            for start in range(0, len(photos), BATCH)
        ]
    return np.concatenate(parts)


def recall(photos: Vectors, captions: Vectors, owner: Truth) -> dict[int, float]:
    """Share of captions whose own photo is among the first 1, 5 and 10 (Hodosh et al. 2013)."""
    scores = captions @ photos.T
    own = scores[np.arange(len(captions)), owner]
    rank = (scores > own[:, None]).sum(axis=1)
    return {limit: float(np.mean(rank < limit)) for limit in (1, 5, 10)}


def class_of_each(classes: Sequence[Vectors]) -> Truth:
    """(n,) numbers of the classes that the rows belong to, one class's after the other's."""
    return np.repeat(np.arange(len(classes)), [len(rows) for rows in classes])


def mean_average_precision(photos: Vectors, queries: Vectors, truth: Truth) -> float:
    """Mean over the queries, one a class, of the average precision with which its photos come first."""
    found: list[float] = []
    for number, scores in enumerate(queries @ photos.T):
        hits = truth[np.argsort(-scores, kind="stable")] == number
        found.append(float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean()))
    return float(np.mean(found))


def accuracy(scores: Vectors, truth: Truth) -> float:
    return float(np.mean(scores.argmax(axis=1) == truth))


def few_shot(
    texts: Vectors, logit_scale: float, train: Sequence[Vectors], test: Vectors, truth: Truth
) -> float:
    """Mean accuracy after some examples a class, over seeded choices of them."""
    results: list[float] = []
    known = class_of_each(train)
    rows = np.concatenate(train)
    for seed in range(SPLITS):
        random = np.random.default_rng(seed)
        places = [random.permutation(np.flatnonzero(known == number))[:SHOTS] for number in range(len(train))]
        examples = np.concatenate(places)
        learned = learn(texts, logit_scale, rows[examples], known[examples])
        results.append(accuracy(learned.scores(test), truth))
    return float(np.mean(results))


def table(results: dict[str, dict[str, float]], sizes: dict[str, int]) -> str:
    """A Markdown table: a line a figure, a column a model."""
    lines = ["| | photos | " + " | ".join(results) + " |", "|---|---|" + "---|" * len(results)]
    for figure, size in sizes.items():
        digits = 1 if figure == "photos/s" else 3
        values = " | ".join(f"{figures[figure]:.{digits}f}" for figures in results.values())
        lines.append(f"| {figure} | {size} | {values} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
