"""What the user decided about folders to leave out, as the catalogue keeps it."""

import json
from collections.abc import Callable
from pathlib import Path

from clipphotos.core.indexing.exclusions import ExclusionRules, ExclusionSettings, is_in_package, rules_below
from clipphotos.core.paths import is_within
from clipphotos.storage import roots, settings
from clipphotos.storage.catalogue import Catalogue

ENTRIES, MARKERS = "excluded-entries", "exclusion-markers"
"""Names of the settings in the catalogue."""
_ON, _OFF = "on", "off"


def stored_exclusions(catalogue: Catalogue) -> ExclusionSettings:
    """What holds now."""
    entries = json.loads(settings.setting(catalogue, ENTRIES, "[]"))
    return ExclusionSettings(tuple(entries), settings.setting(catalogue, MARKERS, _ON) != _OFF)


def store_exclusions(catalogue: Catalogue, chosen: ExclusionSettings) -> ExclusionSettings:
    """Keep what was decided, inside a transaction; entries that say nothing or the same are left out."""
    entries = dict.fromkeys(entry for each in chosen.entries if (entry := each.strip()))
    settings.remember(catalogue, ENTRIES, json.dumps(list(entries)))
    settings.remember(catalogue, MARKERS, _ON if chosen.markers else _OFF)
    return stored_exclusions(catalogue)


def places_left_out(catalogue: Catalogue) -> Callable[[Path], bool]:
    """A function that tells whether a photo's file is none to be moved.

    That is so in a folder that is left out, be it since the last scan, and in another program's library, even
    where the user has added just that to this one.
    """
    rules = {root: rules_of(catalogue, root) for root in roots.volumes(catalogue)}

    def is_left_out(path: Path) -> bool:
        if is_in_package(path):
            return True
        root = next((root for root in rules if is_within(path, root)), None)
        return root is not None and rules[root].of_place(path.relative_to(root).as_posix()) is not None

    return is_left_out


def rules_of(catalogue: Catalogue, root: Path) -> ExclusionRules:
    """What is left out below a root."""
    return rules_below(stored_exclusions(catalogue), root)
