import os
import shutil
import threading
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from clipphotos.core.errors import BadImage, Cancelled, KnownError
from clipphotos.core.indexing.exclusions import ExclusionSettings
from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime
from clipphotos.core.models import ModelInfo
from clipphotos.core.search.filters import FolderFilter
from clipphotos.core.search.query import SearchQuery
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.service.change_announcer import ChangeAnnouncer
from clipphotos.service.protocol.events import Event, JobFinished, JobProgressed, LibraryChanged
from clipphotos.service.protocol.indexing import IndexFolders, SetExclusions, SetIndexingSettings
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.catalogue import open_catalogue
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photo, make_photos
from support.services import Service


def found(service: Service) -> dict[str, int]:
    """Every searchable photo: name and id."""
    return {hit.path.name: hit.photo_id for hit in service.search("red")}


def photo_ids(service: Service) -> dict[str, int]:
    """Every photo of the catalogue, searchable or not."""
    reader = CatalogueReader(service.locations)
    photos = reader.photos(reader.photo_ids())
    reader.close()
    return {photo.path.name: photo.id for photo in photos.values()}


def test_a_folder_is_scanned_read_and_searchable(service: Service, folder: Path):
    make_photos(folder / "deep" / "down", 8)
    (folder / "notes.txt").write_text("not a photo")
    summary = service.index(folder)
    assert (summary.scanned, summary.new, summary.decoded, summary.embedded) == (8, 8, 8, 8)
    assert service.search("red")[0].path.name == "0000-red.png"
    assert service.search("blue")[0].path.name == "0002-blue.png"


