"""What a photo takes over when it is read for the first time; what becomes of one that moved meanwhile."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing import embed
from clipphotos.service.indexing.reading.reading import PhotoToRead
from clipphotos.service.models import concepts
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.indexing import IndexFolders
from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photo, make_photos
from support.services import Service, load_colour_embedder


def ratings(service: Service) -> dict[str, int]:
    with closing(open_catalogue(service.locations)) as catalogue:
        return dict(catalogue.rows("SELECT relpath, rating FROM photo WHERE state != 'missing'"))


@pytest.mark.parametrize(("first", "second"), [(2, 5), (5, 2), (4, 0)])
def test_a_copy_is_rated_as_the_best_of_its_content(service: Service, folder: Path, first: int, second: int):
    photo = make_photo(folder / "a.png", "red")
    (folder / "b.png").write_bytes(photo.read_bytes())
    make_photo(folder / "other.png", "blue")
    service.index(folder)
    ids = {hit.path.name: hit.photo_id for hit in service.search("red")}
    for name, rating in (("a.png", first), ("b.png", second), ("other.png", 3)):
        service.run(RatePhotos((ids[name],), rating))
    (folder / "c.png").write_bytes(photo.read_bytes())
    service.index(folder)
    assert ratings(service) == {"a.png": first, "b.png": second, "other.png": 3, "c.png": max(first, second)}


def test_a_photo_that_is_moved_before_it_is_read_is_not_taken_for_unreadable(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whoever moves it tells the catalogue, and the reading of the old path says nothing about it."""
    make_photo(folder / "before.png", "red")
    chosen = embed._to_read

    def moved_meanwhile(context: ServiceContext, *rest: Any) -> list[PhotoToRead]:
        to_read = chosen(context, *rest)
        if (folder / "before.png").exists():
            (folder / "before.png").rename(folder / "after.png")
            with context.catalogue.transaction():
                context.catalogue.execute("UPDATE photo SET relpath = 'after.png', path_key = 'after.png'")
        return to_read

    monkeypatch.setattr(embed, "_to_read", moved_meanwhile)
    service.index(folder)
    status = service.status()
    assert not status.skipped
    assert status.photos_by_state.get("missing", 0) == 0
    service.index(folder)
    assert [hit.path.name for hit in service.search("red")] == ["after.png"]


def test_the_vocabulary_is_read_while_photos_are(
    locations: DataLocations, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """So the later ones of a first run have their tags with their vectors."""
    monkeypatch.setattr(concepts, "TEXTS_A_STEP", 5000)
    make_photos(folder, 60)
    service = PhotoService(locations, lambda _: None, load_embedder=load_colour_embedder)
    seen: list[tuple[int, int]] = []
    try:
        service.submit(1, IndexFolders((folder,)))
        while service.busy:
            service.step()
            seen.append(
                (
                    service._context.catalogue.value("SELECT count(*) FROM embedding"),
                    len(list(locations.concepts.iterdir())),
                )
            )
    finally:
        service.close()
    assert any(0 < embedded < 60 and is_read for embedded, is_read in seen), set(seen)


def test_only_photos_that_were_edited_concern_categories(service: Service, folder: Path):
    """Examples stay with the content: what is in a category may be another photo now."""

    def concerns_categories() -> bool:
        service.events.clear()
        service.index(folder)
        return any(event.changes.categories for event in service.events if isinstance(event, LibraryChanged))

    make_photo(folder / "a.png", "red")
    assert not concerns_categories()
    make_photo(folder / "b.png", "green")
    assert not concerns_categories()
    make_photo(folder / "a.png", "blue", size=(90, 60))
    assert concerns_categories()
