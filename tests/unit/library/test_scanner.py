"""What a walk finds, what it leaves alone, and that it always comes to an end."""

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipphotos.core.errors import ErrorReport, FolderUnavailable
from clipphotos.core.indexing.exclusions import Exclusion, ExclusionSettings, rules_below
from clipphotos.library.scanner import (
    ExcludedFolder,
    FileKind,
    FoundFile,
    FoundFolder,
    UnreadableFolder,
    kind_of,
    walk,
    walk_folders,
)
from support.trees import make_deep_folder

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file types")


def put(root: Path, relpath: str, content: bytes = b"x") -> Path:
    path = root / relpath
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(root: Path, **options) -> list[str]:
    return [found.relpath for found in walk(root, **options) if isinstance(found, FoundFile)]


def test_reports_size_time_and_kind(tmp_path):
    path = put(tmp_path, "album/Été.JPG", b"12345")
    os.utime(path, ns=(1_500_000_000_123_456_700, 1_500_000_000_123_456_700))
    assert list(walk(tmp_path)) == [
        FoundFile("album/Été.JPG", 5, path.stat().st_mtime_ns, FileKind.PICTURE),
    ]


@pytest.mark.parametrize("name", ["a.jpeg", "a.HeIc", "a.psd", "a.NEF", "a.b.png"])
def test_picture_extensions_are_pictures_decodable_or_not(tmp_path, name):
    put(tmp_path, name)
    assert [found.kind for found in walk(tmp_path)] == [FileKind.PICTURE]


@pytest.mark.parametrize("name", ["IMG_0001", "photo.jpg_large", "garden-old", "a.", "a.xyz"])
def test_unknown_extensions_are_left_to_the_content(tmp_path, name):
    put(tmp_path, name)
    assert [found.kind for found in walk(tmp_path)] == [FileKind.UNKNOWN]


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg_original",
        "IMG_1.CR2_original",
        "photo_original",
        "a.jpg~",
        "a~",
        "a.jpg.~1~",
        "#a.jpg#",
        "a.jpg.1",
        "A.JPG.001",
        "a.tif-bak",
        "a.jpg.bak2",
        "a.heic.backup",
        "photo.jpg_old2",
        "a.jpg.orig.2024-05-01",
        "a.png.20240501_1200",
    ],
)
def test_backup_copies_of_other_programs_are_no_photos(tmp_path, name):
    put(tmp_path, name)
    put(tmp_path, "a.jpg")
    assert names(tmp_path) == ["a.jpg"]
    assert kind_of(name) is None


@pytest.mark.parametrize(
    "name", ["a_original.jpg", "#a.jpg", "a.1.jpg", "~a.png", "a.jpg.jpg", "1.jp2", "backup.tif", "a.bak.jpg"]
)
def test_a_picture_by_name_is_no_backup_copy(tmp_path, name):
    put(tmp_path, name)
    assert [found.kind for found in walk(tmp_path)] == [FileKind.PICTURE]


@pytest.mark.parametrize("name", ["a.txt", "a.TSV", "a.xmp", "a.mov", "a.py", "catalogue.db", "a.jpg.part"])
def test_files_that_are_no_pictures_are_not_listed(tmp_path, name):
    put(tmp_path, name)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "relpath",
    [
        ".hidden.jpg",
        ".git/a.jpg",
        "@eaDir/a.jpg",
        "$RECYCLE.BIN/a.jpg",
        "__MACOSX/a.jpg",
        "Thumbs.db",
        "desktop.ini",
    ],
)
def test_hidden_and_system_names_are_passed_over(tmp_path, relpath):
    put(tmp_path, relpath)
    assert names(tmp_path) == []


def test_the_root_itself_may_have_a_hidden_name(tmp_path):
    put(tmp_path, ".photos/a.jpg")
    assert names(tmp_path / ".photos") == ["a.jpg"]


def test_order_is_files_then_folders_by_name(tmp_path):
    for relpath in ("b/1.jpg", "a/2/3.jpg", "a/1.jpg", "z.jpg", "B.jpg"):
        put(tmp_path, relpath)
    assert names(tmp_path) == ["B.jpg", "z.jpg", "a/1.jpg", "a/2/3.jpg", "b/1.jpg"]


