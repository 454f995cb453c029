"""Whether a file is gone, or only out of reach: a drive that was unplugged takes no photo with it."""

from pathlib import Path

from clipphotos.core.paths import is_within
from clipphotos.service.context import ServiceContext
from clipphotos.storage import roots


def volume_of(folder: Path) -> str | None:
    """What tells a folder's volume from others; None if the folder is not there or cannot be reached."""
    try:
        return str(folder.stat().st_dev) if folder.is_dir() else None
    except OSError:
        return None


def is_reachable(context: ServiceContext, path: Path) -> bool:
    """Whether the root that a photo belongs to is there, on the volume it was on at its last scan."""
    for root, last in roots.volumes(context.catalogue).items():
        if is_within(path, root):
            now = volume_of(root)
            return now is not None and last in ("", now)
    return False


def is_gone(context: ServiceContext, path: Path) -> bool:
    """Whether a photo's file is certainly no longer there: its root can be reached and says so."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return is_reachable(context, path)
    except OSError:
        return False
    return False
