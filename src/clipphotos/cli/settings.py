"""``clipphotos settings``: how indexing shares the computer, and which folders it leaves out."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from clipphotos.cli.arguments import Commands, add_command, positive_number, typed_name
from clipphotos.cli.asking import Asked, photo_service, wants_json
from clipphotos.cli.output import print_json, print_text
from clipphotos.core.errors import KnownError
from clipphotos.core.indexing.settings import IndexingTime
from clipphotos.service.protocol.indexing import (
    GetExclusions,
    GetIndexingSettings,
    SetExclusions,
    SetIndexingSettings,
)
from clipphotos.storage.locations import DataLocations

_ALL = "all"
_PATHS = ("/", "./", "../", "~")
_CHANGES = frozenset({"indexing", "threads", "watch", "exclude", "include", "markers"})


def add_settings(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "settings",
        "show or change how indexing shares the computer, and which folders it leaves out",
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
    watch = add_command(
        actions, "watch", "whether the window notices what other programs change in the folders (on)"
    )
    watch.add_argument("watch", choices=["on", "off"])
    exclude = add_command(
        actions,
        "exclude",
        "leave out a folder, or whatever fits a pattern",
        "ENTRY is a folder, written as a path from /, ./ or ~, or a pattern such as “*cache*”, “private” or"
        " “*/2019/raw”: * stands for any letters, ? for one; without a slash it is compared with the name of"
        " every folder and photo, else with the path below the library's folder. An entry that begins with !"
        " is an exception. Other programs' libraries and trash are left out in any case. What is known of"
        " photos that are left out is kept.",
    )
    include = add_command(actions, "include", "take an entry of “exclude” back")
    for action in (exclude, include):
        action.add_argument("entries", nargs="+", type=typed_name, metavar="ENTRY")
    markers = add_command(
        actions, "markers", "whether folders with a file .nomedia or .noimage are left out (on)"
    )
    markers.add_argument("markers", choices=["on", "off"])


def settings(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos settings``."""
    with photo_service(locations, to_read=options.action not in _CHANGES) as service:
        _change(options, service)
        indexing = service.run(GetIndexingSettings())
        exclusions = service.run(GetExclusions())
    description = {
        "indexing": indexing.time.value,
        "threads": indexing.cores or _ALL,
        "watch": "on" if indexing.watch else "off",
        "markers": "on" if exclusions.markers else "off",
        "excluded": list(exclusions.entries),
    }
    if wants_json(options):
        print_json(description)
    else:
        for name, value in description.items():
            print_text(f"{name:10} {', '.join(value) if isinstance(value, list) else value}".rstrip())
    return 0


def _change(options: argparse.Namespace, service: Asked) -> None:
    """Do what the action says.

    Raises:
        KnownError: ``exclusion-unknown`` if an entry that is to be taken back is none.
    """
    if options.action in {"indexing", "threads", "watch"}:
        indexing = service.run(GetIndexingSettings())
        if options.action == "indexing":
            indexing = replace(indexing, time=IndexingTime(options.time))
        elif options.action == "watch":
            indexing = replace(indexing, watch=options.watch == "on")
        else:
            indexing = replace(indexing, cores=options.threads or None)
        service.run(SetIndexingSettings(indexing))
    elif options.action in _CHANGES:
        exclusions = service.run(GetExclusions())
        if options.action == "markers":
            exclusions = replace(exclusions, markers=options.markers == "on")
        elif options.action == "exclude":
            entries = (*exclusions.entries, *map(_entry, options.entries))
            exclusions = replace(exclusions, entries=entries)
        else:
            gone = {*options.entries, *map(_entry, options.entries)}
            left = tuple(entry for entry in exclusions.entries if entry not in gone)
            if len(left) == len(exclusions.entries):
                raise KnownError("exclusion-unknown", entry=options.entries[0])
            exclusions = replace(exclusions, entries=left)
        service.run(SetExclusions(exclusions))


def _entry(typed: str) -> str:
    """A folder as an absolute path, where it leads; a pattern as it is."""
    entry = typed.removeprefix("!")
    if not entry.startswith(_PATHS) and not Path(entry).is_absolute():
        return typed
    exclamation = typed[: len(typed) - len(entry)]
    return exclamation + os.path.realpath(Path(entry).expanduser())


def _threads(typed: str) -> int:
    """A number of threads; 0 for all of them."""
    return 0 if typed == _ALL else positive_number(typed)
