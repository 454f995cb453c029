"""``clipphotos history`` and ``undo``, as a person or a script uses them."""

from pathlib import Path

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
