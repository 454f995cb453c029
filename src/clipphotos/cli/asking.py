"""What every command needs: the photo service for an answer, paths as they were typed, kind of output."""

import argparse
import os
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from clipphotos.cli.output import ProgressLine, print_aside, print_error
from clipphotos.core.errors import CatalogueNotReady, KnownError
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.command import Command
from clipphotos.service.protocol.events import Event, JobProgressed, OperationsRecovered
from clipphotos.service.protocol.library import BackUpCatalogue
from clipphotos.storage.locations import DataLocations

R = TypeVar("R")


class Asked:
    """The photo service with its progress on standard error."""

    def __init__(self, locations: DataLocations, *, read_only: bool) -> None:
        self.read_only = read_only
        self._line = ProgressLine()
        self.host = InlineHost(locations, self._show, read_only=read_only)

    def run(self, command: Command[R]) -> R:
        """Do what a command says, and return its answer.

        Raises:
            KnownError: If it cannot be done.
        """
        try:
            return self.host.run(command)
        finally:
            self._line.clear()

    def _show(self, event: Event) -> None:
        if isinstance(event, JobProgressed):
            self._line.show(event.progress)
        elif isinstance(event, OperationsRecovered):
            found = event.recovery
            print_aside(
                f"An interrupted operation was settled: {found.done} files had been moved, {found.failed} had"
                f" not, {found.conflicts} are not as expected, {found.waiting} are on drives that are away."
                " “clipphotos history” lists it."
            )


@contextmanager
def photo_service(locations: DataLocations, *, to_read: bool = False) -> Generator[Asked]:
    """The service for one command; one that only asks works beside a program that writes."""
    service = Asked(locations, read_only=to_read and locations.catalogue.exists())
    try:
        service.host.start()
    except CatalogueNotReady:
        # Empty or of an older version: opened for writing, it is made or brought up to date.
        service = Asked(locations, read_only=False)
        service.host.start()
    with closing(service.host):
        yield service
        if not service.read_only:
            _back_up(service)


def _back_up(service: Asked) -> None:
    """Make the backup of the day, after whatever was to be done; if it fails, that is said and no more."""
    try:
        service.run(BackUpCatalogue())
    except KnownError as error:
        print_error(error.report())


def absolute(path: Path, code: str) -> Path:
    """A path as it was typed, from the root; links stay as they are.

    Raises:
        KnownError: Of that code, for ``~nobody`` and where the working folder is gone.
    """
    try:
        # The shell has put the home folder in place of what begins with a tilde, but in ``--like=~/a.jpg``.
        is_name = str(path).startswith("~") and os.path.lexists(path)
        return (path if is_name else path.expanduser()).absolute()
    except (OSError, RuntimeError) as error:
        raise KnownError(code, path=str(path)) from error


def wants_json(options: argparse.Namespace) -> bool:
    """Whether answers are JSON: if asked for, and always where nobody reads them on a terminal."""
    return bool(getattr(options, "json", False)) or not sys.stdout.isatty()
