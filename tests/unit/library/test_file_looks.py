"""Looking at files, and saying what is wrong with them."""

import errno
import os
from pathlib import Path

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.library import file_looks
from clipphotos.library.content import hash_bytes
from clipphotos.library.file_looks import Expected
from clipphotos.library.file_stamp import identity_of
from clipphotos.library.file_system import FileSystem

FILES = FileSystem()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    return path


def test_what_is_there_and_what_is_not(photo: Path):
    assert file_looks.look(FILES, str(photo)).st_size == 5
    assert file_looks.is_there(FILES, str(photo))
    for path in (photo.with_name("b.jpg"), photo / "below"):
        assert file_looks.look(FILES, str(path)) is None
        assert not file_looks.is_there(FILES, str(path))
    with pytest.raises(KnownError) as caught:
        file_looks.look(FILES, str(photo) + "\0")
    assert caught.value.error_code == "move-failed"
    assert not file_looks.is_there(FILES, str(photo) + "\0")


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        (lambda status: Expected(status.st_size, status.st_mtime_ns), ""),
        (lambda status: Expected(status.st_size + 1, status.st_mtime_ns), "own-code"),
        (lambda status: Expected(status.st_size, status.st_mtime_ns + 1), "own-code"),
    ],
)
def test_a_file_has_to_be_what_it_was(photo: Path, expected, code: str):
    wanted = expected(photo.stat())
    if not code:
        file_looks.check(FILES, str(photo), wanted)
    for path, its_code in (
        (photo, code),
        (photo.parent, "move-not-a-file"),
        (photo / "x", "move-source-missing"),
    ):
        if its_code:
            with pytest.raises(KnownError) as caught:
                file_looks.check(FILES, str(path), wanted, changed="own-code")
            assert caught.value.error_code == its_code


CHANGES = {
    "nothing": Path.stat,
    "rights": lambda path: path.chmod(0o600),
    "a second name": lambda path: os.link(path, path.with_name("second.jpg")),
    "another with its content": lambda path: replaced(path, b"12345"),
    "another with its size": lambda path: replaced(path, b"54321"),
    "other content": lambda path: (path.write_bytes(b"54321"), os.utime(path, ns=(1, 7))),
}
"""What happens to a file whose size and time stay as they were."""


def replaced(path: Path, content: bytes) -> None:
    """Put another file in the place of one, as like it as can be."""
    other = path.with_name("other.jpg")
    other.write_bytes(content)
    os.utime(other, ns=(1, 7))
    other.replace(path)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("knows_content", [True, False])
def test_size_and_time_are_believed_only_of_the_same_file(photo: Path, change: str, knows_content: bool):
    os.utime(photo, ns=(1, 7))
    content = hash_bytes(photo.read_bytes()) if knows_content else b""
    wanted = Expected(5, 7, content, identity_of(photo.stat()))
    before = photo.stat().st_ctime_ns
    CHANGES[change](photo)
    while change != "nothing" and photo.stat().st_ctime_ns == before:
        photo.chmod(0o600)  # the clock of a file system is coarse
    is_refused = change in (
        {"another with its size", "other content"}
        if knows_content
        else {
            "another with its content",
            "another with its size",
        }
    )
    if is_refused:
        with pytest.raises(KnownError) as caught:
            file_looks.check(FILES, str(photo), wanted)
        assert caught.value.error_code == "move-source-changed"
    else:
        assert file_looks.check(FILES, str(photo), wanted).st_size == 5
    # Without an identity nothing more can be told.
    file_looks.check(FILES, str(photo), Expected(5, 7, content))


def test_another_number_of_the_device_is_no_other_file(photo: Path):
    """It is another one whenever a drive is plugged in; and some drives number their files anew."""
    status = photo.stat()
    _, inode, changed = identity_of(status).split(" ")
    for identity in (f"7 {inode} {changed}", f"7 7 {changed}"):
        file_looks.check(FILES, str(photo), Expected(5, status.st_mtime_ns, identity=identity))


