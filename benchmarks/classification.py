"""How well classes are told apart: ``python benchmarks/classification.py [--model NAME]``.

On the test halves of the labelled sample photos beside the project: every built-in set of templates, then
1 to 16 examples a class, then photos that belong to no class, then the time to learn. Prints Markdown
tables, and with ``--json`` one JSON object.
"""

import argparse
import itertools
import json
import sys
import time

import numpy as np

from clipphotos.core.classifier import class_vectors, probabilities
from clipphotos.core.evaluation import calibration_error, split
from clipphotos.core.few_shot import learn
from clipphotos.core.prompts import prompts
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedder import Embedder
from clipphotos.inference.presets import STARTER_NAME
from clipphotos.inference.prompt_templates import TemplateSet, template_set, template_sets
from clipphotos.inference.registry import find, load_embedder
from clipphotos.storage.locations import data_locations
from quality import LABELLED, SHARED, embed, label_set

SHOTS = (1, 2, 4, 8, 16)
SPLITS = 5
OPEN_SHOTS = 8
BACKGROUND_PHOTOS = 300
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.8)
SETTING = template_set("personal")

Figures = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well a model tells classes apart.")
    parser.add_argument("--model", default=STARTER_NAME, help=f"name of a model (default: {STARTER_NAME})")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    arguments = parser.parse_args()
    if not (SHARED / "photos").is_dir():
        sys.exit(f"the sample photos are not in {SHARED}")
    models = data_locations().models
    embedder = load_embedder(find(arguments.model, models), models)
    photos = {name: embed_test_half(embedder, name) for name in LABELLED}
    others = embed(embedder, sorted((SHARED / "photos" / "captioned" / "images").iterdir()))
    tables = {
        "labels alone: accuracy": {
            each.name: {name: zero_shot(embedder, each, name, *photos[name])[0] for name in LABELLED}
            for each in template_sets()
        },
        "labels alone: calibration error": {
            each.name: {name: zero_shot(embedder, each, name, *photos[name])[1] for name in LABELLED}
            for each in template_sets()
        },
        "with examples: accuracy": few_shot(embedder, photos, 0),
        "with examples: calibration error": few_shot(embedder, photos, 1),
        "three of five flowers, 8 examples each; two others and photos of other things": unknown(
            embedder, *photos["flowers"], others
        ),
        "seconds to learn, 20 classes": {"starter-sized vectors": learning_seconds(embedder.identity.dim)},
    }
    if arguments.json:
        print(json.dumps({"model": arguments.model, **tables}))
        return
    for title, figures in tables.items():
        print(table(title, figures))


def embed_test_half(embedder: Embedder, name: str) -> tuple[Vectors, np.ndarray]:
    """(n, dim) vectors and (n,) class numbers."""
    test = [embed(embedder, photos) for photos in label_set(SHARED / "photos" / name).test]
    return np.concatenate(test), np.repeat(np.arange(len(test)), [len(rows) for rows in test])


def texts_of(embedder: Embedder, chosen: TemplateSet, name: str) -> Vectors:
    labels = label_set(SHARED / "photos" / name).classes
    return class_vectors([embedder.embed_texts(prompts(label, chosen.templates)) for label in labels])


def zero_shot(
    embedder: Embedder, chosen: TemplateSet, name: str, photos: Vectors, truth: np.ndarray
) -> tuple[float, float]:
    """Accuracy and calibration error without examples."""
    chances = probabilities(embedder.logit_scale * photos @ texts_of(embedder, chosen, name).T)
    return float(np.mean(chances.argmax(axis=1) == truth)), calibration_error(chances, truth)


def few_shot(
    embedder: Embedder, photos: dict[str, tuple[Vectors, np.ndarray]], which: int
) -> dict[str, dict[str, float]]:
    """Accuracy (0) or calibration error (1) by number of examples; classes that small have half of theirs."""
    figures: Figures = {}
    for name, (vectors, truth) in photos.items():
        texts = texts_of(embedder, SETTING, name)
        smallest = int(np.bincount(truth).min())
        for shots in (shots for shots in SHOTS if 2 * shots <= smallest):
            outcomes: list[tuple[float, float]] = []
            for seed in range(SPLITS):
                examples, tested = split(truth, len(texts), shots, seed)
                learned = learn(texts, embedder.logit_scale, vectors[examples], truth[examples])
                chances = learned.chances(vectors[tested])
                right = float(np.mean(chances.argmax(axis=1) == truth[tested]))
                outcomes.append((right, calibration_error(chances, truth[tested])))
            figures.setdefault(str(shots), {})[name] = float(np.mean(outcomes, axis=0)[which])
    return figures


def unknown(embedder: Embedder, photos: Vectors, truth: np.ndarray, others: Vectors) -> Figures:
    """At some thresholds: right of what is kept, kept of what belongs, left alone of what does not."""
    texts = texts_of(embedder, SETTING, "flowers")
    figures: dict[str, list[tuple[float, float, float, float]]] = {}
    for known in itertools.combinations(range(len(texts)), 3):
        for seed in range(SPLITS):
            random = np.random.default_rng(seed)
            examples = np.concatenate(
                [random.permutation(np.flatnonzero(truth == number))[:OPEN_SHOTS] for number in known]
            )
            tested = np.setdiff1d(np.arange(len(truth)), examples)
            library = np.concatenate([photos[tested], others])
            labels = np.array([known.index(number) for number in truth[examples]])
            background = library[random.permutation(len(library))[:BACKGROUND_PHOTOS]]
            learned = learn(texts[list(known)], embedder.logit_scale, photos[examples], labels, background)
            chances = learned.chances(library)
            place = {number: position for position, number in enumerate(known)}
            right = np.array([place.get(number, 3) for number in truth[tested]] + [3] * len(others))
            taken, sure = chances[:, :3].argmax(axis=1), chances[:, :3].max(axis=1)
            for threshold in THRESHOLDS:
                kept, belongs = sure >= threshold, right < len(known)
                figures.setdefault(str(threshold), []).append(
                    (
                        float(np.mean(taken[kept] == right[kept])) if kept.any() else 1.0,
                        float(np.mean(kept[belongs] & (taken == right)[belongs])),
                        float(np.mean(~kept[~belongs])),
                        calibration_error(chances, right),
                    )
                )
    names = ("right of those kept", "kept and right", "others left alone", "calibration error")
    return {
        threshold: dict(zip(names, np.mean(rows, axis=0).tolist(), strict=True))
        for threshold, rows in figures.items()
    }


def learning_seconds(dim: int) -> dict[str, float]:
    """Median seconds to learn 20 classes from some examples each, of random vectors."""
    random = np.random.default_rng(0)
    seconds: dict[str, float] = {}
    for shots in (8, 50, 200):
        labels = np.repeat(np.arange(20), shots)
        texts, examples = unit(random.normal(size=(20, dim))), unit(random.normal(size=(20 * shots, dim)))
        taken: list[float] = []
        for _ in range(5):
            began = time.perf_counter()
            learn(texts, 44.0, examples, labels)
            taken.append(time.perf_counter() - began)
        seconds[f"{shots} examples"] = float(np.median(taken))
    return seconds


def table(title: str, figures: Figures) -> str:
    """A Markdown table: a line a row, a column a figure."""
    columns = list(dict.fromkeys(column for row in figures.values() for column in row))
    lines = [f"| {title} | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name, row in figures.items():
        cells = [f"{row[column]:.3f}" if column in row else "" for column in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
