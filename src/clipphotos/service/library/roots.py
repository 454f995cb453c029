"""Library roots: forgetting one."""

from clipphotos.core.changes import Changes
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.library import RemoveRoot
from clipphotos.storage import inboxes, roots


def remove_root(context: ServiceContext, command: RemoveRoot, progress: Progress) -> JobSteps[None]:
    """See `RemoveRoot`."""
    progress.step(Stage.REMOVE, 0, 1)
    yield Step.WORKED
    with context.catalogue.transaction():
        roots.remove_root(context.catalogue, command.root_id)
        lost_inboxes = inboxes.forget_outside(context.catalogue)
    context.samples.forget()
    context.changes.announce(Changes(photos=True, roots=True, vectors=True, inboxes=lost_inboxes))
