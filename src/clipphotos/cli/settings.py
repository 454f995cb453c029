"""``clipphotos settings``: how indexing shares the computer."""

import argparse
from dataclasses import replace

from clipphotos.cli.arguments import Commands, add_command, positive_number
from clipphotos.cli.asking import photo_service, wants_json
from clipphotos.cli.output import print_json, print_text
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.service.protocol.indexing import GetIndexingSettings, SetIndexingSettings
from clipphotos.storage.locations import DataLocations

_ALL = "all"


def add_settings(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "settings",
        "show or change how indexing shares the computer",
        "What you ask for, such as “clipphotos index”, is done at once whatever the settings say.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add_command(actions, "list", "every setting (the default action)")
    indexing = add_command(
        actions,
        "indexing",
        "when the window indexes new photos",
        "at-once: as soon as they are found. idle: while other programs use less than a quarter of the"
        " processor and the computer is not on battery. by-hand: only when you ask for it.",
    )
    indexing.add_argument("time", choices=[each.value for each in IndexingTime])
    threads = add_command(
        actions,
        "threads",
        "how many processor cores indexing may use",
        "Reading and computing together keep within it; searches by words are not slowed down.",
    )
    threads.add_argument("threads", type=_threads, metavar="N|all")


def settings(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos settings``."""
    is_change = options.action in {"indexing", "threads"}
    with photo_service(locations, to_read=not is_change) as service:
        answer = service.run(GetIndexingSettings())
        if options.action == "indexing":
            answer = replace(answer, time=IndexingTime(options.time))
        elif options.action == "threads":
            answer = replace(answer, cores=options.threads or None)
        if is_change:
            service.run(SetIndexingSettings(answer))
    description = {"indexing": answer.time.value, "threads": answer.cores or _ALL}
    if wants_json(options):
        print_json(description)
    else:
        for name, value in description.items():
            print_text(f"{name:10} {value}")
    return 0


def _threads(typed: str) -> int:
    """A number of threads; 0 for all of them."""
    return 0 if typed == _ALL else positive_number(typed)