def listing(folder: Path) -> FoundFolder:
    (found,) = (each for each in walk_folders(folder) if isinstance(each, FoundFolder))
    return found


@pytest.mark.parametrize("change", ["new", "gone", "renamed", "larger", "touched"])
def test_a_digest_tells_any_change_of_a_listing(tmp_path, change):
    path = put(tmp_path, "a.jpg")
    put(tmp_path, "b.jpg")
    os.utime(path, ns=(10**18, 10**18))
    before = listing(tmp_path).digest()
    assert listing(tmp_path).digest() == before
    put(tmp_path, "notes.txt")
    put(tmp_path, ".hidden.jpg")
    assert listing(tmp_path).digest() == before
    if change == "new":
        put(tmp_path, "c.jpg")
    elif change == "gone":
        path.unlink()
    elif change == "renamed":
        path.rename(tmp_path / "c.jpg")
    else:
        put(tmp_path, "a.jpg", b"xy" if change == "larger" else b"x")
        time = 10**18 + (change == "touched")
        os.utime(path, ns=(time, time))
    assert listing(tmp_path).digest() != before


def test_a_large_folder_can_be_interrupted(tmp_path, monkeypatch):
    monkeypatch.setattr("clipphotos.library.scanner.PAUSE_ENTRIES", 2)
    for number in range(5):
        put(tmp_path, f"{number}.jpg")
    first, second, folder = walk_folders(tmp_path)
    assert (first, second) == (None, None)
    assert isinstance(folder, FoundFolder)
    assert len(folder.files) == 5


def test_limited_to_a_folder_below(tmp_path):
    put(tmp_path, "a/b/1.jpg")
    put(tmp_path, "a/bc/2.jpg")
    assert names(tmp_path, below="a/b") == ["a/b/1.jpg"]
    assert names(tmp_path, below="a/gone") == []


@pytest.mark.parametrize("below", ["..", "a/../..", "/etc"])
def test_never_leaves_its_root(tmp_path, below):
    with pytest.raises(ValueError, match="below its root"):
        list(walk(tmp_path, below))


def test_excluded_folders_are_not_entered(tmp_path):
    put(tmp_path, "photos/1.jpg")
    put(tmp_path, "data/thumbnail.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "data")
    assert names(tmp_path, exclude=[tmp_path / "data", tmp_path / "nowhere"]) == ["photos/1.jpg"]


def left_out(root: Path, below: str = "", *entries: str, markers: bool = True) -> dict[str, Exclusion]:
    rules = rules_below(ExclusionSettings(entries, markers), root)
    walked = walk_folders(root, below, rules=rules)
    return {found.relpath: found.why for found in walked if isinstance(found, ExcludedFolder)}


@pytest.mark.parametrize(
    "name", ["A.photoslibrary", "#recycle", "@Recycle", "a.lrdata", "lost+found", "thumbs"]
)
def test_other_programs_folders_are_told_and_not_entered(tmp_path, name):
    put(tmp_path, f"a/{name}/b/1.jpg")
    put(tmp_path, "a/2.jpg")
    assert names(tmp_path) == ["a/2.jpg"]
    assert list(left_out(tmp_path)) == [f"a/{name}"]
    assert list(left_out(tmp_path, f"a/{name}/b")) == [f"a/{name}/b"]
    assert names(tmp_path, below=f"a/{name}/b") == []


@pytest.mark.parametrize("marker", [".nomedia", ".noimage", ".NoMedia"])
def test_a_marker_leaves_out_its_folder_and_all_below(tmp_path, marker):
    put(tmp_path, "a/1.jpg")
    put(tmp_path, f"b/{marker}")
    put(tmp_path, "b/2.jpg")
    put(tmp_path, "b/c/3.jpg")
    assert names(tmp_path) == ["a/1.jpg"]
    assert left_out(tmp_path) == {"b": Exclusion.MARKER}
    assert left_out(tmp_path, markers=False) == {}
    assert left_out(tmp_path, "", "!b") == {}
    if marker.islower():
        assert left_out(tmp_path, "b/c") == {"b/c": Exclusion.MARKER}


def test_a_root_with_a_marker_is_what_the_user_asked_for(tmp_path):
    put(tmp_path, ".nomedia")
    put(tmp_path, "1.jpg")
    assert names(tmp_path) == ["1.jpg"]


def test_what_the_user_chose_is_left_out_files_as_well(tmp_path):
    for relpath in ("a/1.jpg", "a/1.tif", "private/2.jpg", "b/private/3.jpg"):
        put(tmp_path, relpath)
    rules = rules_below(ExclusionSettings(("*.tif", "private")), tmp_path)
    walked = [found for found in walk_folders(tmp_path, rules=rules) if isinstance(found, FoundFolder)]
    assert [name for found in walked for name, _, _ in found.files] == ["1.jpg"]
    assert left_out(tmp_path, "", "private") == {
        "b/private": Exclusion.CHOSEN,
        "private": Exclusion.CHOSEN,
    }


@posix_only
def test_a_link_into_another_programs_library_is_not_followed(tmp_path):
    put(tmp_path, "outside/A.photoslibrary/originals/1.jpg")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "outside/A.photoslibrary/originals")
    assert names(root) == []
    assert left_out(root) == {"link": Exclusion.PACKAGE}


