"""What a host says to its child process, around the commands; events come back as they are."""

from dataclasses import dataclass

from clipphotos.service.protocol.command import Command


@dataclass(frozen=True, slots=True)
class Submit:
    """Queue a command under an id."""

    job_id: int
    command: Command[object]


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Ask a job to stop."""

    job_id: int


@dataclass(frozen=True, slots=True)
class Close:
    """Stop after the current step."""


ToService = Submit | CancelJob | Close
