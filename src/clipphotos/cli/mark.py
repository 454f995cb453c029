"""``clipphotos mark``: tags, stars and a flag for photos."""

import argparse

from clipphotos.cli.arguments import FLAGS, Commands, Once, add_command, typed_path, typed_text
from clipphotos.cli.asking import absolute, photo_service, wants_json
from clipphotos.cli.history import print_summary
from clipphotos.cli.output import print_aside, print_json
from clipphotos.core.errors import KnownError
from clipphotos.core.operations.annotation import MOST_STARS
from clipphotos.service.protocol.tags import MarkPhotos
from clipphotos.storage.locations import DataLocations


def add_mark(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "mark",
        "give photos tags, stars or a flag",
        "All of it is one operation, which “clipphotos undo” takes back. No file is touched. What was said of"
        " a photo follows it when it is moved, copied or edited.",
    )
    parser.add_argument("photos", nargs="+", type=typed_path, metavar="PHOTO", help="photos of the library")
    for option, what in (("--tag", "put a tag on"), ("--untag", "take a tag off")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            type=typed_text,
            metavar="TAG",
            help=f"{what}, or several with commas between them; may be repeated",
        )
    parser.add_argument(
        "--rating",
        action=Once,
        type=int,
        choices=range(MOST_STARS + 1),
        metavar="N",
        help=f"stars, 1 to {MOST_STARS}; 0 takes them away",
    )
    parser.add_argument("--flag", action=Once, choices=FLAGS, help="pick or reject; none takes the flag away")


def mark(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos mark``."""
    flag = None if options.flag is None else FLAGS[options.flag]
    if not (options.tag or options.untag) and options.rating is None and flag is None:
        raise KnownError("nothing-to-mark")
    command = MarkPhotos(
        tuple(absolute(photo, "photo-not-found") for photo in options.photos),
        tuple(options.tag),
        tuple(options.untag),
        options.rating,
        flag,
    )
    if not locations.catalogue.exists():
        raise KnownError("nothing-in-library")
    with photo_service(locations) as service:
        summary = service.run(command)
    if summary is None:
        print_aside("Nothing had to be changed: the photos are marked like this already.")
        if wants_json(options):
            print_json({"operation": None})
        return 0
    print_summary(summary, as_json=wants_json(options))
    return 1 if summary.problems else 0
