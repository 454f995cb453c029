"""Photos in the catalogue: what a scan finds, what reading a file tells, and who is where."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.annotation import Flag
from clipphotos.core.photo import Photo, PhotoFacts, PhotoState
from clipphotos.storage.catalogue import Catalogue, photo_path, text_bytes
from clipphotos.storage.scopes import Scope, in_scopes

DANGEROUS = ("image-crashed-decoder", "image-timed-out")
"""Reasons for which a photo is not decoded again unless the user asks for it."""

TRANSIENT_ERRORS = ("file-unreadable", "file-changing", "internal-error")
"""Reasons that may go away without the file changing; such photos are tried again at every run."""


class KnownFile(NamedTuple):
    """What a scan compares a file on disk with; a tuple, since every scan makes one for every photo."""

    photo_id: int
    size: int
    mtime_ns: int
    state: PhotoState


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as a scan found it, or as it was when it was read."""

    relpath: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """What reading a photo's file told.

    Attributes:
        photo_id: The photo.
        content_hash: 32 bytes.
        size: Bytes when it was read.
        mtime_ns: Modification time when it was read.
        facts: From decoding, or of a photo with the same content.
    """

    photo_id: int
    content_hash: bytes
    size: int
    mtime_ns: int
    facts: PhotoFacts


_STATES = {state.value.encode(): state for state in PhotoState}


# --- scanning ---------------------------------------------------------------------------------------


def known_files(catalogue: Catalogue, scope: Scope) -> dict[str, KnownFile]:
    """Every photo of a scope by its path key, missing and excluded ones included."""
    condition, parameters = in_scopes([scope])
    return {
        key: KnownFile(photo_id, size, mtime_ns, _STATES[state])
        # The state as bytes: decoding text costs more than all the rest.
        for key, photo_id, size, mtime_ns, state in catalogue.iterate(
            f"SELECT path_key, id, size, mtime_ns, CAST(state AS BLOB) FROM photo p WHERE {condition}",
            parameters,
        )
    }


def known_file(catalogue: Catalogue, root_id: int, key: str) -> KnownFile | None:
    """The photo at one place, or None."""
    row = catalogue.one(
        "SELECT id, size, mtime_ns, state FROM photo WHERE root_id = ? AND path_key = CAST(? AS TEXT)",
        (root_id, text_bytes(key)),
    )
    return KnownFile(row[0], row[1], row[2], PhotoState(row[3])) if row else None


def still_at(catalogue: Catalogue, root_id: int, keys: Mapping[int, str]) -> list[int]:
    """Of photos by id those that are below a root still, under the path keys given."""
    return [
        photo_id
        for photo_id, key in catalogue.rows(
            "SELECT id, path_key FROM photo WHERE root_id = ? AND id IN (SELECT value FROM json_each(?))",
            (root_id, json.dumps(list(keys))),
        )
        if keys[photo_id] == key
    ]


def other_files(catalogue: Catalogue, root_id: int) -> dict[str, tuple[int, int]]:
    """Size and modification time of the files of a root that proved not to be pictures, by path key."""
    return {
        key: (size, mtime_ns)
        for key, size, mtime_ns in catalogue.iterate(
            "SELECT path_key, size, mtime_ns FROM other_file WHERE root_id = ?", (root_id,)
        )
    }


def remember_other_file(catalogue: Catalogue, root_id: int, key: str, file: FileState) -> None:
    """Record that a file is no picture, inside a transaction."""
    catalogue.execute(
        "INSERT OR REPLACE INTO other_file VALUES (?, CAST(? AS TEXT), ?, ?)",
        (root_id, text_bytes(key), file.size, file.mtime_ns),
    )


def add_photo(catalogue: Catalogue, root_id: int, key: str, file: FileState) -> None:
    """Add a file seen for the first time, inside a transaction."""
    catalogue.execute(
        """INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns)
        VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)""",
        (root_id, text_bytes(file.relpath), text_bytes(key), file.size, file.mtime_ns),
    )


def mark_changed(catalogue: Catalogue, photo_id: int, file: FileState) -> None:
    """Have a file read again, inside a transaction; it stays searchable by its old content until then."""
    catalogue.execute(
        """UPDATE photo SET state = 'new', relpath = CAST(? AS TEXT), size = ?, mtime_ns = ?,
        error_code = '', error_detail = '' WHERE id = ?""",
        (text_bytes(file.relpath), file.size, file.mtime_ns, photo_id),
    )


def mark_missing(catalogue: Catalogue, photo_ids: Sequence[int]) -> None:
    """Record that files are gone, inside a transaction; everything known about them is kept."""
    _mark_away(catalogue, photo_ids, PhotoState.MISSING)


def mark_excluded(catalogue: Catalogue, photo_ids: Sequence[int]) -> None:
    """Record that files lie in folders that are left out, inside a transaction; what is known is kept."""
    _mark_away(catalogue, photo_ids, PhotoState.EXCLUDED)


