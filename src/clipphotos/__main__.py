"""Entry points: the command line, and the window when no command is given."""

import multiprocessing
import sys


def main() -> int:
    """Run the command line; without a command, open the window.

    Returns:
        The exit code: 0 for success, 1 for a failure that was explained, 2 for wrong usage.
    """
    # First of all: in a frozen program, a child process starts here too.
    multiprocessing.freeze_support()
    from clipphotos.cli.main import run

    return run(sys.argv[1:])


def main_gui() -> int:
    """Open the window: for systems where a program with a window must not have a console."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
