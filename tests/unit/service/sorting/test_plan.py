"""Plans of sorts from a real library, and what the command line makes of them."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clipphotos.cli import sorting
from clipphotos.cli.main import run
from clipphotos.core.sorting.plan import Reason, SortAction, SortEffect, SortEntry
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, SetExamples
from clipphotos.service.protocol.operations import sort_command
from clipphotos.service.protocol.sorting import PlannedSort, PlanSort
from support.pictures import make_photo, make_photos
from support.services import Service


@pytest.fixture
def filled(service: Service, folder: Path) -> Service:
    """A library of sixteen photos, two of each colour, and two categories."""
    make_photos(folder, 16)
    service.index(folder)
    for name in ("red", "blue"):
        service.run(AddCategory(name, threshold=0.3))
    return service


@pytest.fixture
def other_volume(tmp_path: Path) -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs another volume")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def plan(service: Service, **options: Any) -> PlannedSort:
    return service.run(PlanSort(**options))


def by_name(planned: PlannedSort) -> dict[str, SortEntry]:
    return {each.candidate.file.path.name: each for each in planned.plan.entries}


def test_a_folder_is_planned(filled: Service, folder: Path):
    planned = plan(filled, folder=folder, effect=SortEffect.MOVE, into=folder / "sorted")
    going = {each.candidate.file.path.name: each.target for each in planned.plan.going}
    assert going == {
        name: folder / "sorted" / colour / name
        for name, colour in (
            ("0000-red.png", "red"),
            ("0008-red.png", "red"),
            ("0002-blue.png", "blue"),
            ("0010-blue.png", "blue"),
        )
    }
    unsure = [each for each in planned.plan.entries if each.action is SortAction.UNSURE]
    assert len(unsure) == 12
    assert all(len(each.guesses) == 2 for each in unsure)
    assert not (folder / "sorted").exists()


@pytest.mark.parametrize("effect", [SortEffect.MOVE, SortEffect.COPY])
def test_what_is_filed_in_a_folder_beside_goes_into_one(filled: Service, folder: Path, effect: SortEffect):
    """Also where something of that name is there already: then all get another name."""
    settings = folder / "NKSC_PARAM" / "0000-red.png.nksc"
    there = folder / "sorted" / "red" / "NKSC_PARAM" / settings.name
    for path in (settings, there):
        path.parent.mkdir(parents=True)
        path.write_text(str(path))
    (folder / "0000-red.xmp").symlink_to("0001-green.png")
    sort = plan(filled, folder=folder, effect=effect, into=folder / "sorted")
    (entry,) = (each for name, each in by_name(sort).items() if name == "0000-red.png")
    assert [each.path for each in entry.candidate.companions] == [settings]
    assert entry.target == folder / "sorted" / "red" / "0000-red (2).png"
    assert not filled.run(sort_command(sort.plan, {1: "red", 2: "blue"})).problems
    assert there.with_name("0000-red (2).png.nksc").read_text() == str(settings)
    assert there.read_text() == str(there)
    assert settings.exists() == (effect is SortEffect.COPY)


def test_words_for_now_need_no_saved_category(filled: Service, folder: Path):
    planned = plan(
        filled, folder=folder, labels=("green", "Red"), effect=SortEffect.COPY, least_probability=0.3
    )
    assert [each.name for each in planned.categories] == ["green", "red"]
    assert {each.category_id for each in planned.plan.going} == {
        each.category_id for each in planned.categories
    }
    assert planned.categories[0].category_id < 0 < planned.categories[1].category_id


def test_a_category_with_a_folder_of_its_own(filled: Service, folder: Path, tmp_path: Path):
    filled.run(AddCategory("green", folder=str(tmp_path / "elsewhere"), threshold=0.3))
    filled.run(AddCategory("yellow", folder="sub/yellows", threshold=0.3))
    targets = {
        name: entry.target and entry.target.parent
        for name, entry in by_name(plan(filled, folder=folder, effect=SortEffect.MOVE)).items()
    }
    assert targets["0001-green.png"] == tmp_path / "elsewhere"
    assert targets["0003-yellow.png"] == folder / "sub" / "yellows"
    assert targets["0000-red.png"] == folder / "red"


def test_a_folder_beside_the_library_is_named_without_detours(filled: Service, folder: Path):
    filled.run(AddCategory("green", folder="sub/../../beside", threshold=0.3))
    entry = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))["0001-green.png"]
    assert entry.target == folder.parent / "beside" / "0001-green.png"


def test_a_category_with_a_pattern_of_its_own(filled: Service, folder: Path, tmp_path: Path):
    filled.run(AddCategory("green", folder=f"{tmp_path}/elsewhere/{{category}} of {{year}}", threshold=0.3))
    filled.run(AddCategory("yellow", folder="sub/{category}", threshold=0.3))
    planned = plan(filled, folder=folder, effect=SortEffect.MOVE)
    targets = {name: entry.target and entry.target.parent for name, entry in by_name(planned).items()}
    # These pictures do not say when they were taken.
    assert targets["0001-green.png"] == tmp_path / "elsewhere" / "Undated"
    assert targets["0003-yellow.png"] == folder / "sub" / "yellow"
    names = {each.name: each.category_id for each in planned.categories}
    shown = {name: planned.plan.destinations[key].shown for name, key in names.items()}
    assert shown["green"] == str(tmp_path / "elsewhere" / "…")
    assert shown["yellow"] == str(folder / "sub" / "yellow")
    assert shown["red"] == str(folder / "red")
    assert filled.refusal(AddCategory("blue", folder="{when}")) == "pattern-unknown"


def test_the_users_word_goes_before_the_models(filled: Service, folder: Path):
    entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))
    red, green = entries["0000-red.png"].candidate.photo_id, entries["0001-green.png"].candidate.photo_id
    keys = [each.category_id for each in plan(filled, folder=folder).categories]
    filled.run(SetExamples((PhotoExample(red, keys[0], False), PhotoExample(green, keys[1], True))))
    entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))
    assert entries["0000-red.png"].category_id != keys[0]
    assert (entries["0001-green.png"].category_id, entries["0001-green.png"].reason) == (
        keys[1],
        Reason.CONFIRMED,
    )
    corrected = plan(
        filled, folder=folder, effect=SortEffect.MOVE, corrections=((red, keys[1]), (green, None))
    )
    entries = by_name(corrected)
    assert entries["0000-red.png"].category_id == keys[1]
    assert entries["0001-green.png"].reason is Reason.LEFT_OUT
    # What the model thinks is still shown.
    for name in ("0000-red.png", "0001-green.png"):
        assert {key for key, _ in entries[name].guesses} == set(keys)


def test_companions_are_found_beside_photos(filled: Service, folder: Path):
    (folder / "0000-red.xmp").write_text("<xmp/>")
    (folder / "0008-red.png.json").write_text("{}")
    entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))
    assert [file.path.name for file in entries["0000-red.png"].candidate.companions] == ["0000-red.xmp"]
    assert [file.path.name for file in entries["0008-red.png"].candidate.companions] == ["0008-red.png.json"]
    tagged = by_name(plan(filled, folder=folder, effect=SortEffect.TAG))
    assert tagged["0000-red.png"].candidate.companions == ()


def test_what_is_gone_or_was_never_read_stays(filled: Service, folder: Path):
    (folder / "0000-red.png").unlink()
    make_photo(folder / "new.png", "red", number=99)
    entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))
    assert entries["0000-red.png"].reason is Reason.MISSING
    assert "new.png" not in entries


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_said(filled: Service, folder: Path):
    folder.chmod(0o555)
    try:
        entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE))
        assert entries["0000-red.png"].reason is Reason.READ_ONLY
    finally:
        folder.chmod(0o755)


def test_folders_to_be_made_where_none_can_are_named_once(filled: Service, folder: Path):
    (folder / "file.txt").write_text("no folder")
    planned = plan(filled, folder=folder, effect=SortEffect.COPY, into=folder / "file.txt")
    assert len({each.target.parent for each in planned.plan.going if each.target}) == 2
    assert planned.plan.unwritable == (folder / "file.txt",)


def test_links_to_another_drive_are_warned_of(filled: Service, folder: Path, other_volume: Path):
    into = other_volume / "sorted"
    assert plan(filled, folder=folder, effect=SortEffect.LINK, into=into).plan.unlinkable == (other_volume,)
    assert plan(filled, folder=folder, effect=SortEffect.LINK, into=folder).plan.unlinkable == ()
    assert plan(filled, folder=folder, effect=SortEffect.COPY, into=into).plan.unlinkable == ()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"pattern": "{colour}"}, "pattern-unknown"),
        ({"pattern": "../x"}, "pattern-invalid"),
        ({"category_ids": (99,)}, "category-gone"),
        ({"category_ids": ()}, "no-categories"),
        ({"labels": (" ",)}, "label-empty"),
        ({"least_probability": 2.0}, "threshold-out-of-range"),
        ({"folder": Path("/nowhere")}, "folder-not-in-library"),
    ],
)
def test_what_cannot_be_planned_is_refused(filled: Service, folder: Path, options: dict[str, Any], code: str):
    command = PlanSort(**{"folder": folder, **options})
    assert filled.refusal(command) == code


def sort(capsys: pytest.CaptureFixture[str], data_dir: Path, *arguments: str) -> list[dict[str, Any]]:
    run(["--data-dir", str(data_dir), "sort", *arguments])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_line_prints_a_plan_and_a_summary(
    capsys: pytest.CaptureFixture[str], locations, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    from clipphotos.cli import asking, sorting
    from support.services import load_colour_embedder

    host = asking.InlineHost
    monkeypatch.setattr(
        asking, "InlineHost", lambda *args, **kw: host(*args, load_embedder=load_colour_embedder, **kw)
    )
    # It would leave a file of ours open in this process.
    monkeypatch.setattr(sorting, "divert_native_messages", lambda _path: None)
    make_photos(folder, 8)
    (folder / "0000-red.xmp").write_text("travels with the photo")
    (folder / "0000-red.txt").write_text("nobody knows")
    before = sorted(path.name for path in folder.iterdir())
    arguments = [
        str(folder),
        "--into",
        str(folder / "out"),
        "--categories",
        "red,blue",
        "--min-probability",
        "0.3",
    ]
    *lines, summary = sort(capsys, locations.root, *arguments)
    assert {line["action"] for line in lines} == {"move", "unsure"}
    assert [line["companions"] for line in lines if line["companions"]] == [["0000-red.xmp"]]
    assert [line["unclear"] for line in lines if line["unclear"]] == [["0000-red.txt"]]
    assert summary == {"operation": None, "photos": 8, "planned": 2, "done": 0, "failed": 0, "dry_run": True}
    assert sorted(path.name for path in folder.iterdir()) == before
    *lines, summary = sort(capsys, locations.root, *arguments, "--yes")
    assert (summary["done"], summary["failed"], summary["dry_run"]) == (2, 0, False)
    assert (folder / "out" / "red" / "0000-red.png").exists()
    assert (folder / "out" / "red" / "0000-red.xmp").exists()
    assert (folder / "0000-red.txt").exists()
    run(["--data-dir", str(locations.root), "undo", "--yes"])
    assert sorted(path.name for path in folder.iterdir()) == before


def test_no_category_at_all_is_not_taken_for_all_of_them(
    capsys: pytest.CaptureFixture[str], filled: Service, folder: Path
):
    before = sorted(folder.rglob("*"))
    arguments = ["sort", str(folder), "--categories", " , ", "--yes"]
    assert run(["--data-dir", str(filled.locations.root), *arguments]) == 1
    assert "must not be empty" in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


def test_the_command_line_does_not_fill_a_disk_knowingly(
    capsys: pytest.CaptureFixture[str], filled: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    from clipphotos.cli import asking, sorting
    from clipphotos.service.sorting import plan as plan_sort
    from support.services import load_colour_embedder

    host = asking.InlineHost
    monkeypatch.setattr(
        asking, "InlineHost", lambda *args, **kw: host(*args, load_embedder=load_colour_embedder, **kw)
    )
    monkeypatch.setattr(sorting, "divert_native_messages", lambda _path: None)
    # No disk is as small as eight photos of a few hundred bytes.
    monkeypatch.setattr(
        plan_sort.surroundings, "short_of_room", lambda _needed: [(folder, 3 << 20, (2 << 20) + (3 << 18))]
    )
    before = sorted(folder.rglob("*"))
    arguments = ["sort", str(folder), "--saved", "--copy", "--into", str(folder / "out"), "--yes"]
    assert run(["--data-dir", str(filled.locations.root), *arguments]) == 1
    told = capsys.readouterr()
    assert "3.0 MB are needed, 2.8 MB are free" in told.err
    assert json.loads(told.out.splitlines()[-1])["operation"] is None
    assert sorted(folder.rglob("*")) == before


def test_a_photo_that_cannot_be_read_is_said_to_be_so(filled: Service, folder: Path):
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    filled.index(folder)
    entry = by_name(plan(filled, folder=folder, effect=SortEffect.TAG))["broken.png"]
    assert (entry.action, entry.reason) == (SortAction.STAY, Reason.UNREADABLE)


@pytest.mark.parametrize("free", [5, 314_572, 3_000_000_000])
def test_what_is_needed_and_what_is_free_look_different(free: int):
    needed, said = sorting._unequal_sizes(free + 1, free)
    assert needed != said


def test_a_file_that_changed_since_it_was_read_is_not_taken_for_what_it_was(filled: Service, folder: Path):
    into = folder / "sorted"
    taken = into / "red" / "0000-red.png"
    taken.parent.mkdir(parents=True)
    taken.write_bytes((folder / "0000-red.png").read_bytes())

    def planned() -> SortEntry:
        entries = by_name(plan(filled, folder=folder, effect=SortEffect.MOVE, into=into))
        return entries["0000-red.png"]

    assert (planned().action, planned().reason) == (SortAction.STAY, Reason.DUPLICATE)
    make_photo(folder / "0000-red.png", "red", number=99)
    assert planned().action is SortAction.GO
    assert planned().is_renamed