def _mark_away(catalogue: Catalogue, photo_ids: Sequence[int], state: PhotoState) -> None:
    """One that waits to be read gets a size that no file has: when it is back, it still has to be read."""
    catalogue.execute(
        """UPDATE photo SET size = CASE state WHEN 'new' THEN -1 ELSE size END, state = ?
        WHERE id IN (SELECT value FROM json_each(?))""",
        (state.value, json.dumps(list(photo_ids))),
    )


def mark_found_again(catalogue: Catalogue, photo_id: int) -> None:
    """Record that a file that was away is back as it was, inside a transaction."""
    catalogue.execute(
        """UPDATE photo SET state = CASE WHEN error_code != '' THEN 'unreadable'
        WHEN content_hash IS NOT NULL THEN 'ok' ELSE 'new' END WHERE id = ?""",
        (photo_id,),
    )


def retry_unreadable(catalogue: Catalogue, scopes: Sequence[Scope], *, only_transient: bool) -> int:
    """Have unreadable photos tried again, inside a transaction.

    Args:
        catalogue: The catalogue.
        scopes: Where.
        only_transient: Only those whose reason may have gone away by itself.

    Returns:
        How many.
    """
    condition, parameters = in_scopes(scopes, "photo")
    if only_transient:
        condition += f" AND error_code IN ({', '.join('?' * len(TRANSIENT_ERRORS))})"
        parameters += TRANSIENT_ERRORS
    return catalogue.execute(
        f"UPDATE photo SET state = 'new', error_code = '', error_detail = '' "
        f"WHERE state = 'unreadable' AND {condition}",
        parameters,
    )


# --- reading ----------------------------------------------------------------------------------------


def pending_ids(catalogue: Catalogue, model_id: int, scopes: Sequence[Scope] | None = None) -> list[int]:
    """Photos that must be read: new ones, and those without a vector of the model. Newest first.

    Photos that were being decoded when the program was killed come last.
    """
    condition, parameters = in_scopes(scopes)
    rows = catalogue.iterate(
        f"""SELECT p.id FROM photo p WHERE {condition} AND (p.state = 'new' OR (p.state = 'ok'
            AND NOT EXISTS (SELECT 1 FROM embedding e
            WHERE e.content_hash = p.content_hash AND e.model_id = ?)))
        ORDER BY p.suspect, coalesce(p.taken_at, p.mtime_ns / 1e9) DESC, p.id""",
        [*parameters, model_id],
    )
    return [row[0] for row in rows]


def set_suspect(catalogue: Catalogue, photo_ids: Sequence[int], *, suspect: bool) -> None:
    """Record, inside a transaction, whether photos were being decoded when the program was killed."""
    catalogue.execute(
        "UPDATE photo SET suspect = ? WHERE id IN (SELECT value FROM json_each(?))",
        (suspect, json.dumps(list(photo_ids))),
    )


def suspects(catalogue: Catalogue) -> set[int]:
    """Photos that were being decoded when the program was last killed."""
    return {row[0] for row in catalogue.rows("SELECT id FROM photo WHERE suspect")}


def record_read(catalogue: Catalogue, photo: ReadPhoto) -> bool:
    """Record what reading a file told, inside a transaction.

    Returns:
        False if the photo is no longer in the catalogue, or was left out meanwhile.
    """
    facts = photo.facts
    return (
        catalogue.execute(
            """UPDATE photo SET state = 'ok', content_hash = ?, size = ?, mtime_ns = ?, width = ?, height = ?,
            orientation = ?, taken_at = ?, latitude = ?, longitude = ?, camera = ?, note = ?, facts_due = ?,
            error_code = '', error_detail = '', suspect = 0 WHERE id = ? AND state != 'excluded'""",
            (
                photo.content_hash,
                photo.size,
                photo.mtime_ns,
                facts.width,
                facts.height,
                facts.orientation,
                facts.taken_at,
                facts.latitude,
                facts.longitude,
                facts.camera,
                facts.note,
                facts.is_due,
                photo.photo_id,
            ),
        )
        > 0
    )


def record_unreadable(catalogue: Catalogue, photo_id: int, error: ErrorReport) -> None:
    """Record why a photo cannot be decoded, inside a transaction.

    It has no content then; what was said about the one it had is kept until it can be read again.
    """
    catalogue.execute(
        """UPDATE photo SET state = 'unreadable', error_code = ?, error_detail = CAST(? AS TEXT),
        content_hash = NULL, note = '', suspect = 0 WHERE id = ? AND state != 'excluded'""",
        (error.code, text_bytes(error.params.get("detail", "")), photo_id),
    )


def facts_of_content(catalogue: Catalogue, content_hash: bytes) -> PhotoFacts | None:
    """Facts of any photo with this content that was decoded, or None."""
    row = catalogue.one(
        """SELECT width, height, orientation, taken_at, latitude, longitude, camera, note, facts_due
        FROM photo WHERE content_hash = ? AND width > 0 ORDER BY facts_due LIMIT 1""",
        (content_hash,),
    )
    return PhotoFacts(*row[:-1], is_due=bool(row[-1])) if row else None


