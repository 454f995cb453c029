"""The system's calls that change files: what each refuses, and what it asks the system for."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from clipphotos.library import file_system
from clipphotos.library.file_system import FileSystem, is_folder, is_regular

FILES = FileSystem()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    return path


def test_a_name_is_given_unless_it_is_taken(photo: Path):
    other = photo.with_name("b.jpg")
    FILES.rename_exclusive(str(photo), str(other))
    assert not photo.exists()
    photo.write_bytes(b"other")
    for call in (FILES.rename_exclusive, FILES.link):
        with pytest.raises(FileExistsError) as caught:
            call(str(photo), str(other))
        assert (caught.value.filename, caught.value.filename2) == (str(photo), str(other))
    assert (photo.read_bytes(), other.read_bytes()) == (b"other", b"12345")
    with pytest.raises(FileNotFoundError):
        FILES.rename_exclusive(str(photo.with_name("gone")), str(photo.with_name("c.jpg")))


@pytest.mark.skipif(sys.platform != "linux", reason="only there the system may not know how")
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, None])
def test_where_the_system_cannot_do_it_in_one_step_it_is_said(
    photo: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
):
    def unknown(*_: object) -> int:
        file_system.ctypes.set_errno(code or 0)
        return -1

    monkeypatch.setattr(file_system, "_renameat2", unknown if code else None)
    with pytest.raises(OSError, match=os.strerror(errno.ENOTSUP)) as caught:
        FILES.rename_exclusive(str(photo), str(photo.with_name("b.jpg")))
    assert caught.value.errno == errno.ENOTSUP
    assert photo.exists()


@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_on_windows_the_system_refuses_a_taken_name_itself(
    photo: Path, monkeypatch: pytest.MonkeyPatch, platform: str
):
    renamed: list[tuple[str, str]] = []
    monkeypatch.setattr(os, "rename", lambda *names: renamed.append(names))
    monkeypatch.setattr(file_system.sys, "platform", platform)
    FILES.rename_exclusive(str(photo), str(photo.with_name("b.jpg")))
    assert bool(renamed) is (platform == "win32")


def test_a_new_file_is_ours_alone_and_no_link_is_followed(photo: Path):
    with pytest.raises(FileExistsError):
        FILES.create(str(photo))
    new = photo.with_name("b.jpg")
    descriptor = FILES.create(str(new))
    assert stat.S_IMODE(FILES.status(descriptor).st_mode) == 0o600
    assert FILES.write(descriptor, b"123") == 3
    FILES.sync(descriptor)
    FILES.rewind(descriptor)
    assert [FILES.read(descriptor, 2) for _ in range(3)] == [b"12", b"3", b""]
    FILES.close(descriptor)
    with pytest.raises(OSError, match="Bad file descriptor"):
        FILES.status(descriptor)
    link = photo.with_name("link.jpg")
    link.symlink_to(photo)
    with pytest.raises(OSError, match="symbolic"):
        FILES.open_to_read(str(link))
    assert is_regular(FILES.lstat(str(photo)))
    assert not is_regular(FILES.lstat(str(link)))
    assert not is_folder(FILES.lstat(str(link)))
    assert is_folder(FILES.lstat(str(photo.parent)))
    assert FILES.real_path(str(link)) == str(photo.resolve())


@pytest.mark.parametrize(
    ("code", "is_raised"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
)
def test_a_folder_is_synced_where_that_can_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_raised: bool
):
    synced: list[tuple[int, int]] = []

    def fsync(descriptor: int) -> None:
        synced.append((descriptor, os.fstat(descriptor).st_ino))
        raise OSError(code, "refused")

    monkeypatch.setattr(os, "fsync", fsync)
    if is_raised:
        with pytest.raises(OSError, match="refused"):
            FILES.sync_folder(str(tmp_path))
    else:
        FILES.sync_folder(str(tmp_path))
    ((descriptor, inode),) = synced
    assert inode == tmp_path.stat().st_ino
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    monkeypatch.setattr(file_system.sys, "platform", "win32")
    FILES.sync_folder(str(tmp_path / "missing"))


@pytest.mark.parametrize("may_keep", [True, False])
@pytest.mark.parametrize("mode", [0o640, 0o444, 0o777, 0o4755, 0o2755, 0o1666, 0o6777])
def test_a_copy_may_be_read_and_written_by_the_same_people_and_run_by_nobody(
    photo: Path, monkeypatch: pytest.MonkeyPatch, mode: int, may_keep: bool
):
    photo.chmod(mode)
    os.utime(photo, ns=(1_500_000_000_000_000_001, 1_600_000_000_000_000_002))
    copy = photo.with_name("copy.jpg")
    reader, writer = FILES.open_to_read(str(photo)), FILES.create(str(copy))
    if not may_keep:  # as on FAT, where the time is what matters

        def refuse(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "chmod", refuse)
    FILES.copy_metadata(reader, writer, str(copy))
    for descriptor in (reader, writer):
        FILES.close(descriptor)
    status = copy.stat()
    times = (status.st_atime_ns, status.st_mtime_ns)
    assert times == (1_500_000_000_000_000_001, 1_600_000_000_000_000_002)
    assert stat.S_IMODE(status.st_mode) == (mode & 0o666 if may_keep else 0o600)


ACCESS_LIST = bytes.fromhex(
    "02000000 01000600ffffffff 02000700 feff0000 04000400ffffffff 10000700ffffffff 20000400ffffffff"
)
"""Gives a user, of the number 65534, every right."""


@pytest.mark.skipif(sys.platform != "linux", reason="names of attributes as on Linux")
def test_of_labels_a_copy_keeps_what_users_may_set(photo: Path):
    given = {
        "user.rating": b"5",
        "user.xdg.comment": b"cat",
        "system.posix_acl_access": ACCESS_LIST,
        "trusted.overlay": b"x",
        "security.note": b"x",
    }
    for name, value in given.items():
        try:
            os.setxattr(photo, name, value)
        except OSError:
            if name == "user.rating":
                pytest.skip("the file system keeps none")
    copy = photo.with_name("copy.jpg")
    reader, writer = FILES.open_to_read(str(photo)), FILES.create(str(copy))
    FILES.copy_metadata(reader, writer, str(copy))
    assert set(os.listxattr(copy)) == {"user.rating", "user.xdg.comment"}
    assert os.getxattr(copy, "user.rating") == b"5"
    for descriptor in (reader, writer):
        FILES.close(descriptor)


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no descriptors of folders")
def test_nothing_is_changed_through_a_link(photo: Path, tmp_path_factory: pytest.TempPathFactory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "theirs.jpg").write_bytes(b"theirs")
    (outside / "empty").mkdir()
    link = photo.parent / "link"
    link.symlink_to(outside)
    there, new = str(link / "theirs.jpg"), str(photo.with_name("new.jpg"))
    for call in (
        lambda: FILES.rename_exclusive(str(photo), str(link / "a.jpg")),
        lambda: FILES.rename_exclusive(there, new),
        lambda: FILES.rename_case(there, str(link / "THEIRS.jpg")),
        lambda: FILES.link(str(photo), str(link / "a.jpg")),
        lambda: FILES.link(there, new),
        lambda: FILES.unlink(there),
        lambda: FILES.create(str(link / "a.jpg")),
        lambda: FILES.make_folder(str(link / "folder")),
        lambda: FILES.remove_folder(str(link / "empty")),
        lambda: FILES.hold(str(link)),
        lambda: FILES.hold(str(link / "empty")),
    ):
        with pytest.raises(OSError, match="symbolic links"):
            call()
    assert sorted(each.name for each in outside.iterdir()) == ["empty", "theirs.jpg"]
    assert sorted(each.name for each in photo.parent.iterdir()) == ["a.jpg", "link"]


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no descriptors of folders")
def test_a_folder_in_hand_is_the_same_whatever_its_path_leads_to(photo: Path, tmp_path: Path):
    folder, moved = tmp_path / "folder", tmp_path / "moved"
    folder.mkdir()
    FILES.hold(str(folder))
    try:
        folder.rename(moved)
        for stranger in ("link", "link to the same", "folder"):
            if stranger == "folder":
                folder.mkdir()
            else:
                folder.symlink_to("moved" if "same" in stranger else tmp_path.parent)
            inside, other = str(folder / "a.jpg"), str(folder / "b.jpg")
            FILES.rename_exclusive(str(photo), inside)
            FILES.link(inside, other)
            FILES.rename_case(other, str(folder / "B.jpg"))
            assert FILES.lstat(inside).st_nlink == 2
            with pytest.raises(OSError, match="No such file" if stranger == "folder" else "symbolic links"):
                FILES.stat_in_place(inside)
            assert sorted(each.name for each in moved.iterdir()) == ["B.jpg", "a.jpg"]
            FILES.unlink(str(folder / "B.jpg"))
            for close in (FILES.open_to_read(inside), FILES.create(other)):
                FILES.close(close)
            FILES.unlink(other)
            FILES.make_folder(str(folder / "sub"))
            FILES.remove_folder(str(folder / "sub"))
            FILES.sync_folder(str(folder))
            FILES.rename_exclusive(inside, str(photo))
            assert not list(moved.iterdir())
            folder.rmdir() if stranger == "folder" else folder.unlink()
        moved.rename(folder)
        FILES.rename_exclusive(str(photo), inside)
        assert os.path.samestat(FILES.stat_in_place(inside), FILES.lstat(inside))
    finally:
        FILES.let_go(str(folder))


def test_folders_are_made_and_removed_one_at_a_time(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        FILES.make_folder(str(tmp_path / "a" / "b"))
    FILES.make_folder(str(tmp_path / "a"))
    with pytest.raises(FileExistsError):
        FILES.make_folder(str(tmp_path / "a"))
    (tmp_path / "a" / "x").touch()
    with pytest.raises(OSError, match="not empty"):
        FILES.remove_folder(str(tmp_path / "a"))
    FILES.unlink(str(tmp_path / "a" / "x"))
    FILES.remove_folder(str(tmp_path / "a"))
    assert FILES.names(str(tmp_path)) == []
