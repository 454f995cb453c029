"""Automatic tags: from stored vectors, replaced by later ones, never in the way of the user's own."""

from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.core.operations.annotation import UserTag
from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.tags import RemoveAutomaticTags, TagPhotos
from clipphotos.storage import roots
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.operations import annotations
from clipphotos.storage.scopes import scopes_below
from clipphotos.storage.tags import tags
from support.pictures import make_photo
from support.services import Service


def tag(service: Service, folder: Path) -> dict[str, list[str]]:
    answer = service.run(TagPhotos(folder))
    return {photo.path.name: [each.term for each in photo.tags] for photo in answer.photos}


@pytest.fixture
def library(service: Service, folder: Path) -> Path:
    """Many white photos, a few red and black ones."""
    for number in range(40):
        make_photo(folder / f"white-{number}.png", "white", number=number)
    for number, colour in enumerate(("red", "black") * 2):
        make_photo(folder / f"{colour}-{number}.png", colour, number=number)
    service.index(folder)
    return folder


def test_what_stands_out_is_the_tag(service: Service, library: Path):
    found = tag(service, library)
    assert len(found) == 44
    assert not any(terms for name, terms in found.items() if "white" in name), "all are: it tells nothing"
    for colour in ("red", "black"):
        own = [terms for name, terms in found.items() if colour in name]
        # The colour embedder knows nothing but the colours in the vocabulary's names.
        assert all(terms and colour in terms[0].split() for terms in own), (colour, own)


def test_tags_follow_the_content(service: Service, library: Path):
    before = tag(service, library)["red-0.png"]
    (library / "red-0.png").rename(library / "renamed.png")
    service.index(library)
    with closing(open_catalogue(service.locations)) as catalogue:
        scopes = scopes_below(roots.all_roots(catalogue), library)
        stored = {
            path.name: [term for term, _ in own] for path, own in tags.tags_in(catalogue, scopes).items()
        }
    assert stored["renamed.png"] == before


def test_the_users_tags_are_never_touched(service: Service, library: Path):
    automatic = tag(service, library)["red-0.png"][0]
    with closing(open_catalogue(service.locations)) as catalogue:
        content = catalogue.value("SELECT content_hash FROM photo WHERE relpath = 'red-0.png'")
        with catalogue.transaction():
            said = {(content, "my holiday"): UserTag.GIVEN, (content, automatic): UserTag.REJECTED}
            annotations.set_tags(catalogue, said)
    for _ in range(2):
        terms = tag(service, library)["red-0.png"]
        assert terms[0] == "my holiday"
        assert automatic not in terms
    service.run(RemoveAutomaticTags(library))
    with closing(open_catalogue(service.locations)) as catalogue:
        left = catalogue.rows("SELECT term, source FROM photo_tag ORDER BY source")
    assert left == [(automatic, "rejected"), ("my holiday", "user")]


def test_only_the_folder_is_tagged(service: Service, library: Path):
    make_photo(library / "sub" / "own.png", "red", number=500)
    service.index(library)
    service.run(RemoveAutomaticTags(library))
    assert list(tag(service, library / "sub")) == ["own.png"]
    with closing(open_catalogue(service.locations)) as catalogue:
        assert catalogue.value("SELECT count(DISTINCT content_hash) FROM photo_tag") == 1


def test_tagging_again_changes_nothing(service: Service, library: Path):
    assert tag(service, library) == tag(service, library)


def test_what_cannot_be_tagged_is_said(service: Service, library: Path, tmp_path: Path):
    (library / "empty").mkdir()
    for folder, code in (
        (tmp_path / "elsewhere", "folder-not-in-library"),
        (library / "empty", "folder-not-indexed"),
    ):
        assert service.refusal(TagPhotos(folder)) == code


def test_those_who_show_tags_are_told_that_they_went(service: Service, library: Path):
    tag(service, library)
    service.events.clear()
    service.run(RemoveAutomaticTags(None))
    (changes,) = [event.changes for event in service.events if isinstance(event, LibraryChanged)]
    assert changes == Changes(tags=True)
