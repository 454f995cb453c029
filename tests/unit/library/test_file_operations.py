"""Each operation on a file does all of its work or nothing, whatever goes wrong."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.library import file_operations
from clipphotos.library.content import hash_bytes
from clipphotos.library.file_looks import Expected, is_same_entry
from clipphotos.library.file_operations import OtherVolumeError
from clipphotos.library.file_system import FileSystem
from support.taps import CHANGING, HOLDING, LOOKING, TappedFileSystem
from support.trees import taken_down

REAL = FileSystem()
CONTENT = b"a photo of a cat" * 1000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "cat.jpg"
    path.parent.mkdir()
    (tmp_path / "out").mkdir()
    path.write_bytes(CONTENT)
    os.utime(path, ns=(1, 1_600_000_000_123_456_789))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "cat.jpg"


def expected(path: Path) -> Expected:
    status = path.stat()
    return Expected(status.st_size, status.st_mtime_ns, hash_bytes(path.read_bytes()))


def drain(work: Generator[int, None, None] | None) -> None:
    if work is not None:
        for _ in work:
            pass


def move(files: FileSystem, source: Path, target: Path, wanted: Expected) -> None:
    file_operations.move(files, str(source), str(target), wanted)


def part(target: Path) -> str:
    return str(target.with_name(".test.part"))


def copy(files: FileSystem, source: Path, target: Path, wanted: Expected) -> None:
    drain(file_operations.copy(files, str(source), str(target), part(target), wanted))


def move_by_copy(files: FileSystem, source: Path, target: Path, wanted: Expected) -> None:
    drain(file_operations.move_by_copy(files, str(source), str(target), part(target), wanted))


def link(files: FileSystem, source: Path, target: Path, wanted: Expected) -> None:
    file_operations.link(files, str(source), str(target), wanted)


Act = Callable[[FileSystem, Path, Path, Expected], None]
ACTS = [move, copy, move_by_copy, link]
NO_RENAME = ("rename_exclusive",)


def refusal(act: Act, files: FileSystem, source: Path, target: Path, wanted: Expected | None = None) -> str:
    """The code it is refused with; nothing may have changed then."""
    before = taken_down(source.parents[1])
    with pytest.raises(KnownError) as caught:
        act(files, source, target, wanted or expected(source))
    assert taken_down(source.parents[1]) == before
    return caught.value.error_code


@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
def test_it_is_done(act: Act, without: tuple[str, ...], source: Path, target: Path):
    source.chmod(0o440)
    before = source.stat()
    act(TappedFileSystem(lambda *_: None, without=without), source, target, expected(source))
    after = target.stat()
    assert target.read_bytes() == CONTENT
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert source.exists() == (act in (copy, link))
    assert (after.st_ino == before.st_ino) == (act in (move, link))
    assert [path.name for path in target.parent.iterdir()] == ["cat.jpg"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes")
def test_a_copy_keeps_extended_attributes(source: Path, target: Path):
    try:
        os.setxattr(source, "user.rating", b"5")
    except OSError:
        pytest.skip("the file system keeps none")
    move_by_copy(REAL, source, target, expected(source))
    assert os.getxattr(target, "user.rating") == b"5"


@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("other", ["file", "folder", "link", "broken link", "same file"])
def test_nothing_is_ever_overwritten(
    act: Act, other: str, without: tuple[str, ...], source: Path, target: Path
):
    match other:
        case "file":
            target.write_bytes(b"theirs")
        case "folder":
            target.mkdir()
        case "link":
            (target.parent / "theirs").write_bytes(b"theirs")
            target.symlink_to("theirs")
        case "broken link":
            target.symlink_to("nowhere")
        case _:
            os.link(source, target)
    files = TappedFileSystem(lambda *_: None, without=without)
    assert refusal(act, files, source, target) == "move-target-exists"


@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
def test_a_name_that_is_taken_at_the_last_moment(
    act: Act, without: tuple[str, ...], source: Path, target: Path
):
    def race(name: str, arguments: tuple[Any, ...]) -> None:
        if name in ("rename_exclusive", "link") and arguments[1] == str(target) and not target.exists():
            target.write_bytes(b"theirs")

    with pytest.raises(KnownError) as caught:
        act(TappedFileSystem(race, without=without), source, target, expected(source))
    assert caught.value.error_code == "move-target-exists"
    assert (source.read_bytes(), target.read_bytes()) == (CONTENT, b"theirs")
    assert [path.name for path in target.parent.iterdir()] == ["cat.jpg"]


@pytest.mark.parametrize("act", ACTS)
def test_a_file_that_changed_is_left_alone(act: Act, source: Path, target: Path):
    planned = expected(source)
    source.write_bytes(CONTENT + b"more")
    assert refusal(act, REAL, source, target, planned) == "move-source-changed"
    source.write_bytes(CONTENT)
    os.utime(source, ns=(1, 5))
    assert refusal(act, REAL, source, target, planned) == "move-source-changed"
    source.unlink()
    assert refusal(act, REAL, source, target, planned) == "move-source-missing"
    source.mkdir()
    assert refusal(act, REAL, source, target, planned) == "move-not-a-file"
    source.rmdir()
    source.symlink_to("elsewhere.jpg")
    assert refusal(act, REAL, source, target, planned) == "move-not-a-file"


@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_a_copy_is_on_the_disk_before_it_gets_its_name_and_the_source_goes_last(
    act: Act, without: tuple[str, ...], source: Path, target: Path
):
    """A power cut at any moment finds the whole file under one of its names."""
    calls: list[str] = []

    def note(name: str, arguments: tuple[Any, ...]) -> None:
        calls.append(f"{name} {Path(arguments[0]).name}" if name == "unlink" else name)

    act(TappedFileSystem(note, without=without), source, target, expected(source))
    named = ["rename_exclusive"] if not without else ["link", "unlink .test.part"]
    gone = ["unlink cat.jpg"] if act is move_by_copy else []
    written = [name for name in calls if name != "write"]
    assert written == ["create", "copy_metadata", "sync", *named, "sync_folder", *gone]
    assert max(place for place, name in enumerate(calls) if name == "write") < calls.index("sync")


@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_other_content_under_the_same_size_and_time_is_found_out(act: Act, source: Path, target: Path):
    planned = expected(source)
    source.write_bytes(CONTENT[::-1])
    os.utime(source, ns=(1, planned.mtime_ns))
    assert refusal(act, REAL, source, target, planned) == "move-source-changed"


@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_a_file_that_changes_while_it_is_copied(act: Act, source: Path, target: Path):
    def change(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "write":
            with source.open("ab") as file:
                file.write(b"!")

    with pytest.raises(KnownError) as caught:
        act(TappedFileSystem(change), source, target, expected(source))
    assert caught.value.error_code == "move-source-changed"
    assert source.exists()
    assert not list(target.parent.iterdir())


def test_a_file_saved_over_after_it_was_copied_stays(source: Path, target: Path):
    def change(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "sync_folder":
            source.write_bytes(b"saved meanwhile")

    with pytest.raises(KnownError):
        move_by_copy(TappedFileSystem(change), source, target, expected(source))
    assert source.read_bytes() == b"saved meanwhile"
    assert not list(target.parent.iterdir())


def test_a_copy_that_reads_back_otherwise_is_thrown_away(source: Path, target: Path):
    class BadDisk(FileSystem):
        def write(self, descriptor: int, data: bytes | memoryview) -> int:
            return super().write(descriptor, bytes(data).replace(b"cat", b"c4t"))

    assert refusal(move_by_copy, BadDisk(), source, target) == "copy-not-verified"


@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_short_writes_are_gone_on_with(act: Act, source: Path, target: Path):
    class Slow(FileSystem):
        def write(self, descriptor: int, data: bytes | memoryview) -> int:
            return super().write(descriptor, data[:1000])

    act(Slow(), source, target, expected(source))
    assert target.read_bytes() == CONTENT


def outcome(act: Act, files: FileSystem, source: Path, target: Path, wanted: Expected) -> str:
    """The code it is refused with; empty if it was done."""
    try:
        act(files, source, target, wanted)
    except KnownError as error:
        return error.error_code
    return ""


CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EACCES: "move-no-permission",
    errno.EROFS: "move-no-permission",
    errno.EIO: "move-failed",
    errno.ENAMETOOLONG: "move-name-too-long",
}


@pytest.mark.parametrize("error", CODES)
@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
def test_a_call_that_fails_changes_nothing(
    act: Act, without: tuple[str, ...], error: int, source: Path, target: Path
):
    """Every call in turn fails once; then everything is as it was, or it was done after all."""
    wanted, before = expected(source), taken_down(source.parents[1])
    for failing in range(1, 100):
        count = 0

        def fail(name: str, _arguments: tuple[Any, ...], failing: int = failing) -> None:
            nonlocal count
            count += 1
            if count == failing:
                raise OSError(error, f"{name} fails")

        code = outcome(act, TappedFileSystem(fail, CHANGING + LOOKING, without), source, target, wanted)
        if not code:
            assert count < failing
            return
        assert code in (CODES[error], "move-not-supported", "link-not-supported")
        assert taken_down(source.parents[1]) == before
    raise AssertionError("it never got through")


def test_another_volume_is_told_and_nothing_done(source: Path, target: Path):
    def other_volume(name: str, _arguments: tuple[Any, ...]) -> None:
        if name in ("rename_exclusive", "link"):
            raise OSError(errno.EXDEV, "other volume")

    files = TappedFileSystem(other_volume)
    with pytest.raises(OtherVolumeError):
        move(files, source, target, expected(source))
    assert refusal(link, files, source, target) == "link-other-volume"


def test_where_neither_way_of_moving_exists_it_is_said(source: Path, target: Path):
    files = TappedFileSystem(lambda *_: None, without=("rename_exclusive", "link"))
    assert refusal(move, files, source, target) == "move-not-supported"
    assert refusal(link, files, source, target) == "link-not-supported"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second volume in memory")
def test_a_real_second_volume(source: Path):
    if not os.access("/dev/shm", os.W_OK):
        pytest.skip("there is none")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        target = Path(folder) / "cat.jpg"
        if target.parent.stat().st_dev == source.stat().st_dev:
            pytest.skip("it is the same volume")
        with pytest.raises(OtherVolumeError):
            move(REAL, source, target, expected(source))
        move_by_copy(REAL, source, target, expected(source))
        assert target.read_bytes() == CONTENT
        assert target.stat().st_mtime_ns == 1_600_000_000_123_456_789


def test_a_copy_that_is_cancelled_leaves_nothing(source: Path, target: Path):
    before = taken_down(source.parents[1])
    copying = file_operations.move_by_copy(REAL, str(source), str(target), part(target), expected(source))
    next(copying)
    assert Path(part(target)).exists()
    copying.close()
    assert taken_down(source.parents[1]) == before


class CaseBlind(FileSystem):
    """A folder where case does not count, told by one that knows how its name is spelled now."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _real(self, path: str) -> str:
        return str(self.path) if path.casefold() == str(self.path).casefold() else path

    def lstat(self, path: str) -> os.stat_result:
        return super().lstat(self._real(path))

    def rename_exclusive(self, source: str, target: str) -> None:
        super().rename_exclusive(self._real(source), self._real(target))

    def rename_case(self, source: str, target: str) -> None:
        super().rename_case(self._real(source), target)
        self.path = Path(target)


