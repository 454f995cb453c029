"""Tags in the user's hands: put on, taken off, taken back, completed, searched for."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.search.filters import FolderFilter, TagFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.tags.photo_tags import LONGEST_TAG, MOST_AT_ONCE, TagSource
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.tags import (
    ChangeTags,
    CompleteTags,
    TagLibrary,
    TagPhotos,
    TagsOf,
    TagsOfPhotos,
)
from clipphotos.storage.catalogue import open_catalogue
from support.moves import undone
from support.pictures import make_photo
from support.services import Service


@pytest.fixture
def library(service: Service, folder: Path) -> dict[str, int]:
    """Photo ids by name: forty white ones, two red ones of which one lies in a folder."""
    for number in range(40):
        make_photo(folder / f"white-{number}.png", "white", number=number)
    make_photo(folder / "red-0.png", "red", number=0)
    make_photo(folder / "sub" / "red-1.png", "red", number=1)
    service.index(folder)
    with closing(open_catalogue(service.locations)) as catalogue:
        return {Path(name).name: key for name, key in catalogue.rows("SELECT relpath, id FROM photo")}


def change(service: Service, *photos: int, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()):
    return service.run(ChangeTags(photos, add, remove))


def tags_of(service: Service, *photos: int) -> TagsOfPhotos:
    return service.run(TagsOf(photos))


def terms_of(service: Service, *photos: int) -> list[str]:
    return [each.name.term for each in tags_of(service, *photos).tags]


def complete(service: Service, typed: str, **options: Any) -> list[tuple[str, int]]:
    return [(each.name.term, each.photos) for each in service.run(CompleteTags(typed, **options))]


def found(service: Service, *tags: str, text: str = "", folder: Path | None = None) -> list[str]:
    places = [FolderFilter(folder)] if folder else []
    return [hit.path.name for hit in service.search(text, *map(TagFilter, tags), *places)]


def stored(service: Service) -> list[tuple[object, ...]]:
    with closing(open_catalogue(service.locations)) as catalogue:
        return catalogue.rows("SELECT * FROM photo_tag ORDER BY content_hash, term")


def automatic(service: Service, photo: int) -> str:
    return next(each.name.term for each in tags_of(service, photo).tags if each.source is TagSource.AUTOMATIC)


def test_what_is_said_and_why(service: Service, library: dict[str, int]):
    change(service, library["red-0.png"], add=("my holiday",))
    mine, first, *_ = tags_of(service, library["red-0.png"]).tags
    assert (mine.name.term, mine.source, mine.score, mine.prompt) == ("my holiday", TagSource.USER, None, "")
    assert first.source is TagSource.AUTOMATIC
    assert first.score > 4
    assert first.prompt.startswith("a photo of a")
    assert first.prompt.endswith(first.name.term)
    assert first.name.zh
    assert first.model == "starter"


def test_tags_of_several_photos_are_counted(service: Service, library: dict[str, int]):
    photos = [library["red-0.png"], library["white-0.png"], library["white-1.png"]]
    change(service, *photos, add=("all",))
    change(service, *photos[:2], add=("two",))
    counts = {each.name.term: each.photos for each in tags_of(service, *photos).tags}
    assert list(counts)[:2] == ["all", "two"]
    assert counts["all"] == 3
    assert counts["two"] == 2


def test_no_model_is_needed(service: Service, library: dict[str, int], monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise AssertionError("the model was asked for")

    monkeypatch.setattr(service, "load", fail)
    photo = library["red-0.png"]
    assert change(service, photo, add=("mine",)).photos == 1
    assert "mine" in terms_of(service, photo)
    assert complete(service, "min") == [("mine", 1)]
    assert found(service, "mine") == ["red-0.png"]


def test_words_become_the_concepts_they_mean(service: Service, library: dict[str, int]):
    photo = library["white-0.png"]
    answer = change(service, photo, add=("  猫 ", "CAT", "Holiday", "cat"))
    assert [(each.term, each.zh) for each in answer.added] == [("cat", "猫"), ("Holiday", "")]
    assert change(service, library["white-1.png"], add=("holiday",)).added[0].term == "Holiday"
    assert sorted(terms_of(service, photo)) == ["Holiday", "cat"]


def test_the_same_tag_twice_is_once(service: Service, library: dict[str, int]):
    photo = library["white-0.png"]
    change(service, photo, add=("mine", "mine"))
    before = stored(service)
    change(service, photo, add=("mine",))
    assert stored(service) == before
    assert terms_of(service, photo) == ["mine"]


def test_an_automatic_tag_taken_off_stays_off(service: Service, library: dict[str, int], folder: Path):
    photo = library["red-0.png"]
    term = automatic(service, photo)
    change(service, photo, remove=(term,))
    assert term not in terms_of(service, photo)
    service.run(TagLibrary())
    service.run(TagPhotos(folder))
    assert term not in terms_of(service, photo)
    assert ("rejected",) in {row[2:3] for row in stored(service) if row[1] == term}


def test_a_tag_of_the_users_taken_off_leaves_nothing(service: Service, library: dict[str, int]):
    before = stored(service)
    change(service, library["white-0.png"], add=("mine",))
    change(service, library["white-0.png"], remove=("mine",))
    assert stored(service) == before


def test_a_confirmed_tag_taken_off_does_not_come_back(service: Service, library: dict[str, int]):
    photo = library["red-0.png"]
    term = automatic(service, photo)
    change(service, photo, add=(term,))
    assert tags_of(service, photo).tags[0].source is TagSource.USER
    change(service, photo, remove=(term,))
    service.run(TagLibrary())
    assert term not in terms_of(service, photo)


def test_every_change_can_be_taken_back(service: Service, library: dict[str, int]):
    photos = [library["red-0.png"], library["red-1.png"]]
    term = automatic(service, photos[0])
    change(service, photos[0], add=("mine",))
    for options in ({"remove": (term, "mine")}, {"add": ("new", term, "mine")}):
        before = stored(service)
        answer = change(service, *photos, **options)
        assert stored(service) != before
        undone(service, answer.operation_id)
        assert stored(service) == before


def test_photos_that_were_not_read_are_passed_over(service: Service, library: dict[str, int], folder: Path):
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    service.index(folder)
    with closing(open_catalogue(service.locations)) as catalogue:
        broken = catalogue.value("SELECT id FROM photo WHERE relpath = 'broken.png'")
    answer = change(service, library["white-0.png"], broken, add=("mine",))
    assert (answer.photos, answer.passed_over, answer.unreadable) == (1, 1, 1)
    assert service.refusal(ChangeTags((broken,), ("mine",))) == "photo-without-content"
    assert service.refusal(ChangeTags((), ("mine",))) == "photo-without-content"
    assert (tags_of(service, broken).readable, tags_of(service, broken).unreadable) == (0, 1)
    assert tags_of(service, library["white-0.png"]).unreadable == 0


@pytest.mark.parametrize(
    ("tag", "code"), [("", "tag-empty"), (" \t", "tag-empty"), ("x" * 500, "tag-too-long")]
)
def test_bad_tags_are_refused_and_nothing_is_lost(
    service: Service, library: dict[str, int], tag: str, code: str
):
    photo = library["red-0.png"]
    before = stored(service)
    assert service.refusal(ChangeTags((photo,), ("good", tag), (automatic(service, photo),))) == code
    assert stored(service) == before


@pytest.mark.parametrize("tag", ["🏖️ beach", "חופשה", "مَرحبا", "a\\b/c:d*?", "100 %", "it's; --", "İstanbul"])
def test_any_word_will_do(service: Service, library: dict[str, int], tag: str):
    change(service, library["white-0.png"], add=(tag,))
    assert terms_of(service, library["white-0.png"]) == [tag]
    assert found(service, tag) == ["white-0.png"]
    assert complete(service, tag[:4]) == [(tag, 1)]


def test_ten_thousand_tags(service: Service, library: dict[str, int]):
    photo = library["white-0.png"]
    many = tuple(f"tag {number}" for number in range(10_000))
    assert service.refusal(ChangeTags((photo,), many)) == "too-many-tags"
    assert terms_of(service, photo) == []
    for start in range(0, len(many), MOST_AT_ONCE):
        change(service, photo, add=many[start : start + MOST_AT_ONCE])
    assert len(terms_of(service, photo)) == 10_000
    assert len(complete(service, "tag 99", limit=8)) == 8
    assert found(service, *many[:30]) == ["white-0.png"]
    assert service.refusal(Search(SearchQuery(filters=tuple(map(TagFilter, many))))) == "too-many-tags"


# --- completing -------------------------------------------------------------------------------------


def test_completion_knows_both_languages_and_own_words(service: Service, library: dict[str, int]):
    change(service, library["white-0.png"], library["white-1.png"], add=("cat", "Catherine"))
    change(service, library["white-2.png"], add=("kitten",))
    assert complete(service, "cat") == [("cat", 3), ("Catherine", 2)], "a kitten is a cat"
    assert complete(service, "猫")[0] == ("cat", 3)
    assert complete(service, "  CAT ")[0] == ("cat", 3)
    assert complete(service, "zzz") == []
    assert complete(service, " ") == []


def test_completion_counts_where_is_searched(service: Service, library: dict[str, int], folder: Path):
    change(service, library["white-0.png"], library["red-1.png"], add=("cat",))
    change(service, library["red-1.png"], add=("snow",))
    assert complete(service, "cat", folder=folder / "sub") == [("cat", 1)]
    assert complete(service, "cat", having=("snow",)) == [("cat", 1)]
    assert complete(service, "snow", having=("snow",)) == [], "it is chosen already"
    assert service.refusal(CompleteTags("cat", folder=Path("/elsewhere"))) == "folder-not-in-library"


def test_the_whole_vocabulary_is_offered_for_adding(service: Service, library: dict[str, int]):
    assert complete(service, "giraf") == []
    assert complete(service, "giraf", only_used=False) == [("giraffe", 0)]
    assert complete(service, "长颈", only_used=False) == [("giraffe", 0)]


# --- searching --------------------------------------------------------------------------------------


def test_all_tags_must_apply(service: Service, library: dict[str, int], folder: Path):
    change(service, *(library[f"white-{number}.png"] for number in range(3)), add=("one",))
    change(service, library["white-1.png"], library["red-1.png"], add=("two",))
    assert found(service, "one") == ["white-0.png", "white-1.png", "white-2.png"]
    assert found(service, "one", "two") == ["white-1.png"]
    assert found(service, "two", folder=folder / "sub") == ["red-1.png"]
    assert found(service, "none of this") == []


def test_a_rejected_tag_does_not_match(service: Service, library: dict[str, int]):
    photo = library["red-0.png"]
    term = automatic(service, photo)
    assert "red-0.png" in found(service, term)
    change(service, photo, remove=(term,))
    assert "red-0.png" not in found(service, term)


def test_a_kind_matches_unless_the_genus_was_rejected(service: Service, library: dict[str, int]):
    change(service, library["white-0.png"], add=("school bus",))
    change(service, library["white-1.png"], add=("bus",))
    assert found(service, "交通工具") == ["white-0.png", "white-1.png"]
    assert found(service, "school bus") == ["white-0.png"]
    with closing(open_catalogue(service.locations)) as catalogue, catalogue.transaction():
        catalogue.execute(
            """INSERT INTO photo_tag SELECT content_hash, 'vehicle', 'rejected', NULL, NULL FROM photo
            WHERE relpath = 'white-0.png'"""
        )
    assert found(service, "vehicle") == ["white-1.png"]
    assert complete(service, "vehicle") == [("vehicle", 1)]


def test_tags_alone_give_every_photo_the_surest_first(service: Service, library: dict[str, int]):
    term = automatic(service, library["red-0.png"])
    change(service, library["white-7.png"], add=(term,))
    answer = service.ask(SearchQuery(filters=(TagFilter(term),), limit=1000))
    assert answer.hits[0].path.name == "white-7.png", "a person said so"
    assert answer.hits[0].score == 1.0
    assert {hit.path.name for hit in answer.hits} == {"white-7.png", "red-0.png", "red-1.png"}
    assert [hit.rank for hit in answer.hits] == [1, 2, 3]
    assert all(0.4 <= hit.score < 1 for hit in answer.hits[1:])
    assert (answer.matching, answer.searchable) == (3, 42)
    few = service.ask(SearchQuery(filters=(TagFilter(term),), limit=2))
    assert (len(few.hits), few.matching) == (2, 3)


def test_words_rank_the_photos_with_a_tag_exactly(service: Service, library: dict[str, int], folder: Path):
    chosen = [library[name] for name in ("red-0.png", "white-3.png", "white-30.png", "red-1.png")]
    change(service, *chosen, add=("mine",))
    everything = [hit for hit in service.search("red") if hit.photo_id in chosen]
    answer = service.ask(SearchQuery("red", filters=(TagFilter("mine"),), limit=1000))
    assert [(hit.photo_id, hit.score) for hit in answer.hits] == [
        (hit.photo_id, pytest.approx(hit.score, abs=1e-5)) for hit in everything
    ]
    assert (answer.matching, answer.searchable) == (4, 42)
    assert found(service, "mine", text="red", folder=folder / "sub") == ["red-1.png"]
    like = service.search("", TagFilter("mine"), like=folder / "white-3.png")
    assert like[0].path.name.startswith("white")
    assert len(like) == 4


def test_copies_count_each(service: Service, library: dict[str, int], folder: Path):
    change(service, library["red-0.png"], add=("mine",))
    (folder / "copy.png").write_bytes((folder / "red-0.png").read_bytes())
    service.index(folder)
    assert found(service, "mine") == ["copy.png", "red-0.png"]
    assert complete(service, "mine") == [("mine", 2)]


def test_a_tag_that_is_none_is_refused(service: Service, library: dict[str, int]):
    assert service.refusal(Search(SearchQuery("red", filters=(TagFilter(""),)))) == "tag-empty"
    assert (
        service.refusal(Search(SearchQuery(filters=(TagFilter("x" * (LONGEST_TAG + 1)),)))) == "tag-too-long"
    )
    assert service.refusal(Search(SearchQuery(" "))) == "query-empty"


def test_commas_separate_what_is_typed(service: Service, library: dict[str, int]):
    photo = library["red-0.png"]
    added = change(service, photo, add=("Oma, Opa，Minka", "Tante,"))
    assert [name.term for name in added.added] == ["Oma", "Opa", "Minka", "Tante"]
    assert set(terms_of(service, photo)) >= {"Oma", "Opa", "Minka", "Tante"}
    assert [hit.photo_id for hit in service.search("", TagFilter("opa, minka"))] == [photo]
    assert service.refusal(ChangeTags((photo,), (" , ",), ())) == "tag-empty"


def test_a_tag_that_has_a_comma_from_before_is_still_found(service: Service, library: dict[str, int]):
    photo = library["red-0.png"]
    change(service, photo, add=("Oma",))
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo_tag SET term = 'Oma, Opa' WHERE term = 'Oma'")
    assert [hit.photo_id for hit in service.search("", TagFilter("oma,  opa"))] == [photo]
    change(service, photo, remove=("Oma, Opa",))
    assert "Oma, Opa" not in terms_of(service, photo)
