"""The system's calls that change files: what each refuses, and what it asks the system for."""

import errno
import os
import shutil
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


def test_where_permissions_cannot_be_kept_the_time_is(photo: Path, monkeypatch: pytest.MonkeyPatch):
    photo.chmod(0o640)
    os.utime(photo, ns=(1_500_000_000_000_000_001, 1_600_000_000_000_000_002))
    for may_keep in (True, False):
        copy = photo.with_name(f"{may_keep}.jpg")
        copy.touch()
        if not may_keep:

            def refuse(*_: object, **__: object) -> None:
                raise PermissionError

            monkeypatch.setattr(shutil, "copystat", refuse)
        FILES.copy_metadata(str(photo), str(copy))
        status = copy.stat()
        assert (status.st_atime_ns, status.st_mtime_ns) == (
            1_500_000_000_000_000_001,
            1_600_000_000_000_000_002,
        )
        assert (stat.S_IMODE(status.st_mode) == 0o640) is may_keep


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
