"""The random acts find each kind of fault that they are for, and are the same for the same seed."""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from support.desktop.screen import missing_programs

ROOT = Path(__file__).resolve().parents[2]
PLANTED = ROOT / "tests" / "support" / "planted_faults.py"
needs_desktop = pytest.mark.skipif(bool(missing_programs()), reason="needs Xvfb, openbox, xdotool and D-Bus")


@pytest.fixture(autouse=True)
def _packaging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


def monkey(planted: str, state: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A short run over a few photos, with faults planted."""
    path = os.pathsep.join(str(ROOT / each) for each in ("src", "packaging", "tests"))
    command = [sys.executable, "-m", "random_acts", "--launcher", PLANTED, "--state", state, *options]
    environment = {**os.environ, "PYTHONPATH": path, "PLANTED": planted}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


@needs_desktop
def test_faults_of_every_kind_are_found(tmp_path: Path):
    planted = "error warning frozen widgets threads lost"
    options = ("--photos", "40", "--seed", "5", "--finds", "99", "--rest", "3", "--minutes", "0.6")
    done = monkey(planted, tmp_path, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    for kind in ("frozen", "growing number of widgets", "growing number of threads", "photos lost"):
        assert f": {kind}\n" in done.stdout, kind
    # Texts of errors may hold names; the log says where they arose.
    assert "in _raise" in done.stdout
    assert "\nLookupError\n" in done.stdout
    assert "QSomething::planted" in done.stdout
    # Where the window stood still is told.
    assert "in _freeze" in done.stdout
    assert done.stdout.splitlines()[0] == "seed 5"
    assert done.stdout.splitlines()[-1].startswith("monkey: seed 5, ")


@needs_desktop
def test_an_end_that_nobody_asked_for_is_found_and_its_acts_can_be_done_again(tmp_path: Path):
    options = ("--photos", "10", "--seed", "6", "--minutes", "0.5", "--finds", "2")
    done = monkey("crash process", tmp_path, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    assert ": unexpected end\nit ended with code -11" in done.stdout
    assert ": process left behind\n" in done.stdout
    acts = (tmp_path / "seed-6.jsonl").read_text().splitlines()
    again = monkey("", tmp_path / "again", "--replay", str(tmp_path / "seed-6.jsonl"), *options)
    assert (tmp_path / "again" / "seed-6.jsonl").read_text().splitlines() == acts, again.stdout


def test_acts_follow_from_the_seed_and_are_told_as_lines():
    from random_acts.acts import Kind, act_of_line, draw

    acts = list(islice(draw(7), 3000))
    assert acts == list(islice(draw(7), 3000))
    assert acts != list(islice(draw(8), 3000))
    assert {act.kind for act in acts} == set(Kind)
    assert [act_of_line(act.line()) for act in acts] == acts


@pytest.mark.parametrize(
    ("counts", "is_growth"),
    [
        ([100, 200, *range(200, 1400, 100)], True),
        # Made once, and used again.
        ([100, 200, 300, 300, 300, 400, 400, 400, 400, 400, 400, 400], False),
        ([100, 200, *[300, 340, 320] * 4], False),
        # Too few looks, and too little growth.
        ([100, 200, 300, 400, 500], False),
        ([100, 100, *range(100, 160, 5)], False),
    ],
)
def test_only_what_grows_without_end_is_growth(counts: list[int], is_growth: bool):
    from random_acts.growth import grows

    assert grows(counts, slack=60) is is_growth


def test_the_ledger_knows_what_another_program_did(tmp_path: Path):
    from random_acts.acts import Act, Kind
    from random_acts.other_program import OtherProgram
    from random_acts.photos import Ledger, make_photos, photo_files

    photos, trash, workshop = tmp_path / "photos", tmp_path / "trash", tmp_path / "workshop"
    make_photos(photos, 60, seed=1)
    workshop.mkdir()
    trash.mkdir()
    ledger = Ledger(photos, trash)
    other = OtherProgram(photos, workshop, ledger)
    for kind in (
        Kind.FILE_ADDED,
        Kind.FILE_EDITED,
        Kind.FILE_RENAMED,
        Kind.FILE_REMOVED,
        Kind.FOLDER_RENAMED,
    ):
        for number in range(5):
            other.do(Act(kind, x=number / 5, y=number / 7, to_x=number / 11))
    assert ledger.lost() == []
    first, second, *_ = photo_files(photos)
    Path(first).rename(trash / "first.jpg")
    assert ledger.lost() == []
    Path(second).write_bytes(b"overwritten")
    assert len(ledger.lost()) == 1


def test_a_copy_that_is_gone_is_a_loss(tmp_path: Path):
    from random_acts.photos import Ledger

    for name in ("one.jpg", "two.jpg"):
        (tmp_path / name).write_bytes(b"the same")
    ledger = Ledger(tmp_path)
    (tmp_path / "one.jpg").unlink()
    assert len(ledger.lost()) == 1
