"""What the check-up finds and puts right. Damaged index files: `tests/unit/service/search/test_search.py`."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.library import DoctorReport, Finding
from support.pictures import make_photos
from support.services import Service


@pytest.fixture
def photos(service: Service, folder: Path) -> list[Path]:
    made = make_photos(folder, 4)
    service.index(folder)
    return made


def change(service: Service, sql: str) -> None:
    """Do what the program itself never would."""
    with closing(sqlite3.connect(service.locations.catalogue)) as connection:
        connection.execute(sql)
        connection.commit()


def changed(service: Service) -> bool:
    return any(isinstance(event, LibraryChanged) for event in service.events)


def test_a_sound_library_has_nothing_to_find(service: Service, photos: list[Path]):
    service.events.clear()
    report = service.doctor()
    assert report == DoctorReport(("catalogue", "photos", "vectors", "index", "operations"), ())
    assert report.healthy
    assert not changed(service)


def test_photos_without_content_are_read_again(service: Service, photos: list[Path]):
    change(service, "UPDATE photo SET content_hash = NULL WHERE id IN (1, 3)")
    service.events.clear()
    report = service.doctor()
    assert report.findings == (
        Finding(
            "photos",
            "2 photos were marked as read without a content hash; they are read again.",
            repaired=True,
        ),
    )
    assert changed(service)
    assert service.status().photos_by_state["new"] == 2
    service.index()
    assert service.status().photos_by_state["ok"] == 4
    assert not service.doctor().findings


def test_damaged_vectors_are_made_anew(service: Service, photos: list[Path]):
    change(service, "UPDATE embedding SET vector = x'00' WHERE id = 2")
    report = service.doctor()
    assert [(each.check, each.repaired) for each in report.findings] == [("vectors", True)]
    assert report.findings[0].problem.startswith("1 vectors were damaged")
    assert service.status().searchable == 3
    assert service.index().embedded == 1
    assert len(service.search("red")) == 4


def test_what_sqlite_finds_is_told_and_not_repaired(service: Service, photos: list[Path]):
    change(service, "UPDATE photo SET root_id = 77 WHERE id = 1")
    report = service.doctor()
    assert [(each.check, each.repaired) for each in report.findings] == [("catalogue", False)]
    assert "broken reference in photo" in report.findings[0].problem
    assert not report.healthy
