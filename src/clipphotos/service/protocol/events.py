"""What the photo service says unasked or on the way: picklable frozen dataclasses, nothing else."""

from dataclasses import dataclass

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import ProgressReport
from clipphotos.core.operations.operation import Recovery


@dataclass(frozen=True, slots=True)
class ServiceReady:
    """The service runs and takes commands; sent once after every start."""


@dataclass(frozen=True, slots=True)
class ServiceLost:
    """The service process ended unexpectedly.

    Attributes:
        restarting: Whether it is being started again; unfinished commands are then submitted anew.
    """

    restarting: bool


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """The service cannot work, and starting it again would not help: the catalogue is in use, say."""

    error: ErrorReport


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """A model is ready; the first search with it answers at once from now on."""

    name: str
    device: str


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A command's first step ran."""

    job_id: int


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """A job got on; at most ten of these a second and job."""

    job_id: int
    progress: ProgressReport


@dataclass(frozen=True, slots=True)
class JobFinished:
    """A job ended well; what it changed was announced by `LibraryChanged` before.

    Attributes:
        job_id: As returned by `submit`.
        result: The answer, of the type that the command is generic in.
    """

    job_id: int
    result: object = None


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job ended with an error."""

    job_id: int
    error: ErrorReport


@dataclass(frozen=True, slots=True)
class JobCancelled:
    """A job was cancelled; what it had finished stays."""

    job_id: int


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """A job in progress committed something; sent at most a few times a second."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class OperationsRecovered:
    """An operation on files had been interrupted; sent before `ServiceReady`."""

    recovery: Recovery


Event = (
    ServiceReady
    | OperationsRecovered
    | ServiceLost
    | ServiceFailed
    | ModelLoaded
    | JobStarted
    | JobProgressed
    | JobFinished
    | JobFailed
    | JobCancelled
    | LibraryChanged
)
