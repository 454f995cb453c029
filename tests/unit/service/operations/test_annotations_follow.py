"""What a person said follows the photo and its content: every row of the table in ``docs/annotations.md``."""

import re
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import ExifTags, Image

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.operations.operation import Effect
from clipphotos.service.protocol.categories import AddCategory, PhotoExample, SetExamples
from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.service.protocol.operations import FlagPhotos, RatePhotos, TrashPhotos
from clipphotos.service.protocol.tags import ChangeTags, TagLibrary
from clipphotos.storage import photos
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.photos import FileState
from support.moves import moved, planned, redone, undone
from support.pictures import make_photo
from support.services import Service


class Said(NamedTuple):
    """What a person said about a photo."""

    tags: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    example: bool | None = None
    rating: int = 0
    flag: str = ""


NOTHING = Said()


class Library(NamedTuple):
    """A library with one photo about which everything was said, ``red.png``, and some others.

    Attributes:
        service: The service.
        folder: Where the photos are.
        all_said: What was said about ``red.png``.
    """

    service: Service
    folder: Path
    all_said: Said

    def said(self) -> dict[str, Said]:
        """What is said about each photo that is there, by name."""
        with closing(open_catalogue(self.service.locations)) as catalogue:
            rows = catalogue.rows(
                """SELECT p.relpath, p.rating, p.flag, x.is_member, p.content_hash FROM photo p
                LEFT JOIN category_example x ON x.content_hash = p.content_hash
                WHERE p.state != 'missing'"""
            )
            tags = catalogue.rows("SELECT content_hash, term, source FROM photo_tag WHERE source != 'auto'")

        def terms(content: bytes, source: str) -> frozenset[str]:
            return frozenset(term for key, term, each in tags if (key, each) == (content, source))

        return {
            name: Said(
                terms(content, "user"),
                terms(content, "rejected"),
                None if example is None else bool(example),
                rating,
                flag,
            )
            for name, rating, flag, example, content in rows
        }

    def id_of(self, name: str) -> int:
        with closing(open_catalogue(self.service.locations)) as catalogue:
            return catalogue.value("SELECT id FROM photo WHERE relpath = ?", (name,))

    def edit(self, name: str, number: int) -> None:
        """Save something else in a photo's file; it is not read before `index`."""
        make_photo(self.folder / name, "blue", number=number)

    def index(self) -> None:
        self.service.index(self.folder)

    def change_tags(self, name: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        self.service.run(ChangeTags((self.id_of(name),), add, remove))


@pytest.fixture
def library(service: Service, folder: Path) -> Library:
    for number, colour in enumerate(("white",) * 6 + ("green", "black")):
        make_photo(folder / f"{number}.png", colour, number=number)
    make_photo(folder / "red.png", "red", number=100)
    service.index(folder)
    service.run(TagLibrary())
    made = Library(service, folder, NOTHING)
    photo = made.id_of("red.png")
    with closing(open_catalogue(service.locations)) as catalogue:
        automatic = catalogue.value(
            """SELECT term FROM photo_tag t JOIN photo p ON p.content_hash = t.content_hash
            WHERE p.id = ? AND t.source = 'auto'""",
            (photo,),
        )
    made.change_tags("red.png", add=("mine",), remove=(automatic,))
    category = service.run(AddCategory("Red things", labels=("red",)))
    service.run(SetExamples((PhotoExample(photo, category.category_id, True),)))
    service.run(RatePhotos((photo,), 4))
    service.run(FlagPhotos((photo,), Flag.PICK))
    all_said = Said(frozenset({"mine"}), frozenset({automatic}), True, 4, "pick")
    assert made.said()["red.png"] == all_said
    return made._replace(all_said=all_said)


# --- edited -----------------------------------------------------------------------------------------


def test_edited_in_place(library: Library):
    photo = library.id_of("red.png")
    library.edit("red.png", 1)
    library.index()
    assert library.said()["red.png"] == library.all_said
    assert library.id_of("red.png") == photo


def test_those_who_show_tags_and_examples_are_told_of_an_edit(library: Library):
    library.edit("red.png", 1)
    library.service.events.clear()
    library.index()
    told = [event.changes for event in library.service.events if isinstance(event, LibraryChanged)]
    assert any(changes.tags and changes.categories for changes in told)
    make_photo(library.folder / "new.png", "red", number=200)
    library.service.events.clear()
    library.index()
    told = [event.changes for event in library.service.events if isinstance(event, LibraryChanged)]
    assert told
    assert not any(changes.categories for changes in told)


def test_edited_twice_before_it_is_read(library: Library):
    library.edit("red.png", 1)
    with closing(open_catalogue(library.service.locations)) as catalogue, catalogue.transaction():
        # A scan sees the first edit; the second comes before the photo is read.
        file = FileState("red.png", 1, 1)
        photos.mark_changed(
            catalogue, catalogue.value("SELECT id FROM photo WHERE relpath = 'red.png'"), file
        )
    library.edit("red.png", 2)
    library.index()
    assert library.said()["red.png"] == library.all_said


def test_edited_and_only_its_thumbnail_made(library: Library):
    """The content is known then before the photo is read."""
    library.edit("red.png", 1)
    with closing(open_catalogue(library.service.locations)) as catalogue, catalogue.transaction():
        photos.set_content(
            catalogue, catalogue.value("SELECT id FROM photo WHERE relpath = 'red.png'"), b"B" * 32
        )
    assert library.said()["red.png"] == library.all_said
    library.index()
    assert library.said()["red.png"] == library.all_said


def test_edited_while_nobody_has_read_the_last_edit_yet(library: Library):
    """What is said meanwhile is said about the content known so far, and goes on with the photo."""
    library.edit("red.png", 1)
    library.change_tags("red.png", add=("said meanwhile",))
    library.index()
    assert library.said()["red.png"].tags == {"mine", "said meanwhile"}


def test_broken_and_repaired(library: Library):
    whole = (library.folder / "red.png").read_bytes()
    (library.folder / "red.png").write_bytes(b"no picture any more")
    library.index()
    broken = library.said()["red.png"]
    assert (broken.rating, broken.flag) == (4, "pick")
    library.edit("red.png", 3)
    library.index()
    assert library.said()["red.png"] == library.all_said
    (library.folder / "red.png").write_bytes(b"broken again")
    library.index()
    (library.folder / "red.png").write_bytes(whole)
    library.index()
    assert library.said()["red.png"] == library.all_said


def test_the_old_file_restored(library: Library):
    old = (library.folder / "red.png").read_bytes()
    library.edit("red.png", 1)
    library.index()
    library.change_tags("red.png", add=("of the edit",))
    (library.folder / "red.png").write_bytes(old)
    library.index()
    assert library.said()["red.png"] == library.all_said._replace(tags=frozenset({"mine", "of the edit"}))


def test_the_old_file_found_again_elsewhere(library: Library):
    old = (library.folder / "red.png").read_bytes()
    library.edit("red.png", 1)
    library.index()
    (library.folder / "backup.png").write_bytes(old)
    library.index()
    found = library.said()["backup.png"]
    assert (found.tags, found.rejected, found.example) == library.all_said[:3]


def test_replaced_by_a_copy_of_another_photo(library: Library):
    """No edit: of the picture counts what was said about it, and nothing is said about the other photo."""
    library.change_tags("7.png", add=("other",))
    library.change_tags("7.png", remove=("other",))
    with closing(open_catalogue(library.service.locations)) as catalogue, catalogue.transaction():
        content = catalogue.value("SELECT content_hash FROM photo WHERE relpath = '7.png'")
        catalogue.execute("DELETE FROM photo_tag WHERE content_hash = ?", (content,))
        catalogue.execute(
            "INSERT INTO photo_tag(content_hash, term, source) VALUES (?, 'mine', 'rejected')", (content,)
        )
    (library.folder / "red.png").write_bytes((library.folder / "7.png").read_bytes())
    library.index()
    now = library.said()["red.png"]
    assert now == Said(rejected=frozenset({"mine"}), rating=4, flag="pick")
    assert library.said()["7.png"] == Said(rejected=frozenset({"mine"}))


def test_renumbered_by_others(library: Library):
    """Each name has another photo afterwards: no tag goes to a picture that it was not given to."""
    for number in range(8):
        library.change_tags(f"{number}.png", add=(f"tag {number}",))
    for number in reversed(range(8)):
        (library.folder / f"{number}.png").rename(library.folder / f"{number + 1}.png")
    library.index()
    said = library.said()
    assert [said[f"{number + 1}.png"].tags for number in range(8)] == [{f"tag {each}"} for each in range(8)]


def test_two_names_swapped_and_swapped_back(library: Library):
    library.change_tags("7.png", add=("seven",))
    before = library.said()
    one, other, aside = (library.folder / name for name in ("red.png", "7.png", "aside"))
    for _ in range(2):
        one.rename(aside)
        other.rename(one)
        aside.rename(other)
        library.index()
        said = library.said()
        assert {said["red.png"].tags, said["7.png"].tags} == {frozenset({"mine"}), frozenset({"seven"})}
        assert sum(each.example is not None for each in said.values()) == 1
    assert said == before


# --- moved and copied -------------------------------------------------------------------------------


def test_moved_or_renamed_by_us(library: Library):
    moved(library.service, [planned(library.folder / "red.png", library.folder / "sub" / "name.png")])
    assert library.said()["sub/name.png"] == library.all_said


def test_moved_or_renamed_by_others(library: Library):
    photo = library.id_of("red.png")
    (library.folder / "red.png").rename(library.folder / "renamed.png")
    library.index()
    assert library.said()["renamed.png"] == library.all_said
    assert library.id_of("renamed.png") == photo


def shot(path: Path, number: int, *, second: int = 7, camera: str = "Camera", colour: str = "red") -> Path:
    """A photo with the facts that a camera notes; another number is a slight edit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", (64, 48), colour)
    picture.putpixel((number, 0), (7, 7, 7))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = camera
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"2024:05:06 10:20:{second:02}"
    picture.save(path, exif=exif, quality=95)
    return path


@pytest.fixture
def rated_shot(library: Library) -> Path:
    """A camera's photo with a tag and two stars."""
    path = shot(library.folder / "IMG_1.jpg", 1)
    library.index()
    library.change_tags("IMG_1.jpg", add=("of the shot",))
    library.service.run(RatePhotos((library.id_of("IMG_1.jpg"),), 2))
    return path


def test_moved_and_edited_at_once(library: Library, rated_shot: Path):
    photo = library.id_of("IMG_1.jpg")
    rated_shot.unlink()
    shot(library.folder / "edited" / "img_1.JPG", 2)
    summary = library.service.index(library.folder)
    assert (summary.moved, summary.missing) == (1, 0)
    assert library.said()["edited/img_1.JPG"] == Said(frozenset({"of the shot"}), rating=2)
    assert library.id_of("edited/img_1.JPG") == photo
    assert not undone(library.service).problems
    assert library.said()["edited/img_1.JPG"].rating == 0
    again = library.service.index(library.folder)
    assert (again.new, again.moved, again.missing, again.decoded) == (0, 0, 0, 0)


@pytest.mark.parametrize("reason", ["not gone", "name", "time", "camera", "look", "several", "no camera"])
def test_moved_and_edited_but_it_cannot_be_told(library: Library, rated_shot: Path, reason: str):
    if reason == "several":
        shot(library.folder / "other" / "IMG_1.jpg", 3)
    if reason == "no camera":
        shot(rated_shot, 1, camera="")
    library.index()
    if reason != "not gone":
        rated_shot.unlink()
    name = "edited/IMG_2.jpg" if reason == "name" else "edited/IMG_1.jpg"
    camera = {"camera": "Another", "no camera": ""}.get(reason, "Camera")
    colour = "blue" if reason == "look" else "red"
    second = 8 if reason == "time" else 7
    shot(library.folder / name, 2, second=second, camera=camera, colour=colour)
    library.index()
    assert library.said()[name] == NOTHING


def test_every_case_of_the_table_is_tested():
    table = (Path(__file__).parents[4] / "docs" / "annotations.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)`", table)
    assert len(named) > 15
    assert [name for name in named if name not in globals()] == []


def test_copied_by_us(library: Library):
    moved(library.service, [planned(library.folder / "red.png", library.folder / "copy.png")], Effect.COPY)
    assert library.said()["copy.png"] == library.said()["red.png"] == library.all_said


def test_copied_by_others(library: Library):
    (library.folder / "copy.png").write_bytes((library.folder / "red.png").read_bytes())
    library.index()
    assert library.said()["copy.png"] == library.said()["red.png"] == library.all_said


def test_copies_that_diverge(library: Library):
    (library.folder / "copy.png").write_bytes((library.folder / "red.png").read_bytes())
    library.index()
    library.edit("copy.png", 1)
    library.index()
    assert library.said()["copy.png"] == library.said()["red.png"] == library.all_said
    library.change_tags("copy.png", add=("only the copy",), remove=("mine",))
    library.change_tags("red.png", add=("only the original",))
    said = library.said()
    assert said["copy.png"].tags == {"only the copy"}
    assert said["red.png"].tags == {"mine", "only the original"}


def test_a_copy_adopts_the_most_stars_and_rather_a_pick(library: Library):
    content = (library.folder / "red.png").read_bytes()
    (library.folder / "second.png").write_bytes(content)
    library.index()
    library.service.run(RatePhotos((library.id_of("second.png"),), 2))
    library.service.run(FlagPhotos((library.id_of("second.png"),), Flag.REJECT))
    (library.folder / "third.png").write_bytes(content)
    library.index()
    assert library.said()["third.png"] == library.all_said


# --- away and back ----------------------------------------------------------------------------------


def test_out_of_the_library_and_back(library: Library):
    library.service.run(RemoveRoot(library.service.status().roots[0].id))
    library.index()
    assert library.said()["red.png"] == library.all_said


def test_out_of_the_library_while_it_cannot_be_read(library: Library):
    whole = (library.folder / "red.png").read_bytes()
    (library.folder / "red.png").write_bytes(b"no picture any more")
    library.index()
    library.service.run(RemoveRoot(library.service.status().roots[0].id))
    (library.folder / "red.png").write_bytes(whole)
    library.index()
    assert library.said()["red.png"] == library.all_said


def test_what_was_taken_back_does_not_return_with_a_copy(library: Library):
    content = (library.folder / "red.png").read_bytes()
    library.service.run(RemoveRoot(library.service.status().roots[0].id))
    library.index()
    library.service.run(RatePhotos((library.id_of("red.png"),), 0))
    library.service.run(FlagPhotos((library.id_of("red.png"),), Flag.NONE))
    (library.folder / "copy.png").write_bytes(content)
    library.index()
    assert library.said()["copy.png"][3:] == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="other trashes do not say where they put things")
