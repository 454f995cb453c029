import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clipphotos.core.errors import (
    CatalogueInUse,
    CatalogueMissing,
    CatalogueNotReady,
    CatalogueUnusable,
    KnownError,
)
from clipphotos.storage import settings
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.catalogue import open_catalogue, open_catalogue_to_read, translated
from clipphotos.storage.locations import DataLocations


def test_a_new_catalogue_is_made_and_found_again(locations: DataLocations):
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        settings.remember(catalogue, "colour", "blue")
    with open_catalogue(locations) as catalogue:
        assert settings.setting(catalogue, "colour", "none") == "blue"
        assert catalogue.integrity_problems() == []


def test_a_transaction_that_fails_changes_nothing(locations: DataLocations):
    with open_catalogue(locations) as catalogue:
        with pytest.raises(KeyboardInterrupt), catalogue.transaction():  # noqa: PT012
            settings.remember(catalogue, "colour", "blue")
            raise KeyboardInterrupt
        assert settings.setting(catalogue, "colour", "none") == "none"


def test_changes_need_a_transaction(locations: DataLocations):
    with open_catalogue(locations) as catalogue, pytest.raises(RuntimeError):
        settings.remember(catalogue, "colour", "blue")


def test_a_second_writer_is_refused_and_a_reader_is_not(locations: DataLocations):
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            settings.remember(catalogue, "colour", "blue")
        with pytest.raises(CatalogueInUse):
            open_catalogue(locations)
        with open_catalogue_to_read(locations) as reader:
            assert reader.read_only
            assert settings.setting(reader, "colour", "none") == "blue"


def test_a_catalogue_that_is_just_being_made_is_not_read(locations: DataLocations):
    locations.create()
    locations.catalogue.touch()
    with pytest.raises(CatalogueNotReady):
        open_catalogue_to_read(locations)
    assert CatalogueReader(locations).photo_ids() == []


def test_a_second_program_is_refused(locations: DataLocations):
    script = """
import sys
from pathlib import Path
from clipphotos.core.operations.annotation import AnnotationChange, AnnotationKind, UserTag, tag_field
from clipphotos.core.errors import CatalogueInUse
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.indexing.listed_folders import ListedFolder
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES
from clipphotos.storage.locations import DataLocations
try:
    open_catalogue(DataLocations(Path(sys.argv[1])))
except CatalogueInUse:
    print("refused")
"""
    with open_catalogue(locations):
        answer = subprocess.run(
            [sys.executable, "-c", script, str(locations.root)], capture_output=True, text=True, check=True
        )
    assert answer.stdout.strip() == "refused"


def test_the_lock_is_free_after_closing(locations: DataLocations):
    open_catalogue(locations).close()
    open_catalogue(locations).close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"x" * 4000])
def test_a_damaged_file_is_refused_and_left_alone(locations: DataLocations, content: bytes):
    locations.create()
    locations.catalogue.write_bytes(content)
    with pytest.raises(CatalogueUnusable):
        open_catalogue(locations)
    assert locations.catalogue.read_bytes() == content


def junk(path: Path) -> None:
    path.write_bytes(b"junk" * 2000)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "the user's").write_text("")


def broken_link(path: Path) -> None:
    path.symlink_to(path.parent / "nothing")


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
@pytest.mark.parametrize("make", [junk, Path.touch, folder, broken_link])
def test_what_lies_beside_a_sound_catalogue_does_no_harm(
    locations: DataLocations, suffix: str, make: Callable[[Path], None]
):
    """It is opened, by whoever writes if not by a reader, or what is in the way is named."""
    with open_catalogue(locations) as catalogue, catalogue.transaction():
        settings.remember(catalogue, "colour", "blue")
    beside = locations.catalogue.with_name(locations.catalogue.name + suffix)
    make(beside)
    is_in_the_way = make in (folder, broken_link)
    for opened in (open_catalogue_to_read, open_catalogue):
        if is_in_the_way:
            with pytest.raises(KnownError) as caught:
                opened(locations)
            assert (caught.value.error_code, caught.value.params["path"]) == (
                "catalogue-obstructed",
                str(beside),
            )
            assert os.path.lexists(beside)
        elif (opened, make, suffix) == (open_catalogue_to_read, junk, "-journal"):
            with pytest.raises(CatalogueNotReady):
                opened(locations)
        else:
            with opened(locations) as catalogue:
                assert settings.setting(catalogue, "colour", "none") == "blue"


def test_a_catalogue_that_is_gone_is_not_begun_anew_in_silence(locations: DataLocations):
    open_catalogue(locations).close()
    backup = locations.backups / "catalogue-2026-05-31.sqlite3"
    backup.parent.mkdir()
    locations.catalogue.rename(backup)
    for opened in (open_catalogue_to_read, open_catalogue):
        with pytest.raises(CatalogueMissing):
            opened(locations)
        assert not locations.catalogue.exists()
    backup.unlink()
    open_catalogue(locations).close()


def sqlite_error(kind: type[sqlite3.DatabaseError], code: int) -> sqlite3.DatabaseError:
    error = kind("told by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_FULL), "disk-full"),
        (OSError(errno.ENOSPC, "told by the system"), "disk-full"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_BUSY), "catalogue-busy"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_BUSY_SNAPSHOT), "catalogue-busy"),
        (sqlite_error(sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT), "catalogue-damaged"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_IOERR_READ), "catalogue-unusable"),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_READONLY), "catalogue-unusable"),
        # Bugs stay bugs, and what the caller knows about is left to it.
        (sqlite_error(sqlite3.IntegrityError, sqlite3.SQLITE_CONSTRAINT), None),
        (sqlite_error(sqlite3.OperationalError, sqlite3.SQLITE_ERROR), None),
        (sqlite3.ProgrammingError("no such binding"), None),
        (PermissionError(errno.EACCES, "told by the system"), None),
    ],
)
def test_errors_about_the_file_are_put_into_words(
    locations: DataLocations, error: Exception, expected: str | None
):
    with pytest.raises((KnownError, type(error))) as caught, translated(locations.catalogue):
        raise error
    if expected is None:
        assert caught.value is error
    else:
        report = caught.value.report()
        assert (report.code, report.params["path"]) == (expected, str(locations.catalogue))
        assert expected != "catalogue-unusable" or report.params["detail"] == "told by SQLite"


def test_a_change_by_anyone_makes_another_generation(locations: DataLocations):
    with open_catalogue(locations) as catalogue, open_catalogue_to_read(locations) as reader:
        before = catalogue.generation(), reader.generation()
        assert (catalogue.generation(), reader.generation()) == before
        with catalogue.transaction():
            catalogue.execute("INSERT OR REPLACE INTO setting VALUES ('a', 'b')")
        after = catalogue.generation(), reader.generation()
        assert after[0] != before[0]
        assert after[1] != before[1]
