"""Reading a file once, and refusing what is not a file at rest."""

import os
import sys
from hashlib import blake2b

import pytest

from clipphotos.core.errors import BadImage
from clipphotos.library import content
from clipphotos.library.content import hash_bytes, looks_like_picture, read_content


def code_of(path) -> str:
    with pytest.raises(BadImage) as caught:
        read_content(path)
    return caught.value.error_code


def test_reads_bytes_hash_size_and_time(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"photo")
    found = read_content(path)
    assert found.data == b"photo"
    assert found.content_hash == blake2b(b"photo", digest_size=32).digest() == hash_bytes(b"photo")
    assert (found.size, found.mtime_ns) == (5, path.stat().st_mtime_ns)


def test_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"photo")
    path.chmod(0o444)
    before = path.stat()
    read_content(path)
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_mode) == (
        after.st_mtime_ns,
        after.st_ctime_ns,
        after.st_mode,
    )


def test_says_why_a_file_cannot_be_read(tmp_path):
    assert code_of(tmp_path / "gone.jpg") == "file-unreadable"
    assert code_of(tmp_path) == "file-unreadable"
    (tmp_path / "empty.jpg").write_bytes(b"")
    assert code_of(tmp_path / "empty.jpg") == "image-empty"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert code_of(tmp_path / "pipe.jpg") == "file-unreadable"
    assert not looks_like_picture(tmp_path / "pipe.jpg")


def test_too_large_files_are_not_read(tmp_path, monkeypatch):
    path = tmp_path / "large.tif"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)  # Sparse: takes no room.
    with pytest.raises(BadImage) as caught:
        read_content(path)
    assert (caught.value.error_code, caught.value.params) == ("file-too-large", {"detail": "1024"})


@pytest.mark.parametrize("change", [b"longer than before", b"!", b""])
def test_a_file_that_changes_meanwhile_is_refused(tmp_path, monkeypatch, change):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"photo")
    real = content._read

    def slow(descriptor, count):
        data = real(descriptor, count)
        path.write_bytes(change)
        os.utime(path, ns=(1, 1))
        return data

    monkeypatch.setattr(content, "_read", slow)
    assert code_of(path) == "file-changing"


def test_short_reads_are_continued(tmp_path, monkeypatch):
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(range(256)) * 40)

    class Dripping:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def read(self, count):
            return self.file.read(min(count, 1000))

    real = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *args, **options: Dripping(real(*args, **options)))
    assert read_content(path).data == bytes(range(256)) * 40


def test_pictures_are_told_from_texts_by_content(tmp_path):
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    (tmp_path / "text").write_bytes(b"BMW drives II faster")
    assert looks_like_picture(tmp_path / "picture")
    assert not looks_like_picture(tmp_path / "text")
    assert not looks_like_picture(tmp_path / "gone")
