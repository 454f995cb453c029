"""Makes `catalogue_v10.tar.xz`: a library as version 10 of the catalogue left it, for tests of later versions.

It runs with the program of that version only (the last commit before ``annotation_change`` came into
``storage/schema.py``), from the top of the project:

    PYTHONPATH=src:tests python tests/data/make_catalogue_v10.py

In the archive: ``data/catalogue.sqlite3``, the photos in ``library/``, the trash in ``share/Trash/``, and
``states.json``: what the files and the annotations were before the first operation, and after each of them.
Every path begins with `PLACEHOLDER`, which the test replaces by the folder that it unpacks the archive into.
"""
# ruff: noqa: C901, E501, PGH003 - run once, with a program that is gone

import json
import lzma
import os
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from support.old_catalogue import PLACEHOLDER, VERSION_10, rewrite_paths, state_of


class KilledError(BaseException):
    """The program ended here."""


def main() -> None:
    base = Path(tempfile.mkdtemp(prefix="clipphotos-v10-"))
    os.environ["HOME"] = str(base)
    os.environ["XDG_DATA_HOME"] = str(base / "share")

    from clipphotos.core.operation import Effect
    from clipphotos.storage.journal import JournalMove

    from clipphotos.service.protocol.categories import AddCategory, Teach, Teaching
    from clipphotos.service.protocol.operations import (
        ListOperations,
        RatePhotos,
        RedoOperation,
        RenamePhoto,
        TrashPhotos,
        UndoOperation,
    )
    from clipphotos.service.protocol.tags import ChangeTags, TagLibrary
    from clipphotos.storage import journal, schema
    from clipphotos.storage.catalogue import open_catalogue
    from clipphotos.storage.locations import DataLocations
    from support.moves import moved, planned
    from support.pictures import COLOURS, make_photo
    from support.services import Service
    from support.taps import TappedFileSystem

    assert len(schema.MIGRATIONS) == 10, "this is another version of the program"
    library = base / "library"
    for number in range(16):
        colour = COLOURS[number % len(COLOURS)]
        make_photo(library / f"{number:02d}-{colour}.png", colour, number=number, size=(12, 9))
    (library / "twin of 00.png").write_bytes((library / "00-red.png").read_bytes())
    (library / "02-blue.xmp").write_bytes(b"sidecar")
    for number, path in enumerate(sorted(library.iterdir())):
        # Whole seconds: more an archive does not keep.
        os.utime(path, (1_600_000_000, 1_600_000_000 + number))
    service = Service(DataLocations(base / "data"))
    service.index(library)
    service.run(TagLibrary())
    states: dict[int, object] = {0: state_of(base)}

    def ids() -> dict[str, int]:
        with closing(sqlite3.connect(base / "data" / "catalogue.sqlite3")) as connection:
            return dict(connection.execute("SELECT relpath, id FROM photo WHERE state != 'missing'"))

    def note() -> None:
        """Remember the state after the newest operation."""
        newest = service.run(ListOperations(1))[0]  # type: ignore[index]
        states[newest.operation_id] = state_of(base)  # type: ignore[union-attr]

    def do(command) -> None:  # type: ignore[no-untyped-def]
        service.run(command)
        note()

    def move(effect: Effect, *pairs: tuple[str, str], companions: tuple[tuple[str, str], ...] = ()) -> None:
        found = ids()
        moves = []
        for source, target in pairs:
            own = [(library / one, library / other) for one, other in companions if one[:2] == source[:2]]
            each = planned(library / source, library / target, own)
            moves.append(type(each)(each.source, each.target, each.size, each.mtime_ns, found[source],
                                    companions=each.companions))  # fmt: skip
        moved(service, moves, effect)
        note()

    # What is not in the journal: categories and what was said about their photos.
    photos = ids()
    answer = service.run(AddCategory("Red things", labels=("red",)))
    key = answer[0].category_id  # type: ignore[index, union-attr]
    service.run(
        Teach((Teaching(photos["00-red.png"], key, True), Teaching(photos["01-green.png"], key, False)))
    )
    states[0] = state_of(base)

    do(RatePhotos((photos["00-red.png"], photos["01-green.png"]), 4))
    do(
        ChangeTags(
            (photos["00-red.png"], photos["01-green.png"], photos["twin of 00.png"]),
            ("grandmas Minka", "mine"),
        )
    )
    with closing(sqlite3.connect(base / "data" / "catalogue.sqlite3")) as connection:
        photo, term = connection.execute(
            """SELECT p.id, t.term FROM photo p JOIN photo_tag t ON t.content_hash = p.content_hash
            WHERE t.source = 'auto' ORDER BY p.relpath DESC LIMIT 1"""
        ).fetchone()
    do(ChangeTags((photo,), remove=(term,)))
    do(ChangeTags((photos["01-green.png"],), add=("other",), remove=("mine",)))
    move(Effect.MOVE, ("02-blue.png", "sorted/02-blue.png"), ("04-black.png", "sorted/04-black.png"),
         companions=(("02-blue.xmp", "sorted/02-blue.xmp"),))  # fmt: skip
    move(Effect.COPY, ("00-red.png", "copies/00-red.png"), ("05-white.png", "copies/05-white.png"))
    move(Effect.LINK, ("06-orange.png", "links/06-orange.png"))
    found = ids()
    tagged = [
        type(each)(each.source, each.target, each.size, each.mtime_ns, found[name], term="Red things")
        for name in ("00-red.png", "08-red.png", "sorted/02-blue.png")
        for each in [planned(library / name, library / name)]
    ]
    moved(service, tagged, Effect.TAG)
    note()
    do(RenamePhoto(photos["07-purple.png"], "violet"))
    do(TrashPhotos((photos["09-green.png"],)))
    # One photo goes, for the other there is no room: its operation is done in part.
    move(Effect.MOVE, ("10-blue.png", "sorted/10-blue.png"), ("11-yellow.png", "sorted/04-black.png"))
    do(RatePhotos((photos["00-red.png"],), 2))
    do(UndoOperation())
    do(RedoOperation())
    do(ChangeTags((photos["05-white.png"],), ("undone",)))
    do(UndoOperation())
    move(Effect.COPY, ("12-black.png", "copies/12-black.png"))
    do(UndoOperation())
    # An undo that could not be done: the rating had been changed since.
    do(RatePhotos((photos["13-white.png"],), 5))
    first = max(states)
    do(RatePhotos((photos["13-white.png"],), 1))
    do(UndoOperation(first))

    # Interrupted: the moves are in the journal, the program was killed after it had moved the first file.
    def killed_after(name: str, times: int) -> TappedFileSystem:
        seen = [0]

        def tap(call: str, _arguments: tuple[str, ...]) -> None:
            seen[0] += call == name
            if seen[0] > times:
                raise KilledError

        return TappedFileSystem(tap)

    def kill(effect: Effect, files: TappedFileSystem, *pairs: tuple[str, str]) -> None:
        """Leave an operation as a kill does: what is in the journal is not settled any more."""
        from clipphotos.service.operations import run, units

        moves = tuple(planned(library / one, library / other) for one, other in pairs)
        settle = run.settle
        commit = run.Work.commit
        run.settle = lambda *_: None  # type: ignore[assignment]
        take_back = units._take_back
        units._take_back = lambda *_: []  # type: ignore[assignment]
        run.Work.commit = lambda self, begun=None: commit(self, begun) if begun is not None else None  # type: ignore
        try:
            with suppress(KilledError):
                moved(service, moves, effect, files=files)
        finally:
            run.settle, run.Work.commit, units._take_back = settle, commit, take_back

    kill(Effect.MOVE, killed_after("rename_exclusive", 1),
         ("14-orange.png", "late/14-orange.png"), ("15-purple.png", "late/15-purple.png"))  # fmt: skip
    with open_catalogue(DataLocations(base / "data")) as catalogue, catalogue.transaction():
        # Only as these would be settled by the next operation, the others are put there by hand.
        status = (library / "08-red.png").stat()
        path = str(library / "08-red.png")
        content = catalogue.value("SELECT content_hash FROM photo WHERE relpath = '08-red.png'")
        photo = photos["08-red.png"]
        for effect, kind, term in ((Effect.TAG, "tag", "never"), (Effect.RATE, "rate", "3")):
            running = journal.begin(
                catalogue, kind, effect, {"rating": term} if kind == "rate" else {"added": term}
            )
            row = JournalMove(0, 0, photo, path, path, status.st_size, status.st_mtime_ns, term=term,
                              content_hash=content)  # fmt: skip
            journal.plan(catalogue, running.operation_id, [row])
        running = journal.begin(catalogue, "sort", Effect.COPY, {"count": "1"})
        copy = JournalMove(
            0, 0, photo, path, str(library / "late" / "08-red.png"), status.st_size, status.st_mtime_ns
        )
        journal.plan(catalogue, running.operation_id, [copy])
        (row,) = journal.planned(catalogue, running.operation_id, -1, 1)
        journal.mark_begun(catalogue, row.move_id)
        journal.plan_folders(catalogue, running.operation_id, [str(library / "late")])
        part = library / "late" / f".clipphotos-{running.token}-{row.move_id}.part"
    part.write_bytes(b"half of it")
    assert (library / "late" / "14-orange.png").exists()
    assert (library / "15-purple.png").exists()
    _pack(base, states)


def _pack(base: Path, states: dict[int, object]) -> None:
    (base / "states.json").write_text(json.dumps(states, indent=1), encoding="utf-8")
    rewrite_paths(base, str(base), PLACEHOLDER)
    catalogue = base / "data" / "catalogue.sqlite3"
    with closing(sqlite3.connect(catalogue)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("UPDATE library_root SET volume = ''")
        connection.execute("DELETE FROM index_segment")
        connection.commit()
        connection.execute("VACUUM")
        text = "\n".join(connection.iterdump())
    assert str(base) not in text

    def nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return member

    with lzma.open(VERSION_10, "wb", preset=9) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name in ("states.json", "data/catalogue.sqlite3", "library", "share"):
            tar.add(base / name, name, filter=nobodys)
    sys.stdout.write(f"{VERSION_10}: {VERSION_10.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
