"""What was said of a photo is still said once another program has edited it, while a window shows it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from pytestqt.qtbot import QtBot

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.gui.indexing import IndexingState
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.gui.watching.library_watch import LibraryWatch
from clipphotos.library.watching.change_watch import ChangeWatch
from clipphotos.service.protocol.operations import FlagPhotos, RatePhotos
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage.locations import DataLocations
from support.pictures import make_photos
from support.windows import Opened

PATIENCE_MS = 30_000
NAME = "IMG_1.jpg"


def take(path: Path) -> None:
    """What a camera writes: two colours side by side, with the camera and the time."""
    picture = Image.new("RGB", (96, 64), "red")
    picture.paste("orange", (48, 0, 96, 64))
    exif = picture.getexif()
    exif[ExifTags.Base.Model] = "Camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2021:05:06 07:08:09"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, exif=exif, quality=95)


def save(picture: Image.Image, path: Path, exif: Image.Exif) -> None:
    """Save as careful programs do: beside it, then in its place."""
    beside = path.with_name(f".{path.name}.tmp")
    picture.save(beside, "JPEG", exif=exif, quality=95)
    beside.replace(path)


def caption(photo: Path) -> Path:
    with Image.open(photo) as picture:
        exif = picture.getexif()
        exif[ExifTags.Base.ImageDescription] = "In the garden"
        picture.load()
        save(picture, photo, exif)
    return photo


def caption_over_it(photo: Path) -> Path:
    """As programs do that write into the file itself."""
    with Image.open(photo) as picture:
        exif = picture.getexif()
        exif[ExifTags.Base.ImageDescription] = "On the balcony"
        picture.load()
    picture.save(photo, exif=exif, quality=90)
    return photo


def crop(photo: Path) -> Path:
    with Image.open(photo) as picture:
        save(picture.crop((50, 10, 90, 60)), photo, picture.getexif())
    return photo


def rotate(photo: Path) -> Path:
    with Image.open(photo) as picture:
        save(picture.rotate(90, expand=True), photo, picture.getexif())
    return photo


def repaint(photo: Path) -> Path:
    """Nothing of it looks as before."""
    with Image.open(photo) as picture:
        save(Image.new("RGB", (96, 64), "blue"), photo, picture.getexif())
    return photo


def move_and_caption(photo: Path) -> Path:
    target = photo.parent / "best" / photo.name
    target.parent.mkdir()
    photo.rename(target)
    return caption(target)


def rename(photo: Path) -> Path:
    return photo.rename(photo.with_name("Garden.jpg"))


EDITS: tuple[Callable[[Path], Path], ...] = (
    caption,
    caption_over_it,
    crop,
    rotate,
    repaint,
    rename,
    move_and_caption,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    take(tmp_path / "photos" / NAME)
    make_photos(tmp_path / "photos", 3)
    return tmp_path / "photos"


@pytest.fixture
def opened(
    locations: DataLocations, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    """A window that shows the photo about which everything was said, with the information panel."""
    monkeypatch.setattr(ChangeWatch, "SETTLE_SECONDS", 0.1)
    monkeypatch.setattr(ChangedFolders, "REST_MS", 50)
    opened = Opened(locations)
    opened.begin()
    opened.window.actions_["info"].trigger()
    opened.index(qtbot, folder, 4)
    (watch,) = opened.window.findChildren(LibraryWatch)
    wait(qtbot, lambda: watch.watch.is_watching(folder))
    photo = photos(opened)[NAME].id
    opened.bridge.submit(ChangeTags((photo,), add=("garden",)))
    opened.bridge.submit(RatePhotos((photo,), 4))
    opened.bridge.submit(FlagPhotos((photo,), Flag.PICK))
    opened.window.grid.bring_into_sight([photo])
    wait(qtbot, lambda: all_is_said(opened, NAME))
    yield opened
    opened.close()


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def photos(opened: Opened) -> dict[str, Photo]:
    """The photos of the grid, by name."""
    model = opened.window.model
    found = [model.photo(row) for row in range(model.rowCount())]
    return {photo.path.name: photo for photo in found if photo}


def all_is_said(opened: Opened, name: str) -> bool:
    """Whether grid and panel show the photo with all that was said of it."""
    photo, panel = photos(opened).get(name), opened.window.tags.panel
    return (
        photo is not None
        and (photo.state, photo.rating, photo.flag) == (PhotoState.OK, 4, Flag.PICK)
        and panel._title.text() == name
        and "garden" in [tag.name.term for tag in panel.tags]
        and panel.stars.rating == 4
    )


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_said_stays_while_others_edit(
    opened: Opened, qtbot: QtBot, folder: Path, edit: Callable[[Path], Path]
):
    before = photos(opened)[NAME]
    after = edit(folder / NAME)
    wait(qtbot, lambda: is_read_anew(opened, before, after))
    wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)
    wait(qtbot, lambda: all_is_said(opened, after.name))
    assert photos(opened)[after.name].id == before.id
    assert len(photos(opened)) == 4


def test_a_photo_is_renamed_and_then_edited(opened: Opened, qtbot: QtBot, folder: Path):
    before = photos(opened)[NAME]
    renamed = rename(folder / NAME)
    wait(qtbot, lambda: is_read_anew(opened, before, renamed))
    before = photos(opened)[renamed.name]
    crop(renamed)
    wait(qtbot, lambda: is_read_anew(opened, before, renamed))
    wait(qtbot, lambda: all_is_said(opened, renamed.name))


def is_read_anew(opened: Opened, before: Photo, path: Path) -> bool:
    photo = photos(opened).get(path.name)
    is_another = photo is not None and (photo.content_hash, photo.path) != (before.content_hash, before.path)
    return photo is not None and is_another and photo.path == path and photo.state is PhotoState.OK


def test_copies_diverge_when_one_is_edited(opened: Opened, qtbot: QtBot, folder: Path):
    shutil.copy2(folder / NAME, folder / "Copy.jpg")
    wait(qtbot, lambda: "Copy.jpg" in photos(opened))
    wait(qtbot, lambda: opened.indexing.state is IndexingState.IDLE)
    copy = photos(opened)["Copy.jpg"]
    crop(folder / "Copy.jpg")
    wait(qtbot, lambda: is_read_anew(opened, copy, folder / "Copy.jpg"))
    opened.window.grid.bring_into_sight([copy.id])
    wait(qtbot, lambda: all_is_said(opened, "Copy.jpg"))
    opened.bridge.submit(ChangeTags((copy.id,), add=("detail",)))
    panel = opened.window.tags.panel
    wait(qtbot, lambda: "detail" in [tag.name.term for tag in panel.tags])
    opened.window.grid.bring_into_sight([photos(opened)[NAME].id])
    wait(qtbot, lambda: all_is_said(opened, NAME))
    assert "detail" not in [tag.name.term for tag in panel.tags]