def test_only_the_case_of_a_name_changes(source: Path):
    target = source.with_name("CAT.jpg")
    files = CaseBlind(source)
    assert is_same_entry(files, str(source), str(target))
    move(files, source, target, expected(source))
    assert [path.name for path in source.parent.iterdir()] == ["CAT.jpg"]


def test_hard_links_that_differ_in_case_are_two_files(source: Path):
    twin = source.with_name("CAT.jpg")
    os.link(source, twin)
    assert not is_same_entry(REAL, str(source), str(twin))
    assert refusal(move, REAL, source, twin) == "move-target-exists"


# --- others act meanwhile -----------------------------------------------------------------------------


@pytest.fixture(params=[0o700, 0o777], ids=["ours alone", "shared"])
def shared(request: pytest.FixtureRequest, source: Path, target: Path) -> int:
    """Whether others may write in the folders, by their mode; what is done then differs in one step."""
    for folder in (source.parent, target.parent):
        folder.chmod(request.param)
    return request.param


STRANGERS = ["another file", "a link", "nothing", "a twin"]


def put(what: str, path: Path, foreign: Path) -> Path:
    """Have something else at a path; gives the path that its file has now."""
    aside = foreign.with_name(f"taken-{path.name}")
    path.rename(aside)
    match what:
        case "another file":
            path.write_bytes(b"theirs")
        case "a link":
            path.symlink_to(foreign)
        case "a twin":
            path.write_bytes(aside.read_bytes()[::-1])
            os.utime(path, ns=(1, aside.stat().st_mtime_ns))
    return aside


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("what", STRANGERS)
@pytest.mark.parametrize("moment", ["write", "copy_metadata", "sync", "rename_exclusive", "sync_folder"])
@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_an_unfinished_copy_that_is_exchanged_costs_nothing(
    act: Act, moment: str, what: str, source: Path, target: Path, tmp_path: Path
):
    foreign = tmp_path / "foreign.jpg"
    foreign.write_bytes(b"foreign")
    foreign.chmod(0o600)
    before = foreign.stat()
    exchanged: list[Path] = []

    def exchange(name: str, _arguments: tuple[Any, ...]) -> None:
        path = target if moment == "sync_folder" else Path(part(target))
        if name == moment and not exchanged:
            exchanged.append(put(what, path, foreign))

    with pytest.raises(KnownError):
        act(TappedFileSystem(exchange), source, target, expected(source))
    assert source.read_bytes() == CONTENT
    after = foreign.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_size) == (before.st_mode, before.st_mtime_ns, 7)
    assert not target.exists()
    assert exchanged[0].read_bytes() in (CONTENT, b"")
    assert what == "nothing" or Path(part(target)).is_symlink() or Path(part(target)).exists()


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("what", STRANGERS)
@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
def test_a_file_exchanged_after_it_was_looked_at_is_not_taken_for_it(
    act: Act, without: tuple[str, ...], what: str, source: Path, target: Path, tmp_path: Path
):
    foreign = tmp_path / "foreign.jpg"
    foreign.write_bytes(b"foreign")
    moments = {move: ("rename_exclusive", "link"), link: ("link",)}.get(act, ("open_to_read",))
    exchanged: list[Path] = []

    def exchange(name: str, _arguments: tuple[Any, ...]) -> None:
        if name in moments and not exchanged:
            exchanged.append(put(what, source, foreign))

    files = TappedFileSystem(exchange, CHANGING + LOOKING, without)
    if act is move and without:
        moments = ("link",)
    with pytest.raises(KnownError):
        act(files, source, target, expected(source))
    assert exchanged[0].read_bytes() == CONTENT
    assert not os.path.lexists(target)
    assert os.path.lexists(source) == (what != "nothing")
    assert [each.name for each in target.parent.iterdir()] == []


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("what", STRANGERS)
def test_a_file_exchanged_at_the_end_stays(what: str, source: Path, target: Path, tmp_path: Path):
    """The name is not removed, whatever is behind it then; and the copy is where it was to go, or gone."""
    foreign = tmp_path / "foreign.jpg"
    foreign.write_bytes(b"foreign")
    exchanged: list[Path] = []

    def exchange(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "stat_in_place" and not exchanged:
            exchanged.append(put(what, source, foreign))

    code = outcome(
        move_by_copy,
        TappedFileSystem(exchange, (*CHANGING, "stat_in_place")),
        source,
        target,
        expected(source),
    )
    assert bool(code) == (what != "nothing")
    assert target.exists() == (what == "nothing")
    assert exchanged[0].read_bytes() == CONTENT
    assert os.path.lexists(source) == (what != "nothing")


@pytest.mark.parametrize("act", [copy, move_by_copy])
def test_the_copy_stays_if_it_is_all_there_is(act: Act, source: Path, target: Path):
    def replace_and_fail(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "sync_folder":
            theirs = source.with_name("theirs")
            theirs.write_bytes(b"theirs")
            theirs.replace(source)
            raise OSError(errno.EIO, "broken")

    with pytest.raises(KnownError):
        act(TappedFileSystem(replace_and_fail), source, target, expected(source))
    assert (source.read_bytes(), target.read_bytes()) == (b"theirs", CONTENT)


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no descriptors of folders")
@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("where", ["source", "target"])
@pytest.mark.parametrize("without", [(), NO_RENAME], ids=["", "by-link"])
@pytest.mark.parametrize("act", ACTS)
def test_a_folder_exchanged_for_a_link_takes_nothing_elsewhere(
    act: Act, without: tuple[str, ...], where: str, source: Path, target: Path, tmp_path: Path
):
    """At every call in turn; then the link goes, and everything is as it was, or as it should be."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / source.name).write_bytes(b"outside")
    elsewhere = taken_down(outside)
    wanted = expected(source)
    folder = source.parent if where == "source" else target.parent
    for moment in range(1, 100):
        count = 0

        def exchange(_name: str, _arguments: tuple[Any, ...], moment: int = moment) -> None:
            nonlocal count
            count += 1
            if count == moment:
                folder.rename(folder.with_name("taken"))
                folder.symlink_to(outside)

        files = TappedFileSystem(exchange, (*CHANGING, *LOOKING, *HOLDING), without)
        code = outcome(act, files, source, target, wanted)
        if count < moment:
            assert not code
            return
        assert taken_down(outside) == elsewhere
        folder.unlink()
        folder.with_name("taken").rename(folder)
        assert source.exists() or target.exists()
        assert not code or source.read_bytes() == CONTENT
        if not code and act in (move, move_by_copy):
            assert target.read_bytes() == CONTENT
            target.rename(source)
        elif target.exists():
            target.unlink()
        assert not list(target.parent.iterdir())
        wanted = expected(source)
    raise AssertionError("it never got through")


def test_a_file_that_goes_is_looked_at_where_nobody_else_can_reach_it(source: Path, target: Path):
    """Where others may write, and nowhere else; killed there, it gets its name back."""
    source.parent.chmod(0o777)
    modes: list[int] = []

    class Killed(BaseException):
        pass

    def kill(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "unlink" and arguments[0] != part(target):
            folder = Path(arguments[0]).parent
            modes.append(folder.stat().st_mode & 0o777)
            raise Killed

    def leave(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "remove_folder":
            raise OSError(errno.EIO, "killed")

    wanted = expected(source)
    with pytest.raises(Killed):
        move_by_copy(TappedFileSystem(kill), source, target, wanted)
    assert modes == [0o700]
    (aside,) = [each for each in source.parent.iterdir() if each.name.endswith(".aside")]
    assert [each.read_bytes() for each in aside.iterdir()] == [CONTENT]
    assert not source.exists()
    file_operations.put_back(REAL, str(source))
    assert source.read_bytes() == CONTENT
    assert [each.name for each in source.parent.iterdir()] == ["cat.jpg"]
    target.unlink()
    move_by_copy(TappedFileSystem(leave), source, target, wanted)
    file_operations.put_back(REAL, str(source))
    assert not list(source.parent.iterdir())
    assert target.read_bytes() == CONTENT


def test_a_full_disk_is_no_reason_to_keep_what_is_moved_off_it(source: Path, target: Path):
    source.parent.chmod(0o777)

    def full(name: str, _arguments: tuple[Any, ...]) -> None:
        if name == "make_folder":
            raise OSError(errno.ENOSPC, "full")

    move_by_copy(TappedFileSystem(full), source, target, expected(source))
    assert (source.exists(), target.read_bytes()) == (False, CONTENT)


def test_a_folder_that_somebody_made_to_be_in_the_way_is_not_used(source: Path, target: Path):
    source.parent.chmod(0o777)

    def be_there_first(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "make_folder":
            Path(arguments[0]).mkdir()

    with pytest.raises(KnownError):
        move_by_copy(TappedFileSystem(be_there_first), source, target, expected(source))
    assert (source.read_bytes(), target.exists()) == (CONTENT, False)


@pytest.mark.parametrize(
    ("mode", "content", "goes"),
    [(0o700, b"whatever", True), (0o777, b"another photo", False), (0o777, CONTENT[:100], True)],
)
def test_what_has_the_name_of_an_unfinished_copy(
    mode: int, content: bytes, goes: bool, source: Path, target: Path
):
    """Where others may write, it may be a photo that was given this name to have it removed."""
    target.parent.chmod(mode)
    Path(part(target)).write_bytes(content)
    file_operations.drop_part(REAL, part(target), str(target), str(source))
    assert Path(part(target)).exists() != goes


def remove_copy(kept: Path, copied: Path, wanted: Expected) -> str:
    before = taken_down(kept.parents[1])
    try:
        file_operations.remove_copy(REAL, str(kept), str(copied), wanted)
    except KnownError as error:
        assert taken_down(kept.parents[1]) == before
        return error.error_code
    return ""


def test_a_copy_is_removed_only_while_it_is_one_too_many(source: Path, target: Path):
    wanted = expected(source)
    copy(REAL, source, target, wanted)
    kept = source.read_bytes()
    source.write_bytes(kept[::-1])
    assert remove_copy(source, target, wanted) == "copy-changed"
    source.unlink()
    assert remove_copy(source, target, wanted) == "copy-original-gone"
    os.link(target, source)
    assert remove_copy(source, target, wanted) == "copy-changed"
    source.unlink()
    source.write_bytes(kept)
    os.utime(target, ns=(1, 1))
    assert remove_copy(source, target, wanted) == "copy-changed"
    os.utime(target, ns=(1, wanted.mtime_ns))
    assert remove_copy(source, target, wanted) == ""
    assert (source.exists(), target.exists()) == (True, False)


def test_a_link_is_removed_only_while_it_is_one(source: Path, target: Path):
    link(REAL, source, target, expected(source))
    target.unlink()
    target.write_bytes(CONTENT)
    with pytest.raises(KnownError):
        file_operations.remove_link(REAL, str(source), str(target))
    assert target.exists()
    target.unlink()
    os.link(source, target)
    file_operations.remove_link(REAL, str(source), str(target))
    assert (source.exists(), target.exists()) == (True, False)


def test_folders_are_made_one_by_one_and_removed_when_they_are_empty(tmp_path: Path):
    inner = tmp_path / "a" / "b"
    assert file_operations.missing_folders(REAL, str(inner)) == [str(tmp_path / "a"), str(inner)]
    with pytest.raises(KnownError) as caught:
        file_operations.make_folder(REAL, str(inner))
    assert (caught.value.error_code, caught.value.params) == (
        "move-folder-missing",
        {"path": str(tmp_path / "a")},
    )
    for folder in (inner.parent, inner):
        assert file_operations.make_folder(REAL, str(folder)) is True
        assert file_operations.make_folder(REAL, str(folder)) is False
    assert file_operations.missing_folders(REAL, str(inner)) == []
    (inner / "file").touch()
    with pytest.raises(KnownError) as caught:
        file_operations.make_folder(REAL, str(inner / "file"))
    assert caught.value.error_code == "move-folder-is-file"
    assert file_operations.remove_folder_if_empty(REAL, str(inner)) is False
    (inner / "file").unlink()
    for _ in range(2):
        assert file_operations.remove_folder_if_empty(REAL, str(inner)) is True
