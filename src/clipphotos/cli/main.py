"""The command line's way from arguments to exit code."""

import argparse
import contextlib
import io
import logging
import sys
import traceback
from collections.abc import Callable, Sequence

from clipphotos.cli import commands
from clipphotos.cli.output import print_error
from clipphotos.cli.parser import build_parser
from clipphotos.core.errors import Cancelled, ErrorReport, KnownError
from clipphotos.service.inline_host import ServiceBugError
from clipphotos.storage.locations import DataLocations, data_locations
from clipphotos.storage.logs import start_log

logger = logging.getLogger(__name__)

FAILED = 1
_COMMANDS: dict[str, Callable[[argparse.Namespace, DataLocations], int]] = {
    "index": commands.index,
    "search": commands.search,
    "status": commands.status,
    "models": commands.models,
    "doctor": commands.doctor,
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
        options = build_parser().parse_args(arguments)
    except SystemExit as exit_:  # argparse has printed help, the version or what is wrong
        return int(exit_.code or 0)
    locations = data_locations(options.data_dir)
    if options.self_test:
        from clipphotos.cli.self_test import self_test

        return self_test()
    if options.command is None:
        from clipphotos.app import run_gui

        return run_gui(locations, [])
    return _run_command(options, locations)


def _run_command(options: argparse.Namespace, locations: DataLocations) -> int:
    try:
        locations.create()
        with start_log(locations.logs / "command-line.log"):
            return _COMMANDS[options.command](options, locations)
    except KnownError as error:
        print_error(error.report())
    except (Cancelled, KeyboardInterrupt):
        print("clipphotos: stopped; what was finished is kept.", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read the answers has enough of them. Nothing more may be written, not even at exit.
        sys.stdout = io.StringIO()
        return 0
    except ServiceBugError as error:
        print_error(error.report)
        print(error.report.traceback, file=sys.stderr)
    except Exception as error:
        logger.exception("a bug")
        print_error(ErrorReport("internal-error", {"detail": f"{type(error).__name__}: {error}"}))
        traceback.print_exc()
    return FAILED


def _set_up_streams() -> None:
    """UTF-8 everywhere, and file names that are none pass through."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):  # a program with a window may have no streams
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
