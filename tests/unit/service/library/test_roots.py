"""Forgetting a library folder: what goes with it, what is told, and that nothing else does."""

from pathlib import Path

import pytest

from clipphotos.core.changes import Changes
from clipphotos.service.protocol.events import LibraryChanged
from clipphotos.service.protocol.inboxes import ListInboxes, SetInbox
from clipphotos.service.protocol.library import RemoveRoot
from support.pictures import make_photos
from support.services import Service


@pytest.mark.parametrize("with_inbox", [True, False])
def test_its_photos_and_inboxes_go_and_the_others_stay(service: Service, folder: Path, with_inbox: bool):
    gone, kept = make_photos(folder / "gone", 2), make_photos(folder / "kept", 3, first=10)
    service.index(folder / "gone", folder / "kept")
    ids = {root.path: root.id for root in service.status().roots}
    with service.host() as host:
        host.run(SetInbox(folder / "kept", on=True))
        if with_inbox:
            host.run(SetInbox(folder / "gone", on=True))
        service.events.clear()
        host.run(RemoveRoot(ids[folder / "gone"]))
        changes = Changes()
        for event in service.events:
            if isinstance(event, LibraryChanged):
                changes |= event.changes
        assert (changes.photos, changes.roots, changes.vectors, changes.inboxes) == (
            True,
            True,
            True,
            with_inbox,
        )
        assert [each.folder for each in host.run(ListInboxes())] == [folder / "kept"]
    assert [root.path for root in service.status().roots] == [folder / "kept"]
    assert sorted(hit.path for hit in service.search("red")) == kept
    assert all(path.exists() for path in gone + kept)
    assert service.index(folder / "gone").embedded == 0, "its vectors were kept"
