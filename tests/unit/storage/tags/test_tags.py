"""Tags as they are read from the catalogue: of some photos, of folders, and of everything."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.storage import photos, roots, schema
from clipphotos.storage.catalogue import Catalogue, open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.scopes import Scope
from clipphotos.storage.tags import tags
from clipphotos.storage.tags.tags import TermOnPhotos
from support.catalogues import add_photos, content, embed, read


def test_a_catalogue_of_the_version_before_keeps_its_tags(
    locations: DataLocations, monkeypatch: pytest.MonkeyPatch
):
    at = schema.MIGRATIONS.index(schema._note_what_was_tagged)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:at])
        open_catalogue(locations).close()
    with closing(sqlite3.connect(locations.catalogue)) as connection:
        connection.execute("INSERT INTO photo_tag VALUES (x'01', 'cat', 'user', NULL, NULL)")
        connection.execute("INSERT INTO photo_tag VALUES (x'02', 'dog', 'rejected', NULL, NULL)")
        connection.commit()
    with open_catalogue(locations) as catalogue:
        assert catalogue.rows("SELECT term, source FROM photo_tag ORDER BY term") == [
            ("cat", "user"),
            ("dog", "rejected"),
        ]
        assert catalogue.value("SELECT count(*) FROM content_tagging") == 0
        assert catalogue.integrity_problems() == []
        plan = catalogue.rows(
            "EXPLAIN QUERY PLAN SELECT term, count(*) FROM photo_tag"
            " WHERE source IN ('auto', 'user') GROUP BY term"
        )
    assert "COVERING INDEX photo_tag_by_term" in str(plan)


@pytest.fixture
def ids(catalogue: Catalogue) -> dict[str, int]:
    """Contents a (of two photos), b and c; one photo is missing, one damaged, one not read yet."""
    ids = add_photos(catalogue, Path("/p"), "a", "twin", "sub/b", "c", "gone", "damaged", "new")
    for name, letter in zip(ids, "aabcd", strict=False):
        read(catalogue, ids[name], letter)
    model_id, _ = embed(catalogue, "abcd")
    said = [
        ("a", "sky", "auto", 0.5),
        ("a", "sea", "auto", 0.9),
        ("a", "mine", "user", None),
        ("a", "cat", "rejected", 0.8),
        ("b", "sky", "user", None),
        ("b", "sea", "auto", 0.3),
        ("c", "cat", "auto", 0.7),
        ("d", "gone", "user", None),
    ]
    with catalogue.transaction():
        photos.mark_missing(catalogue, [ids["gone"]])
        photos.record_unreadable(catalogue, ids["damaged"], ErrorReport("image-damaged"))
        for letter, term, source, score in said:
            catalogue.execute(
                "INSERT INTO photo_tag VALUES (?, ?, ?, ?, ?)",
                (content(letter), term, source, score, model_id if source == "auto" else None),
            )
    return ids


def test_contents_of_photos(catalogue: Catalogue, ids: dict[str, int]):
    asked = [ids[name] for name in ("a", "twin", "gone", "damaged", "new")]
    found = tags.contents_of(catalogue, [*asked, 999])
    assert found == {ids["a"]: content("a"), ids["twin"]: content("a"), ids["gone"]: content("d")}
    assert tags.count_unreadable(catalogue, asked) == 1
    assert tags.count_unreadable(catalogue, [ids["a"]]) == 0


def test_tags_of_some_photos_come_in_their_order(catalogue: Catalogue, ids: dict[str, int]):
    assert tags.tags_of(catalogue, [ids["a"], ids["sub/b"]]) == [
        TermOnPhotos("sky", 2, 1, 0.5, "test"),
        TermOnPhotos("sea", 2, 0, 0.9, "test"),
        TermOnPhotos("mine", 1, 1, None, ""),
    ]
    # Photos of one content count each.
    (first, *_) = tags.tags_of(catalogue, [ids["a"], ids["twin"], ids["c"]])
    assert first == TermOnPhotos("mine", 2, 2, None, "")
    assert [each.term for each in tags.tags_of(catalogue, [ids["c"], ids["sub/b"]])] == ["sky", "cat", "sea"]


def test_terms_of_everything(catalogue: Catalogue, ids: dict[str, int]):
    assert tags.terms_in_use(catalogue) == {"sky": 2, "sea": 2, "mine": 1, "cat": 1, "gone": 1}
    assert sorted(tags.own_terms(catalogue)) == ["gone", "mine", "sky"]


def test_tags_of_folders_come_by_path_the_users_first(catalogue: Catalogue, ids: dict[str, int]):
    (root,) = roots.all_roots(catalogue)
    a = [("mine", None), ("sea", 0.9), ("sky", 0.5)]
    b = {Path("/p/sub/b"): [("sky", None), ("sea", 0.3)]}
    assert tags.tags_in(catalogue, [Scope(root.id, "sub/")]) == b
    everything = tags.tags_in(catalogue, [Scope(root.id, "")])
    assert everything == {
        Path("/p/a"): a,
        Path("/p/c"): [("cat", 0.7)],
        Path("/p/new"): [],
        **b,
        Path("/p/twin"): a,
    }
    assert list(everything) == sorted(everything)
