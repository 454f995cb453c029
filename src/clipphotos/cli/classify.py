"""``clipphotos evaluate``, ``match`` and ``tag``: a model's classes and texts, and photos."""

import argparse
import dataclasses
from pathlib import Path

from clipphotos.cli.asking import absolute, photo_service, wants_json
from clipphotos.cli.output import language, print_aside, print_json, print_skipped, print_text
from clipphotos.core.errors import KnownError
from clipphotos.service.protocol.evaluating import (
    EvaluateFolder,
    FolderEvaluation,
    Match,
    MatchPhotos,
    SetEvaluation,
)
from clipphotos.service.protocol.tags import RemoveAutomaticTags, TagPhotos
from clipphotos.storage.locations import DataLocations

LABEL_WIDTH = 24
WIDEST_MATRIX = 24
"""Classes; a larger confusion matrix fits no terminal, and is in the JSON and on the page."""


def evaluate(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos evaluate``."""
    command = EvaluateFolder(
        absolute(options.folder, "folder-missing"),
        tuple(options.template),
        options.ensemble,
        options.few_shot,
        options.model,
    )
    with photo_service(locations, to_read=True) as service:
        answer = service.run(command)
    print_skipped(answer.skipped)
    for each in answer.sets:
        if wants_json(options):
            print_json(_as_json(answer, each))
        else:
            for line in _as_text(answer, each):
                print_text(line)
    if options.html:
        from clipphotos.cli.pages.evaluation import evaluation_page

        _write(options.html, evaluation_page(answer).encode("utf-8", "replace"))
    return 0


def match(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos match``."""
    photos = tuple(absolute(photo, "photo-not-found") for photo in options.photos)
    with photo_service(locations, to_read=True) as service:
        answer = service.run(MatchPhotos(photos, tuple(options.texts), options.model))
    print_skipped(answer.skipped)
    if wants_json(options):
        for photo in answer.photos:
            print_json(
                {
                    "path": str(photo.path),
                    "similarities": [round(value, 6) for value in photo.similarities],
                    "probabilities": [round(value, 6) for value in photo.probabilities],
                }
            )
    else:
        for line in _match_table(answer):
            print_text(line)
    if options.plot and answer.photos:
        from clipphotos.cli.pages.heat_map import heat_map

        _write(options.plot, heat_map(answer, options.plot.suffix[1:].lower()))
    return 1 if answer.skipped else 0


def tag(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos tag``."""
    folder = absolute(options.folder, "folder-missing")
    with photo_service(locations) as service:
        if options.remove:
            service.run(RemoveAutomaticTags(folder))
            return 0
        answer = service.run(TagPhotos(folder, options.model))
    for photo in answer.photos:
        if wants_json(options):
            print_json({"path": str(photo.path), "tags": [dataclasses.asdict(each) for each in photo.tags]})
        else:
            is_chinese = language().startswith("zh")
            words = [each.zh if is_chinese and each.zh else each.term for each in photo.tags]
            print_text(f"{photo.path}: {', '.join(words)}")
    return 0


def _as_json(answer: FolderEvaluation, each: SetEvaluation) -> dict[str, object]:
    outcome = each.evaluation
    return {
        "model": answer.model,
        "template": each.template,
        "photos": answer.photos,
        "accuracy": outcome.accuracy,
        "ece": outcome.ece,
        "per_class": {
            score.label: {"photos": score.photos, "precision": score.precision, "recall": score.recall}
            for score in outcome.per_class
        },
        "labels": answer.labels,
        "confusion": outcome.confusion,
        "few_shot": answer.shots,
        "tested": outcome.photos,
        "zero_shot_accuracy": each.zero_shot_accuracy,
        "device": answer.device,
        "skipped": len(answer.skipped),
        "seconds": each.seconds,
        "photos_per_second": answer.photos_per_second(each),
    }


def _as_text(answer: FolderEvaluation, each: SetEvaluation) -> list[str]:
    outcome = each.evaluation
    learned = f", {answer.shots} examples a class, {outcome.photos} tests in 5 splits" if answer.shots else ""
    before = f" (labels alone: {each.zero_shot_accuracy:.2%})" if answer.shots else ""
    speed = f"{each.seconds:.1f} s, {answer.photos_per_second(each):.1f} photos/s"
    figures = f"calibration error {outcome.ece:.3f}; {speed}"
    lines = [
        f"{each.template} · {answer.model} on {answer.device}{learned}",
        f"  {outcome.accuracy:.2%} of {answer.photos} photos are recognised{before}; {figures}",
        f"  {'class':{LABEL_WIDTH}} {'photos':>7} {'precision':>10} {'recall':>7}",
    ]
    lines += [
        f"  {_cut(score.label, LABEL_WIDTH):{LABEL_WIDTH}} {score.photos:7d} {score.precision:10.3f}"
        f" {score.recall:7.3f}"
        for score in outcome.per_class
    ]
    if len(answer.labels) <= WIDEST_MATRIX:
        width = max(4, *(len(str(count)) for row in outcome.confusion for count in row)) + 1
        numbers = "".join(f"{number:{width}d}" for number in range(1, len(answer.labels) + 1))
        lines.append(f"  {'taken for':>{LABEL_WIDTH}} {numbers}")
        for number, (label, row) in enumerate(zip(answer.labels, outcome.confusion, strict=True), start=1):
            name = f"{number} {_cut(label, LABEL_WIDTH - 4)}"
            lines.append(f"  {name:{LABEL_WIDTH}} " + "".join(f"{count:{width}d}" for count in row))
    return [*lines, ""]


def _match_table(answer: Match) -> list[str]:
    lines = [f"{number}  {text}" for number, text in enumerate(answer.texts, start=1)]
    width = max((len(photo.path.name) for photo in answer.photos), default=0)
    width = min(max(width, 5), 40)
    lines.append(" " * width + "".join(f"{number:>16d}" for number in range(1, len(answer.texts) + 1)))
    for photo in answer.photos:
        cells = "".join(
            f"{similarity:8.3f} {probability:6.1%}".rjust(16)
            for similarity, probability in zip(photo.similarities, photo.probabilities, strict=True)
        )
        lines.append(f"{_cut(photo.path.name, width):{width}}{cells}")
    return lines


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _write(path: Path, data: bytes) -> None:
    """Write a file of ours.

    Raises:
        KnownError: ``file-not-written``.
    """
    try:
        absolute(path, "file-not-written").write_bytes(data)
    except OSError as error:
        raise KnownError("file-not-written", path=str(path), detail=error.strerror or "") from error
    print_aside(f"clipphotos: {path}")
