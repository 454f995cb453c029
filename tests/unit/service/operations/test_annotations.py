"""Ratings and the user's tags: journaled, taken back exactly, never forced, kept wherever a photo goes."""

import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipphotos.core.changes import Changes
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import FLAG, RATING, AnnotationChange, Flag, tag_field
from clipphotos.core.operations.operation import Effect, MoveState, Operation, OperationSummary
from clipphotos.core.search.filters import CategoryFilter, Filter, FolderFilter, LeastRating, TagFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.service.protocol.categories import AddCategory
from clipphotos.service.protocol.events import LibraryChanged, OperationsRecovered
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.operations import (
    FlagPhotos,
    ListMoves,
    ListOperations,
    RatePhotos,
    RedoOperation,
    TagSortedPhotos,
    TrashPhotos,
    UndoOperation,
)
from clipphotos.service.protocol.searching import Search
from clipphotos.service.protocol.tags import ChangeTags, TagChange, TagLibrary, TagsOf
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.operations import journal
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, ChangeRow
from support.moves import moved, planned, previewed, redone, undone
from support.pictures import make_photo
from support.services import Service


@pytest.fixture
def library(service: Service, folder: Path) -> dict[str, int]:
    """Photo ids by name; the twin has the content of ``red-0.png``."""
    for number in range(4):
        make_photo(folder / f"red-{number}.png", "red", number=number)
    (folder / "twin.png").write_bytes((folder / "red-0.png").read_bytes())
    service.index(folder)
    return ids(service)


def ids(service: Service) -> dict[str, int]:
    with closing(open_catalogue(service.locations)) as catalogue:
        return dict(catalogue.rows("SELECT relpath, id FROM photo WHERE state != 'missing'"))


def stars(service: Service) -> dict[str, int]:
    """Ratings of the photos that have one."""
    with closing(open_catalogue(service.locations)) as catalogue:
        return dict(catalogue.rows("SELECT relpath, rating FROM photo WHERE rating AND state != 'missing'"))


def marks(service: Service) -> tuple[object, ...]:
    """Everything about tags and ratings."""
    with closing(open_catalogue(service.locations)) as catalogue:
        return (
            catalogue.rows("SELECT * FROM photo_tag ORDER BY content_hash, term"),
            catalogue.rows("SELECT id, rating FROM photo ORDER BY id"),
        )


def rate(service: Service, rating: int, *photos: int) -> OperationSummary:
    answer = service.run(RatePhotos(photos, rating))
    assert isinstance(answer, OperationSummary)
    return answer


def change(service: Service, *photos: int, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()):
    return service.run(ChangeTags(photos, add, remove))


def history(service: Service) -> tuple[Operation, ...]:
    return service.run(ListOperations()).operations


# --- rating -----------------------------------------------------------------------------------------


def test_a_rating_is_taken_back_and_given_again(service: Service, library: dict[str, int]):
    rate(service, 2, library["red-0.png"])
    summary = rate(service, 5, library["red-0.png"], library["red-1.png"])
    assert summary.operation.counts == {MoveState.DONE: 2}
    assert stars(service) == {"red-0.png": 5, "red-1.png": 5}
    undone(service)
    assert stars(service) == {"red-0.png": 2}
    redone(service)
    assert stars(service) == {"red-0.png": 5, "red-1.png": 5}
    undone(service)
    undone(service)
    assert stars(service) == {}
    assert service.refusal(UndoOperation()) == "nothing-to-undo"


def test_the_history_tells_of_ratings(service: Service, library: dict[str, int]):
    rate(service, 3, library["red-0.png"])
    rate(service, 0, library["red-0.png"])
    newest, first = history(service)
    assert (first.kind, first.effect, first.act) == ("rate", Effect.ANNOTATE, "rate")
    assert first.params == {"rating": "3"}
    assert newest.params == {"rating": "0"}
    assert newest.can_be_undone
    (outcome,) = service.run(ListMoves(first.operation_id))
    assert (outcome.source.name, outcome.state) == ("red-0.png", MoveState.DONE)


def test_a_rating_that_is_there_already_is_no_operation(service: Service, library: dict[str, int]):
    assert service.run(RatePhotos((library["red-0.png"],), 0)) is None
    rate(service, 4, library["red-0.png"])
    again = rate(service, 4, library["red-0.png"], library["red-1.png"], library["red-1.png"])
    assert again.operation.counts == {MoveState.DONE: 1}, "only one photo was rated anew"
    assert service.run(RatePhotos((library["red-0.png"],), 4)) is None
    assert len(history(service)) == 2


