"""The catalogue's tables, and the numbered steps that bring an older catalogue up to date."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from clipphotos.core.errors import CatalogueNotReady, CatalogueTooNew, CatalogueUnusable
from clipphotos.core.private_files import prepare_private_file
from clipphotos.storage.known_schema import distrust, foreign_object
from clipphotos.storage.migrations.annotations import part_annotations_from_moves
from clipphotos.storage.migrations.exclusions import add_exclusions
from clipphotos.storage.migrations.identities import know_files_by_identity
from clipphotos.storage.migrations.metadata import note_what_is_due
from clipphotos.storage.migrations.notes import note_what_is_wrong
from clipphotos.storage.migrations.thresholds import let_thresholds_follow

APPLICATION_ID = 0x436C5068
"""``ClPh``: tells our catalogue from any other SQLite file."""


def _create_spine(connection: sqlite3.Connection) -> None:
    """Version 1: roots, photos, models, vectors, index state, settings and the operation journal."""
    for statement in _SPINE:
        connection.execute(statement)


_SPINE = (
    # An id is never used again: a job may still hold one of something that was removed meanwhile.
    """CREATE TABLE library_root (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        case_sensitive INTEGER NOT NULL,
        volume TEXT NOT NULL DEFAULT '',
        online INTEGER NOT NULL DEFAULT 1,
        added_at REAL NOT NULL,
        last_scan_at REAL
    ) STRICT""",
    """CREATE TABLE photo (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        root_id INTEGER NOT NULL REFERENCES library_root(id) ON DELETE CASCADE,
        relpath TEXT NOT NULL,
        path_key TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ok', 'unreadable', 'missing')),
        content_hash BLOB,
        width INTEGER NOT NULL DEFAULT 0,
        height INTEGER NOT NULL DEFAULT 0,
        orientation INTEGER NOT NULL DEFAULT 1,
        taken_at REAL,
        latitude REAL,
        longitude REAL,
        camera TEXT NOT NULL DEFAULT '',
        error_code TEXT NOT NULL DEFAULT '',
        error_detail TEXT NOT NULL DEFAULT '',
        suspect INTEGER NOT NULL DEFAULT 0,
        UNIQUE (root_id, path_key)
    ) STRICT""",
    "CREATE INDEX photo_by_content ON photo(content_hash) WHERE content_hash IS NOT NULL",
    "CREATE INDEX photo_by_state ON photo(state)",
    "CREATE INDEX photo_suspect ON photo(id) WHERE suspect",
    # Files without a picture's name that proved to be something else, so as not to open them again.
    """CREATE TABLE other_file (
        root_id INTEGER NOT NULL REFERENCES library_root(id) ON DELETE CASCADE,
        path_key TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        PRIMARY KEY (root_id, path_key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE model (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        weights_sha256 TEXT NOT NULL,
        dim INTEGER NOT NULL,
        preprocess TEXT NOT NULL,
        device TEXT NOT NULL DEFAULT '',
        used_at REAL NOT NULL,
        UNIQUE (name, weights_sha256, preprocess)
    ) STRICT""",
    """CREATE TABLE local_model (
        name TEXT PRIMARY KEY,
        architecture TEXT NOT NULL,
        checkpoint TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE embedding (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        content_hash BLOB NOT NULL,
        model_id INTEGER NOT NULL REFERENCES model(id) ON DELETE CASCADE,
        vector BLOB NOT NULL,
        UNIQUE (content_hash, model_id)
    ) STRICT""",
    "CREATE INDEX embedding_by_model ON embedding(model_id, id)",
    """CREATE TABLE index_state (
        model_id INTEGER PRIMARY KEY REFERENCES model(id) ON DELETE CASCADE,
        file_name TEXT NOT NULL,
        checksum BLOB NOT NULL,
        last_embedding_id INTEGER NOT NULL,
        item_count INTEGER NOT NULL,
        params TEXT NOT NULL,
        saved_at REAL NOT NULL
    ) STRICT""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE operation (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        description TEXT NOT NULL,
        started_at REAL NOT NULL,
        finished_at REAL,
        undone_by INTEGER REFERENCES operation(id)
    ) STRICT""",
    """CREATE TABLE file_move (
        id INTEGER PRIMARY KEY,
        operation_id INTEGER NOT NULL REFERENCES operation(id) ON DELETE CASCADE,
        photo_id INTEGER REFERENCES photo(id) ON DELETE SET NULL,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'undone', 'failed', 'conflict')),
        error TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX file_move_by_operation ON file_move(operation_id)",
)


def _create_categories(connection: sqlite3.Connection) -> None:
    """Version 2: categories with their labels and examples, and tags."""
    for statement in _CATEGORIES:
        connection.execute(statement)


_CATEGORIES = (
    """CREATE TABLE category (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        folder TEXT NOT NULL DEFAULT '',
        threshold REAL NOT NULL,
        position INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE category_label (
        category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (category_id, position)
    ) STRICT, WITHOUT ROWID""",
    # By content, so that an example stays one wherever its file goes.
    """CREATE TABLE category_example (
        category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
        content_hash BLOB NOT NULL,
        is_member INTEGER NOT NULL,
        PRIMARY KEY (category_id, content_hash)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX category_example_by_content ON category_example(content_hash)",
    # 'rejected' remembers what the user took off, so that no machine puts it on again.
    """CREATE TABLE photo_tag (
        content_hash BLOB NOT NULL,
        term TEXT NOT NULL,
        source TEXT NOT NULL CHECK (source IN ('auto', 'user', 'rejected')),
        score REAL,
        model_id INTEGER REFERENCES model(id) ON DELETE CASCADE,
        PRIMARY KEY (content_hash, term)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX photo_tag_by_term ON photo_tag(term)",
)


def _describe_categories(connection: sqlite3.Connection) -> None:
    """Version 3: what the user says about a category, and a threshold for each model."""
    for statement in _CATEGORY_DETAILS:
        connection.execute(statement)


_CATEGORY_DETAILS = (
    "ALTER TABLE category ADD COLUMN template TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE category ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE category_threshold (
        category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES model(id) ON DELETE CASCADE,
        threshold REAL NOT NULL,
        PRIMARY KEY (category_id, model_id)
    ) STRICT, WITHOUT ROWID""",
)


def _note_what_was_tagged(connection: sqlite3.Connection) -> None:
    """Automatic tags belong to indexing: which content was tagged by what, and how many photos have a tag."""
    connection.execute(
        # measured_on: photos in the library when the tags were chosen. removed: the user wants none.
        """CREATE TABLE content_tagging (
            content_hash BLOB PRIMARY KEY,
            model_id INTEGER REFERENCES model(id) ON DELETE SET NULL,
            measured_on INTEGER NOT NULL,
            removed INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID"""
    )
    connection.execute("DROP INDEX photo_tag_by_term")
    # With the source, so that terms are counted without looking at the rows.
    connection.execute("CREATE INDEX photo_tag_by_term ON photo_tag(term, source)")


def _extend_journal(connection: sqlite3.Connection) -> None:
    """Operations can be undone and redone: their effect, units of files, tags, folders that were made."""
    for statement in _JOURNAL:
        connection.execute(statement)


_JOURNAL = (
    "ALTER TABLE operation ADD COLUMN effect TEXT NOT NULL DEFAULT 'move'",
    "ALTER TABLE operation ADD COLUMN reverses INTEGER REFERENCES operation(id) ON DELETE SET NULL",
    # An undo and what is like it: copies are removed, tags put back, instead of the effect itself.
    "ALTER TABLE operation ADD COLUMN backwards INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE operation ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0",
    # Part of the names of unfinished copies, so that another library's are never taken for ours.
    "ALTER TABLE operation ADD COLUMN token TEXT NOT NULL DEFAULT ''",
    # Files of one unit are moved together; the photo itself comes first.
    "ALTER TABLE file_move ADD COLUMN unit INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE file_move ADD COLUMN is_companion INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE file_move ADD COLUMN content_hash BLOB",
    "ALTER TABLE file_move ADD COLUMN reverses INTEGER",
    # Copying has begun: a file at the target may be ours.
    "ALTER TABLE file_move ADD COLUMN begun INTEGER NOT NULL DEFAULT 0",
    # FAT rounds times: what the file had when it was there.
    "ALTER TABLE file_move ADD COLUMN landed_mtime_ns INTEGER",
    "ALTER TABLE file_move ADD COLUMN term TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE file_move ADD COLUMN tag_before TEXT NOT NULL DEFAULT ''",
    "DROP INDEX file_move_by_operation",
    "CREATE INDEX file_move_by_operation ON file_move(operation_id, unit, id)",
    "CREATE INDEX file_move_planned ON file_move(operation_id, unit) WHERE state = 'planned'",
    # Without it, forgetting a photo would look through the whole journal.
    "CREATE INDEX file_move_by_photo ON file_move(photo_id) WHERE photo_id IS NOT NULL",
    """CREATE TABLE made_folder (
        operation_id INTEGER NOT NULL REFERENCES operation(id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        is_made INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (operation_id, path)
    ) STRICT, WITHOUT ROWID""",
)


def _note_where_examples_are(connection: sqlite3.Connection) -> None:
    """Examples outside the library can be read again, by another model."""
    connection.execute("ALTER TABLE category_example ADD COLUMN path TEXT NOT NULL DEFAULT ''")


def _rate_photos(connection: sqlite3.Connection) -> None:
    """Photos have stars; what the user does to tags is undone through the journal."""
    for statement in _RATINGS:
        connection.execute(statement)


_RATINGS = (
    "ALTER TABLE photo ADD COLUMN rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5)",
    "CREATE INDEX photo_by_rating ON photo(rating) WHERE rating > 0",
    # A folder taken out of the library may come back: its photos' ratings are the user's work.
    """CREATE TABLE kept_rating (
        content_hash BLOB PRIMARY KEY,
        rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER keep_rating AFTER DELETE ON photo
    WHEN old.rating > 0 AND old.content_hash IS NOT NULL BEGIN
        INSERT OR REPLACE INTO kept_rating VALUES (old.content_hash, old.rating);
    END""",
    # Taken off instead of put on.
    "ALTER TABLE file_move ADD COLUMN takes_off INTEGER NOT NULL DEFAULT 0",
)


def _divide_indexes(connection: sqlite3.Connection) -> None:
    """An index is kept in several files, each of bounded size; one made before is the first of them."""
    for statement in _INDEX_SEGMENTS:
        connection.execute(statement)


_INDEX_SEGMENTS = (
    """CREATE TABLE index_segment (
        model_id INTEGER NOT NULL REFERENCES model(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        file_name TEXT NOT NULL,
        checksum BLOB NOT NULL,
        last_embedding_id INTEGER NOT NULL,
        item_count INTEGER NOT NULL,
        params TEXT NOT NULL,
        saved_at REAL NOT NULL,
        PRIMARY KEY (model_id, number)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO index_segment
    SELECT model_id, 0, file_name, checksum, last_embedding_id, item_count, params, saved_at
    FROM index_state""",
    "DROP TABLE index_state",
)


def _remember_listings(connection: sqlite3.Connection) -> None:
    """Folders whose listing is known need not be compared photo by photo; see `listed_folders`."""
    for statement in _LISTINGS:
        connection.execute(statement)


_MOVES_ON = "UPDATE library_root SET generation = generation + 1 WHERE id"

_LISTINGS = (
    # Counts the changes after which a scan of the same files could come to another result.
    "ALTER TABLE library_root ADD COLUMN generation INTEGER NOT NULL DEFAULT 0",
    # What it was when the listings below were right; they are of no use once it has moved on.
    "ALTER TABLE library_root ADD COLUMN listed_generation INTEGER NOT NULL DEFAULT -1",
    """CREATE TABLE listed_folder (
        root_id INTEGER NOT NULL REFERENCES library_root(id) ON DELETE CASCADE,
        path_key TEXT NOT NULL,
        digest BLOB NOT NULL,
        photo_count INTEGER NOT NULL,
        PRIMARY KEY (root_id, path_key)
    ) STRICT, WITHOUT ROWID""",
    f"CREATE TRIGGER photo_came AFTER INSERT ON photo BEGIN {_MOVES_ON} = new.root_id; END",
    f"CREATE TRIGGER photo_went AFTER DELETE ON photo BEGIN {_MOVES_ON} = old.root_id; END",
    f"""CREATE TRIGGER photo_moved AFTER UPDATE OF root_id, path_key, size, mtime_ns, state ON photo
    WHEN old.root_id != new.root_id OR old.path_key != new.path_key
    OR old.size != new.size OR old.mtime_ns != new.mtime_ns
    OR (old.state = 'missing') != (new.state = 'missing') BEGIN
        {_MOVES_ON} IN (old.root_id, new.root_id);
    END""",
)


def _know_contents_by_heart(connection: sqlite3.Connection) -> None:
    """Photos that can be searched are counted and chosen by stars without a look at their rows."""
    connection.execute("DROP INDEX photo_by_content")
    connection.execute(
        "CREATE INDEX photo_by_content ON photo(content_hash, state, rating) WHERE content_hash IS NOT NULL"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create_spine,
    _create_categories,
    _describe_categories,
    _note_what_was_tagged,
    _extend_journal,
    _note_where_examples_are,
    _rate_photos,
    _divide_indexes,
    _remember_listings,
    _know_contents_by_heart,
    part_annotations_from_moves,
    note_what_is_wrong,
    add_exclusions,
    know_files_by_identity,
    note_what_is_due,
    let_thresholds_follow,
)
"""Step n brings a catalogue from version n to n + 1; never change one that was released."""


def check(connection: sqlite3.Connection, path: Path) -> int:
    """Make sure that a file is a catalogue this program can read.

    Returns:
        Its version, 0 for an empty file.

    Raises:
        CatalogueTooNew: If a newer program made it.
        CatalogueUnusable: If it is some other program's database, or somebody has changed how it works.
    """
    distrust(connection)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    if application != APPLICATION_ID and (has_tables or application or version):
        raise CatalogueUnusable(path=str(path), detail="it belongs to another program")
    if version > len(MIGRATIONS):
        raise CatalogueTooNew(path=str(path))
    if foreign := foreign_object(connection, MIGRATIONS[:version]):
        raise CatalogueUnusable(path=str(path), detail=f"it was changed: {foreign}")
    return version


def require_current(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that a file is a catalogue of this very version.

    Raises:
        CatalogueNotReady: If it is empty or of an older version; besides what `check` raises.
    """
    if check(connection, path) < len(MIGRATIONS):
        raise CatalogueNotReady(path=str(path))


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables in an empty file, or bring an older catalogue up to date after a backup.

    Raises:
        CatalogueTooNew: If a newer program made it.
        CatalogueUnusable: If it is some other program's database.
    """
    version = check(connection, path)
    if 0 < version < len(MIGRATIONS):
        _back_up(connection, path.with_name(f"{path.stem}.before-v{len(MIGRATIONS)}{path.suffix}"))
    for number, migrate in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migrate(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    prepare_private_file(target)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
