"""Asking and deciding which folders are left out."""

from clipphotos.core.indexing.exclusions import ExclusionSettings
from clipphotos.core.jobs import JobSteps, Progress, Step
from clipphotos.service.context import ServiceContext
from clipphotos.service.indexing.exclusions.rules import store_exclusions, stored_exclusions
from clipphotos.service.indexing.scan import ScanTally, scan
from clipphotos.service.protocol.indexing import GetExclusions, SetExclusions
from clipphotos.storage import roots
from clipphotos.storage.scopes import Scope


def get_exclusions(
    context: ServiceContext, _command: GetExclusions, _progress: Progress
) -> JobSteps[ExclusionSettings]:
    """See `GetExclusions`."""
    yield Step.WORKED
    return stored_exclusions(context.catalogue)


def set_exclusions(
    context: ServiceContext, command: SetExclusions, progress: Progress
) -> JobSteps[ExclusionSettings]:
    """See `SetExclusions`."""
    catalogue = context.catalogue
    with catalogue.transaction():
        kept = store_exclusions(catalogue, command.settings)
    yield Step.WORKED
    tally = ScanTally()
    for root in roots.all_roots(catalogue):
        # One that is out of reach is settled at its next scan.
        yield from scan(context, root, Scope(root.id), "", progress, tally)
    context.changes.flush()
    return kept
