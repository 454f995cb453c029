"""The daily backup as a job of the service."""

from pathlib import Path

import pytest

from clipphotos.core.errors import CatalogueDamaged
from clipphotos.service.protocol.library import BackUpCatalogue
from clipphotos.storage.maintenance import backups
from support.pictures import make_photos
from support.services import Service


def test_it_is_made_once_a_day(service: Service, folder: Path):
    make_photos(folder, 2)
    service.index(folder)
    assert service.run(BackUpCatalogue()) is True
    assert service.run(BackUpCatalogue()) is False
    (backup,) = backups.all_backups(service.locations)
    assert backups.sound_backup(service.locations) == backup


def test_a_library_without_anything_in_it_needs_none(service: Service):
    assert service.run(BackUpCatalogue()) is False
    assert not service.locations.backups.exists()


def test_whoever_only_reads_makes_none(service: Service, folder: Path):
    make_photos(folder, 2)
    service.index(folder)
    with service.host(read_only=True) as host:
        assert host.run(BackUpCatalogue()) is False


def test_searches_are_answered_while_it_is_made(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder, 2)
    service.index(folder)
    import threading

    from clipphotos.core.search.query import SearchQuery
    from clipphotos.service.protocol.events import Event, JobFinished
    from clipphotos.service.protocol.searching import Search

    may_end = threading.Event()
    real = backups.back_up

    def slow(*arguments: object) -> object:
        assert may_end.wait(60)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "back_up", slow)
    ended: list[int] = []
    with service.host() as host:

        def note(event: Event) -> None:
            if isinstance(event, JobFinished):
                ended.append(event.job_id)
                may_end.set()

        host._on_event = note
        running = host._running
        running.submit(101, BackUpCatalogue())
        running.submit(102, Search(SearchQuery("red")))
        while running.busy:
            running.step()
    assert ended == [102, 101]


def test_damage_is_told_of(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    make_photos(folder, 2)
    service.index(folder)

    def damaged(*_: object) -> None:
        raise CatalogueDamaged(path="x", detail="y")

    monkeypatch.setattr(backups, "back_up", damaged)
    assert service.refusal(BackUpCatalogue()) == "catalogue-damaged"


def test_a_folder_that_cannot_be_written_is_told_of(service: Service, folder: Path):
    make_photos(folder, 2)
    service.index(folder)
    service.locations.backups.write_text("in the way")
    assert service.refusal(BackUpCatalogue()) == "data-folder-unusable"
