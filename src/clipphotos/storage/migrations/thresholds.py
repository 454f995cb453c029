"""Thresholds that nobody chose are none: they follow what is best for each category."""

import sqlite3

_NEVER_MOVED = 0.5
"""Where every threshold began."""


def let_thresholds_follow(connection: sqlite3.Connection) -> None:
    """A threshold may be missing; one that was moved stays the least probability that the user wants."""
    for table in ("category", "category_threshold"):
        connection.execute(f"ALTER TABLE {table} RENAME COLUMN threshold TO threshold_before")
        connection.execute(f"ALTER TABLE {table} ADD COLUMN threshold REAL")
        connection.execute(
            f"UPDATE {table} SET threshold = threshold_before WHERE threshold_before != ?", (_NEVER_MOVED,)
        )
        connection.execute(f"ALTER TABLE {table} DROP COLUMN threshold_before")
