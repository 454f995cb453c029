"""``clipphotos inbox``: folders that are watched for new photos, and where those photos would go."""

import argparse
from pathlib import Path

from clipphotos.cli.asking import Asked, absolute, photo_service, wants_json
from clipphotos.cli.output import print_aside, print_json, print_text
from clipphotos.service.protocol.categories import ListCategories
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.storage.browse import CatalogueReader
from clipphotos.storage.locations import DataLocations


def inbox(options: argparse.Namespace, locations: DataLocations) -> int:
    """``clipphotos inbox``."""
    if options.action == "proposals":
        return _proposals(options, locations)
    if options.action in {"add", "remove"}:
        folder = absolute(options.folder, "folder-missing")
        with photo_service(locations) as service:
            answer = service.run(SetInbox(folder, options.action == "add"))
    else:
        with photo_service(locations, to_read=True) as service:
            answer = service.run(ListInboxes())
    if not answer:
        print_aside("No folder is watched: clipphotos inbox add FOLDER.")
    for each in answer:
        if wants_json(options):
            print_json({"folder": str(each.folder), "there": each.is_there, "photos": each.photos})
        else:
            shown = f"{each.photos} photos" if each.is_there else "not there at the moment"
            print_text(f"{each.folder}  ({shown})")
    return 0


def _proposals(options: argparse.Namespace, locations: DataLocations) -> int:
    into = absolute(options.into, "folder-missing") if options.into else None
    with photo_service(locations, to_read=True) as service:
        answer = service.run(AskForProposals(into, options.model))
        names = _names(service)
    reader = CatalogueReader(locations)
    try:
        for each in answer:
            found = reader.photos([proposal.photo_id for proposal in each.proposals])
            for proposal in each.proposals:
                photo = found[proposal.photo_id]
                _print(options, photo.path, names[proposal.category_id], proposal.probability)
    finally:
        reader.close()
    return 0


def _print(options: argparse.Namespace, path: Path, category: str, probability: float) -> None:
    if wants_json(options):
        print_json({"path": str(path), "category": category, "probability": round(probability, 4)})
    else:
        print_text(f"{path} → {category} ({probability:.0%})")


def _names(service: Asked) -> dict[int, str]:
    return {each.category_id: each.name for each in service.run(ListCategories())}