@posix_only
def test_a_folder_too_deep_for_the_system_is_told_with_the_reason(tmp_path):
    """The depth is a limit for every user, so this also holds where nothing is forbidden."""
    put(tmp_path, "1.jpg")
    make_deep_folder(tmp_path)
    (found,) = [each for each in walk(tmp_path) if isinstance(each, UnreadableFolder)]
    assert found.error.code == "folder-too-deep"
    assert names(tmp_path) == ["1.jpg"]


def test_a_missing_root_is_said_so(tmp_path):
    with pytest.raises(FolderUnavailable) as caught:
        list(walk(tmp_path / "gone"))
    assert caught.value.error_code == "folder-missing"
    with pytest.raises(FolderUnavailable):
        list(walk(put(tmp_path, "file.jpg")))


def test_a_root_that_vanishes_meanwhile_is_missing_not_empty(tmp_path):
    root = tmp_path / "drive"
    put(root, "a/1.jpg")
    put(root, "b/2.jpg")
    steps = walk(root)
    next(steps)
    root.rename(tmp_path / "elsewhere")
    with pytest.raises(FolderUnavailable):
        list(steps)


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_folder_that_vanishes_meanwhile_or_becomes_a_file_is_reported(tmp_path, is_replaced):
    put(tmp_path, "a/1.jpg")
    put(tmp_path, "b/2.jpg")
    steps = walk(tmp_path)
    next(steps)
    (tmp_path / "b").rename(tmp_path / "c")
    if is_replaced:
        put(tmp_path, "b")
    (found,) = [found for found in steps if isinstance(found, UnreadableFolder)]
    assert (found.relpath, found.error.code) == ("b", "folder-unlistable")


@posix_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_locked_folder_does_not_end_the_walk(tmp_path):
    locked = put(tmp_path, "a/1.jpg").parent
    put(tmp_path, "b/2.jpg")
    locked.chmod(0)
    try:
        found = list(walk(tmp_path))
    finally:
        locked.chmod(0o700)
    assert [type(item) for item in found] == [UnreadableFolder, FoundFile]
    assert found[0].relpath == "a"


def test_an_unlistable_folder_does_not_end_the_walk(tmp_path, monkeypatch):
    put(tmp_path, "a/1.jpg")
    put(tmp_path, "b/2.jpg")
    real = os.scandir

    def failing(folder):
        if str(folder).endswith("a"):
            raise OSError(5, "Input/output error")
        return real(folder)

    monkeypatch.setattr(os, "scandir", failing)
    assert next(walk(tmp_path)) == UnreadableFolder(
        "a", ErrorReport("folder-unlistable", {"detail": "Input/output error"})
    )
    assert names(tmp_path) == ["b/2.jpg"]


