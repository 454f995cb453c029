"""What the user decided about folders to leave out is kept, and says which files are not to be moved."""

from pathlib import Path

import pytest

from clipphotos.core.indexing.exclusions import Exclusion, ExclusionSettings
from clipphotos.service.indexing.exclusions.rules import (
    places_left_out,
    rules_of,
    store_exclusions,
    stored_exclusions,
)
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations


@pytest.fixture
def catalogue(locations: DataLocations):
    with open_catalogue(locations) as opened:
        yield opened


def store(catalogue: Catalogue, *entries: str, markers: bool = True) -> ExclusionSettings:
    with catalogue.transaction():
        return store_exclusions(catalogue, ExclusionSettings(entries, markers))


def test_the_table_alone_holds_at_first(catalogue: Catalogue):
    assert stored_exclusions(catalogue) == ExclusionSettings((), markers=True)


def test_what_was_decided_is_kept_without_empty_and_equal_entries(catalogue: Catalogue):
    assert store(catalogue, " private ", "", "é*", "private", markers=False) == ExclusionSettings(
        ("private", "é*"), markers=False
    )
    assert stored_exclusions(catalogue).entries == ("private", "é*")


def test_rules_hold_below_a_root(catalogue: Catalogue):
    store(catalogue, "/photos/a")
    assert rules_of(catalogue, Path("/photos")).of_place("a/1.jpg") is Exclusion.CHOSEN
    assert rules_of(catalogue, Path("/others")).of_place("a/1.jpg") is None


def test_a_file_is_none_to_be_moved_where_it_is_left_out_or_another_programs(catalogue: Catalogue):
    with catalogue.transaction():
        roots.add_root(catalogue, Path("/photos"), case_sensitive=True)
        roots.add_root(catalogue, Path("/x/A.photoslibrary/originals"), case_sensitive=True)
        roots.add_root(catalogue, Path("/x/#recycle"), case_sensitive=True)
    store(catalogue, "private")
    is_left_out = places_left_out(catalogue)
    assert is_left_out(Path("/photos/private/1.jpg"))
    assert is_left_out(Path("/photos/#recycle/1.jpg"))
    assert is_left_out(Path("/x/A.photoslibrary/originals/1.jpg"))
    assert not is_left_out(Path("/photos/2020/1.jpg"))
    # Photos are brought back from a trash that was added for that.
    assert not is_left_out(Path("/x/#recycle/1.jpg"))
