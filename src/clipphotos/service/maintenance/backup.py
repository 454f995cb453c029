"""The daily backup of the catalogue, made in a thread: nobody waits for it."""

import threading
from datetime import datetime

from clipphotos.core.errors import KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.library import BackUpCatalogue
from clipphotos.storage.maintenance import backups


def back_up_catalogue(
    context: ServiceContext, _command: BackUpCatalogue, progress: Progress
) -> JobSteps[bool]:
    """See `BackUpCatalogue`.

    Raises:
        KnownError: ``catalogue-damaged`` if the catalogue is not sound, or why no backup can be written.
    """
    today = datetime.now().astimezone().date()
    holds_nothing = not context.catalogue.value("SELECT EXISTS (SELECT 1 FROM library_root)")
    if context.catalogue.read_only or holds_nothing or not backups.is_due(context.locations, today):
        return False
    stop = threading.Event()
    problems: list[BaseException] = []

    def work() -> None:
        try:
            backups.back_up(context.locations, today, stop.is_set)
        except BaseException as error:  # noqa: BLE001 - raised again where the job is
            problems.append(error)

    thread = threading.Thread(target=work, name="backup")
    thread.start()
    try:
        while thread.is_alive():
            progress.step(Stage.BACK_UP, 0, 0)
            yield Step.WAITING
    finally:
        stop.set()
        thread.join()
    if not problems:
        return True
    if isinstance(problems[0], OSError):
        detail = problems[0].strerror or str(problems[0])
        raise KnownError("data-folder-unusable", path=str(context.locations.backups), detail=detail)
    raise problems[0]