@pytest.mark.usefixtures("own_trash")
def test_into_the_trash_and_back(library: Library):
    library.service.run(TrashPhotos((library.id_of("red.png"),)))
    assert "red.png" not in library.said()
    undone(library.service)
    assert library.said()["red.png"] == library.all_said


# --- undone afterwards ------------------------------------------------------------------------------


def test_undone_after_the_photo_was_edited(library: Library):
    library.change_tags("red.png", add=("wrong",))
    library.edit("red.png", 1)
    library.index()
    assert "wrong" in library.said()["red.png"].tags
    assert not undone(library.service).problems
    assert library.said()["red.png"] == library.all_said
    assert not redone(library.service).problems
    assert "wrong" in library.said()["red.png"].tags


@pytest.mark.parametrize("edited", ["red.png", "copy.png"])
def test_undone_after_one_of_two_copies_was_edited(library: Library, edited: str):
    (library.folder / "copy.png").write_bytes((library.folder / "red.png").read_bytes())
    library.index()
    both = (library.id_of("red.png"), library.id_of("copy.png"))
    library.service.run(ChangeTags(both, ("wrong",)))
    library.edit(edited, 1)
    library.index()
    assert not undone(library.service).problems
    said = library.said()
    assert {said["red.png"].tags, said["copy.png"].tags} == {frozenset({"mine"})}
    assert not redone(library.service).problems
    assert all("wrong" in library.said()[name].tags for name in ("red.png", "copy.png"))


