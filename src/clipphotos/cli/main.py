"""The command line's way from arguments to exit code."""

import argparse
import contextlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from types import FrameType

from clipphotos.cli import classify, commands, sorting
from clipphotos.cli.backups import backups
from clipphotos.cli.categories import categories
from clipphotos.cli.history import history, redo, undo
from clipphotos.cli.inbox import inbox
from clipphotos.cli.mark import mark
from clipphotos.cli.output import Nowhere, print_aside, print_error, print_traceback
from clipphotos.cli.parser import parse
from clipphotos.cli.settings import settings
from clipphotos.core.errors import Cancelled, ErrorReport, KnownError
from clipphotos.service.hosts.inline import ServiceBugError
from clipphotos.storage.locations import ENVIRONMENT_VARIABLE, DataLocations, data_locations
from clipphotos.storage.logs import start_log

logger = logging.getLogger(__name__)

FAILED = 1
_COMMANDS: dict[str, Callable[[argparse.Namespace, DataLocations], int]] = {
    "index": commands.index,
    "search": commands.search,
    "status": commands.status,
    "models": commands.models,
    "mark": mark,
    "settings": settings,
    "backups": backups,
    "doctor": commands.doctor,
    "evaluate": classify.evaluate,
    "match": classify.match,
    "categories": categories,
    "tag": classify.tag,
    "inbox": inbox,
    "sort": sorting.sort,
    "history": history,
    "undo": undo,
    "redo": redo,
}


def run(arguments: Sequence[str]) -> int:
    """Run one command line.

    Args:
        arguments: What was typed after the program's name.

    Returns:
        The exit code: 0 done, 1 not done, 2 wrong usage.
    """
    _set_up_streams()
    try:
        options = parse(arguments)
    except SystemExit as exit_:  # argparse has printed help, the version or what is wrong
        return int(exit_.code or 0)
    if options.self_test:
        from clipphotos.cli.self_test import self_test

        return _explained(self_test)
    try:
        locations = _locations(options.data_dir, is_trusted=options.trust_data_dir)
        if options.command is not None:
            _create(locations)
    except KnownError as error:
        print_error(error.report())
        return FAILED
    if options.command is None:
        from clipphotos.app import run_gui

        return run_gui(locations, [])
    with start_log(locations.logs / "command-line.log"), _second_interrupt_ends():
        return _explained(lambda: _COMMANDS[options.command](options, locations))


def _explained(work: Callable[[], int]) -> int:
    """Do the work; whatever goes wrong is said, and is the exit code."""
    try:
        return work()
    except KnownError as error:
        print_error(error.report())
    except (Cancelled, KeyboardInterrupt):
        print_aside("clipphotos: stopped; what was finished is kept.")
    except BrokenPipeError:  # whoever read the answers has enough of them
        sys.stdout = Nowhere()
        return 0
    except ServiceBugError as error:
        print_error(error.report)
        print_traceback(error.report.traceback)
    except Exception as error:
        logger.exception("a bug")
        print_error(ErrorReport("internal-error", {"detail": f"{type(error).__name__}: {error}"}))
        print_traceback(traceback.format_exc())
    return FAILED


@contextlib.contextmanager
def _second_interrupt_ends() -> Generator[None]:
    """Ctrl-C stops the work, and what is open is closed. A second one ends the program on the spot instead.

    The catalogue bears that, as it bears being killed.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # started in the background, say, where it is ignored
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is interrupt:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _create(locations: DataLocations) -> None:
    """Make the data folder. What is there already can be searched, even where nothing can be written."""
    locations.require_trusted()
    try:
        locations.create()
    except KnownError:
        if not locations.catalogue.exists():
            raise


def _locations(data_dir: Path | None, *, is_trusted: bool) -> DataLocations:
    try:
        return data_locations(data_dir, is_trusted=is_trusted)
    except (OSError, RuntimeError) as error:  # ~nobody, or the working folder is gone
        path = str(data_dir or os.environ.get(ENVIRONMENT_VARIABLE, ""))
        raise KnownError("data-folder-unusable", path=path, detail=str(error).rstrip(".")) from error


def _set_up_streams() -> None:
    """UTF-8 everywhere, and file names that are none pass through."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # A window without a console, or ``2>&-``. Taken, so that no file of ours gets its number.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        with contextlib.suppress(AttributeError, OSError):
            getattr(sys, name).reconfigure(encoding="utf-8", errors="surrogateescape")