def set_content(catalogue: Catalogue, photo_id: int, content_hash: bytes) -> None:
    """Record a content hash ahead of indexing, inside a transaction, so that the thumbnail is found."""
    catalogue.execute("UPDATE photo SET content_hash = ? WHERE id = ?", (content_hash, photo_id))


def reset_inconsistent(catalogue: Catalogue) -> int:
    """Have photos read again that claim to be read but have no content hash; inside a transaction.

    Returns:
        How many.
    """
    return catalogue.execute("UPDATE photo SET state = 'new' WHERE state = 'ok' AND content_hash IS NULL")


# --- asking -----------------------------------------------------------------------------------------

_PHOTO = """p.id, r.path, p.relpath, p.state, p.size, p.mtime_ns, p.width, p.height, p.taken_at,
    p.error_code, p.error_detail, p.content_hash, p.camera, p.rating, p.flag, p.note
    FROM photo p JOIN library_root r ON r.id = p.root_id"""


def photos_by_id(catalogue: Catalogue, photo_ids: Sequence[int]) -> dict[int, Photo]:
    """Photos by id; unknown ids are left out."""
    rows = catalogue.rows(
        f"SELECT {_PHOTO} WHERE p.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(photo_ids)),),
    )
    return {row[0]: _photo(row) for row in rows}


def unreadable(catalogue: Catalogue, scopes: Sequence[Scope] | None = None) -> list[Photo]:
    """Photos that cannot be decoded, by path."""
    condition, parameters = in_scopes(scopes)
    rows = catalogue.rows(
        f"SELECT {_PHOTO} WHERE p.state = 'unreadable' AND {condition} ORDER BY r.path, p.relpath",
        parameters,
    )
    return [_photo(row) for row in rows]


def noted(catalogue: Catalogue) -> list[Photo]:
    """Photos that can be shown, but not as they were, by path."""
    rows = catalogue.rows(f"SELECT {_PHOTO} WHERE p.note != '' AND p.state = 'ok' ORDER BY r.path, p.relpath")
    return [_photo(row) for row in rows]


def count_by_state(catalogue: Catalogue, scopes: Sequence[Scope] | None = None) -> dict[str, int]:
    """Number of photos in each state, zeros included."""
    condition, parameters = in_scopes(scopes)
    counts = {state.value: 0 for state in PhotoState}
    counts.update(
        catalogue.rows(f"SELECT state, count(*) FROM photo p WHERE {condition} GROUP BY state", parameters)
    )
    return counts


def count_in_state(catalogue: Catalogue, state: PhotoState, scopes: Sequence[Scope]) -> int:
    """Number of photos in some scopes that are in a state; fast where there are few."""
    condition, parameters = in_scopes(scopes)
    return int(
        catalogue.value(
            f"SELECT count(*) FROM photo p WHERE p.state = ? AND {condition}", [state.value, *parameters]
        )
    )


def ids_in_order(catalogue: Catalogue, scopes: Sequence[Scope] | None = None) -> list[int]:
    """Photos that are there to be shown, the newest first, by capture time or else by the file's time."""
    condition, parameters = in_scopes(scopes)
    rows = catalogue.iterate(
        f"""SELECT p.id FROM photo p WHERE p.state NOT IN ('missing', 'excluded') AND {condition}
        ORDER BY coalesce(p.taken_at, p.mtime_ns / 1e9) DESC, p.path_key""",
        parameters,
    )
    return [row[0] for row in rows]


def folder_counts(catalogue: Catalogue, root_id: int) -> dict[str, int]:
    """Sub-folders of a root, as relative paths, with the number of photos at or below each."""
    counts: dict[str, int] = {}
    for (relpath,) in catalogue.iterate(
        "SELECT relpath FROM photo WHERE root_id = ? AND state NOT IN ('missing', 'excluded')",
        (root_id,),
    ):
        for folder in PurePosixPath(relpath).parents:
            if folder.name:
                counts[str(folder)] = counts.get(str(folder), 0) + 1
    return counts


def _photo(row: tuple[object, ...]) -> Photo:
    photo_id, root, relpath, state, size, mtime_ns, width, height, taken_at, *rest = row
    code, detail, content_hash, camera, rating, flag, note = rest
    return Photo(
        id=photo_id,  # pyright: ignore[reportArgumentType] - the columns' types are the schema's
        path=photo_path(str(root), str(relpath)),
        state=PhotoState(str(state)),
        size=size,  # pyright: ignore[reportArgumentType]
        mtime_ns=mtime_ns,  # pyright: ignore[reportArgumentType]
        width=width,  # pyright: ignore[reportArgumentType]
        height=height,  # pyright: ignore[reportArgumentType]
        taken_at=taken_at,  # pyright: ignore[reportArgumentType]
        error_code=str(code),
        error_detail=str(detail),
        content_hash=content_hash or b"",  # pyright: ignore[reportArgumentType]
        camera=str(camera),
        rating=rating,  # pyright: ignore[reportArgumentType]
        flag=Flag(str(flag)),
        note=str(note),
    )
