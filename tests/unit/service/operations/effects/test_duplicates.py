"""What copies and links share."""

from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.operations.operation import ConflictChoice, Effect
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects import duplicates
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import copied, interrupted, move_of
from support.moves import add_to_library


@pytest.fixture
def move(folder: Path, locations: DataLocations) -> FileMove:
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    add_to_library(locations, folder)
    return move_of(source, source, folder / "b.jpg")


def test_the_catalogue_knows_two_photos_then_and_one_again(locations: DataLocations, move: FileMove):
    photos = "SELECT relpath, mtime_ns FROM photo ORDER BY relpath"
    with interrupted(locations, Effect.COPY, move) as (work, row):
        with work.catalogue.transaction():
            duplicates.follow_duplicates(work, [replace(row, landed_mtime_ns=77)])
        assert work.catalogue.rows(photos) == [("a.jpg", move.mtime_ns), ("b.jpg", 77)]
        assert work.touched == {str(Path(move.source).parent)}
    with interrupted(locations, Effect.COPY, move, backwards=True) as (work, row):
        with work.catalogue.transaction():
            duplicates.follow_duplicates(work, [row])
        assert work.catalogue.rows(photos) == [("a.jpg", move.mtime_ns)]


def test_a_copy_is_taken_back_with_its_own_time_and_made_again_from_the_source(move: FileMove):
    done = replace(move, landed_mtime_ns=77)
    assert duplicates.reversed_duplicate(done, True).mtime_ns == 77
    assert duplicates.reversed_duplicate(done, False).mtime_ns == move.mtime_ns
    assert duplicates.changes_of_duplicates([move]) == Changes(photos=True, vectors=True, roots=True)


def test_what_stands_in_the_way_depends_on_the_direction(move: FileMove):
    def problems(*, backwards: bool) -> list[str]:
        found = duplicates.problems_of_duplicates(None, FileSystem(), [[move]], backwards)  # type: ignore[arg-type]
        return [problem.error_code if problem else "" for problem in found]

    assert (problems(backwards=False), problems(backwards=True)) == ([""], ["move-source-missing"])
    copied(Path(move.source), Path(move.target))
    assert (problems(backwards=False), problems(backwards=True)) == (["move-target-exists"], [""])
    leave, other = ConflictChoice.LEAVE, ConflictChoice.OTHER_NAME
    assert duplicates.choices_about_duplicate("move-target-exists", False) == (leave, other)
    assert duplicates.choices_about_duplicate("move-target-exists", True) == (leave,)
