"""The schema: what is opened, what is refused, and what every migration makes of an older catalogue."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from clipphotos.core.errors import (
    CatalogueTooNew,
    CatalogueUnusable,
)
from clipphotos.core.models import ModelIdentity
from clipphotos.core.operations.annotation import AnnotationChange, AnnotationKind, UserTag, tag_field
from clipphotos.core.operations.operation import Effect
from clipphotos.core.search.filters import FolderFilter, LeastRating
from clipphotos.core.vectors import unit
from clipphotos.storage import schema, settings, vectors
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.indexing import listed_folders
from clipphotos.storage.indexing.listed_folders import ListedFolder
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations import history, journal
from clipphotos.storage.operations.annotations import of_photos, set_of_photos
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES
from clipphotos.storage.scopes import Scope
from clipphotos.storage.search import photo_search


@contextmanager
def catalogue_before(
    migration: Callable[[sqlite3.Connection], None], locations: DataLocations, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Catalogue]:
    """A catalogue as it was before a migration, in a transaction."""
    with monkeypatch.context() as patch:
        at = schema.MIGRATIONS.index(migration)
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        with open_catalogue(locations) as catalogue, catalogue.transaction():
            yield catalogue


def test_a_newer_catalogue_is_refused_and_left_alone(locations: DataLocations):
    open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = locations.catalogue.read_bytes()
    with pytest.raises(CatalogueTooNew):
        open_catalogue(locations)
    assert locations.catalogue.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(locations: DataLocations):
    locations.create()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()
    with pytest.raises(CatalogueUnusable):
        open_catalogue(locations)
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_every_migration_runs_on_the_catalogue_before_it_after_a_backup(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    """One more migration than there is, so that the machinery is tested from the first version on."""
    open_catalogue(locations).close()
    version = len(schema.MIGRATIONS)

    def add_table(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_table))
    with open_catalogue(locations) as catalogue:
        assert catalogue.value("SELECT count(*) FROM added") == 0
        assert catalogue.value("PRAGMA user_version") == version + 1
    backups = [path for path in locations.root.iterdir() if "before-v" in path.name]
    assert len(backups) == 1
    with closing(sqlite3.connect(backups[0])) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)


def test_a_migration_that_fails_leaves_the_catalogue_as_it_was(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    open_catalogue(locations).close()
    version = len(schema.MIGRATIONS)

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE setting")
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, fail))
        with pytest.raises(ZeroDivisionError):
            open_catalogue(locations)
    with open_catalogue(locations) as catalogue:
        assert catalogue.value("PRAGMA user_version") == version
        assert settings.setting(catalogue, "colour", "none") == "none"


def test_a_journal_of_an_earlier_version_is_kept(locations: DataLocations, monkeypatch: pytest.MonkeyPatch):
    """Version 4 extends the journal; what was in it can be listed and settled."""
    with catalogue_before(schema._extend_journal, locations, monkeypatch) as catalogue:
        catalogue.execute("INSERT INTO operation(kind, description, started_at) VALUES ('sort', '{}', 1.0)")
        catalogue.execute(
            """INSERT INTO file_move(operation_id, source, target, size, mtime_ns, state)
            VALUES (1, '/a', '/b', 1, 2, 'planned')"""
        )
    with open_catalogue(locations) as catalogue:
        (operation,) = history.operations(catalogue, 10)
        assert (operation.effect, operation.reverses, operation.counts) == (Effect.MOVE, None, {"planned": 1})
        assert journal.unfinished(catalogue) == [1]
        (move,) = FILE_MOVES.planned(catalogue, 1, -1, 10)
        assert (move.source, move.target, move.unit, move.is_companion) == ("/a", "/b", 0, False)
        assert catalogue.integrity_problems() == []


def test_photos_of_an_earlier_version_are_counted_by_their_contents(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    """Version 10 widens an index, so that a count does not read the photos' rows."""
    photo = "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns, state, content_hash, rating)"
    with catalogue_before(schema._know_contents_by_heart, locations, monkeypatch) as catalogue:
        catalogue.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/photos', 1, 0)")
        for name, state, content, stars in (
            ("a", "ok", b"a", 5),
            ("b", "new", b"b", 1),
            ("b again", "ok", b"b", 4),
            ("gone", "missing", b"a", 5),
            ("not embedded", "ok", b"c", 5),
            ("not read", "new", None, 5),
        ):
            catalogue.execute(f"{photo} VALUES (1, ?, ?, 1, 1, ?, ?, ?)", (name, name, state, content, stars))
        model = vectors.register_model(catalogue, ModelIdentity("test", "0" * 64, 2, "none"), "cpu")
        ids = vectors.store(catalogue, model, [b"a", b"b"], unit([[1.0, 0.0], [0.0, 1.0]])).ids.tolist()
    with open_catalogue(locations) as catalogue:
        for folders in ([], [FolderFilter(Path("/photos"))]):
            selection = photo_search.select(catalogue, [*folders, LeastRating(4)])
            assert photo_search.count_looked_at(catalogue, selection, model) == 3
            starred = photo_search.matching(catalogue, model, selection)
            assert (starred.ids.tolist(), starred.photos) == (ids, 2)
        counted = f"SELECT count(*) FROM {vectors.with_vectors(everywhere=True)}"
        plan = catalogue.rows(f"EXPLAIN QUERY PLAN {counted}", (1,))
        assert ["USING COVERING INDEX" in row[-1] for row in plan] == [True, True]


