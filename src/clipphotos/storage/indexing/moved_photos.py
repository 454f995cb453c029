"""Photos whose files were moved by others: who may be the same photo, and how it goes on."""

from pathlib import Path, PurePosixPath

from clipphotos.storage.catalogue import Catalogue, photo_path, text_bytes
from clipphotos.storage.operations import annotations


def paths_with_content(catalogue: Catalogue, content_hash: bytes) -> list[tuple[int, Path]]:
    """Id and path of photos with this content, the missing ones first."""
    return [
        (photo_id, photo_path(root, relpath))
        for photo_id, root, relpath in catalogue.rows(
            """SELECT p.id, r.path, p.relpath FROM photo p JOIN library_root r ON r.id = p.root_id
            WHERE p.content_hash = ? ORDER BY p.state != 'missing', p.id LIMIT 20""",
            (content_hash,),
        )
    ]


def missing_alike(catalogue: Catalogue, photo_id: int) -> int | None:
    """The missing photo that has a photo's name, capture time, camera and size in pixels.

    None if there is none, or if there are several photos like that, missing or not: which of them it is then
    cannot be told.
    """
    alike = [
        (other_id, state)
        for other_id, state, name, other_name in catalogue.rows(
            """SELECT o.id, o.state, p.relpath, o.relpath FROM photo p JOIN photo o
            ON o.taken_at = p.taken_at AND o.camera = p.camera AND o.width = p.width AND o.height = p.height
            WHERE p.id = ? AND o.id != p.id AND p.camera != '' AND o.state != 'excluded'""",
            (photo_id,),
        )
        if PurePosixPath(name).name.casefold() == PurePosixPath(other_name).name.casefold()
    ]
    return alike[0][0] if len(alike) == 1 and alike[0][1] == "missing" else None


def expect_edit(catalogue: Catalogue, photo_id: int, content_hash: bytes) -> None:
    """Let a photo's next content count as an edit of it, although it has a vector already."""
    catalogue.execute("UPDATE photo SET last_content = ? WHERE id = ?", (content_hash, photo_id))


def take_over(catalogue: Catalogue, moved_id: int, found_id: int) -> None:
    """Let a photo whose file moved carry on under its old id, inside a transaction.

    Args:
        catalogue: The catalogue.
        moved_id: The photo whose file is no longer where it was.
        found_id: The photo that stands for the same file at its new place; its row goes.
    """
    root_id, relpath, key, size, mtime_ns = catalogue.rows(
        "SELECT root_id, relpath, path_key, size, mtime_ns FROM photo WHERE id = ?", (found_id,)
    )[0]
    # Something may have been said about it before it was known again.
    annotations.take_over(catalogue, found_id, moved_id)
    catalogue.execute("DELETE FROM photo WHERE id = ?", (found_id,))
    catalogue.execute(
        """UPDATE photo SET root_id = ?, relpath = CAST(? AS TEXT), path_key = CAST(? AS TEXT), size = ?,
        mtime_ns = ?, state = 'ok', error_code = '', error_detail = '', suspect = 0 WHERE id = ?""",
        (root_id, text_bytes(relpath), text_bytes(key), size, mtime_ns, moved_id),
    )
