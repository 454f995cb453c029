"""What one scan hands on to the next, and when nothing of it is trusted."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from clipphotos.service.indexing.unchanged_folders import FolderMemory
from clipphotos.storage import photos, roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.indexing import listed_folders
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.photos import FileState
from clipphotos.storage.scopes import Scope

WHOLE = Scope(1)
SEEN = {"": (b"top", 1), "a": (b"A", 2), "b": (b"B", 0)}


@pytest.fixture
def catalogue(locations: DataLocations) -> Iterator[Catalogue]:
    with open_catalogue(locations) as opened:
        with opened.transaction():
            roots.add_root(opened, Path("/p"), case_sensitive=True)
        yield opened


def scan(
    catalogue: Catalogue,
    seen: Mapping[str, tuple[bytes, int]] = SEEN,
    *,
    may_trust: bool = True,
    unsure: str | None = None,
) -> set[str]:
    """One scan of everything; returns the folders that it had to compare."""
    memory = FolderMemory(catalogue, WHOLE, may_trust=may_trust)
    compared = visit(memory, seen)
    with catalogue.transaction():
        memory.keep(lambda key: key == unsure)
    return compared


def visit(memory: FolderMemory, seen: Mapping[str, tuple[bytes, int]]) -> set[str]:
    compared: set[str] = set()
    for key, (digest, count) in seen.items():
        known = memory.visit(key, digest)
        if known is None:
            compared.add(key)
            memory.count(key, count)
        else:
            assert known == count
    return compared


def remembered(catalogue: Catalogue) -> dict[str, tuple[bytes, int]]:
    return {key: tuple(each) for key, each in (listed_folders.remembered(catalogue, WHOLE) or {}).items()}


def add_photo(catalogue: Catalogue, name: str) -> None:
    photos.add_photo(catalogue, 1, name, FileState(name, 1, 1))


def test_what_looks_the_same_is_compared_once(catalogue: Catalogue):
    assert scan(catalogue) == set(SEEN)
    assert remembered(catalogue) == SEEN
    assert scan(catalogue) == set()
    changed = {**SEEN, "a": (b"other", 5), "c": (b"C", 1)}
    del changed["b"]
    assert scan(catalogue, changed) == {"a", "c"}
    assert remembered(catalogue) == changed


def test_counts_are_added_up_and_those_of_unknown_folders_left_out(catalogue: Catalogue):
    memory = FolderMemory(catalogue, WHOLE, may_trust=True)
    memory.visit("a", b"A")
    for key in ("a", "a", "unknown"):
        memory.count(key, 2)
    with catalogue.transaction():
        memory.keep(lambda _: False)
    assert remembered(catalogue) == {"a": (b"A", 4)}


def test_nothing_is_new_only_if_every_folder_is_the_same(catalogue: Catalogue):
    scan(catalogue)
    for seen, same in (
        (SEEN, True),
        ({"": SEEN[""], "a": SEEN["a"]}, False),
        ({**SEEN, "c": (b"C", 0)}, False),
        ({**SEEN, "b": (b"other", 0)}, False),
    ):
        memory = FolderMemory(catalogue, WHOLE, may_trust=True)
        assert memory.is_trusted
        visit(memory, seen)
        assert memory.finds_all_the_same() is same
    memory = FolderMemory(catalogue, WHOLE, may_trust=False)
    assert not memory.is_trusted
    visit(memory, SEEN)
    assert not memory.finds_all_the_same()


def test_two_folders_of_one_key_are_compared_every_time(catalogue: Catalogue):
    for _ in range(2):
        memory = FolderMemory(catalogue, WHOLE, may_trust=True)
        visit(memory, {"": SEEN[""], "a": SEEN["a"]})
        assert memory.visit("a", b"A") is None
        assert not memory.finds_all_the_same()
        with catalogue.transaction():
            memory.keep(lambda _: False)
        assert set(remembered(catalogue)) == {""}


def test_a_folder_that_may_not_be_known_in_full_is_compared_next_time(catalogue: Catalogue):
    scan(catalogue, unsure="a")
    assert set(remembered(catalogue)) == {"", "b"}
    assert scan(catalogue) == {"a"}


def test_what_was_remembered_is_replaced_where_it_may_not_be_used(catalogue: Catalogue):
    scan(catalogue)
    assert scan(catalogue, may_trust=False) == set(SEEN)
    assert remembered(catalogue) == SEEN


def test_changes_of_somebody_else_make_everything_doubtful(catalogue: Catalogue):
    scan(catalogue)
    memory = FolderMemory(catalogue, WHOLE, may_trust=True)
    assert memory.visit("a", b"A") == 2
    with catalogue.transaction():
        add_photo(catalogue, "a/new.jpg")
    assert memory.notice_others(), "the root is still there"
    assert not memory.is_trusted
    assert memory.visit("b", b"B") is None
    with catalogue.transaction():
        memory.keep(lambda _: False)
    assert listed_folders.remembered(catalogue, WHOLE) is None


def test_changes_of_the_scan_itself_make_nothing_doubtful(catalogue: Catalogue):
    scan(catalogue)
    memory = FolderMemory(catalogue, WHOLE, may_trust=True)
    with catalogue.transaction():
        assert memory.notice_others()
        add_photo(catalogue, "a/new.jpg")
        memory.accept_own()
    assert memory.notice_others()
    assert memory.is_trusted
    assert visit(memory, {**SEEN, "a": (b"new", 3)}) == {"a"}
    with catalogue.transaction():
        memory.keep(lambda _: False)
    assert remembered(catalogue)["a"] == (b"new", 3)


def test_a_root_that_left_the_library_is_noticed(catalogue: Catalogue):
    memory = FolderMemory(catalogue, WHOLE, may_trust=True)
    with catalogue.transaction():
        roots.remove_root(catalogue, 1)
    assert not memory.notice_others()
