"""Folders that the last scans did not look into: those that are left out, and those they could not list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.errors import ErrorReport
from clipphotos.core.indexing.exclusions import Exclusion, LeftOutFolder
from clipphotos.storage.catalogue import Catalogue, photo_path, text_bytes
from clipphotos.storage.scopes import Scope, folders_in_scope, in_scopes


@dataclass(frozen=True, slots=True)
class UnlistedFolder:
    """A folder that a scan did not look into.

    Attributes:
        relpath: Path below its root, with ``/`` separators; empty for the root itself.
        exclusion: Why it is left out; None if it is not, and could not be listed.
        error: Why it could not be listed; None if it is left out.
    """

    relpath: str
    exclusion: Exclusion | None = None
    error: ErrorReport | None = None


def in_scope(catalogue: Catalogue, scope: Scope) -> dict[str, UnlistedFolder]:
    """What is remembered of a scope, by path key without a slash at the end."""
    condition, parameters = folders_in_scope(scope, "unlisted_folder")
    return {
        key: UnlistedFolder(
            relpath,
            Exclusion(exclusion) if exclusion else None,
            ErrorReport(code, {"detail": detail}) if code else None,
        )
        for key, relpath, exclusion, code, detail in catalogue.rows(
            f"""SELECT path_key, relpath, exclusion, error_code, error_detail
            FROM unlisted_folder WHERE {condition}""",
            parameters,
        )
    }


def replace(catalogue: Catalogue, scope: Scope, folders: Mapping[str, UnlistedFolder]) -> None:
    """Remember these folders of a scope and no others, inside a transaction."""
    condition, parameters = folders_in_scope(scope, "unlisted_folder")
    catalogue.execute(f"DELETE FROM unlisted_folder WHERE {condition}", parameters)
    catalogue.execute_many(
        "INSERT INTO unlisted_folder VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, CAST(? AS TEXT))",
        [
            (
                scope.root_id,
                text_bytes(key),
                text_bytes(folder.relpath),
                folder.exclusion.value if folder.exclusion else "",
                folder.error.code if folder.error else "",
                text_bytes(folder.error.params.get("detail", "") if folder.error else ""),
            )
            for key, folder in folders.items()
        ],
    )


def unlistable(catalogue: Catalogue) -> list[tuple[Path, ErrorReport]]:
    """Folders that could not be listed, with why, by path."""
    return [
        (photo_path(root, relpath), ErrorReport(code, {"detail": detail}))
        for root, relpath, code, detail in catalogue.rows(
            """SELECT r.path, u.relpath, u.error_code, u.error_detail FROM unlisted_folder u
            JOIN library_root r ON r.id = u.root_id WHERE u.error_code != '' ORDER BY r.path, u.relpath"""
        )
    ]


def count_unlistable(catalogue: Catalogue, scopes: Sequence[Scope]) -> int:
    """Number of folders in some scopes that could not be listed."""
    return sum(each.error is not None for scope in scopes for each in in_scope(catalogue, scope).values())


def left_out(catalogue: Catalogue, scopes: Sequence[Scope] | None = None) -> list[LeftOutFolder]:
    """Folders that are left out, by path; all, or those in some scopes."""
    conditions = [folders_in_scope(scope, "u") for scope in scopes or ()]
    parameters = [each for _, part in conditions for each in part]
    where = "TRUE" if scopes is None else " OR ".join(sql for sql, _ in conditions) or "FALSE"
    found: list[LeftOutFolder] = []
    for root_id, root, key, relpath, exclusion in catalogue.rows(
        f"""SELECT r.id, r.path, u.path_key, u.relpath, u.exclusion FROM unlisted_folder u
        JOIN library_root r ON r.id = u.root_id WHERE u.exclusion != '' AND ({where})
        ORDER BY r.path, u.relpath""",
        parameters,
    ):
        condition, parameters = in_scopes([Scope(root_id, f"{key}/" if key else "")])
        count = catalogue.value(
            f"SELECT count(*) FROM photo p WHERE p.state = 'excluded' AND {condition}", parameters
        )
        found.append(LeftOutFolder(photo_path(root, relpath), Exclusion(exclusion), int(count)))
    return found
