"""Version 11 of the catalogue: what the journal said of tags and ratings, row by row."""

import sqlite3
from contextlib import closing

import pytest

from clipphotos.core.operations.annotation import RATING, AnnotationChange, tag_field
from clipphotos.core.operations.operation import Effect
from clipphotos.storage import schema
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.operations.journal import running
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES

AUTOMATIC, BY_BOTH, BY_PERSON, REJECTED = (
    '["auto", 2.5, 1]', '["user", 2.5, 1]', '["user", null, null]', '["rejected", 2.5, 1]'
)  # fmt: skip


def converted(
    locations: DataLocations,
    monkeypatch: pytest.MonkeyPatch,
    effect: str,
    *,
    backwards: bool,
    **columns: object,
) -> AnnotationChange:
    """What a row of the journal becomes."""
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:10])
        open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute(
            """INSERT INTO operation(kind, description, started_at, effect, backwards)
            VALUES ('x', '{}', 0, ?, ?)""",
            (effect, backwards),
        )
        connection.execute(
            f"""INSERT INTO file_move
            (operation_id, source, target, size, mtime_ns, state, {", ".join(columns)})
            VALUES (1, '/a', '/a', 1, 1, 'done', {", ".join("?" * len(columns))})""",
            tuple(columns.values()),
        )
        connection.commit()
    with open_catalogue(locations) as catalogue:
        assert running(catalogue, 1).effect is Effect.ANNOTATE
        assert FILE_MOVES.done(catalogue, 1) == []
        (row,) = ANNOTATION_CHANGES.done(catalogue, 1)
        assert (row.path, row.row_id) == ("/a", 1)
        assert catalogue.integrity_problems() == []
    return row.change


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("takes_off", "known", "before", "after"),
    [
        (False, "null", "", "user"),
        (False, "", "", "user"),
        (False, AUTOMATIC, "", "user"),
        (False, REJECTED, "rejected", "user"),
        (False, BY_PERSON, "user", "user"),
        (True, AUTOMATIC, "", "rejected"),
        (True, BY_BOTH, "user", "rejected"),
        (True, BY_PERSON, "user", ""),
        (True, "null", "", ""),
    ],
)
def test_a_change_of_a_tag(
    locations: DataLocations,
    monkeypatch: pytest.MonkeyPatch,
    backwards: bool,
    takes_off: bool,
    known: str,
    before: str,
    after: str,
):
    row = {"term": "cat", "takes_off": takes_off, "tag_before": known}
    change = converted(locations, monkeypatch, "tag", backwards=backwards, **row)
    expected = AnnotationChange(tag_field("cat"), before, after)
    assert change == (expected.reversed if backwards else expected)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("known", "before"), [("0", 0), ("5", 5), ("", 0)])
def test_a_rating(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch, backwards: bool, known: str, before: int
):
    row = {"term": "4", "tag_before": known}
    change = converted(locations, monkeypatch, "rate", backwards=backwards, **row)
    expected = AnnotationChange(RATING, before, 4)
    assert change == (expected.reversed if backwards else expected)