def test_unchanged_files_are_not_even_opened(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    make_photos(folder, 5)
    service.index(folder)
    monkeypatch.setattr("clipphotos.service.indexing.reading.reading.read_content", None)
    monkeypatch.setattr("clipphotos.service.indexing.scan.looks_like_picture", None)
    summary = service.index(folder)
    assert (summary.unchanged, summary.decoded, summary.embedded) == (5, 0, 0)


def test_the_model_is_not_loaded_for_nothing(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(info: ModelInfo) -> Embedder:
        raise KnownError("model-damaged", path="somewhere")

    make_photos(folder, 3)
    service.index(folder)
    without_model = Service(service.locations, fail)
    assert without_model.index(folder).unchanged == 3
    # A library that changed may have changed the vectors: then the model has to say who it is.
    monkeypatch.setattr("clipphotos.inference.models.registry.signature", lambda *_: "another version")
    with pytest.raises(KnownError, match="model-damaged"):
        without_model.index(folder)
    monkeypatch.undo()
    make_photo(folder / "one more.png", "red", number=9)
    with pytest.raises(KnownError, match="model-damaged"):
        without_model.index(folder)


def test_a_scan_finds_what_came_and_went_without_a_model(service: Service, folder: Path):
    make_photos(folder, 3)
    service.index(folder)
    service.run(SetIndexingSettings(IndexingSettings(IndexingTime.BY_HAND)))
    make_photo(folder / "new.png", "blue", number=9)
    (folder / "0000-red.png").unlink()

    def fail(info: ModelInfo) -> Embedder:
        raise KnownError("model-damaged", path=info.name)

    without_model = Service(service.locations, fail)
    summary = without_model.run(
        IndexFolders((folder,), model="no such model", scan_only=True, in_background=True)
    )
    assert (summary.new, summary.missing, summary.unchanged, summary.decoded) == (1, 1, 2, 0)
    assert photo_ids(service).keys() == {"0001-green.png", "0002-blue.png", "new.png"}
    assert found(service).keys() == {"0001-green.png", "0002-blue.png"}


def test_moved_and_renamed_files_keep_identity_and_vector(service: Service, folder: Path):
    paths = make_photos(folder, 50)
    service.index(folder)
    before = found(service)
    (folder / "elsewhere").mkdir()
    for path in paths:
        path.rename(folder / "elsewhere" / f"renamed-{path.name}")
    summary = service.index(folder)
    assert (summary.moved, summary.new, summary.missing, summary.embedded, summary.decoded) == (
        50,
        0,
        0,
        0,
        0,
    )
    assert found(service) == {f"renamed-{name}": photo_id for name, photo_id in before.items()}


def test_a_photo_moved_to_another_root_is_recognised_whichever_is_scanned_first(
    service: Service, folder: Path
):
    first, second = folder / "first", folder / "second"
    make_photos(first, 3)
    second.mkdir()
    service.index(first, second)
    before = found(service)
    for path in list(first.iterdir()):
        path.rename(second / path.name)
    summary = service.index(second)
    assert (summary.moved, summary.embedded) == (3, 0)
    assert found(service) == before


def test_a_file_changed_in_place_is_embedded_again(service: Service, folder: Path):
    path = make_photo(folder / "photo.png", "red")
    service.index(folder)
    make_photo(path, "blue", size=(80, 60))
    summary = service.index(folder)
    assert (summary.changed, summary.embedded) == (1, 1)
    assert service.search("blue")[0].score > 0.9


def test_a_file_only_touched_is_read_but_not_embedded(service: Service, folder: Path):
    path = make_photo(folder / "photo.png", "red")
    service.index(folder)
    os.utime(path, ns=(1, 1))
    summary = service.index(folder)
    assert (summary.changed, summary.unchanged, summary.decoded, summary.embedded) == (0, 1, 0, 0)


def test_equal_files_share_a_vector_and_are_found_separately(service: Service, folder: Path):
    path = make_photo(folder / "one.png", "red")
    shutil.copy(path, folder / "two.png")
    summary = service.index(folder)
    assert summary.embedded == 1
    assert set(found(service)) == {"one.png", "two.png"}


def test_a_photo_that_is_gone_is_not_found_and_returns_without_being_read(service: Service, folder: Path):
    path = make_photo(folder / "photo.png", "red")
    service.index(folder)
    path.rename(folder.parent / "away.png")
    assert service.index(folder).missing == 1
    assert found(service) == {}
    (folder.parent / "away.png").rename(path)
    summary = service.index(folder)
    assert (summary.decoded, summary.embedded) == (0, 0)
    assert set(found(service)) == {"photo.png"}


def test_a_drive_that_is_away_loses_nothing(service: Service, folder: Path):
    drive = folder / "drive"
    make_photos(drive, 3)
    service.index(drive)
    drive.rename(folder / "unplugged")
    summary = service.index()
    assert summary.missing == 0
    assert [root.online for root in service.status().roots] == [False]
    assert len(found(service)) == 3
    (folder / "unplugged").rename(drive)
    assert service.index().unchanged == 3
    assert [root.online for root in service.status().roots] == [True]


@pytest.mark.parametrize("left_there", [None, ".keep", "NOT_MOUNTED.jpg"])
def test_a_mount_point_without_its_drive_loses_nothing(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch, left_there: str | None
):
    drive = folder / "drive"
    make_photos(drive, 3)
    service.index(drive)
    drive.rename(folder / "unplugged")
    drive.mkdir()
    if left_there:
        make_photo(drive / "x.png", "red", number=50).rename(drive / left_there)
    # Only root may mount another volume; the rule asks for nothing else of it than its number.
    monkeypatch.setattr("clipphotos.service.indexing.scan.volume_of", lambda _folder: "another")
    assert service.index().missing == 0
    assert {"0000-red.png", "0001-green.png", "0002-blue.png"} <= set(found(service))
    assert [root.online for root in service.status().roots] == [False]


def test_another_model_while_a_drive_is_away_loses_nothing(service: Service, folder: Path):
    make_photos(folder / "here", 3)
    make_photos(folder / "drive", 4, ".jpg")
    service.index(folder / "here", folder / "drive")
    (folder / "drive").rename(folder / "unplugged")
    assert service.index(model="ViT-B-32").embedded == 3
    assert service.status().photos_by_state["ok"] == 7
    assert len(found(service)) == 7
    (folder / "unplugged").rename(folder / "drive")
    assert service.index(model="ViT-B-32").embedded == 4


def test_a_drive_that_vanishes_while_its_photos_are_read_loses_nothing(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    drive = folder / "drive"
    make_photos(drive, 200)
    monkeypatch.setattr(ChangeAnnouncer, "INTERVAL_SECONDS", 0)
    with service.host() as host:

        def unplug(event: Event) -> None:
            if isinstance(event, LibraryChanged) and event.changes.vectors and drive.exists():
                drive.rename(folder / "unplugged")

        host._on_event = unplug
        host.run(IndexFolders((drive,)))
    states = service.status().photos_by_state
    assert states["missing"] == states["unreadable"] == 0
    (folder / "unplugged").rename(drive)
    service.index()
    assert len(found(service)) == 200


def test_copies_do_not_take_over_photos_of_a_drive_that_is_away(service: Service, folder: Path):
    make_photos(folder / "drive", 3)
    service.index(folder / "drive")
    before = found(service)
    shutil.copytree(folder / "drive", folder / "copies")
    (folder / "drive").rename(folder / "unplugged")
    summary = service.index(folder / "copies")
    assert (summary.new, summary.moved, summary.embedded) == (3, 0, 0)
    (folder / "unplugged").rename(folder / "drive")
    assert service.index().unchanged == 6
    assert {hit.photo_id for hit in service.search("red")} > set(before.values())


def test_an_edit_that_keeps_a_backup(service: Service, folder: Path):
    """The old content turns up under a new name while its old name holds new content."""
    path = make_photo(folder / "photo.png", "red")
    service.index(folder)
    path.rename(folder / "photo_original.png")
    make_photo(path, "blue", size=(80, 60))
    summary = service.index(folder)
    assert (summary.scanned, summary.embedded) == (2, 1)
    assert [hit.path.name for hit in service.search("blue")] == ["photo.png", "photo_original.png"]
    assert service.index(folder).unchanged == 2


def test_a_changed_photo_that_was_away_before_it_was_read_is_still_read(service: Service, folder: Path):
    def fail(info: ModelInfo) -> Embedder:
        raise KnownError("model-damaged", path="somewhere")

    path = make_photo(folder / "photo.png", "red")
    service.index(folder)
    make_photo(path, "blue", size=(80, 60))
    with pytest.raises(KnownError):
        Service(service.locations, fail).index(folder)  # scanned, and nothing read
    path.rename(folder.parent / "away.png")
    service.index(folder)
    (folder.parent / "away.png").rename(path)
    assert service.index(folder).embedded == 1
    assert service.search("blue")[0].score > 0.9


def test_one_folder_out_of_reach_does_not_hold_up_the_others(service: Service, folder: Path):
    for name in ("a", "b", "c"):
        make_photos(folder / name, 2, {"a": ".png", "b": ".jpg", "c": ".bmp"}[name])
    service.index(folder / "a", folder / "b", folder / "c")
    (folder / "a").rename(folder / "unplugged")
    (folder / "b" / "0000-red.jpg").unlink()
    make_photo(folder / "c" / "new.png", "red", number=40)
    summary = service.index()
    assert (summary.missing, summary.embedded) == (1, 1)
    assert [root.online for root in service.status().roots] == [False, True, True]


def test_a_root_removed_and_another_added_while_its_photos_are_read(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ChangeAnnouncer, "INTERVAL_SECONDS", 0)
    make_photos(folder / "first", 200)
    paths = make_photos(folder / "second", 100, ".bmp", first=1000)
    acted: list[bool] = []
    with service.host() as host:

        def act(event: Event) -> None:
            if isinstance(event, LibraryChanged) and event.changes.vectors and not acted:
                acted.append(True)
                host.submit(RemoveRoot(1))
                host.submit(IndexFolders((folder / "second",)))

        host._on_event = act
        host.submit(IndexFolders((folder / "first",)))
    assert acted
    assert set(found(service)) == {path.name for path in paths}
    assert service.index().unchanged == 100
    for colour in ("red", "green", "blue"):
        assert colour in service.search(colour, limit=1)[0].path.name


def test_a_root_removed_while_it_is_scanned(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("clipphotos.service.indexing.scan.STEP_FILES", 10)
    make_photos(folder / "first", 100)
    make_photos(folder / "second", 5, ".bmp", first=1000)
    with service.host() as host:

        def act(event: Event) -> None:
            if isinstance(event, JobProgressed) and event.progress.done == 10:
                host.submit(RemoveRoot(1))

        host._on_event = act
        host.submit(IndexFolders((folder / "first", folder / "second")))
    assert len(found(service)) == 5


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_double_no_photo(service: Service, folder: Path):
    make_photos(folder / "root" / "other", 3)
    make_photos(folder / "root" / "sub", 2, ".jpg", first=100)
    (folder / "root" / "sub" / "link").symlink_to(folder / "root" / "other")
    (folder / "root" / "loop").symlink_to(folder / "root")
    make_photos(folder / "outside", 2, ".bmp", first=200)
    (folder / "root" / "out").symlink_to(folder / "outside")
    summary = service.index(folder / "root")
    assert (len(service.search("red")), summary.excluded_folders) == (5, 1)
    # Whoever may write in the library can put a link there: one that leads out of it is followed if told to.
    service.run(SetExclusions(ExclusionSettings(("!out",))))
    assert service.index(folder / "root").excluded_folders == 0
    assert len(service.search("red")) == 7
    assert service.index(folder / "root" / "sub").scanned == 2
    assert len(service.search("red")) == 7
    assert len(service.search("red", FolderFilter(folder / "root" / "out"))) == 2


def test_a_folder_that_cannot_be_listed_loses_nothing(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder / "locked", 3)
    make_photo(folder / "open.png", "red")
    service.index(folder)
    real = os.scandir

    def scandir(path: str | Path):
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert service.index(folder).missing == 0
    assert len(found(service)) == 4


def test_a_root_that_must_not_be_entered_loses_nothing(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photos(folder, 3)
    service.index(folder)
    real = os.scandir

    def scandir(path: str | Path):
        if Path(os.fspath(path)) == folder:
            raise PermissionError(13, "Permission denied")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        with pytest.raises(KnownError, match="folder-unreadable"):
            service.index(folder)
        assert service.index().missing == 0
        assert len(found(service)) == 3
    assert service.index(folder).unchanged == 3


def test_what_cannot_be_decoded_is_listed_with_its_reason_and_not_tried_again(service: Service, folder: Path):
    whole = make_photo(folder / "whole.png", "red").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("no picture")
    summary = service.index(folder)
    assert (summary.embedded, summary.skipped) == (1, 3)
    skipped = {photo.path.name: photo.error.code for photo in service.status().skipped}
    assert skipped == {
        "cut.png": "image-truncated",
        "empty.jpg": "image-empty",
        "text.jpg": "image-unrecognised",
    }
    assert service.index(folder).decoded == 0
    (folder / "cut.png").write_bytes(whole)
    assert service.index(folder).skipped == 2


def test_skipped_photos_can_be_tried_again(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    make_photo(folder / "photo.png", "red")
    with monkeypatch.context() as patch:
        patch.setattr(
            "clipphotos.service.indexing.reading.reading.decode_of_any_size", None
        )  # a bug: not callable
        assert service.index(folder).skipped == 1
    assert service.status().skipped[0].error.code == "internal-error"
    assert service.index(folder).embedded == 1


def test_a_picture_without_a_pictures_name_is_found_and_others_are_looked_at_once(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    make_photo(folder / "photo.png", "red").rename(folder / "IMG_0001")
    (folder / "data").write_text("no picture")
    assert service.index(folder).scanned == 1
    assert set(found(service)) == {"IMG_0001"}
    monkeypatch.setattr("clipphotos.service.indexing.scan.looks_like_picture", None)
    assert service.index(folder).scanned == 1


def test_a_photo_that_was_being_decoded_at_a_crash_is_decoded_in_a_process_of_its_own(
    service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(info: ModelInfo) -> Embedder:
        raise KnownError("model-damaged", path="somewhere")

    make_photos(folder, 3)
    with pytest.raises(KnownError):
        Service(service.locations, fail).index(folder)  # scanned, and nothing read
    culprit = photo_ids(service)["0001-green.png"]
    service.locations.decoding.write_bytes(culprit.to_bytes(8, "little") + bytes(8 * 63))
    isolated: list[str] = []

    def decode_isolated(path: Path, min_edge: int):
        isolated.append(path.name)
        raise BadImage("image-crashed-decoder")

    monkeypatch.setattr("clipphotos.service.indexing.reading.reading.decode_isolated", decode_isolated)
    summary = service.index(folder)
    assert isolated == ["0001-green.png"]
    assert (summary.embedded, summary.skipped) == (2, 1)
    assert service.status().skipped[0].error.code == "image-crashed-decoder"
    assert service.index(folder).decoded == 0


def test_an_innocent_suspect_is_cleared(service: Service, folder: Path):
    make_photos(folder, 3)
    service.locations.create()
    service.locations.decoding.write_bytes((2).to_bytes(8, "little") + bytes(8 * 63))
    assert service.index(folder).embedded == 3


def test_overlapping_folders_are_one_library(service: Service, folder: Path):
    make_photos(folder / "a" / "b", 3)
    service.index(folder / "a" / "b")
    ids = found(service)
    summary = service.index(folder / "a", folder)
    assert (summary.scanned, summary.embedded) == (3, 0)
    assert found(service) == ids
    assert [root.path for root in service.status().roots] == [folder]


@pytest.mark.parametrize("name", ["missing", "file.png"])
def test_a_folder_that_is_none_is_refused(service: Service, folder: Path, name: str):
    make_photo(folder / "file.png", "red")
    with pytest.raises(KnownError, match="folder-missing"):
        service.index(folder / name)
    assert service.status().roots == ()


def test_the_data_folder_is_never_a_folder_of_photos(service: Service, folder: Path):
    make_photo(folder / "photo.png", "red")
    service.index(folder)
    with pytest.raises(KnownError, match="folder-is-data-folder"):
        service.index(service.locations.root)
    # Below a root it is passed over: thumbnails and models are no photos of the user's.
    make_photo(service.locations.models / "trap.png", "red", number=3)
    assert service.index(folder.parent).scanned == 1


def test_removing_a_root_touches_no_file_and_adding_it_again_embeds_nothing(service: Service, folder: Path):
    paths = make_photos(folder, 3)
    service.index(folder)
    with service.host() as host:
        host.run(RemoveRoot(1))
    assert found(service) == {}
    assert all(path.exists() for path in paths)
    assert service.index(folder).embedded == 0
    assert len(found(service)) == 3


def test_another_model_has_vectors_of_its_own_and_the_current_one_stays(service: Service, folder: Path):
    make_photos(folder, 4)
    service.index(folder)
    summary = service.index(folder, model="ViT-B-32")
    assert (summary.unchanged, summary.embedded) == (4, 4)
    assert service.status().model.name == "starter"
    assert service.index(folder, model="ViT-B-32").embedded == 0
    assert service.index(folder).embedded == 0
    assert len(service.search("red", model="ViT-B-32")) == 4


def test_cancelling_keeps_what_was_done(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ChangeAnnouncer, "INTERVAL_SECONDS", 0)
    make_photos(folder, 60)
    with service.host() as host:

        def stop_early(event: Event) -> None:
            if isinstance(event, LibraryChanged) and event.changes.vectors:
                host.cancel(1)

        host._on_event = stop_early
        with pytest.raises(Cancelled):
            host.run(IndexFolders((folder,)))
    done = len(found(service))
    assert 0 < done < 60
    assert service.index(folder).embedded == 60 - done
    assert len(found(service)) == 60


def test_searching_while_indexing(service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ChangeAnnouncer, "INTERVAL_SECONDS", 0)
    make_photos(folder, 60)
    counts: list[int] = []
    with service.host() as host:

        def watch(event: Event) -> None:
            if isinstance(event, LibraryChanged) and event.changes.vectors and not counts:
                host.submit(Search(SearchQuery("red", limit=1000)))
            if isinstance(event, JobFinished) and isinstance(event.result, SearchResult):
                counts.append(len(event.result.hits))

        host._on_event = watch
        host.run(IndexFolders((folder,)))
    assert 0 < counts[0] < 60


def test_a_photo_the_model_fails_on_costs_only_itself(folder: Path, service: Service):
    class Moody(ColourHistogramEmbedder):
        def embed_images(self, batch):
            if any(picture[..., 0].mean() > 230 and picture[..., 1].mean() < 76 for picture in batch):
                raise RuntimeError("no red, please")
            return super().embed_images(batch)

    def load(info: ModelInfo) -> Moody:
        return Moody(info.name)

    make_photos(folder, 8)
    moody = Service(service.locations, load)
    summary = moody.index(folder)
    assert (summary.embedded, summary.skipped) == (7, 1)
    assert [photo.path.name for photo in moody.status().skipped] == ["0000-red.png"]


def test_batches_are_no_larger_than_the_embedder_wants_now(folder: Path, service: Service):
    sizes: list[int] = []

    class Shrinking(ColourHistogramEmbedder):
        def embed_images(self, batch):
            sizes.append(len(batch))
            assert len(batch) <= self.largest_batch
            if len(sizes) == 2:
                self.largest_batch = 2
            return super().embed_images(batch)

    def load(info: ModelInfo) -> Shrinking:
        embedder = Shrinking(info.name)
        embedder.largest_batch = 5
        return embedder

    make_photos(folder, 20)
    assert Service(service.locations, load).index(folder).embedded == 20
    assert sum(sizes) == 20
    assert max(sizes[2:]) <= 2


class Ahead(ColourHistogramEmbedder):
    """Begins with a batch before it is asked for the vectors of the one before, as on a graphics card."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.largest_batch = 4
        self.said: list[str] = []
        self.fails = False

    def begin_images(self, batch):
        number = len([word for word in self.said if word.startswith("begin")])
        self.said.append(f"begin {number}")

        def answer():
            self.said.append(f"answer {number}")
            if self.fails:
                raise RuntimeError("no")
            return super(Ahead, self).embed_images(batch)

        return answer

    def embed_images(self, batch):
        self.said.append("at once")
        return super().embed_images(batch)


def test_a_card_computes_a_batch_while_the_one_before_is_recorded(folder: Path, service: Service):
    ahead = Ahead("colours")
    make_photos(folder, 12)
    other = Service(service.locations, lambda _info: ahead)
    assert other.index(folder).embedded == 12
    batches = len(ahead.said) // 2
    assert batches >= 3
    expected = [word for number in range(batches) for word in (f"begin {number + 1}", f"answer {number}")]
    assert ahead.said == ["begin 0", *expected[:-2], f"answer {batches - 1}"]
    assert sorted(hit.path.name for hit in other.search("red")[:1]) == ["0000-red.png"]


def test_what_a_card_began_and_failed_at_is_embedded_one_by_one(folder: Path, service: Service):
    ahead = Ahead("colours")
    ahead.fails = True
    make_photos(folder, 12)
    assert Service(service.locations, lambda _info: ahead).index(folder).embedded == 12
    assert ahead.said.count("at once") == 12


def test_beside_decoders_matrices_are_multiplied_by_one_thread(folder: Path, service: Service):
    def threads() -> set[int]:
        return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}

    class Watching(ColourHistogramEmbedder):
        def embed_images(self, batch):
            used.append(threads())
            return super().embed_images(batch)

    used: list[set[int]] = []
    make_photos(folder, 3)
    with threadpool_limits(3, "blas"):
        before = threads()
        assert Service(service.locations, lambda info: Watching(info.name)).index(folder).embedded == 3
        assert threads() == before
    assert used
    assert all(each <= {1} for each in used)


def test_no_thread_is_left_behind(service: Service, folder: Path):
    make_photos(folder, 10)
    before = set(threading.enumerate())
    service.index(folder)
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    assert not [thread.name for thread in left if thread.is_alive()]


def test_what_is_pending_is_asked_of_each_folder_anew(service: Service, folder: Path):
    """That nothing is left to do below one says nothing about another."""
    one, other = folder / "one", folder / "other"
    make_photos(one, 2)
    make_photos(other, 2, first=10)
    service.index(one, other)
    with open_catalogue(service.locations) as catalogue, catalogue.transaction():
        catalogue.execute("UPDATE photo SET content_hash = NULL, state = 'new' WHERE relpath LIKE '0010%'")
    service.index(one)
    with service.host() as host:
        for _ in range(2):
            assert host.run(IndexFolders((one,))).decoded == 0
        assert host.run(IndexFolders((other,))).decoded == 1
