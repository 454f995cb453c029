"""Who runs the photo service: the calling thread, or a child process. Callers need not know which."""

from typing import Protocol

from clipphotos.service.protocol.command import Command


class ServiceHost(Protocol):
    """Takes commands and hands events to the callback it was made with.

    The callback may run in another thread than `submit`.
    """

    def start(self) -> None:
        """Start the service; returns at once."""
        ...

    def submit(self, command: Command[object]) -> int:
        """Queue a command.

        Returns:
            The job's id, found in the events about it.
        """
        ...

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; an unknown or finished one is ignored."""
        ...

    def close(self) -> None:
        """Stop the service after its current step; the rest is taken up at the next start."""
        ...
