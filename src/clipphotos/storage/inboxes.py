"""Inboxes in the catalogue: which folders are watched, and what is settled about the photos in them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from clipphotos.core.paths import is_within
from clipphotos.storage import roots
from clipphotos.storage.catalogue import Catalogue, photo_path
from clipphotos.storage.settings import remember, setting

_SETTING = "inboxes"


def inboxes(catalogue: Catalogue) -> tuple[Path, ...]:
    """The folders that are inboxes, by path."""
    # As paths and not as places below roots: a root that another one takes in changes nothing about them.
    # JSON in ASCII writes surrogates down as escapes, so names that are not Unicode survive.
    stored: list[str] = json.loads(setting(catalogue, _SETTING, "[]"))
    return tuple(Path(each) for each in stored)


def put_inboxes(catalogue: Catalogue, folders: Iterable[Path]) -> None:
    """Remember which folders are inboxes, inside a transaction."""
    remember(catalogue, _SETTING, json.dumps(sorted({str(folder) for folder in folders})))


def forget_outside(catalogue: Catalogue) -> bool:
    """Forget inboxes that are not in the library any more, inside a transaction.

    Returns:
        Whether there were any.
    """
    library = roots.all_roots(catalogue)
    before = inboxes(catalogue)
    left = [each for each in before if any(is_within(each, root.path) for root in library)]
    if len(left) < len(before):
        put_inboxes(catalogue, left)
    return len(left) < len(before)


def folders_of_content(catalogue: Catalogue, photo_ids: Sequence[int]) -> dict[int, set[Path]]:
    """The folders that hold each photo's content: its own, and those of its copies that are not missing."""
    found: dict[int, set[Path]] = {}
    # CROSS JOIN: from the few photos to their copies, not through the whole library.
    for photo_id, root, relpath in catalogue.rows(
        """SELECT p.id, r.path, o.relpath FROM photo p
        CROSS JOIN photo o ON o.content_hash = p.content_hash JOIN library_root r ON r.id = o.root_id
        WHERE p.id IN (SELECT value FROM json_each(?)) AND o.state NOT IN ('missing', 'excluded')""",
        (json.dumps(list(photo_ids)),),
    ):
        found.setdefault(photo_id, set()).add(photo_path(root, relpath).parent)
    return found


def tagged_by_user(catalogue: Catalogue, photo_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Photos with the tags that the user, or a sort, put on them."""
    return set(
        catalogue.rows(
            """SELECT p.id, t.term FROM photo p CROSS JOIN photo_tag t ON t.content_hash = p.content_hash
            WHERE p.id IN (SELECT value FROM json_each(?)) AND t.source = 'user'""",
            (json.dumps(list(photo_ids)),),
        )
    )
