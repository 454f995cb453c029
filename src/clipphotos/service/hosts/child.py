"""The child process's side: the photo service between a pipe's two directions."""

import faulthandler
import logging
import signal
from contextlib import suppress
from multiprocessing.connection import Connection

from clipphotos.core.errors import ErrorReport, KnownError
from clipphotos.core.private_files import make_private_folder, write_private
from clipphotos.service.hosts.channel import Close, Submit, ToService
from clipphotos.service.machine import lower_priority
from clipphotos.service.photo_service import PhotoService
from clipphotos.service.protocol.events import ServiceFailed, ServiceReady
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.logs import divert_native_messages, start_log

logger = logging.getLogger(__name__)

NICENESS = 10
WAITING_SECONDS = 0.02
"""How long to sleep while every job waits for a thread."""
RESTING_SECONDS = 0.5
"""The same once `WAITS_BEFORE_REST` sleeps were in vain: they wait for an idle computer, most likely."""
WAITS_BEFORE_REST = 500


def run_service(connection: Connection, locations: DataLocations) -> None:
    """Serve commands from a pipe until told to close, or until the other side is gone.

    Args:
        connection: Carries `ToService` in and events out.
        locations: Where data live.
    """
    # Ctrl-C in the terminal goes to the whole group; the window decides when the service ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The window and the user's other programs come first; indexing takes what is left.
    lower_priority(NICENESS)
    with suppress(OSError):
        make_private_folder(locations.logs)
        divert_native_messages(locations.logs / "decoders.log")
        crash_log = write_private(locations.logs / "service-crash.log")
        faulthandler.enable(crash_log)
    with start_log(locations.logs / "service.log"):
        _run(connection, locations)


def _run(connection: Connection, locations: DataLocations) -> None:
    try:
        service = PhotoService(locations, connection.send)
    except KnownError as error:
        connection.send(ServiceFailed(error.report()))
        return
    except Exception as error:
        logger.exception("the service could not start")
        connection.send(ServiceFailed(ErrorReport("internal-error", {"detail": type(error).__name__})))
        return
    try:
        connection.send(ServiceReady())
        serve(connection, service)
    except (EOFError, OSError):
        logger.info("the window is gone")
    except Exception:
        # The host starts another; what this one died of is known here only.
        logger.exception("the service broke down")
        raise
    finally:
        # What jobs say of their end, nobody hears if the window is gone.
        with suppress(BrokenPipeError, ConnectionResetError):
            service.close()


def serve(connection: Connection, service: PhotoService) -> None:
    """Alternate between taking messages and advancing jobs, until told to close.

    Raises:
        EOFError: If the other side is gone.
    """
    waits = 0
    while True:
        worked = service.step()
        waits = 0 if worked else waits + 1
        nap = WAITING_SECONDS if waits < WAITS_BEFORE_REST else RESTING_SECONDS
        # Blocks when there is nothing to do; looks in briefly between steps. A message ends every sleep.
        timeout = 0 if worked else (nap if service.busy else None)
        while connection.poll(timeout):
            message: ToService = connection.recv()
            if isinstance(message, Close):
                return
            if isinstance(message, Submit):
                service.submit(message.job_id, message.command)
            else:
                service.cancel(message.job_id)
            timeout = 0
