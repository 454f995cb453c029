"""``clipphotos history``, ``undo`` and ``redo``, as a person or a script uses them."""

from pathlib import Path

from clipphotos.service.protocol.operations import RatePhotos
from clipphotos.service.protocol.tags import ChangeTags
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.moves import add_to_library, moved, planned
from support.pictures import make_photos
from support.program import Run, json_lines
from support.services import Service
from support.trees import taken_down


def test_what_was_done_is_listed_and_undone(run: Run, tmp_path: Path, locations: DataLocations):
    folder = tmp_path / "photos"
    photos = make_photos(folder, 4)
    before = taken_down(folder)
    add_to_library(locations, folder)
    assert run("history").stdout == ""
    assert "nothing to undo" in run("undo", "--yes", code=1).stderr
    service = Service(locations)
    for path in photos:
        moved(service, [planned(path, folder / "sorted" / path.name)])

    operations = json_lines(run("history", "--json"))
    assert [each["operation"] for each in operations] == [4, 3, 2, 1]
    assert {(each["kind"], each["effect"], each["can_be_undone"]) for each in operations} == {
        ("sort", "move", True)
    }
    (move,) = json_lines(run("history", 2))
    assert (move["source"], move["state"]) == (str(photos[1]), "done")

    *outcomes, summary = json_lines(run("undo", "--json"))
    assert [each["target"] for each in outcomes] == [str(photos[3])]
    assert summary == {"operation": 4, "dry_run": True, "can_be_undone": 1, "conflicts": 0}
    assert len(list((folder / "sorted").iterdir())) == 4

    (summary,) = json_lines(run("undo", "--yes", "--json"))
    assert (summary["kind"], summary["reverses"], summary["counts"]) == ("undo", 4, {"done": 1})
    # The next one back, not the undo.
    assert json_lines(run("undo", "--yes"))[-1]["reverses"] == 3
    assert json_lines(run("undo", 1, "--yes"))[-1]["reverses"] == 1
    photos[1].write_bytes(b"in the way")
    problem, summary = json_lines(run("undo", 2, "--yes", code=1))
    assert (problem["state"], problem["code"], summary["counts"]) == (
        "conflict",
        "move-target-exists",
        {"conflict": 1},
    )
    photos[1].unlink()
    run("undo", "--yes")
    assert taken_down(folder) == before
    assert "Nothing of operation 2" in run("undo", 2, code=1).stderr
    assert "no operation 99" in run("undo", 99, code=1).stderr
    run("undo", "x", code=2)
    assert json_lines(run("doctor"))[0]["healthy"] is True


def test_what_was_undone_is_done_again(run: Run, tmp_path: Path, locations: DataLocations):
    folder = tmp_path / "photos"
    (path, *_) = make_photos(folder, 2)
    add_to_library(locations, folder)
    before = taken_down(folder)
    moved(Service(locations), [planned(path, folder / "sorted" / path.name)])
    after = taken_down(folder)
    assert "nothing to redo" in run("redo", code=1).stderr
    assert "no undo" in run("redo", 1, code=1).stderr
    run("undo", "--yes")
    assert taken_down(folder) == before
    *outcomes, summary = json_lines(run("redo", "--json"))
    assert [each["target"] for each in outcomes] == [str(folder / "sorted" / path.name)]
    assert summary == {"operation": 2, "dry_run": True, "can_be_redone": 1, "conflicts": 0}
    assert taken_down(folder) == before
    (summary,) = json_lines(run("redo", 2, "--yes", "--json"))
    assert (summary["kind"], summary["reverses"], summary["counts"]) == ("redo", 2, {"done": 1})
    assert taken_down(folder) == after
    assert "Nothing of operation 2" in run("redo", 2, code=1).stderr
    assert json_lines(run("undo", "--yes"))[-1]["reverses"] == 3
    assert taken_down(folder) == before


def test_ratings_and_tags_are_listed_and_taken_back(run: Run, tmp_path: Path, locations: DataLocations):
    folder = tmp_path / "photos"
    make_photos(folder, 2)
    service = Service(locations)
    service.index(folder)
    with open_catalogue(locations) as catalogue:
        photos = tuple(row[0] for row in catalogue.rows("SELECT id FROM photo ORDER BY id"))
    service.run(RatePhotos(photos, 3))
    assert len(json_lines(run("search", "--min-rating", 3))) == 2
    assert "★★★★ or more" in run("search", "--min-rating", 4).stderr
    run("search", "--min-rating", 6, code=2)
    service.run(ChangeTags(photos[:1], add=("my trip",)))
    service.run(RatePhotos(photos[:1], 0))
    service.run(ChangeTags(photos[:1], remove=("my trip",)))
    operations = json_lines(run("history"))
    assert [(each["kind"], each["effect"], each["params"].get("rating")) for each in operations] == [
        ("tag", "tag", None),
        ("rate", "rate", "0"),
        ("tag", "tag", None),
        ("rate", "rate", "3"),
    ]
    assert operations[0]["params"] == {"removed": "my trip"}
    for number in (4, 3, 2, 1):
        assert json_lines(run("undo", "--yes", "--json"))[-1]["reverses"] == number
    with open_catalogue(locations) as catalogue:
        assert catalogue.value("SELECT sum(rating) FROM photo") == 0
        assert catalogue.value("SELECT count(*) FROM photo_tag WHERE source = 'user'") == 0
    assert json_lines(run("redo", "--yes", "--json"))[-1]["params"] == {"rating": "3"}
    (outcome,) = json_lines(run("history", 2))
    assert outcome["state"] == "undone"
