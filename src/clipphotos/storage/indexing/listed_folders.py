"""What scans remember of folders, so that those that look the same need not be compared again.

As long as a root's memory is valid, the photos of each remembered folder that are not missing are those of
its last listing, with the same sizes and times. The catalogue itself sees to that: triggers move the root's
generation on with every change that could make it untrue, whoever makes it, and a memory of another one
counts for nothing. So comparing a remembered folder that has the same listing still would find nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

from clipphotos.storage.catalogue import Catalogue, text_bytes
from clipphotos.storage.scopes import Scope, folders_in_scope


class ListedFolder(NamedTuple):
    """A folder at its last scan.

    Attributes:
        digest: Of its listing.
        photo_count: How many of the files listed are photos.
    """

    digest: bytes
    photo_count: int


def generation(catalogue: Catalogue, root_id: int) -> int | None:
    """Differs after any change of a root's photos that its memory must not outlive; None without the root."""
    return catalogue.value("SELECT generation FROM library_root WHERE id = ?", (root_id,))


def remembered(catalogue: Catalogue, scope: Scope) -> dict[str, ListedFolder] | None:
    """The folders of a scope that are remembered, by path key without a slash at the end.

    Returns:
        None if the root has no valid memory.
    """
    is_valid = catalogue.value(
        "SELECT 1 FROM library_root WHERE id = ? AND listed_generation = generation", (scope.root_id,)
    )
    if not is_valid:
        return None
    condition, parameters = folders_in_scope(scope)
    return {
        key: ListedFolder(digest, photo_count)
        for key, digest, photo_count in catalogue.iterate(
            f"SELECT path_key, digest, photo_count FROM listed_folder WHERE {condition}", parameters
        )
    }


def remember(
    catalogue: Catalogue, scope: Scope, folders: Mapping[str, ListedFolder], *, forget_others: bool
) -> None:
    """Replace what is remembered of a scope, and make the root's memory valid, inside a transaction.

    Args:
        catalogue: The catalogue.
        scope: What was scanned.
        folders: All there is to remember of it, true at this moment.
        forget_others: Whether what is remembered of the rest of the root was not valid before.
    """
    condition, parameters = folders_in_scope(Scope(scope.root_id) if forget_others else scope)
    catalogue.execute(f"DELETE FROM listed_folder WHERE {condition}", parameters)
    catalogue.execute_many(
        "INSERT INTO listed_folder VALUES (?, CAST(? AS TEXT), ?, ?)",
        [(scope.root_id, text_bytes(key), *folder) for key, folder in folders.items()],
    )
    catalogue.execute("UPDATE library_root SET listed_generation = generation WHERE id = ?", (scope.root_id,))