def test_what_was_taken_away_does_not_come_back_with_its_folder(library: Library):
    for rating, flag in ((4, Flag.PICK), (0, Flag.NONE), (0, Flag.NONE)):
        library.service.run(RatePhotos((library.id_of("red.png"),), rating))
        library.service.run(FlagPhotos((library.id_of("red.png"),), flag))
        library.service.run(RemoveRoot(library.service.status().roots[0].id))
        library.index()
        assert library.said()["red.png"][3:] == (rating, flag.value)


def test_an_edited_photo_gets_no_score_of_the_picture_before(library: Library):
    """What the user confirmed is said about the edit, not what a model once said."""
    (automatic,) = library.all_said.rejected
    library.change_tags("red.png", add=(automatic,))
    library.edit("red.png", 1)
    library.index()
    undone(library.service)
    with closing(open_catalogue(library.service.locations)) as catalogue:
        scores = catalogue.rows(
            """SELECT t.score FROM photo_tag t JOIN photo p ON p.content_hash = t.content_hash
            WHERE p.relpath = 'red.png' AND t.term = ? AND t.source != 'rejected'""",
            (automatic,),
        )
    assert scores == []


def test_undone_after_the_photo_was_moved(library: Library):
    library.change_tags("red.png", add=("wrong",))
    (library.folder / "red.png").rename(library.folder / "renamed.png")
    library.index()
    assert not undone(library.service).problems
    assert library.said()["renamed.png"] == library.all_said


def test_a_tag_is_taken_back_from_a_photo_that_left_the_library(library: Library):
    library.change_tags("red.png", add=("wrong",))
    library.service.run(RemoveRoot(library.service.status().roots[0].id))
    assert not undone(library.service).problems
    library.index()
    assert library.said()["red.png"] == library.all_said
