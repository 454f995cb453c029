"""Scans compared with those that remember nothing."""

import dataclasses
import shutil
from contextlib import suppress
from pathlib import Path

from clipphotos.core.errors import Cancelled
from clipphotos.core.jobs import Stage
from clipphotos.service.protocol.events import Event, JobProgressed
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.services import Service


def rows(service: Service) -> list[tuple[object, ...]]:
    with open_catalogue(service.locations) as catalogue:
        return catalogue.rows(
            """SELECT p.id, r.path, r.online, p.relpath, p.path_key, p.size, p.mtime_ns, p.state,
            p.content_hash, p.error_code FROM photo p JOIN library_root r ON r.id = p.root_id ORDER BY p.id"""
        )


def index_both_ways(service: Service, *folders: Path) -> IndexSummary:
    """Index with what was remembered, and in a copy of the library without it: there is no difference."""
    copy = Service(DataLocations(service.locations.root.with_name("copied-data")))
    shutil.rmtree(copy.locations.root, ignore_errors=True)
    shutil.copytree(service.locations.root, copy.locations.root)
    with open_catalogue(copy.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE library_root SET listed_generation = -1")
    one, other = (dataclasses.replace(each.index(*folders), seconds=0) for each in (copy, service))
    assert one == other, (one, other)
    assert rows(copy) == rows(service)
    return other


def index_and_cancel(service: Service, *folders: Path) -> None:
    with service.host() as host:

        def cancel(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.stage == Stage.SCAN:
                host.cancel(1)

        host._on_event = cancel
        with suppress(Cancelled):
            host.run(IndexFolders(folders))