def test_one_file_under_two_names(photo: Path):
    other = photo.with_name("b.jpg")
    os.link(photo, other)
    copy = photo.with_name("c.jpg")
    copy.write_bytes(photo.read_bytes())
    assert file_looks.is_same_file(FILES, str(photo), str(other))
    assert not file_looks.is_same_file(FILES, str(photo), str(copy))
    assert not file_looks.is_same_file(FILES, str(photo), str(photo.with_name("d.jpg")))
    assert file_looks.is_same_entry(FILES, str(photo), str(photo))
    assert not file_looks.is_same_entry(FILES, str(photo), str(other))


class CaseBlind(FileSystem):
    """As a file system that keeps the case of names and does not tell them apart by it."""

    def lstat(self, path: str) -> os.stat_result:
        return super().lstat(path.lower())


@pytest.mark.parametrize(
    ("other", "is_same"), [("A.JPG", True), ("A.JPG/../A.jpg", False), ("b.jpg", False), ("sub/A.jpg", False)]
)
def test_two_spellings_are_one_entry_where_case_does_not_count(photo: Path, other: str, is_same: bool):
    (photo.parent / "sub").mkdir()
    os.link(photo, photo.parent / "sub" / "a.jpg")
    os.link(photo, photo.with_name("b.jpg"))
    blind = CaseBlind()
    assert file_looks.is_same_entry(blind, str(photo), f"{photo.parent}/{other}") is is_same


@pytest.mark.parametrize("more", [b"", b"x", b"67890"])
def test_files_are_compared_to_the_end(photo: Path, monkeypatch: pytest.MonkeyPatch, more: bytes):
    class Slow(FileSystem):
        """Gives two bytes at a time, fewer of every other file."""

        def read(self, descriptor: int, count: int) -> bytes:
            return super().read(descriptor, min(count, 1 + descriptor % 2))

    monkeypatch.setattr(file_looks, "CHUNK_BYTES", 3)
    other = photo.with_name("b.jpg")
    other.write_bytes(b"12345" + more)
    for files in (FILES, Slow()):
        assert file_looks.have_equal_bytes(files, str(photo), str(other)) is (not more)
        assert file_looks.content_hash_of(files, str(other)) == hash_bytes(b"12345" + more)
    other.write_bytes(b"12346")
    assert not file_looks.have_equal_bytes(FILES, str(photo), str(other))


@pytest.mark.parametrize(
    ("error", "code", "params"),
    [
        (OSError(errno.EEXIST, "x"), "move-target-exists", {"path": "/out/b"}),
        (OSError(errno.EACCES, "x"), "move-no-permission", {"path": "SOURCE", "folder": "/out"}),
        (OSError(errno.EROFS, "x"), "move-no-permission", {"path": "SOURCE", "folder": "/out"}),
        (OSError(errno.EPERM, "x"), "move-no-permission", {"path": "SOURCE", "folder": "/out"}),
        (OSError(errno.ENOSPC, "x"), "disk-full", {"path": "/out"}),
        (OSError(errno.EDQUOT, "x"), "disk-full", {"path": "/out"}),
        (OSError(errno.ENAMETOOLONG, "x"), "move-name-too-long", {"path": "/out/b"}),
        (OSError(errno.ENOENT, "x"), "move-folder-missing", {"path": "/out"}),
        (OSError(errno.EIO, "broken disk"), "move-failed", {"path": "SOURCE", "detail": "broken disk"}),
        (OSError("odd"), "move-failed", {"path": "SOURCE", "detail": "OSError"}),
        (ValueError("null byte"), "move-failed", {"path": "SOURCE", "detail": "ValueError"}),
    ],
)
def test_the_systems_errors_in_words(
    photo: Path, error: OSError | ValueError, code: str, params: dict[str, str]
):
    with pytest.raises(KnownError) as caught, file_looks.translated(FILES, str(photo), "/out/b"):
        raise error
    report = caught.value.report()
    assert report.code == code
    assert report.params == {name: value.replace("SOURCE", str(photo)) for name, value in params.items()}


def test_what_is_missing_is_the_source_or_the_folder(photo: Path):
    gone = str(photo.with_name("gone"))
    for source, target, code in (
        (gone, "/out/b", "move-source-missing"),
        (str(photo), str(photo), "move-source-missing"),
    ):
        error = file_looks.known_error(FILES, OSError(errno.ENOENT, "x"), source, target)
        assert (error.error_code, error.params) == (code, {"path": source})
