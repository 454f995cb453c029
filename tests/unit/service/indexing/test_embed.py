"""What a photo takes over when it is read for the first time."""

from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.storage.catalogue import open_catalogue
from support.pictures import make_photo
from support.services import Service


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
