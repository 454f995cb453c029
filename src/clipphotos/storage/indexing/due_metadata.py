"""Photos whose metadata an earlier version of the program read, by rules that hold no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.photo import PhotoFacts
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.scopes import Scope, in_scopes

_PHOTO = "photo p INDEXED BY photo_with_facts_due"
"""Nearly always there is none; the state alone would lead to nearly all photos."""
_DUE = "p.facts_due AND p.state = 'ok'"


@dataclass(frozen=True, slots=True)
class DuePhoto:
    """A photo whose metadata is to be read again.

    Attributes:
        photo_id: The photo.
        path: Its file.
        size: Bytes when it was read.
        mtime_ns: Modification time when it was read.
        content_hash: 32 bytes.
        facts: What is known of it.
    """

    photo_id: int
    path: Path
    size: int
    mtime_ns: int
    content_hash: bytes
    facts: PhotoFacts


def count_due(catalogue: Catalogue, scopes: Sequence[Scope]) -> int:
    """How many photos there are in some scopes whose metadata is to be read again."""
    condition, parameters = in_scopes(scopes)
    return int(catalogue.value(f"SELECT count(*) FROM {_PHOTO} WHERE {_DUE} AND {condition}", parameters))


def due_photos(catalogue: Catalogue, scopes: Sequence[Scope], after: int, count: int) -> list[DuePhoto]:
    """Up to `count` of them whose ids are larger than `after`, by id."""
    condition, parameters = in_scopes(scopes)
    rows = catalogue.rows(
        f"""SELECT p.id, r.path, p.relpath, p.size, p.mtime_ns, p.content_hash, p.width, p.height,
        p.orientation, p.taken_at, p.latitude, p.longitude, p.camera, p.note
        FROM {_PHOTO} JOIN library_root r ON r.id = p.root_id
        WHERE {_DUE} AND {condition} AND p.id > ? ORDER BY p.id LIMIT ?""",
        [*parameters, after, count],
    )
    return [
        DuePhoto(key, Path(root, relpath), size, mtime_ns, content, PhotoFacts(*facts, is_due=True))
        for key, root, relpath, size, mtime_ns, content, *facts in rows
    ]


def record_metadata(catalogue: Catalogue, content_hash: bytes, facts: PhotoFacts) -> int:
    """Record what was read again, for all photos of that content that wait for it, inside a transaction.

    Returns:
        How many.
    """
    return catalogue.execute(
        """UPDATE photo SET taken_at = ?, latitude = ?, longitude = ?, camera = ?, facts_due = 0
        WHERE content_hash = ? AND facts_due AND state = 'ok'""",
        (facts.taken_at, facts.latitude, facts.longitude, facts.camera, content_hash),
    )