def test_photos_of_an_earlier_version_can_be_rated(locations: DataLocations, monkeypatch: pytest.MonkeyPatch):
    """Version 7 brings ratings; until then there were none, and tags were only put on."""
    with catalogue_before(schema._rate_photos, locations, monkeypatch) as catalogue:
        catalogue.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/photos', 1, 0)")
        catalogue.execute(
            "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns) VALUES (1, 'a', 'a', 1, 1)"
        )
        catalogue.execute(
            """INSERT INTO operation(kind, description, started_at, effect)
            VALUES ('sort', '{}', 1.0, 'tag')"""
        )
        catalogue.execute(
            """INSERT INTO file_move
            (operation_id, source, target, size, mtime_ns, state, term, tag_before)
            VALUES (1, '/photos/a', '/photos/a', 1, 1, 'done', 'Cats', 'null')"""
        )
    with open_catalogue(locations) as catalogue:
        (row,) = ANNOTATION_CHANGES.done(catalogue, 1)
        assert row.change == AnnotationChange(tag_field("Cats"), UserTag.NONE, UserTag.GIVEN)
        assert of_photos(catalogue, [1])[1].rating == 0
        with catalogue.transaction():
            set_of_photos(catalogue, AnnotationKind.RATING, [(5, 1)])
        assert of_photos(catalogue, [1])[1].rating == 5
        with pytest.raises(sqlite3.IntegrityError), catalogue.transaction():
            set_of_photos(catalogue, AnnotationKind.RATING, [(6, 1)])


def test_an_index_of_an_earlier_version_is_the_first_segment(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    with catalogue_before(schema._divide_indexes, locations, monkeypatch) as catalogue:
        model_id = vectors.register_model(catalogue, ModelIdentity("m", "0", 4, ""), "cpu")
        catalogue.execute(
            "INSERT INTO index_state VALUES (?, 'a file', x'01', 70, 60, 'hnsw', 0)", (model_id,)
        )
    with open_catalogue(locations) as catalogue:
        saved = settings.saved_segments(catalogue, model_id)
    assert saved == [settings.SavedSegment(0, "a file", b"\x01", 70, 60, "hnsw")]


def test_nothing_is_remembered_of_folders_scanned_by_an_earlier_version(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    """Version 9 remembers listings; the photos that are there already come and go like any others."""
    with catalogue_before(schema._remember_listings, locations, monkeypatch) as catalogue:
        catalogue.execute("INSERT INTO library_root(path, case_sensitive, added_at) VALUES ('/photos', 1, 0)")
        catalogue.execute(
            "INSERT INTO photo(root_id, relpath, path_key, size, mtime_ns) VALUES (1, 'a', 'a', 1, 1)"
        )
    with open_catalogue(locations) as catalogue:
        scope = Scope(1)
        assert listed_folders.remembered(catalogue, scope) is None
        with catalogue.transaction():
            listed_folders.remember(catalogue, scope, {"": ListedFolder(b"1", 1)}, forget_others=True)
        assert listed_folders.remembered(catalogue, scope) == {"": ListedFolder(b"1", 1)}
        with catalogue.transaction():
            catalogue.execute("DELETE FROM photo")
        assert listed_folders.remembered(catalogue, scope) is None


@pytest.mark.parametrize(
    ("application", "version", "refused"),
    [
        (0, 0, False),
        (schema.APPLICATION_ID, 1, False),
        (schema.APPLICATION_ID, 0, False),
        (7, 0, True),
        (0, 1, True),
    ],
)
def test_an_empty_file_is_ours_unless_it_says_otherwise(
    tmp_path: Path, application: int, version: int, refused: bool
):
    path = tmp_path / "file"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute(f"PRAGMA user_version = {version}")
        if refused:
            with pytest.raises(CatalogueUnusable) as caught:
                schema.check(connection, path)
            assert caught.value.params == {"path": str(path), "detail": "it belongs to another program"}
        else:
            assert schema.check(connection, path) == version


def test_a_new_catalogue_needs_no_backup(locations: DataLocations):
    for _ in range(2):
        open_catalogue(locations).close()
    assert not [path for path in locations.root.iterdir() if "before-v" in path.name]
