"""``clipphotos backups``: the daily backups of the catalogue, and how one is put back."""

import argparse
from datetime import date

from clipphotos.cli.arguments import Commands, add_command
from clipphotos.cli.asking import wants_json
from clipphotos.cli.output import print_aside, print_json, print_text
from clipphotos.core.errors import KnownError
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.maintenance.backups import Backup, all_backups, restore, sound_backup, start_anew


def add_backups(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(
        commands,
        "backups",
        "list the backups of the catalogue, or put one back",
        "The catalogue is backed up once a day by itself, and five backups are kept: fewer where they would"
        " take more than 2 GB or a quarter of what is free on the disk, but always the newest. Each was"
        " checked when it was made, and is checked again before it is put back.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    add_command(actions, "list", "the backups, the newest first (the default action)")
    back = add_command(
        actions,
        "restore",
        "put a backup in the catalogue's place",
        "What is there now is kept beside it, under another name. No photo is touched; whatever was noted"
        " since the backup is forgotten. Without --yes it only says what it would do.",
    )
    back.add_argument(
        "day", nargs="?", type=_day, metavar="DAY", help="such as 2026-05-31 (the newest sound one)"
    )
    back.add_argument("--yes", action="store_true", help="do it")
    anew = add_command(
        actions,
        "anew",
        "start with an empty catalogue",
        "What is there now is kept beside it, under another name. No photo is touched, and the backups stay."
        " Without --yes it only says what it would do.",
    )
    anew.add_argument("--yes", action="store_true", help="do it")


def backups(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos backups``."""
    found = all_backups(locations)
    if options.action == "restore":
        return _restore(options, locations, found)
    if options.action == "anew":
        return _start_anew(options, locations)
    for backup in found:
        size = backup.path.stat().st_size
        if wants_json(options):
            print_json({"day": backup.day.isoformat(), "path": str(backup.path), "bytes": size})
        else:
            print_text(f"{backup.day.isoformat()}  {size / (1 << 20):,.1f} MB  {backup.path}")
    if not found:
        print_aside("There are no backups yet; one is made every day on which the catalogue is used.")
    return 0


def _restore(options: argparse.Namespace, locations: DataLocations, found: list[Backup]) -> int:
    chosen = [backup for backup in found if options.day in (None, backup.day)]
    backup = sound_backup(locations, chosen)
    if backup is None:
        raise KnownError("no-backup", path=str(locations.root))
    aside = restore(locations, backup) if options.yes else None
    if wants_json(options):
        print_json(
            {
                "day": backup.day.isoformat(),
                "path": str(backup.path),
                "kept": str(aside) if aside else None,
                "dry_run": not options.yes,
            }
        )
    elif options.yes:
        kept = f" What was there before is in {aside}." if aside else ""
        print_text(f"The backup of {backup.day.isoformat()} is in place.{kept}")
    else:
        print_text(f"The backup of {backup.day.isoformat()} would be put in place. To do it: add --yes.")
    return 0


def _start_anew(options: argparse.Namespace, locations: DataLocations) -> int:
    aside = start_anew(locations) if options.yes else None
    if wants_json(options):
        print_json({"kept": str(aside) if aside else None, "dry_run": not options.yes})
    elif options.yes:
        kept = f" What was there before is in {aside}." if aside else ""
        print_text(f"The catalogue is empty now.{kept}")
    else:
        print_text("An empty catalogue would take the place of this one, which is kept. To do it: add --yes.")
    return 0


def _day(typed: str) -> date:
    """A day, for argparse."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be a day such as 2026-05-31, not “{typed}”") from error
