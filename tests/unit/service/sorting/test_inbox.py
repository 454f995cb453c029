"""Inboxes: which folders are watched, and where their photos would go. Nothing moves by itself."""

import hashlib
import shutil
from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.sorting.inbox import Inbox, InboxProposals
from clipphotos.core.sorting.plan import SortEffect
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, RemoveCategory, SetExamples
from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.operations import sort_command
from clipphotos.service.protocol.sorting import PlannedSort, PlanSort
from clipphotos.storage.browse import CatalogueReader
from support.pictures import make_photo, make_photos
from support.services import Service


@pytest.fixture
def inbox(folder: Path) -> Path:
    return folder / "inbox"


@pytest.fixture
def filled(service: Service, folder: Path, inbox: Path) -> Service:
    """Eight photos in an inbox, eight beside it, and two categories."""
    make_photos(inbox, 8)
    make_photos(folder / "old", 8, first=8)
    service.index(folder)
    for name in ("red", "blue"):
        service.run(AddCategory(name, threshold=0.3))
    service.run(SetInbox(inbox, on=True))
    return service


def listed(service: Service) -> dict[Path, Inbox]:
    answer = service.run(ListInboxes())
    return {each.folder: each for each in answer if isinstance(each, Inbox)}


def asked(service: Service, into: Path | None = None) -> list[InboxProposals]:
    answer = service.run(AskForProposals(into))
    return [each for each in answer if isinstance(each, InboxProposals)]


def proposed(service: Service, into: Path | None = None) -> dict[str, int]:
    """File names with the categories that are proposed."""
    reader = CatalogueReader(service.locations)
    try:
        return {
            reader.photos([each.photo_id])[each.photo_id].path.name: each.category_id
            for inbox in asked(service, into)
            for each in inbox.proposals
        }
    finally:
        reader.close()


def planned(service: Service, folder: Path, effect: SortEffect, into: Path) -> PlannedSort:
    return service.run(PlanSort(folder=folder, effect=effect, into=into))


def sort(service: Service, folder: Path, effect: SortEffect, into: Path) -> None:
    answer = planned(service, folder, effect, into)
    names = {each.category_id: each.name for each in answer.categories}
    service.run(sort_command(answer.plan, names))


