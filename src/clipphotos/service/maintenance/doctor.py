"""The check-up: what is wrong with our own data, and what can be put right because it is derived."""

from collections.abc import Iterator

from clipphotos.core.changes import Changes
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.job import bring_index_up_to_date
from clipphotos.service.operations.recovery import recover
from clipphotos.service.protocol.library import DoctorReport, Finding, RunDoctor
from clipphotos.storage import photos, vectors
from clipphotos.storage.operations import journal

CHECKS = ("catalogue", "photos", "vectors", "index", "operations")


def run_doctor(context: ServiceContext, _command: RunDoctor, progress: Progress) -> JobSteps[DoctorReport]:
    """See `RunDoctor`."""
    findings: list[Finding] = []
    for done, check in enumerate((_check_catalogue, _check_photos, _check_vectors)):
        progress.step(Stage.CHECK, done, len(CHECKS))
        findings += check(context)
        yield Step.WORKED
    for model_id, dim in vectors.models_with_vectors(context.catalogue):
        opened = context.indexes.open(model_id, dim)
        if opened.problem:
            findings.append(
                Finding("index", f"An index file could not be used: {opened.problem}.", repaired=True)
            )
        yield from bring_index_up_to_date(context, model_id, dim, progress)
    findings += _check_operations(context)
    progress.step(Stage.CHECK, len(CHECKS), len(CHECKS))
    if findings:
        context.changes.announce(Changes(photos=True, vectors=True))
    return DoctorReport(CHECKS, tuple(findings))


def _check_operations(context: ServiceContext) -> Iterator[Finding]:
    found = recover(context.catalogue, context.files)
    settled = found.done + found.failed + found.conflicts
    if settled:
        yield Finding("operations", f"{settled} interrupted file moves were settled.", repaired=True)
    waiting = journal.unfinished_moves(context.catalogue)
    if waiting:
        yield Finding(
            "operations",
            f"{waiting} file moves were interrupted; what became of them shows when their drive is back.",
            repaired=False,
        )


def _check_catalogue(context: ServiceContext) -> Iterator[Finding]:
    for problem in context.catalogue.integrity_problems():
        yield Finding("catalogue", f"SQLite reports: {problem}.", repaired=False)


def _check_photos(context: ServiceContext) -> Iterator[Finding]:
    with context.catalogue.transaction():
        count = photos.reset_inconsistent(context.catalogue)
    if count:
        yield Finding(
            "photos",
            f"{count} photos were marked as read without a content hash; they are read again.",
            repaired=True,
        )


def _check_vectors(context: ServiceContext) -> Iterator[Finding]:
    damaged = vectors.damaged_ids(context.catalogue)
    if damaged:
        with context.catalogue.transaction():
            vectors.forget(context.catalogue, damaged)
        context.indexes.forget_all()
        yield Finding(
            "vectors",
            f"{len(damaged)} vectors were damaged; the next indexing run makes them anew.",
            repaired=True,
        )
