"""Readers of a data folder, which somebody else may have made or changed."""

import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fuzzing.target import Target, quick_folder

if TYPE_CHECKING:
    from clipphotos.storage.catalogue import Catalogue

_COUNT = 200


def _catalogue() -> Callable[[bytes], None]:
    """Changes cells of a catalogue as an input says, and reads every table of it."""
    from clipphotos.core.errors import KnownError
    from clipphotos.storage.catalogue import open_catalogue
    from clipphotos.storage.locations import DataLocations
    from support.old_catalogue import VERSION_10, unpack

    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=quick_folder()))
    unpack(VERSION_10, folder)
    locations = DataLocations(folder / "data")
    with open_catalogue(locations):
        pass
    path = folder / "data" / "catalogue.sqlite3"
    sound = path.read_bytes()
    columns = _columns(path)

    def read(data: bytes) -> None:
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(sound)
        with closing(sqlite3.connect(path)) as connection:
            _change(connection, columns, data)
        try:
            with open_catalogue(locations) as catalogue:
                _read_all(catalogue)
        except KnownError:
            return

    return read


def _columns(path: Path) -> list[tuple[str, str]]:
    """Every column of every table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return [
            (table, column[1])
            for (table,) in names
            for column in connection.execute(f"PRAGMA table_info({table})").fetchall()
        ]


def _change(connection: sqlite3.Connection, columns: list[tuple[str, str]], data: bytes) -> None:
    """Two bytes for a column, one for a row, one for a type, one for a length, and the value; and again."""
    at = 0
    while at + 5 <= len(data):
        column, row, kind, length = struct.unpack_from(">HBBB", data, at)
        raw = data[at + 5 : at + 5 + length]
        at += 5 + length
        table, name = columns[column % len(columns)]
        values = (int.from_bytes(raw[:8], "big", signed=True), _real(raw), raw, None)
        value = values[kind % 5] if kind % 5 < 4 else raw
        cast = "CAST(? AS TEXT)" if kind % 5 == 4 else "?"
        try:
            rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            connection.execute(
                f"UPDATE {table} SET {name} = {cast} WHERE ({_key(connection, table)}) ="
                f" (SELECT {_key(connection, table)} FROM {table} LIMIT 1 OFFSET ?)",
                (value, row % max(1, rows)),
            )
        except sqlite3.Error:  # what the schema does not allow
            continue
    connection.commit()


def _real(raw: bytes) -> float:
    return struct.unpack(">d", raw[:8].ljust(8, b"\0"))[0]


def _key(connection: sqlite3.Connection, table: str) -> str:
    """What tells its rows apart: some tables have no rowid."""
    keys = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    return ", ".join(keys) or "rowid"


def _read_all(catalogue: "Catalogue") -> None:
    """As the window, the command line and a recovery read it; nothing on the disk is touched."""
    from clipphotos.core.operations.annotation import Flag
    from clipphotos.core.operations.operation import MoveState
    from clipphotos.core.photo import PhotoState
    from clipphotos.core.search.filters import FlagFilter, FolderFilter, LeastRating, TagFilter
    from clipphotos.storage import categories, inboxes, photos, roots, scopes, settings, vectors
    from clipphotos.storage.indexing import listed_folders, unlisted_folders
    from clipphotos.storage.operations import annotations, history, journal, journal_rows
    from clipphotos.storage.search import photo_search
    from clipphotos.storage.tags import automatic_tags, tags

    everything = photos.ids_in_order(catalogue)
    photos.photos_by_id(catalogue, everything)
    photos.unreadable(catalogue)
    photos.noted(catalogue)
    photos.count_by_state(catalogue)
    inboxes.inboxes(catalogue)
    settings.local_models(catalogue)
    unlisted_folders.unlistable(catalogue)
    unlisted_folders.left_out(catalogue)
    roots.volumes(catalogue)
    for root in roots.all_roots(catalogue):
        within = scopes.scope_of(root, root.path)
        photos.known_files(catalogue, within)
        photos.folder_counts(catalogue, root.id)
        photos.other_files(catalogue, root.id)
        photos.count_in_state(catalogue, PhotoState.MISSING, [within])
        listed_folders.remembered(catalogue, within)
        unlisted_folders.in_scope(catalogue, within)
        tags.tags_in(catalogue, [within])
    tags.tags_of(catalogue, everything)
    tags.terms_in_use(catalogue)
    tags.own_terms(catalogue)
    contents = set(tags.contents_of(catalogue, everything).values())
    annotations.of_photos(catalogue, everything)
    annotations.of_tags(catalogue, contents, {"cat"})
    automatic_tags.without_tags(catalogue, contents)
    for filters in (
        [TagFilter("cat")],
        [LeastRating(3)],
        [FlagFilter(Flag.PICK)],
        [FolderFilter(Path("/a"))],
    ):
        selection = photo_search.select(catalogue, filters)
        photo_search.selected_photos(catalogue, selection, _COUNT)
        photo_search.named_photos(catalogue, selection, ["a"], _COUNT)
    for model_id, dim in vectors.models_with_vectors(catalogue):
        vectors.identity_of(catalogue, model_id)
        list(vectors.batches(catalogue, model_id, dim))
        vectors.sample(catalogue, model_id, dim, 5)
        vectors.of_photos(catalogue, model_id, dim, everything)
        settings.saved_segments(catalogue, model_id)
        categories.all_categories(catalogue, model_id)
        categories.outside_examples(catalogue, model_id)
        categories.embedded_examples(catalogue, model_id)
        categories.example_vectors(catalogue, model_id, dim)
    vectors.damaged_ids(catalogue)
    history.newest_to_undo(catalogue)
    history.newest_to_redo(catalogue)
    journal.unfinished(catalogue)
    journal.unfinished_moves(catalogue)
    for operation in history.operations(catalogue, _COUNT):
        history.outcomes(catalogue, operation.operation_id)
        journal.running(catalogue, operation.operation_id)
        journal.planned_folders(catalogue, operation.operation_id)
        journal.made_folders(catalogue, operation.operation_id)
        for rows in (journal_rows.FILE_MOVES, journal_rows.ANNOTATION_CHANGES):
            rows.of(catalogue, operation.operation_id, MoveState)


CATALOGUE = Target(
    "rows of the catalogue", _catalogue, lambda: [b"\0\0\0\4\3abc\0\7\1\0\1\xff", b"\0\x20\1\2\4abcd"]
)
