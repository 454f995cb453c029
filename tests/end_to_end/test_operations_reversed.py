"""Random trees and random plans: whatever was done is undone to the last byte, or refused by name."""

import os
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipphotos.core.operations.operation import Effect, MoveState, PlannedMove
from clipphotos.library.companion_files import CompanionFinder
from clipphotos.library.file_system import FileSystem
from clipphotos.service.protocol.operations import ListOperations
from clipphotos.storage.locations import DataLocations
from support.moves import add_to_library, catalogue_paths, moved, planned, previewed, redone, undone
from support.services import Service
from support.trees import contents, taken_down

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and links that Windows does not have")

STEMS = [
    "IMG_1", "img_1", "IMG_1 (2)", "é", unicodedata.normalize("NFD", "é"), " space ", ".hidden", "🌸", "照片",
    "a.b", "x" * 246, "-rf", "%s", "שלום",
]  # fmt: skip
SUFFIXES = [".jpg", ".JPG", ".cr2", ".xmp", ".jpg.xmp", ".mov", ".jpg.json", ".png"]
FOLDERS = ["", "a", "A", "a/b", "é", unicodedata.normalize("NFD", "é"), "with space"]
KINDS = ["bytes", "same bytes", "empty", "read-only", "hard link", "link inside", "link outside"]

names = st.tuples(st.sampled_from(STEMS), st.sampled_from(SUFFIXES)).map(
    lambda each: each[0][: 255 - 9] + each[1]
)
trees = st.dictionaries(
    st.tuples(st.sampled_from(FOLDERS), names), st.sampled_from(KINDS), min_size=1, max_size=14
)
plans = st.lists(
    st.tuples(
        st.integers(0, 13),
        st.sampled_from([*FOLDERS, "new", "new/deeper", "a/new", "link-to-folder", "link-outside"]),
        st.booleans(),
        st.one_of(st.none(), names),
    ),
    min_size=1,
    max_size=12,
)
effects = st.sampled_from([Effect.MOVE, Effect.COPY, Effect.LINK])


class World:
    """A random library on the disk.

    Attributes:
        root: The library root.
        outside: A folder that is not in the library.
    """

    def __init__(self, base: Path, tree: dict[tuple[str, str], str]) -> None:
        self.root, self.outside = base / "root", base / "outside"
        self.root.mkdir()
        self.outside.mkdir()
        (self.outside / "theirs.jpg").write_bytes(b"theirs")
        regular: list[Path] = []
        for number, ((folder, name), kind) in enumerate(tree.items()):
            path = self.root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "hard link" and regular:
                os.link(regular[number % len(regular)], path)
            elif kind.startswith("link"):
                path.symlink_to(self.outside / "theirs.jpg" if kind == "link outside" else "nowhere.jpg")
            else:
                content = {"empty": b"", "same bytes": b"same"}.get(kind, b"%d" % number)
                path.write_bytes(content)
                os.utime(path, ns=(1, 1_500_000_000_123_000_000 + number))
                if kind == "read-only":
                    path.chmod(0o444)
                regular.append(path)
        (self.root / "a").mkdir(exist_ok=True)
        (self.root / "link-to-folder").symlink_to("a")
        (self.root / "link-outside").symlink_to(self.outside)
        self.service = Service(DataLocations(base / "data"))
        add_to_library(self.service.locations, self.root)

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if not path.is_dir())

    def moves(self, plan: list[tuple[int, str, bool, str | None]]) -> list[PlannedMove]:
        files = self.files()
        companions = CompanionFinder(FileSystem())
        moves: list[PlannedMove] = []
        for number, folder, with_companions, name in plan if files else []:
            source = files[number % len(files)]
            target = self.root / folder / (name or source.name)
            move = planned(source, target)
            found = companions.planned(source, target) if with_companions else ()
            moves.append(PlannedMove(source, target, move.size, move.mtime_ns, companions=found))
        return moves

    def check_catalogue(self) -> None:
        """Every photo of the catalogue is a file, in its place."""
        assert all(
            path.is_file() and not path.is_symlink() for path in catalogue_paths(self.service.locations)
        )


def in_world(tree: dict[tuple[str, str], str]) -> tuple[World, Path]:
    base = Path(tempfile.mkdtemp(prefix="clipphotos-test-"))
    return World(base, tree), base


EXAMPLES = 10 * int(os.environ.get("CLIPPHOTOS_TEST_KILLS", "4"))

thorough = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


@thorough
@given(trees, plans, effects)
def test_whatever_is_done_is_undone(
    tree: dict[tuple[str, str], str], plan: list[tuple[int, str, bool, str | None]], effect: Effect
):
    world, base = in_world(tree)
    try:
        before, all_contents = taken_down(base / "root", base / "outside"), contents(world.root)
        moves = world.moves(plan)
        summary = moved(world.service, moves, effect)
        done = summary.operation.counts.get(MoveState.DONE, 0)
        assert done + len(summary.problems) == len(moves)
        assert all(each.error is not None for each in summary.problems)
        now = contents(world.root)
        assert now == all_contents if effect is Effect.MOVE else not all_contents - now
        world.check_catalogue()
        after = taken_down(base / "root", base / "outside")
        if done:
            preview = previewed(world.service)
            assert all(each.state is MoveState.DONE for each in preview.outcomes)
            undo = undone(world.service)
            assert not undo.problems
        assert taken_down(base / "root", base / "outside") == before
        world.check_catalogue()
        if done:
            assert not redone(world.service).problems
            assert taken_down(base / "root", base / "outside") == after
            assert not undone(world.service).problems
            assert taken_down(base / "root", base / "outside") == before
        assert not list(base.rglob("*.part"))
    finally:
        shutil.rmtree(base)


@thorough
@given(trees, plans, plans, st.tuples(effects, effects), st.booleans())
def test_two_operations_are_undone_in_either_order_or_refused(
    tree: dict[tuple[str, str], str],
    first_plan: list[tuple[int, str, bool, str | None]],
    second_plan: list[tuple[int, str, bool, str | None]],
    both: tuple[Effect, Effect],
    first_comes_first: bool,
):
    world, base = in_world(tree)
    try:
        before, all_contents = taken_down(world.root), contents(world.root)
        first = moved(world.service, world.moves(first_plan), both[0]).operation
        second_moves = world.moves(second_plan)
        second = moved(world.service, second_moves, both[1]).operation
        order = [first, second] if first_comes_first else [second, first]
        problems = False
        for operation in order:
            if not operation.counts.get(MoveState.DONE):
                continue
            kept = taken_down(world.root)
            summary = undone(world.service, operation.operation_id)
            problems |= bool(summary.problems)
            assert all(each.error is not None for each in summary.problems)
            assert set(contents(world.root)) == set(all_contents)
            if MoveState.DONE not in summary.operation.counts:
                assert taken_down(world.root) == kept
            world.check_catalogue()
        if not problems:
            assert taken_down(world.root) == before
        else:
            # What could not be undone then can be when the other is out of its way.
            for operation in world.service.run(ListOperations()).operations:
                if operation.can_be_undone:
                    undone(world.service, operation.operation_id)
            assert not all_contents - contents(world.root)
        world.check_catalogue()
    finally:
        shutil.rmtree(base)
