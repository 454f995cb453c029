"""What the program writes for itself is nobody else's, whatever the umask is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipphotos.core.private_files import (
    copy_private,
    make_private_folder,
    prepare_private_file,
    tighten,
    tighten_tree,
    write_private,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders of users are closed there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
class TestWhateverTheUmask:
    def test_folders_are_closed(self, tmp_path: Path):
        (tmp_path / "old").mkdir(mode=0o777)
        for name in ("new/inner", "old"):
            make_private_folder(tmp_path / name)
            assert mode(tmp_path / name) == 0o700

    @pytest.mark.parametrize("exists", [False, True])
    def test_files_are_closed_before_anything_is_in_them(self, tmp_path: Path, exists: bool):
        names = ["prepared", "written", "continued", "copied"]
        for name in names if exists else []:
            (tmp_path / name).write_text("old")
            (tmp_path / name).chmod(0o664)
        (tmp_path / "source").write_text("new")
        prepare_private_file(tmp_path / "prepared")
        with write_private(tmp_path / "written") as file:
            assert mode(tmp_path / "written") == 0o600
            file.write(b"new")
        with write_private(tmp_path / "continued", appending=True) as file:
            file.write(b"new")
        copy_private(tmp_path / "source", tmp_path / "copied")
        old = "old" if exists else ""
        assert [(tmp_path / name).read_text() for name in names] == [old, "new", f"{old}new", "new"]
        assert {mode(tmp_path / name) for name in names} == {0o600}


def test_what_its_owner_may_not_do_stays_so(tmp_path: Path):
    (tmp_path / "a").write_text("")
    (tmp_path / "a").chmod(0o444)
    tmp_path.chmod(0o555)
    tighten_tree(tmp_path)
    assert (mode(tmp_path / "a"), mode(tmp_path)) == (0o400, 0o500)
    tmp_path.chmod(0o700)


def test_links_and_second_names_are_not_followed(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    outside.chmod(0o755)
    for name in ("linked", "named twice"):
        (outside / name).write_text("")
        (outside / name).chmod(0o644)
    data = tmp_path / "data"
    data.mkdir()
    (data / "folder").symlink_to(outside)
    (data / "file").symlink_to(outside / "linked")
    (data / "second name").hardlink_to(outside / "named twice")
    tighten_tree(data)
    assert mode(outside) == 0o755
    assert {mode(path) for path in outside.iterdir()} == {0o644}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_what_is_somebody_elses_is_left_alone(tmp_path: Path):
    path = tmp_path / "foreign"
    path.write_text("")
    path.chmod(0o666)
    os.chown(path, 65534, 65534)
    tighten(path)
    prepare_private_file(path)
    write_private(path).close()
    assert mode(path) == 0o666
