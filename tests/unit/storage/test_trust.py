"""Data folders that somebody else made, or that others may write to."""

import grp
import os
import pwd
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from clipphotos.cli.main import run
from clipphotos.core.errors import KnownError
from clipphotos.storage import trust
from clipphotos.storage.catalogue import open_catalogue, open_catalogue_to_read
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.trust import require_own

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows closes a user's folders by itself")

NOBODY = 65534
ANOTHER = "data-folder-of-another"
OPEN = "data-folder-open-to-others"

Change = Callable[[Path], None]


def mode(bits: int, *inside: str) -> Change:
    return lambda folder: folder.joinpath(*inside).chmod(bits)


def give_to_nobody(*inside: str) -> Change:
    return lambda folder: os.chown(folder.joinpath(*inside), NOBODY, NOBODY, follow_symlinks=False)


def link_to_an_open_file(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.write_text("{}")
    elsewhere.chmod(0o666)
    (folder / "models" / "link").symlink_to(elsewhere)


REFUSED: dict[str, tuple[Change, str]] = {
    "the folder is somebody else's": (give_to_nobody(), ANOTHER),
    "its catalogue is somebody else's": (give_to_nobody("catalogue.sqlite3"), ANOTHER),
    "a folder in it is somebody else's": (give_to_nobody("indexes"), ANOTHER),
    "everybody may write to it": (mode(0o777), OPEN),
    "everybody may put something into it": (mode(0o1777), OPEN),
    "everybody may write to its catalogue": (mode(0o666, "catalogue.sqlite3"), OPEN),
    "everybody may put models into it": (mode(0o703, "models"), OPEN),
    "it leads to what everybody may write": (link_to_an_open_file, OPEN),
}


@pytest.fixture
def library(locations: DataLocations) -> Path:
    open_catalogue(locations).close()
    return locations.root


def as_root(change: Change, folder: Path) -> None:
    try:
        change(folder)
    except PermissionError:
        pytest.skip("only the administrator can give files away")


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_and_left_alone_until_it_is_trusted(
    library: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change, code = REFUSED[case]
    as_root(change, library)
    before = {path: path.lstat().st_mode for path in (library, *library.rglob("*"))}
    for opens in (open_catalogue, open_catalogue_to_read, DataLocations.create):
        with pytest.raises(KnownError) as refused:
            opens(DataLocations(library))
        assert refused.value.error_code == code
    assert run(["--data-dir", str(library), "status"]) == 1
    assert "--trust-data-dir" in capsys.readouterr().err
    assert {path: path.lstat().st_mode for path in (library, *library.rglob("*"))} == before
    assert run(["--data-dir", str(library), "--trust-data-dir", "status"]) == 0


def test_what_is_trusted_once_is_closed_to_others_and_the_users_own_from_then_on(library: Path) -> None:
    library.chmod(0o777)
    open_catalogue(DataLocations(library, is_trusted=True)).close()
    open_catalogue(DataLocations(library)).close()


def test_a_new_folder_is_nobodys(tmp_path: Path) -> None:
    require_own(tmp_path / "new")


@pytest.mark.parametrize(
    ("members", "group", "primary", "is_fine"),
    [
        ([], "me", 4242, True),
        (["me"], "me", 4242, True),
        (["me", "you"], "me", 4242, False),
        ([], "users", 4242, False),
        ([], "me", 100, False),
    ],
)
def test_the_users_own_group_is_not_others(
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    members: list[str],
    group: str,
    primary: int,
    is_fine: bool,
) -> None:
    """As files are made where the umask is 002, as on many systems, because every user has a group."""
    user = SimpleNamespace(pw_name="me", pw_uid=777, pw_gid=primary)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: user)
    monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=group, gr_mem=members))
    as_root(lambda path: os.chown(path, -1, 4242), library)
    library.chmod(0o775)
    if is_fine:
        require_own(library)
    else:
        with pytest.raises(KnownError, match=OPEN):
            require_own(library)


def test_users_who_were_named_one_by_one_are_others(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.chmod(0o770)
    monkeypatch.setattr(trust, "_is_private_group", lambda _: True)
    require_own(library)
    monkeypatch.setattr(trust, "_has_access_list", lambda _: True)
    with pytest.raises(KnownError, match=OPEN):
        require_own(library)