@pytest.mark.parametrize("rating", [-1, 6])
def test_what_is_no_rating_is_refused(service: Service, library: dict[str, int], rating: int):
    assert service.refusal(RatePhotos((library["red-0.png"],), rating)) == "rating-out-of-range"
    assert service.refusal(RatePhotos((999_999,), 3)) == "photo-gone"
    assert history(service) == ()


def test_a_rating_changed_since_is_left_alone(service: Service, library: dict[str, int]):
    first = rate(service, 2, library["red-0.png"], library["red-1.png"])
    rate(service, 5, library["red-0.png"])
    preview = previewed(service, first.operation.operation_id)
    assert [each.state for each in preview.outcomes] == [MoveState.DONE, MoveState.CONFLICT]
    (problem,) = undone(service, first.operation.operation_id).problems
    assert problem.error is not None
    assert (problem.source.name, problem.error.code) == ("red-0.png", "rating-changed")
    assert stars(service) == {"red-0.png": 5}


def test_the_rating_of_a_photo_that_left_the_library_cannot_be_taken_back(
    service: Service, library: dict[str, int]
):
    rate(service, 2, library["red-0.png"])
    service.run(RemoveRoot(service.status().roots[0].id))
    assert [each.state for each in previewed(service).outcomes] == [MoveState.CONFLICT]
    (problem,) = undone(service).problems
    assert problem.error is not None
    assert problem.error.code == "photo-gone"


# --- flags ------------------------------------------------------------------------------------------


def flags(service: Service) -> dict[str, str]:
    """Flags of the photos that have one."""
    with closing(open_catalogue(service.locations)) as catalogue:
        return dict(catalogue.rows("SELECT relpath, flag FROM photo WHERE flag != '' AND state != 'missing'"))


def flag(service: Service, wanted: Flag, *photos: int) -> OperationSummary:
    answer = service.run(FlagPhotos(photos, wanted))
    assert isinstance(answer, OperationSummary)
    return answer


def test_a_flag_is_taken_back_and_given_again(service: Service, library: dict[str, int]):
    flag(service, Flag.REJECT, library["red-0.png"])
    summary = flag(service, Flag.PICK, library["red-0.png"], library["red-1.png"])
    assert (summary.operation.act, summary.operation.counts) == ("flag", {MoveState.DONE: 2})
    assert flags(service) == {"red-0.png": "pick", "red-1.png": "pick"}
    undone(service)
    assert flags(service) == {"red-0.png": "reject"}
    redone(service)
    assert flags(service) == {"red-0.png": "pick", "red-1.png": "pick"}
    assert service.run(FlagPhotos((library["red-0.png"],), Flag.PICK)) is None
    flag(service, Flag.NONE, library["red-0.png"])
    assert flags(service) == {"red-1.png": "pick"}
    assert service.refusal(FlagPhotos((999,), Flag.PICK)) == "photo-gone"


def test_a_flag_changed_since_is_left_alone(service: Service, library: dict[str, int]):
    first = flag(service, Flag.PICK, library["red-0.png"])
    flag(service, Flag.REJECT, library["red-0.png"])
    (problem,) = undone(service, first.operation.operation_id).problems
    assert problem.error is not None
    assert problem.error.code == "flag-changed"
    assert flags(service) == {"red-0.png": "reject"}


def test_those_who_show_flags_are_told_of_them(service: Service, library: dict[str, int]):
    service.events.clear()
    flag(service, Flag.PICK, library["red-0.png"])
    (changes,) = [event.changes for event in service.events if isinstance(event, LibraryChanged)]
    assert changes == Changes(flags=True)


# --- wherever a photo goes --------------------------------------------------------------------------


def test_sorted_photos_and_their_copies_keep_their_rating(
    service: Service, library: dict[str, int], folder: Path
):
    rate(service, 4, library["red-0.png"], library["red-1.png"])
    moved(service, [planned(folder / "red-0.png", folder / "a" / "moved.png")])
    moved(service, [planned(folder / "red-1.png", folder / "b" / "copy.png")], Effect.COPY)
    everywhere = {"a/moved.png": 4, "red-1.png": 4, "b/copy.png": 4}
    assert stars(service) == everywhere
    service.index(folder)
    assert stars(service) == everywhere
    undone(service, 1)
    assert stars(service) == {"b/copy.png": 4}, "a rating is taken back wherever its photo is; a copy's stays"


