"""What the arguments of several commands have in common: how they are added, and what may be typed."""

import argparse
from pathlib import Path
from typing import NoReturn, TypeAlias

from clipphotos.core.operations.annotation import Flag
from clipphotos.core.visible_text import visible

# argparse names the type of what add_subparsers returns nowhere in public.
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


FLAGS = {"pick": Flag.PICK, "reject": Flag.REJECT, "none": Flag.NONE}
"""How flags are typed."""

LARGEST_NUMBER = 2**63 - 1
"""The largest that SQLite can be asked about."""


class Parser(argparse.ArgumentParser):
    """Understands arguments; what it says of wrong usage may hold names of files."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        super().error(visible(message))


def add_command(commands: Commands, name: str, summary: str, description: str | None = None) -> Parser:
    """Add a command, or an action of one, with the options that all of them take."""
    parser = commands.add_parser(name, help=summary, description=description or summary)
    # Accepted after the command too; without a default, it does not undo the one given before it.
    add_data_dir(parser, default=argparse.SUPPRESS, is_trusted=argparse.SUPPRESS)
    add_json(parser, default=argparse.SUPPRESS)
    return parser


def add_json(parser: argparse.ArgumentParser, default: str | bool) -> None:
    """Add ``--json``."""
    parser.add_argument(
        "--json", action="store_true", default=default, help="answer in JSON on a terminal too"
    )


def add_data_dir(
    parser: argparse.ArgumentParser, default: str | None, *, is_trusted: str | bool = False
) -> None:
    """Add ``--data-dir`` and ``--trust-data-dir``."""
    parser.add_argument(
        "--data-dir",
        type=typed_path,
        metavar="DIR",
        default=default,
        help="folder of everything the program writes (also: CLIPPHOTOS_DATA_DIR)",
    )
    parser.add_argument(
        "--trust-data-dir",
        action="store_true",
        default=is_trusted,
        help="open that folder also if it is somebody else's, or if others may write to it: they decide then"
        " what is loaded and moved",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--model``."""
    parser.add_argument(
        "--model",
        type=typed_text,
        metavar="NAME",
        help="model to use this time; the current model stays as it is",
    )


def positive_number(text: str) -> int:
    """A whole number from 1 up, no larger than the catalogue holds, for argparse."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not “{text}”")
    if number > LARGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"must be at most {LARGEST_NUMBER}, not “{text}”")
    return number


def typed_name(text: str) -> str:
    """Any text but none, for argparse; names of files may hold bytes that are no UTF-8."""
    if not text:
        # Most likely a variable of a script that was never set.
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def typed_text(text: str) -> str:
    """Words of a language, which the catalogue can keep, for argparse."""
    try:
        typed_name(text).encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(
            f"must be text, and “{text}” holds bytes that are no UTF-8"
        ) from error
    return text


class Once(argparse.Action):
    """Takes an option's value; another one after it is a contradiction, not a correction."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Note the value."""
        before = getattr(namespace, self.dest)
        if before is not None and before != values:
            parser.error(f"{option_string} is given twice, as “{before}” and as “{values}”: give it once")
        setattr(namespace, self.dest, values)


def share_of_one(text: str) -> float:
    """A number from 0 to 1, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, not “{text}”")
    return number


def plot_file(text: str) -> Path:
    """The file of a plot, for argparse."""
    path = typed_path(text)
    if path.suffix.lower() not in {".png", ".svg"}:
        raise argparse.ArgumentTypeError(f"must end in .png or .svg, not “{text}”")
    return path


def typed_path(text: str) -> Path:
    """A path, for argparse."""
    path = Path(typed_name(text))
    # ``./~name.png`` is no home folder, though `Path` drops what says so.
    return Path(Path.cwd(), path) if str(path).startswith("~") and not text.startswith("~") else path