def digests(folder: Path) -> dict[Path, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_only_photos_of_the_inbox_are_proposed_and_none_is_touched(
    filled: Service, folder: Path, inbox: Path
):
    before = digests(folder)
    (answer,) = asked(filled)
    assert answer.inbox == Inbox(inbox, is_there=True, photos=8)
    assert proposed(filled) == {"0000-red.png": 1, "0002-blue.png": 2}
    assert all(0.3 <= each.probability <= 1 and not each.is_told for each in answer.proposals)
    assert digests(folder) == before


def test_proposals_are_what_a_sort_would_do(filled: Service, folder: Path, inbox: Path):
    plan = planned(filled, inbox, SortEffect.MOVE, folder / "sorted").plan
    going = {each.candidate.file.path.name: each.category_id for each in plan.going}
    assert proposed(filled, folder / "sorted") == going
    probabilities = {each.candidate.photo_id: each.probability for each in plan.going}
    (answer,) = asked(filled)
    assert {each.photo_id: each.probability for each in answer.proposals} == pytest.approx(probabilities)


def test_what_lies_in_its_categorys_folder_needs_no_proposal(filled: Service, folder: Path):
    make_photo(folder / "red" / "there.png", "red", number=50)
    make_photo(folder / "red" / "2024" / "below.png", "red", number=51)
    make_photo(folder / "red" / "stray.png", "blue", number=52)
    filled.index(folder)
    filled.run(SetInbox(folder, on=True))
    names = proposed(filled)
    assert "there.png" not in names
    assert "below.png" not in names
    assert names["stray.png"] == 2
    # With another place for the folders, these are as good as any other.
    assert {"there.png", "below.png"} <= proposed(filled, folder / "sorted").keys()


@pytest.mark.parametrize("effect", [SortEffect.MOVE, SortEffect.COPY, SortEffect.LINK, SortEffect.TAG])
def test_after_a_sort_nothing_is_left_to_propose(
    filled: Service, folder: Path, inbox: Path, effect: SortEffect
):
    sort(filled, inbox, effect, folder / "sorted")
    filled.index(folder)
    assert proposed(filled, folder / "sorted") == {}


def test_what_the_user_says_is_proposed(filled: Service, inbox: Path):
    (answer,) = asked(filled)
    by_category = {each.category_id: each.photo_id for each in answer.proposals}
    filled.run(SetExamples((PhotoExample(by_category[1], 1, False), PhotoExample(by_category[2], 1, True))))
    (answer,) = asked(filled)
    told = {each.photo_id: (each.category_id, each.is_told) for each in answer.proposals}
    assert told[by_category[2]] == (1, True)
    assert told.get(by_category[1], (2, False))[0] == 2


def test_without_categories_nothing_is_proposed(filled: Service, inbox: Path):
    for name in ("red", "blue"):
        filled.run(RemoveCategory(name))
    assert [(each.inbox.folder, each.proposals) for each in asked(filled)] == [(inbox, ())]


def test_new_photos_are_proposed_once_they_are_read(filled: Service, inbox: Path):
    make_photo(inbox / "new.png", "red", number=70)
    assert "new.png" not in proposed(filled)
    filled.index(inbox)
    assert proposed(filled)["new.png"] == 1


def test_a_photo_that_was_read_while_it_was_written_is_read_again(filled: Service, inbox: Path):
    whole = make_photo(inbox.parent / "elsewhere" / "x.jpg", "red", number=5, size=(640, 480)).read_bytes()
    growing = inbox / "growing.jpg"
    growing.write_bytes(whole[: len(whole) // 3])
    filled.index(inbox)
    assert [each.path.name for each in filled.status().skipped] == ["growing.jpg"]
    growing.write_bytes(whole)
    filled.index(inbox)
    assert filled.status().skipped == ()
    assert proposed(filled)["growing.jpg"] == 1


def test_several_inboxes_and_turning_them_off(filled: Service, folder: Path, inbox: Path):
    filled.run(SetInbox(folder / "old", on=True))
    filled.run(SetInbox(folder / "old", on=True))
    assert list(listed(filled)) == [inbox, folder / "old"]
    filled.run(SetInbox(inbox, on=False))
    assert list(listed(filled)) == [folder / "old"]
    assert filled.refusal(SetInbox(inbox, on=False)) == "inbox-unknown"
    assert set(proposed(filled)) == {"0008-red.png", "0010-blue.png"}
    changes = [each.changes for each in filled.events if isinstance(each, LibraryChanged)]
    assert Changes(inboxes=True) in changes


def test_a_folder_that_is_none_of_the_librarys_is_refused(filled: Service, folder: Path, tmp_path: Path):
    assert filled.refusal(SetInbox(tmp_path, on=True)) == "folder-not-in-library"
    assert filled.refusal(SetInbox(folder / "nowhere", on=True)) == "folder-missing"


def test_an_inbox_that_is_gone_is_kept_and_proposes_nothing(filled: Service, inbox: Path):
    inbox.rename(inbox.with_name("away"))
    assert listed(filled)[inbox].is_there is False
    assert proposed(filled) == {}
    inbox.with_name("away").rename(inbox)
    assert listed(filled)[inbox].is_there is True
    assert len(proposed(filled)) == 2
    shutil.rmtree(inbox)
    filled.run(SetInbox(inbox, on=False))
    assert listed(filled) == {}


def test_a_root_takes_its_inboxes_with_it(filled: Service, folder: Path):
    reader = CatalogueReader(filled.locations)
    (root,) = reader.roots()
    reader.close()
    filled.run(RemoveRoot(root.id))
    assert listed(filled) == {}
    filled.index(folder)
    assert listed(filled) == {}


def test_a_root_that_is_taken_in_by_another_keeps_its_inboxes(filled: Service, tmp_path: Path, inbox: Path):
    filled.index(tmp_path)
    assert list(listed(filled)) == [inbox]
    assert "0000-red.png" in proposed(filled)


def test_names_that_are_not_unicode(service: Service, folder: Path):
    odd = folder / "odd\udcff"
    try:
        make_photos(odd, 8)
    except (OSError, UnicodeError):
        pytest.skip("the file system refuses such names")
    service.index(folder)
    service.run(SetInbox(odd, on=True))
    assert listed(service)[odd].photos == 8
