"""One function a command: asks the photo service, prints the answer."""

import argparse
import dataclasses
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clipphotos.cli.asking import Asked, absolute, photo_service, wants_json
from clipphotos.cli.filters import narrowed_to_reason, typed_filters, why_nothing_fits
from clipphotos.cli.output import (
    language,
    print_aside,
    print_error,
    print_json,
    print_json_to_read,
    print_text,
)
from clipphotos.core.errors import CatalogueInUse, ErrorReport, KnownError
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.core.photo import PhotoState
from clipphotos.core.search.filters import FolderFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.wording.errors import word
from clipphotos.service.protocol.indexing import IndexFolders, RefreshIndex
from clipphotos.service.protocol.library import GetStatus, RunDoctor, Status
from clipphotos.service.protocol.models import AddLocalModel, DownloadModel, SetBackend, SetModel
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.service.protocol.skipped_photo import SkippedPhoto
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.logs import divert_native_messages

if TYPE_CHECKING:
    from clipphotos.service.protocol.command import Command


_ABOUT_FOLDERS = frozenset({"unlistable_folders", "excluded", "excluded_folders", "newly_excluded"})


def index(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos index``."""
    folders = tuple(absolute(folder, "folder-missing") for folder in options.folders)
    divert_native_messages(locations.logs / "decoders.log")
    with photo_service(locations) as service:
        summary = service.run(IndexFolders(folders, options.model, options.retry_skipped))
    if photos := summary.skipped - summary.unlistable_folders:
        print_aside(f"{photos} photos cannot be searched; “clipphotos status” says why.")
    if summary.unlistable_folders:
        print_aside(f"{summary.unlistable_folders} folders cannot be listed; “clipphotos status” says why.")
    if summary.excluded:
        print_aside(
            f"{summary.excluded} photos in {summary.excluded_folders} excluded folders are left out; what is"
            " known of them is kept. “clipphotos status” lists the folders."
        )
    elif summary.excluded_folders:
        print_aside(f"{summary.excluded_folders} folders are left out; “clipphotos status” lists them.")
    answer = dataclasses.asdict(summary)
    if answer.pop("examples_gone"):
        print_aside(
            f"{summary.examples_gone} examples of categories are not where they were;"
            " the model does without them."
        )
    # Of folders it speaks only where there is something to say.
    print_json({name: value for name, value in answer.items() if value or name not in _ABOUT_FOLDERS})
    return 0


def search(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos search``."""
    like = absolute(options.like, "photo-not-found") if options.like else None
    outcome = 0
    is_stale = False
    with photo_service(locations, to_read=True) as service:
        filters = typed_filters(options, service)
        for text in _queries(options.query):
            query = SearchQuery(text, like, filters, options.limit, options.model)
            try:
                result = service.run(Search(query))
            except KnownError as error:
                if options.query != "-":
                    raise
                print_error(error.report())
                outcome = 1
                continue
            is_stale |= not result.index_is_current
            _print_hits(result, as_json=wants_json(options))
            if not result.hits:
                print_error(_why_nothing(service, result))
            elif query.is_filtered and len(result.hits) < result.matching:
                print_aside(f"{len(result.hits)} of {result.matching} such photos; --limit N shows more.")
    if is_stale:
        _refresh_index(options.model, locations)
    return outcome


def status(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos status``."""
    with photo_service(locations, to_read=True) as service:
        answer = service.run(GetStatus())
    description = {
        "data_dir": str(answer.data_dir),
        "roots": [
            {
                "path": str(root.path),
                "photos": root.photo_count,
                "online": root.online,
                "last_scan": root.last_scan_at,
            }
            for root in answer.roots
        ],
        "photos": {
            state: count
            for state, count in answer.photos_by_state.items()
            if count or state != PhotoState.EXCLUDED
        },
        "searchable": answer.searchable,
        "skipped": _with_reasons(answer.skipped),
        "noted": _with_reasons(answer.noted),
        "excluded": [
            {"path": str(folder.path), "reason": folder.exclusion.value, "photos": folder.photo_count}
            for folder in answer.excluded
        ],
        "model": answer.model.name,
        "device": answer.device or _device(),
        "backend": answer.backend.value,
        "graphics_card": _fallback_reason(answer),
        "index": {"vectors": answer.index_size, "bytes": answer.index_bytes},
    }
    if wants_json(options):
        print_json(description)
    else:
        print_json_to_read(description)
    return 0


def _with_reasons(photos: Iterable[SkippedPhoto]) -> list[dict[str, str]]:
    return [
        {
            "path": str(photo.path),
            "code": photo.error.code,
            "reason": word(photo.error.code, photo.error.params, language()),
        }
        for photo in photos
    ]


def models(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos models``."""
    commands: list[Command[object]] = []
    if options.action == "backend":
        commands.append(SetBackend(Backend(options.backend)))
    if options.action == "set":
        commands.append(SetModel(options.name))
    elif options.action == "download":
        commands.append(DownloadModel(options.name))
    elif options.action == "add":
        checkpoint = absolute(options.checkpoint, "model-damaged")
        commands.append(AddLocalModel(options.name, options.architecture, checkpoint))
    for command in commands:
        with photo_service(locations) as service:
            service.run(command)
    with photo_service(locations, to_read=True) as service:
        answer = service.run(GetStatus())
    shown = (answer.model,) if options.action in {"current", "set", "backend"} else answer.models
    for model in shown:
        # Known of the current one; no model is loaded to find out.
        runs = (
            {
                "backend": answer.backend.value,
                "device": answer.device,
                "graphics_card": _fallback_reason(answer),
            }
            if model.current
            else {}
        )
        if wants_json(options):
            print_json(dataclasses.asdict(model) | runs)
        else:
            print_text(_describe_model(model))
            if runs["device"] if runs else "":
                print_text(f"    runs on {runs['device']} ({runs['backend']})")
                if fallback_reason := _fallback_reason(answer):
                    print_text(f"    {fallback_reason}")
    return 0


def doctor(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos doctor``."""
    with photo_service(locations) as service:
        report = service.run(RunDoctor())
    if wants_json(options):
        print_json({**dataclasses.asdict(report), "healthy": report.healthy})
    else:
        for finding in report.findings:
            print_text(f"{finding.check}: {finding.problem}{' Repaired.' if finding.repaired else ''}")
        print_text("All is well." if not report.findings else f"{len(report.findings)} findings.")
    return 0 if report.healthy else 1


def _refresh_index(model: str | None, locations: DataLocations) -> None:
    """Put a damaged or lagging index right, now that the answers are out and if nobody else is at it."""
    try:
        with photo_service(locations) as service:
            service.run(RefreshIndex(model))
    except KnownError as error:
        # Somebody else is at it, or nothing can be written there.
        if error.error_code not in {CatalogueInUse.code, "data-folder-unusable"}:
            raise


def _queries(typed: str | None) -> Iterator[str]:
    if typed == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())
    else:
        yield typed or ""


def _print_hits(result: SearchResult, *, as_json: bool) -> None:
    for hit in result.hits:
        if as_json:
            print_json(
                {
                    "query": result.query.text,
                    "rank": hit.rank,
                    "path": str(hit.path),
                    "score": round(hit.score, 6),
                }
            )
        else:
            print_text(f"{hit.rank:4d}  {hit.score:.3f}  {hit.path}")


def _why_nothing(service: Asked, result: SearchResult) -> ErrorReport:
    """Whether there are no photos, or only none that the model has seen."""
    query = result.query
    answer = service.run(GetStatus())
    if not answer.photos_by_state["ok"]:
        return ErrorReport("library-empty")
    if result.searchable:
        narrowed, is_together = narrowed_to_reason(query, lambda each: bool(service.run(Search(each)).hits))
        if is_together:
            return ErrorReport("nothing-fits-all")
        if (reason := why_nothing_fits(narrowed)) is not None:
            return reason
    for place in query.filters_of(FolderFilter):
        others = tuple(each for each in query.filters if each != place)
        everywhere = service.run(Search(dataclasses.replace(query, filters=others, limit=1)))
        if everywhere.hits:
            return ErrorReport("folder-not-indexed", {"path": str(place.folder)})
    return ErrorReport("model-not-indexed", {"name": query.model or answer.model.name})


def _describe_model(model: ModelInfo) -> str:
    state = (
        "current" if model.current else "ready" if model.available else f"{model.download_mb} MB to download"
    )
    pinned = "  not pinned" if model.pinned is False else ""
    return f"{model.name:28} {state:20} {model.languages:10} {model.licence}{pinned}"


def _fallback_reason(status: Status) -> str:
    """Why no graphics card is used, in a sentence; empty if there is nothing to say."""
    why = status.fallback_reason
    return word(why.code, why.params, language()) if why is not None else ""


def _device() -> str:
    from clipphotos.inference.embedders.open_clip import best_device

    return best_device()
