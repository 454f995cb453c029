"""How indexing shares the computer: stored in the catalogue, and put into effect."""

import os

from clipphotos.core.indexing.settings import IndexingSettings, IndexingTime, share_out
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.inference.embedders.cores import limit_cores
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.indexing import GetIndexingSettings, SetIndexingSettings, ShowFolder
from clipphotos.storage import settings
from clipphotos.storage.catalogue import Catalogue

TIME, CORES, WATCH = "indexing-time", "indexing-cores", "watch-folders"
"""Names of the settings in the catalogue."""
ALL_CORES = "all"
_ON, _OFF = "on", "off"


def get_indexing_settings(
    context: ServiceContext, _command: GetIndexingSettings, _progress: Progress
) -> JobSteps[IndexingSettings]:
    """See `GetIndexingSettings`."""
    yield Step.WORKED
    return context.indexing


def set_indexing_settings(
    context: ServiceContext, command: SetIndexingSettings, _progress: Progress
) -> JobSteps[IndexingSettings]:
    """See `SetIndexingSettings`."""
    chosen = command.settings
    with context.catalogue.transaction():
        settings.remember(context.catalogue, TIME, chosen.time.value)
        settings.remember(context.catalogue, CORES, str(chosen.cores or ALL_CORES))
        settings.remember(context.catalogue, WATCH, _ON if chosen.watch else _OFF)
    put_into_effect(context, chosen)
    yield Step.WORKED
    return chosen


def show_folder(context: ServiceContext, command: ShowFolder, _progress: Progress) -> JobSteps[None]:
    """See `ShowFolder`."""
    context.foreground.look_at(command.folder)
    yield Step.WORKED


def stored_settings(catalogue: Catalogue) -> IndexingSettings:
    """What the user decided; the usual where nothing was, or in a way that only a newer version knows."""
    try:
        time = IndexingTime(settings.setting(catalogue, TIME, IndexingTime.AT_ONCE.value))
    except ValueError:
        time = IndexingTime.AT_ONCE
    cores = settings.setting(catalogue, CORES, ALL_CORES)
    watch = settings.setting(catalogue, WATCH, _ON) != _OFF
    return IndexingSettings(time, max(1, int(cores)) if cores.isdecimal() else None, watch)


def put_into_effect(context: ServiceContext, chosen: IndexingSettings) -> None:
    """Let the service and its models keep to settings from now on."""
    context.indexing = chosen
    context.shares = share_out(chosen.cores, os.cpu_count() or 1)
    limit_cores(context.shares.computing)
