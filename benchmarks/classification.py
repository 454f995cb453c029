"""How well classes are told apart: ``python benchmarks/classification.py [--model NAME]``.

On the test halves of the labelled sample photos beside the project: every built-in set of templates, then
1 to 16 examples a class, then photos that belong to no class, then how right "about N % right" is, then the
time to learn. Prints Markdown tables, and with ``--json`` one JSON object.
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from clipphotos.core.categories.certainty import expected_precision, taken_for
from clipphotos.core.categories.classifier import class_vectors, softmax
from clipphotos.core.categories.evaluation import calibration_error, split
from clipphotos.core.categories.few_shot import Learned, learn
from clipphotos.core.categories.prompts import prompts
from clipphotos.core.relevance import Scale, lines
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import STARTER_NAME
from clipphotos.inference.models.registry import find, load_embedder
from clipphotos.inference.text.prompt_templates import TemplateSet, template_set, template_sets
from clipphotos.inference.text.relevance import relevance_scale
from clipphotos.inference.text.vocabulary import neutral_texts
from clipphotos.service.models.label_vectors import NEUTRAL_STEP
from clipphotos.storage.locations import data_locations
from quality import LABELLED, SAMPLES, embed, label_set

SHOTS = (1, 2, 4, 8, 16)
SPLITS, MANY_SPLITS = 5, 20
FIRST_SEED = 2000
"""Of the splits for photos of no class: none that was looked at when the constants were chosen."""
BACKGROUND_PHOTOS = 300
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
CLAIMS = (0.5, 0.7, 0.9)
WANTED = 0.95
REVIEWED = 30
SETTING = template_set("personal")

Figures = dict[str, dict[str, float]]
Photos = dict[str, tuple[Vectors, np.ndarray]]
Classes = tuple[Vectors, Vectors, np.ndarray, Vectors]


class Judge(NamedTuple):
    """What the model brings.

    Attributes:
        scale: Its factor before a softmax over cosines.
        relevance: What is known of how its cosines mean that a photo fits.
    """

    scale: float
    relevance: Scale


class Sorted(NamedTuple):
    """Photos of which some belong to no known class.

    Attributes:
        texts: (classes, dim) vectors of the known classes.
        examples: (n, dim).
        labels: (n,) their classes.
        library: (m, dim) the photos to be sorted.
        truth: (m,) their classes; the number of classes for a photo of none.
        background: (k, dim) a sample of the library.
    """

    texts: Vectors
    examples: Vectors
    labels: np.ndarray
    library: Vectors
    truth: np.ndarray
    background: Vectors


class Outcome(NamedTuple):
    """What was learned, and what it makes of photos.

    Attributes:
        learned: The classes.
        probabilities: (n, classes + 1) of photos that are no examples.
        truth: (n,) their classes; the number of classes for a photo of none.
    """

    learned: Learned
    probabilities: Vectors
    truth: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well a model tells classes apart.")
    parser.add_argument("--model", default=STARTER_NAME, help=f"name of a model (default: {STARTER_NAME})")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    arguments = parser.parse_args()
    if not (SAMPLES / "photos").is_dir():
        sys.exit(f"the sample photos are not in {SAMPLES}")
    models = data_locations().models
    embedder = load_embedder(find(arguments.model, models), models)
    photos = {name: embed_test_half(embedder, name) for name in LABELLED}
    others = embed(embedder, sorted((SAMPLES / "photos" / "captioned" / "images").iterdir()))
    texts = {name: texts_of(embedder, SETTING, name) for name in LABELLED}
    scale = embedder.logit_scale
    neutral = embedder.embed_texts(list(neutral_texts()[::NEUTRAL_STEP])).mean(axis=0)
    judge = Judge(scale, relevance_scale(embedder.identity, neutral))
    outside = photos["flowers"][0]
    outcomes = {
        **judged(
            "three of five flowers, 8 each",
            some_flowers(texts["flowers"], *photos["flowers"], others),
            judge,
        ),
        **judged("eight of thirty other classes, 3 each", some_others(texts, photos, outside), judge),
    }
    tables = {
        "labels alone: accuracy": {
            each.name: {name: zero_shot(embedder, each, name, *photos[name])[0] for name in LABELLED}
            for each in template_sets()
        },
        "labels alone: calibration error": {
            each.name: {name: zero_shot(embedder, each, name, *photos[name])[1] for name in LABELLED}
            for each in template_sets()
        },
        f"accuracy by examples, {SPLITS} splits": few_shot(texts, scale, photos, 0, SPLITS),
        f"accuracy by examples, {MANY_SPLITS} splits": few_shot(texts, scale, photos, 0, MANY_SPLITS),
        f"calibration error by examples, {SPLITS} splits": few_shot(texts, scale, photos, 1, SPLITS),
        f"calibration error by examples, {MANY_SPLITS} splits": few_shot(
            texts, scale, photos, 1, MANY_SPLITS
        ),
        **{f"{name}; by threshold": unknown(parts) for name, parts in outcomes.items()},
        "labels alone, the whole library belongs to the classes; at 0.5": at_home(texts, photos, judge),
        '"about N % right": claimed and true at a threshold': claims(texts, scale, photos, outcomes),
        "seconds to learn, 20 classes": learning_seconds(embedder.identity.dim),
    }
    if arguments.json:
        print(json.dumps({"model": arguments.model, **tables}))
        return
    for title, figures in tables.items():
        print(table(title, figures))


def embed_test_half(embedder: Embedder, name: str) -> tuple[Vectors, np.ndarray]:
    """(n, dim) vectors and (n,) class numbers."""
    test = [embed(embedder, photos) for photos in label_set(SAMPLES / "photos" / name).test]
    return np.concatenate(test), np.repeat(np.arange(len(test)), [len(rows) for rows in test])


def texts_of(embedder: Embedder, chosen: TemplateSet, name: str) -> Vectors:
    labels = label_set(SAMPLES / "photos" / name).classes
    return class_vectors([embedder.embed_texts(prompts(label, chosen.templates)) for label in labels])


def zero_shot(
    embedder: Embedder, chosen: TemplateSet, name: str, photos: Vectors, truth: np.ndarray
) -> tuple[float, float]:
    """Accuracy and calibration error without examples."""
    probabilities = softmax(embedder.logit_scale * photos @ texts_of(embedder, chosen, name).T)
    return float(np.mean(probabilities.argmax(axis=1) == truth)), calibration_error(probabilities, truth)


def shots_of(truth: np.ndarray) -> list[int]:
    """Numbers of examples of which every class has at least as many photos left."""
    return [shots for shots in SHOTS if 2 * shots <= int(np.bincount(truth).min())]


def few_shot(texts: dict[str, Vectors], scale: float, photos: Photos, which: int, splits: int) -> Figures:
    """Accuracy (0) or calibration error (1) by number of examples, always on the same photos of a split."""
    figures: Figures = {}
    for name, (vectors, truth) in photos.items():
        words, most = texts[name], shots_of(truth)[-1]
        for seed in range(splits):
            _, tested = split(truth, len(words), most, seed)
            rows, right = vectors[tested], truth[tested]
            for shots in (0, *shots_of(truth)):
                if shots:
                    examples, _ = split(truth, len(words), shots, seed)
                    probabilities = learn(words, scale, vectors[examples], truth[examples]).probabilities(
                        rows
                    )
                else:
                    probabilities = softmax(scale * rows @ words.T)
                found = (
                    float(np.mean(probabilities.argmax(axis=1) == right)),
                    calibration_error(probabilities, right),
                )
                line = figures.setdefault(str(shots) if shots else "labels alone", {})
                line[name] = line.get(name, 0.0) + found[which] / splits
    return figures


def some_flowers(texts: Vectors, photos: Vectors, truth: np.ndarray, others: Vectors) -> Iterator[Sorted]:
    for known in itertools.combinations(range(len(texts)), 3):
        for seed in range(FIRST_SEED, FIRST_SEED + SPLITS):
            yield sorted_photos(texts, photos, truth, known, others, 8, seed)


def some_others(texts: dict[str, Vectors], photos: Photos, others: Vectors) -> Iterator[Sorted]:
    names = [name for name in LABELLED if name != "flowers"]
    words = np.concatenate([texts[name] for name in names])
    starts = np.cumsum([0, *(len(texts[name]) for name in names)])
    truth = np.concatenate([photos[name][1] + start for name, start in zip(names, starts, strict=False)])
    random = np.random.default_rng(FIRST_SEED)
    for _ in range(10):
        known = tuple(np.sort(random.permutation(len(words))[:8]).tolist())
        for seed in range(FIRST_SEED, FIRST_SEED + SPLITS):
            rows = np.concatenate([photos[name][0] for name in names])
            yield sorted_photos(words, rows, truth, known, others, 3, seed)


def sorted_photos(
    texts: Vectors,
    photos: Vectors,
    truth: np.ndarray,
    known: tuple[int, ...],
    others: Vectors,
    shots: int,
    seed: int,
) -> Sorted:
    random = np.random.default_rng(seed)
    examples = np.concatenate(
        [random.permutation(np.flatnonzero(truth == number))[:shots] for number in known]
    )
    tested = np.setdiff1d(np.arange(len(truth)), examples)
    library = np.concatenate([photos[tested], others])
    place = {number: position for position, number in enumerate(known)}
    right = np.array([place.get(int(number), len(known)) for number in truth[tested]])
    return Sorted(
        texts[list(known)],
        photos[examples],
        np.array([place[int(number)] for number in truth[examples]]),
        library,
        np.append(right, np.full(len(others), len(known))),
        library[random.permutation(len(library))[:BACKGROUND_PHOTOS]],
    )


def judged(name: str, cases: Iterator[Sorted], judge: Judge) -> dict[str, list[Outcome]]:
    """What is learned from the examples, and what once some photos taken were confirmed or rejected."""
    before: list[Outcome] = []
    after: list[Outcome] = []
    for seed, case in enumerate(cases):
        learned = learn(
            case.texts,
            judge.scale,
            case.examples,
            case.labels,
            case.background,
            neutral=judge.relevance.neutral,
            relevance=lines(case.texts, case.library, judge.relevance),
        )
        before.append(Outcome(learned, learned.probabilities(case.library), case.truth))
        after.append(reviewed(case, judge, before[-1].probabilities, seed))
    return {name: before, f"{name}, {REVIEWED} photos reviewed": after}


def reviewed(case: Sorted, judge: Judge, probabilities: Vectors, seed: int) -> Outcome:
    classes = len(case.texts)
    taken, sure = probabilities[:, :classes].argmax(axis=1), probabilities[:, :classes].max(axis=1)
    seen = np.random.default_rng(seed).permutation(np.flatnonzero(sure >= 0.5))[:REVIEWED]
    rest = np.setdiff1d(np.arange(len(sure)), seen)
    learned = learn(
        case.texts,
        judge.scale,
        np.concatenate([case.examples, case.library[seen]]),
        np.append(case.labels, np.where(taken[seen] == case.truth[seen], taken[seen], -1)),
        case.background,
        neutral=judge.relevance.neutral,
        relevance=lines(case.texts, case.library, judge.relevance),
    )
    return Outcome(learned, learned.probabilities(case.library[rest]), case.truth[rest])


def at_home(texts: dict[str, Vectors], photos: Photos, judge: Judge) -> Figures:
    """Libraries in which every photo belongs to a class, though any might belong to none."""
    figures: Figures = {}
    nothing = np.empty(0, np.intp)
    for name, (vectors, truth) in photos.items():
        learned = learn(
            texts[name],
            judge.scale,
            vectors[:0],
            nothing,
            vectors[:BACKGROUND_PHOTOS],
            neutral=judge.relevance.neutral,
            relevance=lines(texts[name], vectors, judge.relevance),
        )
        probabilities = learned.probabilities(vectors)[:, : len(texts[name])]
        taken, right = probabilities.max(axis=1) >= 0.5, probabilities.argmax(axis=1) == truth
        figures[name] = {
            "right of those kept": float(right[taken].mean()),
            "kept and right": float(np.mean(right & taken)),
        }
    return figures


def unknown(parts: list[Outcome]) -> Figures:
    """Right of what is kept, kept of what belongs, left alone of what does not.

    At some thresholds, and at the least one where as many are right as wanted.
    """
    tried = np.linspace(0.3, 0.99, 139).tolist()
    found: dict[float, list[tuple[float, float, float]]] = {each: [] for each in (*THRESHOLDS, *tried)}
    for learned, probabilities, truth in parts:
        classes = learned.classes
        taken, sure = probabilities[:, :classes].argmax(axis=1), probabilities[:, :classes].max(axis=1)
        belongs, right = truth < classes, taken == truth
        if not belongs.any():
            continue  # all of them were reviewed
        for threshold, rows in found.items():
            kept = sure >= threshold
            share = float(np.mean(right[kept])) if kept.any() else 1.0
            rows.append((share, float(np.mean((kept & right)[belongs])), float(np.mean(~kept[~belongs]))))
    error = float(np.mean([calibration_error(probabilities, truth) for _, probabilities, truth in parts]))
    means = {threshold: np.mean(rows, axis=0) for threshold, rows in found.items()}
    enough = next((each for each in tried if means[each][0] >= WANTED), None)
    names = ("right of those kept", "kept and right", "others left alone")
    shown = {str(each): means[each] for each in THRESHOLDS}
    if enough is not None:
        shown[f"{enough:.3f}, the least at which {WANTED:.0%} are right"] = means[enough]
    return {
        title: {**dict(zip(names, row.tolist(), strict=True)), "calibration error": error}
        for title, row in shown.items()
    }


def claims(
    texts: dict[str, Vectors], scale: float, photos: Photos, outcomes: dict[str, list[Outcome]]
) -> Figures:
    """What `expected_precision` says and what is true, all photos taken for any class together."""
    figures: Figures = {}
    for name, (vectors, truth) in photos.items():
        for shots in shots_of(truth):
            parts: list[Outcome] = []
            for seed in range(SPLITS):
                examples, tested = split(truth, len(texts[name]), shots, seed)
                learned = learn(texts[name], scale, vectors[examples], truth[examples])
                parts.append(Outcome(learned, learned.probabilities(vectors[tested]), truth[tested]))
            figures[f"{name}, {shots} each"] = claimed(parts)
    return figures | {name: claimed(parts) for name, parts in outcomes.items()}


def claimed(parts: list[Outcome]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for threshold in CLAIMS:
        claim, right, count = 0.0, 0, 0
        for learned, probabilities, truth in parts:
            for number in range(learned.classes):
                taken = taken_for(probabilities, number, threshold, learned.classes)
                claim += (
                    int(taken.sum()) * expected_precision(learned, number, threshold, probabilities).share
                )
                right += int(np.sum(truth[taken] == number))
                count += int(taken.sum())
        figures |= {
            f"claimed at {threshold}": claim / max(count, 1),
            f"true at {threshold}": right / max(count, 1),
        }
    return figures


def learning_seconds(dim: int) -> Figures:
    """Least seconds of several to learn 20 classes from some examples each, of random vectors."""
    random = np.random.default_rng(0)
    figures: Figures = {}
    for shots in (8, 50, 200):
        count = 20 * shots
        texts, photos = unit(random.normal(size=(20, dim))), unit(random.normal(size=(count + 1, dim)))
        background, labels = unit(random.normal(size=(BACKGROUND_PHOTOS, dim))), np.arange(count + 1) % 20
        before = learn(texts, 44.0, photos[:count], labels[:count], background)

        def seconds(previous: Learned | None, known: Classes = (texts, photos, labels, background)) -> float:
            began = time.perf_counter()
            learn(known[0], 44.0, *known[1:], before=previous)
            return time.perf_counter() - began

        column = f"{shots} examples"
        figures.setdefault("from scratch", {})[column] = min(seconds(None) for _ in range(5))
        figures.setdefault("after one more example", {})[column] = min(seconds(before) for _ in range(15))
    return figures


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
