"""Metadata that was read by earlier rules is read again at the next index, and nothing else is done anew."""

import io
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PIL import Image

from clipphotos.core.errors import Cancelled, KnownError
from clipphotos.core.models import ModelInfo
from clipphotos.core.photo import PhotoFacts
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.indexing import metadata_again
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage.catalogue import open_catalogue
from support.services import Service

SHOT, CHANGED = 1_294_239_600.0, 1_670_846_400.0


def no_model(info: ModelInfo) -> Embedder:
    raise KnownError("model-damaged", path=info.name)


def make_dated(folder: Path, count: int) -> list[Path]:
    exif = Image.Exif()
    exif[306] = "2022:12:12 12:00:00"
    exif.get_ifd(0x8769)[36867] = "2011:01:05 15:00:00"
    paths = [folder / f"{number}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 30), (200, number, 9)).save(path, exif=exif)
    return paths


def make_old(service: Service) -> None:
    """Have the catalogue say what an earlier version said."""
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET taken_at = ?, facts_due = 1", (CHANGED,))


def state(service: Service) -> dict[str, list[tuple[object, ...]]]:
    with open_catalogue(service.locations) as catalogue:
        return {
            "photos": catalogue.rows(
                "SELECT relpath, state, taken_at, rating, content_hash FROM photo ORDER BY 1"
            ),
            "due": catalogue.rows("SELECT relpath FROM photo WHERE facts_due ORDER BY 1"),
            "vectors": catalogue.rows("SELECT id, content_hash, vector FROM embedding ORDER BY 1"),
            "tags": catalogue.rows("SELECT * FROM photo_tag ORDER BY 1, 2"),
        }


@pytest.fixture
def indexed(service: Service, folder: Path) -> Service:
    paths = make_dated(folder, 5)
    service.index(folder)
    ids = [hit.photo_id for hit in service.search("red")]
    service.run(ChangeTags(tuple(ids), ("Rex",)))
    assert len(ids) == len(paths)
    return service


def test_days_are_put_right_without_a_model_or_a_pixel(
    indexed: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    right = state(indexed)
    make_old(indexed)
    assert {row[2] for row in state(indexed)["photos"]} == {CHANGED}
    monkeypatch.setattr("clipphotos.service.indexing.reading.reading.read_content", None)
    summary = Service(indexed.locations, no_model).index(folder)
    assert (summary.decoded, summary.embedded, summary.changed, summary.unchanged) == (0, 0, 0, 5)
    assert state(indexed) == right
    assert right["due"] == []
    assert {row[2] for row in right["photos"]} == {SHOT}


def test_interrupted_it_goes_on_where_it_was(indexed: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    right = state(indexed)
    make_old(indexed)
    monkeypatch.setattr(metadata_again, "PHOTOS_A_STEP", 2)
    read: list[str] = []
    real, record = metadata_again.metadata_again, metadata_again._record

    def counted(file: BinaryIO, known: PhotoFacts) -> PhotoFacts:
        content = file.read()
        read.append(content.hex())
        return real(io.BytesIO(content), known)

    def record_and_stop(*arguments: Any) -> None:
        record(*arguments)
        raise Cancelled

    monkeypatch.setattr(metadata_again, "metadata_again", counted)
    with monkeypatch.context() as patch:
        patch.setattr(metadata_again, "_record", record_and_stop)
        with pytest.raises(Cancelled):
            Service(indexed.locations, no_model).index(folder)
    assert len(state(indexed)["due"]) == 3
    Service(indexed.locations, no_model).index(folder)
    assert state(indexed) == right
    assert len(read) == len(set(read)) == 5


def test_what_is_away_or_changed_waits_and_what_cannot_be_read_is_left(indexed: Service, folder: Path):
    make_old(indexed)
    (folder / "0.jpg").rename(folder.parent / "0.jpg")
    (folder / "1.jpg").chmod(0o644)
    with open_catalogue(indexed.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET suspect = 1 WHERE relpath = '2.jpg'")
    indexed.index(folder)
    found = {row[0]: row[1:3] for row in state(indexed)["photos"]}
    assert found["0.jpg"] == ("missing", CHANGED)
    assert found["1.jpg"] == ("ok", SHOT)
    assert found["2.jpg"] == ("ok", CHANGED)
    assert state(indexed)["due"] == [("0.jpg",)]
    (folder.parent / "0.jpg").rename(folder / "0.jpg")
    indexed.index(folder)
    assert state(indexed)["due"] == []
    assert {row[0]: row[2] for row in state(indexed)["photos"]}["0.jpg"] == SHOT


def test_a_copy_of_a_photo_with_an_old_day_is_put_right_with_it(indexed: Service, folder: Path):
    make_old(indexed)
    (folder / "copy.jpg").write_bytes((folder / "0.jpg").read_bytes())
    indexed.index(folder)
    assert {row[2] for row in state(indexed)["photos"]} == {SHOT}
    assert state(indexed)["due"] == []
