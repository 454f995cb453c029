"""The service as a whole: opened, asked, closed in good order, and opened again after a crash."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.errors import CatalogueInUse, CatalogueUnusable
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.core.models import Backend
from clipphotos.service import photo_service as module
from clipphotos.service.models.model_selection import BACKEND
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import Event, JobFinished, OperationsRecovered
from clipphotos.service.protocol.indexing import SetIndexingSettings
from clipphotos.service.protocol.library import GetStatus, Status
from clipphotos.storage import settings
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.moves import moved, planned
from support.pictures import make_photos
from support.services import Service, load_colour_embedder
from support.taps import TappedFileSystem, in_child


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def opened(locations: DataLocations, events: list[Event]) -> Iterator[PhotoService]:
    with closing(PhotoService(locations, events.append, load_embedder=load_colour_embedder)) as service:
        yield service


def test_a_command_is_done_step_by_step(opened: PhotoService, events: list[Event]):
    assert not opened.busy
    assert not opened.step()
    opened.submit(7, GetStatus())
    assert opened.busy
    assert events == []
    while opened.busy:
        opened.step()
    assert [(event.job_id, type(event.result)) for event in events if isinstance(event, JobFinished)] == [
        (7, Status)
    ]
    opened.cancel(7)  # finished already
    assert not opened.step()


def test_only_one_writes_and_its_lock_is_free_after_closing(
    locations: DataLocations, events: list[Event], monkeypatch: pytest.MonkeyPatch
):
    opened = PhotoService(locations, events.append, load_embedder=load_colour_embedder)
    with pytest.raises(CatalogueInUse):
        PhotoService(locations, events.append)
    PhotoService(locations, events.append, read_only=True).close()
    opened.submit(1, GetStatus())
    opened.close()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(module, "put_into_effect", broken)
        with pytest.raises(ZeroDivisionError):
            PhotoService(locations, events.append)
    open_catalogue(locations).close()


def test_without_a_catalogue_there_is_nothing_to_read(locations: DataLocations, events: list[Event]):
    with pytest.raises(CatalogueUnusable):
        PhotoService(locations, events.append, read_only=True)
    assert not locations.catalogue.exists()


def test_what_the_user_decided_holds_from_the_start(service: Service, locations: DataLocations):
    service.run(SetIndexingSettings(IndexingSettings(IndexingTime.BY_HAND, 1)))
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        settings.remember(catalogue, BACKEND, Backend.TORCH.value)
    with service.host() as host:
        context = host._running._context
        assert (context.indexing, context.backend) == (
            IndexingSettings(IndexingTime.BY_HAND, 1),
            Backend.TORCH,
        )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="is killed in a copy of this process")
def test_what_a_kill_left_is_settled_and_told_at_the_start(service: Service, folder: Path):
    (photo,) = make_photos(folder, 1)
    service.index(folder)

    def die(name: str, _arguments: tuple[object, ...]) -> None:
        if name == "rename_exclusive":
            os._exit(9)

    move = planned(photo, folder / "there" / "a.png")
    assert in_child(lambda: moved(service, [move], files=TappedFileSystem(die))) == 9
    service.events.clear()
    with service.host(read_only=True):
        assert not [event for event in service.events if isinstance(event, OperationsRecovered)]
    with service.host():
        (told,) = [event for event in service.events if isinstance(event, OperationsRecovered)]
    assert (told.recovery.failed, told.recovery.done) == (1, 0)
    service.events.clear()
    service.status()
    assert not [event for event in service.events if isinstance(event, OperationsRecovered)]
