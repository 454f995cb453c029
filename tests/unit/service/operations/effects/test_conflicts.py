"""What stands in the way of taking a move back, and what it becomes as the user chose."""

from dataclasses import replace
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.operations.operation import ConflictChoice
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects import conflicts
from clipphotos.storage.operations.journal_rows import FileMove
from support.journaled import copied, move_of

FILES = FileSystem()
LEAVE, AS_IS, OTHER_NAME = ConflictChoice.LEAVE, ConflictChoice.AS_IS, ConflictChoice.OTHER_NAME


@pytest.fixture
def move(folder: Path) -> FileMove:
    """A photo that would go from one name to another."""
    source = folder / "a.jpg"
    source.write_bytes(b"a photo")
    return move_of(source, source, folder / "b.jpg", content_hash=b"x" * 32)


def code_of(call, *arguments: object) -> str:
    """What it is refused with; empty if it is not."""
    try:
        call(FILES, *arguments)
    except KnownError as error:
        return error.error_code
    return ""


@pytest.mark.parametrize(
    ("code", "choices"),
    [
        ("move-target-exists", (LEAVE, OTHER_NAME)),
        ("move-source-changed", (LEAVE, AS_IS)),
        ("move-source-missing", (LEAVE,)),
    ],
)
def test_what_can_be_chosen(code: str, choices: tuple[ConflictChoice, ...]):
    assert conflicts.choices_about_landing(code) == choices


def test_a_file_lands_where_nothing_is(move: FileMove, folder: Path):
    assert code_of(conflicts.look_at_landing, move, set()) == ""
    assert code_of(conflicts.look_at_landing, replace(move, size=1), set()) == "move-source-changed"
    assert code_of(conflicts.look_at_landing, replace(move, source=""), set()) == "trash-restore-by-hand"
    assert code_of(conflicts.look_at_landing, replace(move, target=""), set()) == ""
    assert code_of(conflicts.look_at_landing, replace(move, target=move.source), set()) == ""
    Path(move.target).touch()
    assert code_of(conflicts.look_at_landing, move, set()) == "move-target-exists"
    assert code_of(conflicts.look_at_landing, move, {move.target}) == ""


def test_a_copy_is_removed_while_it_is_one(move: FileMove):
    source, target = Path(move.source), Path(move.target)
    copied(source, target)
    assert code_of(conflicts.look_at_removal, move) == ""
    target.write_bytes(b"changed since")
    assert code_of(conflicts.look_at_removal, move) == "copy-changed"
    copied(source, target)
    source.unlink()
    assert code_of(conflicts.look_at_removal, move) == "copy-original-gone"


def test_of_each_unit_the_first_problem_is_told(move: FileMove):
    units = [[replace(move, source=source) for source in unit] for unit in ("ab", "cd", "xe", "f")]
    seen: list[tuple[str, frozenset[str]]] = []

    def look(each: FileMove, free: set[str]) -> None:
        seen.append((each.source, frozenset(free)))
        if each.source in "cx":
            raise KnownError(each.source)

    found = list(conflicts.problems_of_files(units, look))
    assert [problem and problem.error_code for problem in found] == [None, "c", "x", None]
    # Behind a problem nothing of the unit is looked at, and nothing of it will be free.
    assert [source for source, _ in seen] == ["a", "b", "c", "x", "f"]
    assert seen[-1][1] == {"a", "b"}


def test_a_changed_file_goes_as_it_is(move: FileMove):
    Path(move.source).write_bytes(b"changed since")
    (chosen,) = conflicts.files_as_chosen(FILES, [move], AS_IS, set())
    status = Path(move.source).stat()
    assert (chosen.size, chosen.mtime_ns, chosen.content_hash) == (status.st_size, status.st_mtime_ns, b"")
    assert conflicts.files_as_chosen(FILES, [chosen], AS_IS, set()) == [chosen]
    Path(move.source).unlink()
    assert conflicts.files_as_chosen(FILES, [move], AS_IS, set()) == [move]
    unchanged = [move]
    assert conflicts.files_as_chosen(FILES, unchanged, OTHER_NAME, set()) is unchanged


def test_a_taken_name_is_gone_round_for_all_that_belongs_together(move: FileMove, folder: Path):
    sidecar = replace(move, source=str(folder / "a.xmp"), target=str(folder / "b.xmp"), is_companion=True)
    (folder / "b.jpg").touch()
    (folder / "b (2).xmp").touch()
    taken = {str(folder / "b (3).jpg")}
    found = conflicts.files_as_chosen(FILES, [move, sidecar], OTHER_NAME, taken)
    assert [Path(each.target).name for each in found] == ["b (4).jpg", "b (4).xmp"]
    assert taken == {str(folder / name) for name in ("b (3).jpg", "b (4).jpg", "b (4).xmp")}
    assert [each.source for each in found] == [move.source, sidecar.source]
