"""Thresholds of older catalogues: those that were never moved follow what is best, the others stay."""

import sqlite3

from clipphotos.storage import categories
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.schema import APPLICATION_ID, MIGRATIONS

BEFORE = 15


def test_what_was_never_moved_follows(locations: DataLocations):
    locations.root.mkdir(parents=True, exist_ok=True)
    old = sqlite3.connect(locations.catalogue)
    for migrate in MIGRATIONS[:BEFORE]:
        migrate(old)
    for key, name, threshold in ((1, "cats", 0.5), (2, "dogs", 0.7)):
        old.execute(
            "INSERT INTO category(id, name, name_key, threshold, position) VALUES (?, ?, ?, ?, ?)",
            (key, name, name, threshold, key),
        )
    old.execute(
        "INSERT INTO model(id, name, weights_sha256, dim, preprocess, used_at) VALUES (4, 'm', '', 3, '', 0)"
    )
    old.execute("INSERT INTO category_threshold VALUES (1, 4, 0.62), (2, 4, 0.5)")
    old.execute("INSERT INTO category_label VALUES (1, 0, 'cat')")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {BEFORE}")
    old.commit()
    old.close()
    with open_catalogue(locations) as catalogue:
        assert [each.threshold for each in categories.all_categories(catalogue)] == [None, 0.7]
        assert [each.threshold for each in categories.all_categories(catalogue, 4)] == [0.62, None]
        assert categories.all_categories(catalogue)[0].labels == ("cat",)
