"""The options that limit a search: complete, and understood."""

from pathlib import Path
from typing import get_args

import pytest

from clipphotos.cli.asking import photo_service
from clipphotos.cli.filters import FILTER_OPTIONS, is_any_search, typed_filters, why_nothing_fits
from clipphotos.cli.main import run
from clipphotos.cli.parser import parse
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.search.filters import (
    CategoryFilter,
    Filter,
    FlagFilter,
    FolderFilter,
    LeastRating,
    TagFilter,
)
from clipphotos.core.search.query import SearchQuery
from clipphotos.inference.models import registry
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.services import Service, load_colour_embedder

Captured = pytest.CaptureFixture[str]


def typed(locations: DataLocations, *arguments: str) -> tuple[Filter, ...]:
    with photo_service(locations, to_read=True) as service:
        return typed_filters(parse(["search", "x", *arguments]), service)


def test_every_filter_can_be_typed():
    assert {option.kind for option in FILTER_OPTIONS} == set(get_args(Filter))


def test_what_is_typed_becomes_filters(locations: DataLocations, tmp_path: Path):
    Service(locations).run(AddCategory("Red things"))
    assert typed(locations) == ()
    arguments = ("--tag", "猫", "--min-rating", "4", "--folder", str(tmp_path), "--tag", "snow")
    assert typed(locations, *arguments, "--flag", "reject", "--category", " red THINGS ") == (
        FolderFilter(tmp_path),
        CategoryFilter(1),
        TagFilter("猫"),
        TagFilter("snow"),
        LeastRating(4),
        FlagFilter(Flag.REJECT),
    )
    with pytest.raises(KnownError, match="category-unknown"):
        typed(locations, "--category", "nonsense")
    with pytest.raises(KnownError, match="folder-missing"):
        typed(locations, "--folder", "~nosuch")


@pytest.mark.parametrize(
    "option", [["--tag", "cat"], ["--min-rating", "1"], ["--category", "Cats"], ["--flag", "none"]]
)
def test_most_filters_are_a_search_alone(option: list[str]):
    assert is_any_search(parse(["search", *option]))


def test_a_folder_alone_is_wrong_usage(capsys: Captured):
    assert run(["search", "--folder", "photos"]) == 2
    said = capsys.readouterr().err
    assert "one of --category, --tag, --min-rating, --flag" in " ".join(said.split())


def test_the_last_filter_is_the_reason_for_finding_nothing():
    def code(*filters: Filter) -> str | None:
        reason = why_nothing_fits(SearchQuery("x", filters=filters))
        return reason.code if reason else None

    folder, category = FolderFilter(Path("/photos")), CategoryFilter(1, "Cats")
    assert code() is None
    assert code(folder) is None
    assert code(folder, category) == "nothing-in-category"
    assert code(folder, category, TagFilter("cat")) == "nothing-tagged"
    assert code(TagFilter("cat"), LeastRating(5)) == "nothing-rated"
    assert code(LeastRating(5), FlagFilter(Flag.PICK)) == "nothing-flagged"
    reason = why_nothing_fits(SearchQuery(filters=(TagFilter("cat"), TagFilter("snow"))))
    assert reason is not None
    assert reason.params == {"tags": "cat, snow"}


def test_photos_of_a_category_are_listed(
    locations: DataLocations,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(registry, "load_embedder", lambda info, _folder: load_colour_embedder(info))
    make_photos(tmp_path / "photos", 16)
    service = Service(locations)
    service.run(AddCategory("Reds", labels=("red",), threshold=0.3))
    assert run(["search", "--category", "reds"]) == 0
    assert "nothing to search yet" in capsys.readouterr().err
    service.index(tmp_path / "photos")
    service.run(AddCategory("Blues", labels=("blue",), threshold=0.3))
    assert run(["search", "--category", "reds"]) == 0
    found = capsys.readouterr().out
    assert "0000-red.png" in found
    assert "blue" not in found
    service.run(AddCategory("Never", labels=("cyan",), threshold=1.0))
    assert run(["search", "--category", "never"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "No photo that fits belongs to the category “Never”" in printed.err
    assert run(["search", "--category", "nonsense"]) == 1
    assert "There is no category called “nonsense”" in capsys.readouterr().err