def test_photos_renamed_and_copied_by_others_keep_their_rating(
    service: Service, library: dict[str, int], folder: Path
):
    rate(service, 3, library["red-1.png"], library["red-2.png"])
    (folder / "red-1.png").rename(folder / "renamed.png")
    (folder / "copied.png").write_bytes((folder / "red-2.png").read_bytes())
    service.index(folder)
    assert stars(service) == {"renamed.png": 3, "red-2.png": 3, "copied.png": 3}
    undone(service)
    assert stars(service) == {"copied.png": 3}


def test_an_edited_photo_keeps_its_rating(service: Service, library: dict[str, int], folder: Path):
    rate(service, 5, library["red-1.png"])
    make_photo(folder / "red-1.png", "blue", number=77)
    service.index(folder)
    assert stars(service) == {"red-1.png": 5}


def test_a_folder_that_comes_back_has_its_ratings(service: Service, library: dict[str, int], folder: Path):
    rate(service, 5, library["red-1.png"])
    service.run(RemoveRoot(service.status().roots[0].id))
    service.index(folder)
    assert stars(service) == {"red-1.png": 5}
    rate(service, 0, ids(service)["red-1.png"])
    service.index(folder)
    assert stars(service) == {}, "and no rating comes back that was taken off"


def test_a_photo_rated_before_it_was_read_is_known_again(
    service: Service, library: dict[str, int], folder: Path
):
    rate(service, 2, library["red-3.png"])
    (folder / "red-3.png").rename(folder / "renamed.png")
    with closing(open_catalogue(service.locations)) as catalogue, catalogue.transaction():
        status = (folder / "renamed.png").stat()
        found = catalogue.insert(
            "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns) VALUES (1, ?, ?, ?, ?)",
            ("renamed.png", "renamed.png", status.st_size, status.st_mtime_ns),
        )
    rate(service, 4, found)
    service.index(folder)
    assert ids(service)["renamed.png"] == library["red-3.png"]
    assert stars(service) == {"renamed.png": 4}
    assert not undone(service).problems, "the journal knows it under its old id"


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
@pytest.mark.usefixtures("own_trash")
def test_a_photo_in_the_trash_keeps_its_rating(service: Service, library: dict[str, int], folder: Path):
    rate(service, 3, library["red-1.png"])
    service.run(TrashPhotos((library["red-1.png"],)))
    assert not (folder / "red-1.png").exists()
    assert not undone(service).problems
    assert stars(service) == {"red-1.png": 3}


# --- tags -------------------------------------------------------------------------------------------


def terms(service: Service, photo: int) -> set[str]:
    answer = service.run(TagsOf((photo,)))
    return {each.name.term for each in answer.tags}


def test_tags_are_taken_back_as_one_act(service: Service, library: dict[str, int]):
    service.run(TagLibrary())
    before = marks(service)
    photos = [library["red-0.png"], library["twin.png"], library["red-1.png"]]
    answer = change(service, *photos, add=("dog", "mine"))
    (operation,) = history(service)
    assert operation.operation_id == answer.operation_id
    assert (operation.kind, operation.act, operation.counts) == ("tag", "tag", {MoveState.DONE: 3})
    assert operation.params == {"added": "dog, mine"}
    changed = marks(service)
    undone(service)
    assert marks(service) == before
    redone(service)
    assert marks(service) == changed


def test_many_tags_are_named_by_the_first(service: Service, library: dict[str, int]):
    change(service, library["red-0.png"], add=tuple("abcde"))
    change(service, library["red-0.png"], remove=("a", "b"))
    newest, first = history(service)
    assert first.params["added"] == "a, b, c, …"
    assert newest.params == {"removed": "a, b"}


def test_a_tag_changed_since_is_left_alone(service: Service, library: dict[str, int]):
    first = change(service, library["red-1.png"], library["red-2.png"], add=("mine",))
    second = change(service, library["red-1.png"], remove=("mine",))
    assert first.operation_id is not None
    (problem,) = undone(service, first.operation_id).problems
    assert problem.error is not None
    assert (problem.source.name, problem.error.code) == ("red-1.png", "tag-changed")
    change(service, library["red-1.png"], add=("mine",))
    (problem,) = undone(service, second.operation_id).problems
    assert problem.error is not None
    assert problem.error.code == "tag-changed"
    assert terms(service, library["red-1.png"]) >= {"mine"}
    assert "mine" not in terms(service, library["red-2.png"])


