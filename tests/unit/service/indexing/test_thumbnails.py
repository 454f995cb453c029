import io
from pathlib import Path

import pytest
from PIL import Image

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.service.protocol.showing import MakePreview, MakeThumbnails
from clipphotos.storage import photos
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.thumbnail_store import ThumbnailReader
from support.pictures import make_photo, make_photos
from support.services import Service


def ids(service: Service) -> list[int]:
    reader = CatalogueReader(service.locations)
    found = reader.photo_ids()
    reader.close()
    return found


def thumbnails(service: Service) -> dict[int, bytes]:
    reader = ThumbnailReader(service.locations)
    found = reader.get(ids(service))
    reader.close()
    return found


def test_indexing_makes_thumbnails_on_the_way(service: Service, folder: Path):
    make_photo(folder / "large.jpg", "red", size=(1600, 1200))
    service.index(folder)
    (jpeg,) = thumbnails(service).values()
    assert Image.open(io.BytesIO(jpeg)).size == (384, 288)


def test_missing_thumbnails_are_made_on_demand(service: Service, folder: Path):
    make_photos(folder, 3)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    service.index(folder)
    service.locations.thumbnails.unlink()
    with service.host() as host:
        made = host.run(MakeThumbnails(tuple(ids(service))))
        assert len(made) == 3
        assert set(thumbnails(service)) == set(made)
        assert host.run(MakeThumbnails(tuple(ids(service)))) == made


def test_a_preview_is_no_larger_than_asked_and_never_enlarged(service: Service, folder: Path):
    make_photo(folder / "photo.png", "blue", size=(1200, 800))
    service.index(folder)
    (photo_id,) = ids(service)
    with service.host() as host:
        small = host.run(MakePreview(photo_id, 600))
        large = host.run(MakePreview(photo_id, 6000))
    assert Image.open(io.BytesIO(small.jpeg)).size == (600, 400)
    assert Image.open(io.BytesIO(large.jpeg)).size == (small.width, small.height) == (1200, 800)


def test_a_photo_that_is_gone_broken_or_dangerous_is_said_so(service: Service, folder: Path):
    path = make_photo(folder / "photo.png", "blue")
    service.index(folder)
    (photo_id,) = ids(service)
    with service.host() as host:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])
        with pytest.raises(KnownError, match="image-truncated"):
            host.run(MakePreview(photo_id, 600))
        path.unlink()
        with pytest.raises(KnownError, match="photo-not-found"):
            host.run(MakePreview(photo_id, 600))
        with pytest.raises(KnownError, match="photo-not-found"):
            host.run(MakePreview(999, 600))
    path.write_bytes(data)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        photos.record_unreadable(catalogue, photo_id, ErrorReport("image-crashed-decoder"))
    with service.host() as host, pytest.raises(KnownError, match="image-crashed-decoder"):
        host.run(MakePreview(photo_id, 600))