@posix_only
class TestLinks:
    def test_loops_end(self, tmp_path):
        put(tmp_path, "a/b/1.jpg")
        (tmp_path / "a/b/up").symlink_to(tmp_path)
        (tmp_path / "a/self").symlink_to("self")
        assert names(tmp_path) == ["a/b/1.jpg"]

    def test_a_linked_folder_is_visited_once_and_under_its_own_name(self, tmp_path):
        put(tmp_path, "z/1.jpg")
        (tmp_path / "a").symlink_to(tmp_path / "z")
        (tmp_path / "b").symlink_to(tmp_path / "z")
        assert names(tmp_path) == ["z/1.jpg"]

    def test_a_link_out_of_the_root_is_followed_only_if_an_exception_names_it(self, tmp_path):
        put(tmp_path, "other/1.jpg")
        put(tmp_path, "other/deeper/2.jpg")
        put(tmp_path, "root/inside/3.jpg")
        root = tmp_path / "root"
        (root / "in").mkdir()
        for link, target in (
            ("link", tmp_path / "other"),
            ("in/link", tmp_path / "other/deeper"),
            ("in/relative", Path("../../other/deeper")),
            ("above", tmp_path),
            ("kept", root / "inside"),
        ):
            (root / link).symlink_to(target)
        assert names(root) == ["inside/3.jpg"]
        assert left_out(root) == dict.fromkeys(("link", "in/link", "in/relative", "above"), Exclusion.LINK)
        for entry, found in (
            ("!link", ["link/1.jpg", "link/deeper/2.jpg"]),
            ("!in/link", ["in/link/2.jpg"]),
        ):
            rules = rules_below(ExclusionSettings((entry,)), root)
            folders = [each for each in walk_folders(root, rules=rules) if isinstance(each, FoundFolder)]
            files = sorted(each.prefix + file[0] for each in folders for file in each.files)
            assert [each for each in files if "link/" in each] == found

    def test_a_root_may_be_reached_through_a_link_itself(self, tmp_path):
        put(tmp_path, "real/a/1.jpg")
        (tmp_path / "root").symlink_to(tmp_path / "real")
        (tmp_path / "real/b").symlink_to("a")
        assert names(tmp_path / "root") == ["a/1.jpg"]
        assert left_out(tmp_path / "root") == {}

    def test_broken_links_are_passed_over(self, tmp_path):
        (tmp_path / "gone.jpg").symlink_to("nowhere.jpg")
        (tmp_path / "loop.jpg").symlink_to("loop.jpg")
        assert list(walk(tmp_path)) == []

    def test_a_link_to_a_file_is_that_file(self, tmp_path):
        put(tmp_path, "data.bin", b"123")
        (tmp_path / "a.jpg").symlink_to("data.bin")
        (found,) = walk(tmp_path)
        assert isinstance(found, FoundFile)
        assert (found.relpath, found.size) == ("a.jpg", 3)


@posix_only
def test_pipes_and_sockets_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(".", os.O_RDONLY)
        try:  # A socket's path must be short.
            os.chdir(tmp_path)
            server.bind("s.jpg")
        finally:
            os.fchdir(here)
            os.close(here)
        assert list(walk(tmp_path)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows any bytes in names")
def test_names_that_are_no_text_come_through_unharmed(tmp_path):
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    Path(os.fsdecode(raw)).write_bytes(b"1")
    (found,) = walk(tmp_path)
    assert os.fsencode(found.relpath) == b"caf\xe9.jpg"
    assert (tmp_path / found.relpath).read_bytes() == b"1"


_part = st.text(st.sampled_from("abAB é中"), min_size=1, max_size=3).filter(lambda name: name.strip() == name)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees=st.sets(st.lists(_part, min_size=1, max_size=4).map(tuple), max_size=12))
def test_finds_every_file_of_any_tree_once(tmp_path_factory, trees):
    root = tmp_path_factory.mktemp("tree")
    written = set()
    for parts in trees:
        path = root.joinpath(*parts[:-1], parts[-1] + ".jpg")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        written.add(path.relative_to(root).as_posix())
    found = names(root)
    assert sorted(found) == sorted(written)
    assert found == names(root)
