"""An operation at work: folders it may make, names of its unfinished copies, what it commits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import Effect, MoveState
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.table import work_on
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import journal
from clipphotos.storage.operations.journal_rows import FILE_MOVES, FileMove


@pytest.fixture
def work(locations: DataLocations, folder: Path) -> Iterator[Work]:
    """An operation that may make ``new`` and ``new/deeper``, with one move that is planned."""
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            running = journal.begin(catalogue, "sort", Effect.MOVE, {})
            journal.plan_folders(catalogue, 1, [str(folder / "new"), str(folder / "new" / "deeper")])
            move = FileMove(source="/a/x.jpg", target="/b/x.jpg", size=1, mtime_ns=1)
            FILE_MOVES.plan(catalogue, 1, [move])
        yield work_on(catalogue, FileSystem(), running)


def refusal(work: Work, path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        work.require_folder(str(path))
    return caught.value.error_code


def test_only_folders_that_were_planned_are_made(work: Work, folder: Path):
    work.require_folder(str(folder / "new" / "deeper" / "a.jpg"))
    assert (folder / "new" / "deeper").is_dir()
    assert work.touched == {str(folder), str(folder / "new")}
    assert refusal(work, folder / "other" / "a.jpg") == "move-folder-missing"
    assert not (folder / "other").exists()
    work.commit()
    assert journal.made_folders(work.catalogue, 1) == [str(folder / "new"), str(folder / "new" / "deeper")]


def test_no_file_goes_through_a_link_or_a_file(work: Work, folder: Path, tmp_path: Path):
    (folder / "link").symlink_to(tmp_path)
    (folder / "file").write_bytes(b"x")
    assert refusal(work, folder / "link" / "a.jpg") == "move-through-link"
    assert refusal(work, folder / "file" / "a.jpg") == "move-folder-is-file"


def test_folders_are_looked_at_again(work: Work, folder: Path, tmp_path: Path):
    (folder / "sub").mkdir()
    work.require_folder(str(folder / "sub" / "a.jpg"))
    (folder / "sub").rmdir()
    (folder / "sub").symlink_to(tmp_path)
    work.require_folder(str(folder / "sub" / "a.jpg"))
    work.look_again()
    assert refusal(work, folder / "sub" / "a.jpg") == "move-through-link"


def test_an_unfinished_copy_is_hidden_and_ours(work: Work):
    (move,) = FILE_MOVES.planned(work.catalogue, 1, -1, 1)
    part = Path(work.part(move.target, move))
    assert part.parent == Path("/b")
    assert part.name == f".clipphotos-{work.running.token}-1.part"


def test_what_was_done_is_recorded_once(work: Work):
    (move,) = FILE_MOVES.planned(work.catalogue, 1, -1, 1)
    work.commit(begun=move)
    (begun,) = FILE_MOVES.planned(work.catalogue, 1, -1, 1)
    assert begun.begun
    work.rows.append(replace(move, state=MoveState.DONE))
    work.commit()
    assert [row.row_id for row in FILE_MOVES.done(work.catalogue, 1)] == [1]
    assert work.touched == {"/a", "/b"}
    assert work.rows == []
    before = work.catalogue.generation()
    work.commit()
    assert work.catalogue.generation() == before, "nothing is left to record"
