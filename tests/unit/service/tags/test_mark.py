"""Photos marked in one go: tags, stars and a flag are one operation."""

from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import CancelToken, Progress, Step
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import MoveState, OperationSummary
from clipphotos.core.tags.photo_tags import TagSource
from clipphotos.service.protocol.operations import RedoOperation, UndoOperation
from clipphotos.service.protocol.tags import MarkPhotos, TagsOf
from clipphotos.service.tags import mark as mark_module
from clipphotos.storage.catalogue import open_catalogue
from support.pictures import make_photo
from support.services import Service

Marks = tuple[int, str, list[str]]


@pytest.fixture
def paths(service: Service, folder: Path) -> list[Path]:
    made = [folder / f"{colour}.png" for colour in ("red", "green", "blue")]
    for path in made:
        make_photo(path, path.stem)
    service.index(folder)
    return made


def marks(service: Service, path: Path) -> Marks:
    """Stars, flag and the user's tags."""
    with closing(open_catalogue(service.locations)) as catalogue:
        row = catalogue.one("SELECT id, rating, flag FROM photo WHERE relpath = ?", (path.name,))
    assert row is not None
    key, rating, flag = row
    tags = service.run(TagsOf((key,))).tags
    return rating, flag, sorted(each.name.term for each in tags if each.source is TagSource.USER)


def mark(service: Service, *photos: Path, **what: object) -> OperationSummary | None:
    return service.run(MarkPhotos(photos, **what))  # type: ignore[arg-type] - any of its fields


def test_all_of_it_is_one_operation(service: Service, paths: list[Path]):
    red, green, blue = paths
    mark(service, red, rating=2)
    summary = mark(service, red, green, add=("Minka", "garden"), rating=4, flag=Flag.PICK)
    assert summary is not None
    assert summary.operation.counts == {MoveState.DONE: 2}
    assert (summary.operation.kind, summary.operation.act) == ("mark", "mark")
    expected = (4, "pick", ["Minka", "garden"])
    assert [marks(service, path) for path in paths] == [expected, expected, (0, "", [])]
    service.run(UndoOperation())
    assert [marks(service, path) for path in paths] == [(2, "", []), (0, "", []), (0, "", [])]
    service.run(RedoOperation())
    assert [marks(service, path) for path in (red, green)] == [expected] * 2
    mark(service, green, blue, remove=("minka",), rating=0, flag=Flag.NONE)
    assert [marks(service, path) for path in (green, blue)] == [(0, "", ["garden"]), (0, "", [])]


@pytest.mark.parametrize(
    ("what", "act"),
    [({"rating": 3}, "rate"), ({"flag": Flag.REJECT}, "flag"), ({"add": ("x",)}, "tag"), ({}, None)],
)
def test_what_is_said_alone_is_called_by_its_name(
    service: Service, paths: list[Path], what: dict[str, object], act: str | None
):
    summary = mark(service, paths[0], **what)
    assert (summary and summary.operation.act) == act
    assert mark(service, paths[0], **what) is None, "it is so already"


def test_a_link_to_the_folder_will_do(service: Service, paths: list[Path], tmp_path: Path):
    link = tmp_path / "link"
    link.symlink_to(paths[0].parent, target_is_directory=True)
    mark(service, link / paths[0].name, rating=1)
    assert marks(service, paths[0])[0] == 1


def test_what_is_refused_changes_nothing(service: Service, paths: list[Path], folder: Path):
    broken = folder / "broken.png"
    broken.write_bytes(paths[0].read_bytes()[:60])
    service.index(folder)
    for photos, what, code in (
        ((paths[0], folder / "none.png"), {"rating": 5}, "photo-not-in-library"),
        ((paths[0], folder), {"rating": 5}, "photo-not-in-library"),
        ((paths[0], broken), {"rating": 5, "add": ("x",)}, "photo-not-read"),
        ((paths[0],), {"rating": 6}, "rating-out-of-range"),
        ((paths[0],), {"rating": 5, "add": ("  ",)}, "tag-empty"),
        ((paths[0],), {"rating": 5, "add": ("x",), "remove": ("X",)}, "tag-on-and-off"),
    ):
        with pytest.raises(KnownError) as caught:
            mark(service, *photos, **what)
        assert caught.value.error_code == code
    assert marks(service, paths[0]) == (0, "", [])
    mark(service, broken, rating=5, flag=Flag.REJECT)
    assert marks(service, broken)[:2] == (5, "reject"), "stars need no picture"


@pytest.mark.parametrize(("count", "steps"), [(1, 0), (2, 1), (3, 1), (4, 2)])
def test_others_have_their_turn_between_batches(
    service: Service, paths: list[Path], monkeypatch: pytest.MonkeyPatch, count: int, steps: int
):
    monkeypatch.setattr(mark_module, "BATCH", 2)
    command = MarkPhotos(tuple(paths[number % 3] for number in range(count)), add=("on",), remove=("on",))
    with service.host() as host:
        job = mark_module.mark_photos(
            host._running._context, command, Progress(lambda _: None, CancelToken())
        )
        taken: list[Step] = []
        with pytest.raises(KnownError, match="tag-on-and-off"):
            taken.extend(job)
    assert taken == [Step.WORKED] * steps
