"""Entry points: the command line, and the window when no command is given."""

import contextlib
import multiprocessing
import os
import sys
import threading


def main() -> int:
    """Run the command line; without a command, open the window.

    Returns:
        The exit code: 0 for success, 1 for a failure that was explained, 2 for wrong usage.
    """
    # First of all: in a frozen program, a child process starts here too.
    multiprocessing.freeze_support()
    from clipphotos.cli.main import run

    code = run(sys.argv[1:])
    if "PySide6" not in sys.modules:
        _leave_now_if_threads_work(code)
    return code


def _leave_now_if_threads_work(code: int) -> None:
    """End without the interpreter's own clean-up if an interrupted command left threads at work.

    They may be deep inside a decoder or a model, and would abort the program once the interpreter is taken
    down beneath them. Everything is closed and saved by now.
    """
    if any(thread.daemon for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def main_gui() -> int:
    """Open the window: for systems where a program with a window must not have a console."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
