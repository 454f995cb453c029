"""How indexing shares the computer: remembered, put into effect, understood whoever wrote it."""

import os

import pytest

from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime, share_out
from clipphotos.service.indexing import settings as module
from clipphotos.service.indexing.settings import CORES, TIME, stored_settings
from clipphotos.service.protocol.indexing import GetIndexingSettings, SetIndexingSettings
from clipphotos.storage import settings
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.services import Service


@pytest.mark.parametrize("cores", [None, 1, 3])
@pytest.mark.parametrize("time", IndexingTime)
def test_what_was_chosen_holds_after_a_restart(service: Service, time: IndexingTime, cores: int | None):
    chosen = IndexingSettings(time, cores)
    assert service.run(GetIndexingSettings()) == IndexingSettings(IndexingTime.AT_ONCE, None)
    assert service.run(SetIndexingSettings(chosen)) == chosen
    assert service.run(GetIndexingSettings()) == chosen


def test_it_is_put_into_effect_at_once(service: Service, monkeypatch: pytest.MonkeyPatch):
    limits: list[int] = []
    monkeypatch.setattr(module, "limit_cores", limits.append)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    with service.host() as host:
        host.run(SetIndexingSettings(IndexingSettings(cores=2)))
        assert limits[-1] == share_out(2, 8).computing
        host.run(SetIndexingSettings(IndexingSettings()))
        assert limits[-1] == share_out(None, 8).computing


@pytest.mark.parametrize(
    ("time", "cores", "expected"),
    [
        ("when-the-moon-is-full", "2", IndexingSettings(IndexingTime.AT_ONCE, 2)),
        (IndexingTime.BY_HAND.value, "most", IndexingSettings(IndexingTime.BY_HAND, None)),
        (IndexingTime.BY_HAND.value, "0", IndexingSettings(IndexingTime.BY_HAND, 1)),
        (IndexingTime.BY_HAND.value, "-2", IndexingSettings(IndexingTime.BY_HAND, None)),
    ],
)
def test_what_only_a_newer_version_knows_counts_as_the_usual(
    locations: DataLocations, time: str, cores: str, expected: IndexingSettings
):
    with open_catalogue(locations) as catalogue:
        with catalogue.transaction():
            settings.remember(catalogue, TIME, time)
            settings.remember(catalogue, CORES, cores)
        assert stored_settings(catalogue) == expected
