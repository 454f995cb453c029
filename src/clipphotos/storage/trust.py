"""Whether a data folder is the user's own, and nobody else could write what it holds.

What is in it is believed: which files are models, what was moved where, what an index links. So a folder of
somebody else's, or one that others may write to, is opened only if the user says so.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from clipphotos.core.errors import KnownError

_ADMINISTRATOR = 0
_ACCESS_LIST = "system.posix_acl_access"


def require_own(folder: Path) -> None:
    """Look at a data folder and everything in it, before any of it is read or closed to others.

    Nothing is said of a folder that is not there yet, nor on Windows, where a user's folders are closed to
    others unless somebody opened them.

    Raises:
        KnownError: ``data-folder-of-another`` or ``data-folder-open-to-others``.
    """
    if os.name != "posix":
        return
    for path in _all_of(folder):
        with suppress(FileNotFoundError):
            # A link itself can be written by nobody; what it leads to is looked at in its place.
            links = [path.lstat()] if path.is_symlink() and path != folder else []
            _check(folder, path, path.stat(), links)


def _all_of(folder: Path) -> Iterator[Path]:
    if folder.exists():
        yield folder
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(parent, name)


def _check(folder: Path, path: Path, status: os.stat_result, links: list[os.stat_result]) -> None:
    # The administrator can write anywhere anyway; the folder itself is made by its user all the same.
    owners = {os.geteuid()} if path == folder else {os.geteuid(), _ADMINISTRATOR}
    if any(each.st_uid not in owners for each in (status, *links)):
        raise KnownError("data-folder-of-another", path=str(folder), file=str(path))
    is_open = status.st_mode & stat.S_IWOTH or (
        status.st_mode & stat.S_IWGRP and (_has_access_list(path) or not _is_private_group(status.st_gid))
    )
    if is_open:
        raise KnownError("data-folder-open-to-others", path=str(folder), file=str(path))


def _is_private_group(group: int) -> bool:
    """Whether a group is the user's alone, as most systems make one for every user."""
    import grp
    import pwd

    try:
        user = pwd.getpwuid(os.geteuid())
        found = grp.getgrgid(group)
    except KeyError:
        # Without names, as in a container: the same number is the custom.
        return group == os.geteuid()
    is_own = group == user.pw_gid and (found.gr_name == user.pw_name or group == user.pw_uid)
    return is_own and set(found.gr_mem) <= {user.pw_name}


def _has_access_list(path: Path) -> bool:
    """Whether others may have been named one by one: the group's bits stand for all of them then."""
    with suppress(OSError, AttributeError):
        return bool(os.getxattr(path, _ACCESS_LIST))
    return False
