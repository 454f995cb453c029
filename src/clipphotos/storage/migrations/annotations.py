"""Version 11 of the catalogue: annotations are not moves, and they follow a photo when its file is edited."""

import sqlite3

_WORD_BEFORE = """CASE WHEN tag_before IN ('', 'null') THEN ''
    ELSE CASE json_extract(tag_before, '$[0]') WHEN 'auto' THEN '' ELSE json_extract(tag_before, '$[0]') END
    END"""
"""What a person had said about a tag, from what the journal kept of its row in ``photo_tag``."""

_WORD_AFTER = """CASE WHEN NOT takes_off THEN 'user'
    WHEN tag_before IN ('', 'null') THEN ''
    WHEN json_extract(tag_before, '$[0]') = 'user' AND json_extract(tag_before, '$[2]') IS NULL THEN ''
    ELSE 'rejected' END"""
"""What the person said then: a tag that a model had chosen, too, was rejected and not just taken off."""

_STARS_BEFORE = "CAST(CASE WHEN tag_before = '' THEN '0' ELSE tag_before END AS INTEGER)"

_ANNOTATIONS = (
    "ALTER TABLE photo ADD COLUMN flag TEXT NOT NULL DEFAULT '' CHECK (flag IN ('', 'pick', 'reject'))",
    "CREATE INDEX photo_by_flag ON photo(flag) WHERE flag != ''",
    # The content before: while the file cannot be read, what was said about it is not lost; and restored, the
    # file before the last edit is known again.
    "ALTER TABLE photo ADD COLUMN last_content BLOB",
    # A photo that was moved and edited is looked for among those taken at its time.
    "CREATE INDEX photo_by_time ON photo(taken_at) WHERE taken_at IS NOT NULL",
    "DROP INDEX photo_by_content",
    """CREATE INDEX photo_by_content ON photo(content_hash, state, rating, flag)
    WHERE content_hash IS NOT NULL""",
    # Ratings and flags of photos that left the library, for when their content comes back.
    """CREATE TABLE kept_annotation (
        content_hash BLOB PRIMARY KEY,
        rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
        flag TEXT NOT NULL CHECK (flag IN ('', 'pick', 'reject'))
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO kept_annotation SELECT content_hash, rating, '' FROM kept_rating",
    "DROP TRIGGER keep_rating",
    "DROP TABLE kept_rating",
    """CREATE TRIGGER keep_annotations AFTER DELETE ON photo
    WHEN (old.rating > 0 OR old.flag != '') AND coalesce(old.content_hash, old.last_content) IS NOT NULL BEGIN
        INSERT INTO kept_annotation
        VALUES (coalesce(old.content_hash, old.last_content), old.rating, old.flag)
        ON CONFLICT (content_hash) DO UPDATE SET
            rating = CASE WHEN excluded.rating THEN excluded.rating ELSE rating END,
            flag = CASE WHEN excluded.flag != '' THEN excluded.flag ELSE flag END;
    END""",
    # What a person said about a content is said about what the photo is edited into. A content that has a
    # vector already is no edit, unless it is the file before the last edit: another photo has got this
    # photo's name, and has its own annotations. As triggers, because a content changes in several places.
    """CREATE TRIGGER content_lost AFTER UPDATE OF content_hash ON photo
    WHEN new.content_hash IS NULL AND old.content_hash IS NOT NULL BEGIN
        UPDATE photo SET last_content = old.content_hash WHERE id = new.id;
    END""",
    """CREATE TRIGGER content_changed AFTER UPDATE OF content_hash ON photo
    WHEN new.content_hash != coalesce(old.content_hash, old.last_content)
    AND (new.content_hash IS old.last_content
        OR NOT EXISTS (SELECT 1 FROM embedding WHERE content_hash = new.content_hash)) BEGIN
        UPDATE photo SET last_content = coalesce(old.content_hash, old.last_content) WHERE id = new.id;
        INSERT INTO photo_tag(content_hash, term, source) SELECT new.content_hash, term, source FROM photo_tag
        WHERE content_hash = coalesce(old.content_hash, old.last_content) AND source IN ('user', 'rejected')
        ON CONFLICT (content_hash, term) DO UPDATE SET source = excluded.source WHERE source = 'auto';
        INSERT OR IGNORE INTO category_example(category_id, content_hash, is_member)
        SELECT category_id, new.content_hash, is_member FROM category_example
        WHERE content_hash = coalesce(old.content_hash, old.last_content) AND NOT (is_member AND EXISTS
        (SELECT 1 FROM category_example own WHERE own.content_hash = new.content_hash AND own.is_member));
        INSERT OR IGNORE INTO content_tagging SELECT new.content_hash, NULL, 0, 1 FROM content_tagging
        WHERE content_hash = coalesce(old.content_hash, old.last_content) AND removed;
    END""",
    """CREATE TRIGGER content_replaced AFTER UPDATE OF content_hash ON photo
    WHEN new.content_hash != coalesce(old.content_hash, old.last_content)
    AND new.content_hash IS NOT old.last_content
    AND EXISTS (SELECT 1 FROM embedding WHERE content_hash = new.content_hash) BEGIN
        UPDATE photo SET last_content = NULL WHERE id = new.id;
    END""",
    # The changes of one unit belong together. `before` and `after` are what a person said: of a tag '',
    # 'user' or 'rejected', of a rating the stars, of a flag its name. An undo is a change the other way.
    """CREATE TABLE annotation_change (
        id INTEGER PRIMARY KEY,
        operation_id INTEGER NOT NULL REFERENCES operation(id) ON DELETE CASCADE,
        unit INTEGER NOT NULL,
        photo_id INTEGER REFERENCES photo(id) ON DELETE SET NULL,
        path TEXT NOT NULL,
        content_hash BLOB,
        kind TEXT NOT NULL CHECK (kind IN ('tag', 'rating', 'flag')),
        term TEXT NOT NULL DEFAULT '',
        before ANY NOT NULL,
        after ANY NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'undone', 'failed', 'conflict')),
        error TEXT NOT NULL DEFAULT '',
        reverses INTEGER
    ) STRICT""",
    "CREATE INDEX annotation_change_by_operation ON annotation_change(operation_id, unit, id)",
    """CREATE INDEX annotation_change_planned ON annotation_change(operation_id, unit)
    WHERE state = 'planned'""",
    "CREATE INDEX annotation_change_by_photo ON annotation_change(photo_id) WHERE photo_id IS NOT NULL",
    f"""INSERT INTO annotation_change
    SELECT m.id, m.operation_id, m.unit, m.photo_id, m.source, m.content_hash, 'tag', m.term,
        CASE WHEN o.backwards THEN {_WORD_AFTER} ELSE {_WORD_BEFORE} END,
        CASE WHEN o.backwards THEN {_WORD_BEFORE} ELSE {_WORD_AFTER} END,
        m.state, m.error, m.reverses
    FROM file_move m JOIN operation o ON o.id = m.operation_id WHERE o.effect = 'tag' ORDER BY m.id""",
    f"""INSERT INTO annotation_change
    SELECT m.id, m.operation_id, m.unit, m.photo_id, m.source, m.content_hash, 'rating', '',
        CASE WHEN o.backwards THEN CAST(m.term AS INTEGER) ELSE {_STARS_BEFORE} END,
        CASE WHEN o.backwards THEN {_STARS_BEFORE} ELSE CAST(m.term AS INTEGER) END,
        m.state, m.error, m.reverses
    FROM file_move m JOIN operation o ON o.id = m.operation_id WHERE o.effect = 'rate' ORDER BY m.id""",
    "DELETE FROM file_move WHERE operation_id IN (SELECT id FROM operation WHERE effect IN ('tag', 'rate'))",
    "UPDATE operation SET effect = 'annotate' WHERE effect IN ('tag', 'rate')",
    "ALTER TABLE file_move DROP COLUMN term",
    "ALTER TABLE file_move DROP COLUMN takes_off",
    "ALTER TABLE file_move DROP COLUMN tag_before",
)


def part_annotations_from_moves(connection: sqlite3.Connection) -> None:
    """Flags; annotations have a journal of their own, and follow a photo whose content changes."""
    for statement in _ANNOTATIONS:
        connection.execute(statement)