def test_of_several_tags_of_a_photo_all_or_none_are_taken_back(service: Service, library: dict[str, int]):
    first = change(service, library["red-1.png"], library["red-2.png"], add=("a", "b"))
    change(service, library["red-1.png"], remove=("b",))
    before = terms(service, library["red-1.png"])
    summary = undone(service, first.operation_id)
    assert [each.source.name for each in summary.problems] == ["red-1.png"]
    assert terms(service, library["red-1.png"]) == before
    assert not terms(service, library["red-2.png"]) & {"a", "b"}


def test_what_changes_nothing_is_no_operation(service: Service, library: dict[str, int]):
    change(service, library["red-1.png"], add=("mine",))
    assert change(service, library["red-1.png"], add=("mine",)).operation_id is None
    assert change(service, library["red-1.png"], remove=("never there",)).operation_id is None
    assert len(history(service)) == 1


def test_what_is_undone_next_is_listed_however_far_back(service: Service, library: dict[str, int]):
    for rating in (1, 2, 3):
        rate(service, rating, library["red-1.png"])
    undone(service)
    undone(service)
    assert following(service) == (1, 2)
    undone(service)
    assert following(service) == (None, 1)
    redone(service)
    redone(service)
    # 8 is to be undone: it took 5 back, which had undone 2. 4 undid 3, and is to be redone.
    assert following(service) == (2, 3)


def following(service: Service) -> tuple[int | None, int | None]:
    """Keys of what Undo would take back and Redo do again, as it was done at first."""
    answer = service.run(ListOperations(limit=1))
    return answer.undo and answer.undo.operation_id, answer.redo and answer.redo.operation_id


# --- searching --------------------------------------------------------------------------------------


def test_searching_by_stars_alone_gives_the_best_rated_first(
    service: Service, library: dict[str, int], folder: Path
):
    rate(service, 3, library["red-1.png"])
    rate(service, 5, library["red-2.png"])
    rate(service, 1, library["red-3.png"])
    answer = service.ask(SearchQuery(filters=(LeastRating(3),)))
    assert [hit.path.name for hit in answer.hits] == ["red-2.png", "red-1.png"]
    assert (answer.matching, answer.searchable) == (2, 5)
    assert service.ask(SearchQuery(filters=(LeastRating(1),), limit=1)).matching == 3
    assert service.search("", LeastRating(4), FolderFilter(folder))[0].path.name == "red-2.png"
    assert service.refusal(Search(SearchQuery())) == "query-empty"


def test_stars_limit_every_other_search(service: Service, library: dict[str, int], folder: Path):
    rate(service, 4, library["red-0.png"], library["red-1.png"])
    change(service, library["red-1.png"], library["red-2.png"], add=("mine",))

    def found(text: str = "", *filters: Filter, like: Path | None = None) -> set[str]:
        return {hit.path.name for hit in service.search(text, LeastRating(4), *filters, like=like)}

    assert found("red") == {"red-0.png", "red-1.png"}, "the twin of the same content has no stars"
    assert service.ask(SearchQuery("red", filters=(LeastRating(4),))).matching == 2
    assert found(like=folder / "red-3.png") == {"red-0.png", "red-1.png"}
    assert found("", TagFilter("mine")) == {"red-1.png"}
    assert found("red", TagFilter("mine")) == {"red-1.png"}


def test_a_category_is_limited_by_stars(service: Service, library: dict[str, int]):
    key = service.run(AddCategory("Red things", labels=("red",), threshold=0.0)).category_id
    everything = {hit.path.name for hit in service.search("", CategoryFilter(key))}
    chosen = min(everything)
    rate(service, 2, library[chosen])
    assert [hit.path.name for hit in service.search("", CategoryFilter(key), LeastRating(1))] == [chosen]


