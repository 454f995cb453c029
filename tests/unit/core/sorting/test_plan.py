"""Plans of sorts: what goes where, and what stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.sorting.plan import (
    Destination,
    FileFacts,
    Reason,
    SortAction,
    SortCandidate,
    SortDecision,
    SortEffect,
    SortPlan,
    TakenNames,
    name_key,
    plan_entries,
    planned_moves,
    planned_tags,
)

SOURCE = Path("/photos")
CATS, DOGS = 1, 2
DESTINATIONS = {CATS: Destination(Path("/sorted"), "Cats"), DOGS: Destination(Path("/dogs"), "Dogs", "")}
CAT = SortDecision(CATS, Reason.RECOGNISED, ((CATS, 0.9), (DOGS, 0.05)))
DOG = SortDecision(DOGS, Reason.CONFIRMED, ((DOGS, 1.0),))
UNSURE = SortDecision(None, Reason.UNSURE, ((CATS, 0.4), (DOGS, 0.3)))


def facts(name: str, folder: Path = SOURCE) -> FileFacts:
    return FileFacts(folder / name, len(name), 1000)


def photo(number: int, name: str, *companions: str, content: bytes = b"", **options: Any) -> SortCandidate:
    return SortCandidate(
        number,
        facts(name),
        content or bytes([number]) * 32,
        companions=tuple(map(facts, companions)),
        **options,
    )


def nothing_taken() -> TakenNames:
    return TakenNames({})


def test_a_photo_goes_where_its_category_says():
    entries = plan_entries(
        [photo(1, "a.jpg", taken=date(2024, 5, 1)), photo(2, "b.jpg"), photo(3, "c.jpg")],
        {1: CAT, 2: DOG, 3: UNSURE},
        {CATS: Destination(Path("/sorted"), "Cats", "{category}/{year}/{month}"), DOGS: DESTINATIONS[DOGS]},
        SortEffect.MOVE,
        nothing_taken(),
    )
    assert [entry.target for entry in entries] == [
        Path("/sorted/Cats/2024/05/a.jpg"),
        Path("/dogs/b.jpg"),
        None,
    ]
    assert [entry.action for entry in entries] == [SortAction.GO, SortAction.GO, SortAction.UNSURE]
    assert [entry.reason for entry in entries] == [Reason.RECOGNISED, Reason.CONFIRMED, Reason.UNSURE]
    assert entries[0].probability == 0.9
    assert entries[2].guesses == UNSURE.guesses


def test_what_cannot_be_sorted_says_why():
    entries = plan_entries(
        [
            photo(1, "a.jpg", problem=Reason.MISSING),
            photo(2, "b.jpg", problem=Reason.OFFLINE),
            photo(3, "c.jpg"),
            SortCandidate(4, facts("d.jpg", Path("/sorted/Cats"))),
        ],
        {1: CAT, 2: CAT, 4: CAT},
        DESTINATIONS,
        SortEffect.MOVE,
        nothing_taken(),
    )
    assert all(entry.action is SortAction.STAY for entry in entries)
    assert [entry.reason for entry in entries] == [
        Reason.MISSING,
        Reason.OFFLINE,
        Reason.NOT_INDEXED,
        Reason.ALREADY_THERE,
    ]


def test_the_same_content_stays_and_another_gets_a_number():
    on_disk = TakenNames(
        {Path("/sorted/Cats"): {"A.JPG": bytes([1]) * 32, "b.jpg": b"x" * 32, "b (2).jpg": b""}}
    )
    entries = plan_entries(
        [photo(1, "a.jpg"), photo(2, "b.jpg")], {1: CAT, 2: CAT}, DESTINATIONS, SortEffect.MOVE, on_disk
    )
    assert (entries[0].action, entries[0].reason) == (SortAction.STAY, Reason.DUPLICATE)
    assert entries[1].target == Path("/sorted/Cats/b (3).jpg")
    assert [entry.is_renamed for entry in entries] == [False, True]


def test_photos_of_one_name_from_two_folders_do_not_meet():
    other = SortCandidate(2, facts("a.jpg", Path("/other")), b"y" * 32)
    entries = plan_entries(
        [photo(1, "A.jpg"), other], {1: CAT, 2: CAT}, DESTINATIONS, SortEffect.MOVE, nothing_taken()
    )
    assert [entry.target and entry.target.name for entry in entries] == ["A.jpg", "a (2).jpg"]
    assert [entry.is_renamed for entry in entries] == [False, True]


def test_companions_follow_and_are_not_planned_themselves():
    candidates = [photo(1, "a.cr2", "a.jpg", "a.xmp"), photo(2, "a.jpg", "a.cr2", "a.xmp")]
    entries = plan_entries(candidates, {1: CAT, 2: CAT}, DESTINATIONS, SortEffect.MOVE, nothing_taken())
    assert [entry.reason for entry in entries] == [Reason.RECOGNISED, Reason.TRAVELS]
    (move,) = planned_moves(SortPlan(entries, SortEffect.MOVE, DESTINATIONS))
    assert [file.target.name for file in move.companions] == ["a.jpg", "a.xmp"]


def test_a_companion_that_was_unsure_goes_with_the_one_that_was_sure():
    candidates = [photo(1, "a.cr2", "a.jpg"), photo(2, "a.jpg", "a.cr2")]
    entries = plan_entries(candidates, {1: UNSURE, 2: CAT}, DESTINATIONS, SortEffect.MOVE, nothing_taken())
    assert [entry.reason for entry in entries] == [Reason.TRAVELS, Reason.RECOGNISED]


def test_a_sidecar_of_two_photos_goes_with_the_first():
    candidates = [photo(1, "a.heic", "a.xmp"), photo(2, "a.png", "a.xmp")]
    entries = plan_entries(candidates, {1: CAT, 2: CAT}, DESTINATIONS, SortEffect.MOVE, nothing_taken())
    assert [len(entry.candidate.companions) for entry in entries] == [1, 0]


def test_a_companion_whose_name_is_taken_renames_both():
    on_disk = TakenNames({Path("/sorted/Cats"): {"a.xmp": b""}})
    (entry,) = plan_entries([photo(1, "a.jpg", "a.xmp")], {1: CAT}, DESTINATIONS, SortEffect.MOVE, on_disk)
    (move,) = planned_moves(SortPlan((entry,), SortEffect.MOVE, DESTINATIONS))
    assert move.target.name == "a (2).jpg"
    assert [file.target.name for file in move.companions] == ["a (2).xmp"]


def test_tags_go_nowhere_and_name_the_category():
    candidates = [photo(1, "a.cr2", "a.jpg"), photo(2, "a.jpg", "a.cr2")]
    entries = plan_entries(candidates, {1: CAT, 2: CAT}, DESTINATIONS, SortEffect.TAG, nothing_taken())
    plan = SortPlan(entries, SortEffect.TAG)
    assert planned_moves(plan) == ()
    assert planned_tags(plan, {CATS: "Cats"}) == ((1, "Cats"), (2, "Cats"))


names = st.sampled_from(
    ["a.jpg", "A.jpg", "a.JPG", "b.jpg", "e\u0301.jpg", "\u00e9.jpg", "a (2).jpg", "x.cr2"]
)


@given(
    st.lists(st.tuples(names, st.sampled_from(["/p", "/q", "/sorted/Cats"]), st.integers(0, 3)), max_size=12),
    st.lists(st.tuples(names, st.integers(0, 3)), max_size=6),
    st.sampled_from([SortEffect.MOVE, SortEffect.COPY, SortEffect.LINK]),
)
def test_no_two_files_ever_get_one_name(
    files: list[tuple[str, str, int]], on_disk: list[tuple[str, int]], effect: SortEffect
):
    there = {name: bytes([content]) * 32 for name, content in on_disk}
    candidates = [
        SortCandidate(number, facts(name, Path(folder)), bytes([content]) * 32)
        for number, (name, folder, content) in enumerate(files)
    ]
    decisions = {each.photo_id: (CAT, DOG, UNSURE)[each.photo_id % 3] for each in candidates}
    taken = TakenNames({Path("/sorted/Cats"): there})
    entries = plan_entries(candidates, decisions, DESTINATIONS, effect, taken)
    assert len(entries) == len(candidates)
    moves = planned_moves(SortPlan(entries, effect, DESTINATIONS))
    targets = [name_key(str(move.target)) for move in moves]
    assert len(set(targets)) == len(targets)
    occupied = {name_key(f"/sorted/Cats/{name}") for name in there}
    assert not set(targets) & occupied
    assert all(move.target.suffix == move.source.suffix for move in moves)


@pytest.mark.parametrize(
    "name", ["archive.tar.gz", ".hidden", "no-extension", "a (2).jpg", "ä" * 120 + ".jpg"]
)
def test_numbers_are_put_before_the_extension(name: str):
    on_disk = TakenNames({Path("/sorted/Cats"): {name: b""}})
    (entry,) = plan_entries([photo(1, name)], {1: CAT}, DESTINATIONS, SortEffect.MOVE, on_disk)
    assert entry.target is not None
    assert entry.target.name == f"{Path(name).stem} (2){Path(name).suffix}"


def test_the_longest_names_stay_possible_with_a_number():
    name = "照" * 83 + ".jpg"
    on_disk = TakenNames({Path("/sorted/Cats"): {name: b""}})
    (entry,) = plan_entries([photo(1, name)], {1: CAT}, DESTINATIONS, SortEffect.MOVE, on_disk)
    assert entry.target is not None
    assert len(entry.target.name.encode()) <= 255
    assert entry.target.name.endswith("照 (2).jpg")
