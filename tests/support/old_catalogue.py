"""A library as an earlier version of the program left it: put up anew, and taken down to be compared."""

import hashlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

VERSION_10 = Path(__file__).resolve().parents[1] / "data" / "catalogue_v10.tar.xz"
"""Made by ``tests/data/make_catalogue_v10.py``, which says what is in it."""

PLACEHOLDER = "/made-with-version-10"
"""Stands in it for the folder that it is unpacked into."""

COLUMNS_WITH_PATHS = (
    ("library_root", "path"),
    ("file_move", "source"),
    ("file_move", "target"),
    ("file_move", "error"),
    ("made_folder", "path"),
    ("setting", "value"),
)


def unpack(archive: Path, base: Path) -> None:
    """Unpack ``data/``, ``library/``, the trash in ``share/``, and ``states.json`` into a folder."""
    with tarfile.open(archive) as tar:
        tar.extractall(base, filter="tar")
    rewrite_paths(base, PLACEHOLDER, str(base))


def rewrite_paths(base: Path, old: str, new: str) -> None:
    """Have every path in the catalogue and in the trash begin with another folder."""
    with closing(sqlite3.connect(base / "data" / "catalogue.sqlite3")) as connection:
        for table, column in COLUMNS_WITH_PATHS:
            connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (old, new))
        connection.commit()
    for note in (base / "share" / "Trash" / "info").iterdir():
        note.write_text(note.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def state_of(base: Path) -> dict[str, object]:
    """The files of the library, and what was said about photos and contents."""
    library = base / "library"
    files: dict[str, list[object]] = {}
    for path in sorted(library.rglob("*")):
        if path.is_file():
            status = path.lstat()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files[path.relative_to(library).as_posix()] = [digest, status.st_mtime_ns, status.st_nlink]
    with closing(sqlite3.connect(base / "data" / "catalogue.sqlite3")) as connection:
        ratings = connection.execute(
            "SELECT relpath, rating FROM photo WHERE rating AND state != 'missing' ORDER BY 1"
        ).fetchall()
        tags = connection.execute(
            "SELECT hex(content_hash), term, source FROM photo_tag WHERE source != 'auto' ORDER BY 1, 2"
        ).fetchall()
        examples = connection.execute(
            """SELECT hex(x.content_hash), c.name, x.is_member FROM category_example x
            JOIN category c ON c.id = x.category_id ORDER BY 1, 2"""
        ).fetchall()
    return {
        "files": files,
        "ratings": [list(row) for row in ratings],
        "tags": [list(row) for row in tags],
        "examples": [list(row) for row in examples],
    }