# --- crashes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        AnnotationChange(RATING, 0, 3),
        AnnotationChange(FLAG, "", "pick"),
        AnnotationChange(tag_field("mine"), "", "user"),
    ],
)
def test_a_crash_in_the_middle_is_settled_without_looking_at_files(
    service: Service, library: dict[str, int], folder: Path, change: AnnotationChange
):
    before = marks(service)
    gone = folder / "gone" / "photo.png"
    with closing(open_catalogue(service.locations)) as catalogue, catalogue.transaction():
        running = journal.begin(catalogue, "tag", Effect.ANNOTATE, {})
        row = ChangeRow(photo_id=library["red-1.png"], path=str(gone), content_hash=b"x", change=change)
        ANNOTATION_CHANGES.plan(catalogue, running.operation_id, [row])
    (operation,) = history(service)
    assert operation.interrupted
    assert not [event for event in service.events if isinstance(event, OperationsRecovered)]
    assert operation.counts == {MoveState.FAILED: 1}
    assert marks(service) == before
    assert not gone.parent.exists()
    rate(service, 3, library["red-1.png"])
    assert not undone(service).problems


def test_undoing_does_not_tidy_folders_away(service: Service, library: dict[str, int], folder: Path):
    moved(service, [planned(folder / "red-1.png", folder / "made" / "red-1.png")])
    rate(service, 2, library["red-1.png"])
    (folder / "made" / "red-1.png").rename(folder / "red-1.png")
    undone(service)
    assert (folder / "made").is_dir(), "no file was concerned"


# --- whatever is done, in whatever order ------------------------------------------------------------

_NAMES = ("red-0.png", "red-1.png", "twin.png")
_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["rate", "add", "remove"]),
        st.sets(st.sampled_from(_NAMES), min_size=1),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)


@given(acts=_ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_restores_exactly_and_redoing_does_it_again(
    service: Service, library: dict[str, int], acts: list[tuple[str, set[str], int]]
):
    automatic = sorted(terms(service, library["red-0.png"]))[:2]
    words = [*automatic, "one", "two", "three", "four"]
    with service.host() as host:
        states = [marks_of(host)]
        operations = 0
        for act, names, number in acts:
            photos = tuple(library[name] for name in sorted(names))
            if act == "rate":
                answer = host.run(RatePhotos(photos, number))
                happened = answer is not None
            else:
                chosen = (words[number % len(words)], words[(number + 1) % len(words)])
                options = {"add": chosen} if act == "add" else {"remove": chosen}
                answer = host.run(ChangeTags(photos, **options))
                happened = isinstance(answer, TagChange) and answer.operation_id is not None
            now = marks_of(host)
            assert (now != states[-1]) is happened
            if happened:
                operations += 1
                states.append(now)
        undos = []
        for expected in reversed(states[:-1]):
            summary = host.run(UndoOperation())
            assert not summary.problems
            assert marks_of(host) == expected
            undos.append(summary.operation.operation_id)
        for undo, expected in zip(reversed(undos), states[1:], strict=True):
            summary = host.run(RedoOperation(undo))
            assert marks_of(host) == expected
        for _ in range(operations):
            host.run(UndoOperation())
        assert marks_of(host) == states[0]


def marks_of(host: object) -> tuple[object, ...]:
    """Everything about tags and ratings, as the running service sees it."""
    catalogue = host._running._context.catalogue  # type: ignore[attr-defined]
    return (
        catalogue.rows("SELECT * FROM photo_tag ORDER BY content_hash, term"),
        catalogue.rows("SELECT id, rating FROM photo ORDER BY id"),
    )


def test_many_photos_are_rated_in_steps(service: Service, library: dict[str, int]):
    """Each step lets searches through; what is done when the user stops stays, and can be undone."""
    with closing(open_catalogue(service.locations)) as catalogue, catalogue.transaction():
        catalogue.execute_many(
            "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns) VALUES (1, ?1, ?1, 1, ?2)",
            ((f"many/{number}", time.time_ns()) for number in range(300)),
        )
    photos = tuple(sorted(set(ids(service).values()) - set(library.values())))
    with service.host() as host:
        running = host._running
        running.submit(1, RatePhotos(photos, 3))
        for _ in range(3):
            running.step()
        running.cancel(1)
        while running.busy:
            running.step()
    (operation,) = history(service)
    done = operation.counts[MoveState.DONE]
    assert 0 < done < 300
    assert len(stars(service)) == done
    undone(service)
    assert stars(service) == {}


def test_sorting_nothing_by_tags_is_refused(service: Service, library: dict[str, int]):
    with pytest.raises(KnownError, match="nothing-to-move"):
        service.run(TagSortedPhotos(()))
    assert not history(service)
