"""One self-contained page about an evaluation: figures, confusion matrix, the surest mistakes as pictures."""

import base64
from html import escape

from clipphotos import __version__
from clipphotos.service.protocol.evaluating import FolderEvaluation, Mistake, SetEvaluation

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .6rem; text-align: right; border: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
.matrix { overflow-x: auto; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 1rem; }
figure { margin: 0; }
figure img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 4px; }
figcaption { font-size: 13px; overflow-wrap: anywhere; }
"""


def evaluation_page(answer: FolderEvaluation) -> str:
    """HTML without anything from elsewhere; it can be sent as one file."""
    best = max(answer.sets, key=lambda each: each.evaluation.accuracy)
    learned = f", {answer.shots} examples a class" if answer.shots else ""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(answer.model)}: {best.evaluation.accuracy:.1%}</title>",
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{best.evaluation.accuracy:.1%} of {answer.photos} photos recognised</h1>",
        f"<p>{escape(answer.model)}, {escape(answer.device)}, {len(answer.labels)} classes{learned}.</p>",
        _sets(answer),
        f"<h2>{escape(best.template)}</h2>",
        _classes(best),
        "<h3>What was taken for what</h3>",
        _matrix(answer, best),
        "<h3>The surest mistakes</h3>" if best.mistakes else "<p>No mistakes.</p>",
        '<div class="photos">',
        *(_mistake(mistake) for mistake in best.mistakes),
        "</div>",
        f"<p><small>ClipPhotos {__version__}</small></p></body></html>",
    ]
    return "\n".join(parts)


def _sets(answer: FolderEvaluation) -> str:
    names = ("templates", "accuracy", "calibration error", "seconds", "photos/s")
    head = "<tr>" + "".join(f"<th>{name}</th>" for name in names) + "</tr>"
    rows = [
        f"<tr><td>{escape(each.template)}</td><td>{each.evaluation.accuracy:.2%}</td>"
        f"<td>{each.evaluation.ece:.3f}</td><td>{each.seconds:.1f}</td>"
        f"<td>{answer.photos_per_second(each):.1f}</td></tr>"
        for each in answer.sets
    ]
    return f"<table>{head}{''.join(rows)}</table>"


def _classes(each: SetEvaluation) -> str:
    head = "<tr><th>class</th><th>photos</th><th>precision</th><th>recall</th></tr>"
    rows = [
        f"<tr><td>{escape(score.label)}</td><td>{score.photos}</td><td>{score.precision:.3f}</td>"
        f"<td>{score.recall:.3f}</td></tr>"
        for score in each.evaluation.per_class
    ]
    return f"<table>{head}{''.join(rows)}</table>"


def _matrix(answer: FolderEvaluation, each: SetEvaluation) -> str:
    head = "<tr><th>is \\ taken for</th>" + "".join(f"<th>{escape(label)}</th>" for label in answer.labels)
    rows: list[str] = []
    for number, (label, counts) in enumerate(zip(answer.labels, each.evaluation.confusion, strict=True)):
        total = max(sum(counts), 1)
        cells = "".join(
            f'<td style="background: rgb({"40 130 70" if number == column else "200 60 40"}'
            f' / {0.7 * count / total:.2f})">{count or ""}</td>'
            for column, count in enumerate(counts)
        )
        rows.append(f"<tr><td>{escape(label)}</td>{cells}</tr>")
    return f'<div class="matrix"><table>{head}</tr>{"".join(rows)}</table></div>'


def _mistake(mistake: Mistake) -> str:
    name = escape(mistake.path.name.encode("utf-8", "replace").decode("utf-8"))
    shown = "<p>Behind a link: not shown.</p>"
    if mistake.thumbnail:
        picture = base64.b64encode(mistake.thumbnail).decode("ascii")
        shown = f'<img alt="{name}" src="data:image/jpeg;base64,{picture}">'
    return (
        f"<figure>{shown}<figcaption>"
        f"{escape(mistake.label)}, taken for <b>{escape(mistake.taken_for)}</b>"
        f" ({mistake.probability:.0%})<br>{name}</figcaption></figure>"
    )
