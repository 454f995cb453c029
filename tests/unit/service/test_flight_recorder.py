"""Which photos were being decoded when the program died."""

import subprocess
import sys
from pathlib import Path

import pytest

from clipphotos.service.flight_recorder import FlightRecorder


def test_what_is_being_decoded_outlives_the_process(tmp_path: Path):
    script = """
import os, sys
from pathlib import Path
from clipphotos.service.flight_recorder import FlightRecorder
recorder = FlightRecorder(Path(sys.argv[1]))
with recorder.decoding(7), recorder.decoding(9):
    with recorder.decoding(8):
        pass
    os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "slots"])
    assert done.returncode == 9
    recorder = FlightRecorder(tmp_path / "slots")
    assert recorder.leftovers == {7, 9}
    # Until they are recorded elsewhere, they stay.
    assert FlightRecorder(tmp_path / "slots").leftovers == {7, 9}
    recorder.clear()
    assert FlightRecorder(tmp_path / "slots").leftovers == set()


def test_what_was_decoded_or_ended_in_good_order_is_under_no_suspicion(tmp_path: Path):
    recorder = FlightRecorder(tmp_path / "slots")
    assert recorder.leftovers == set()
    with pytest.raises(ValueError, match="bad"), recorder.decoding(1):
        raise ValueError("bad photo")
    assert FlightRecorder(tmp_path / "slots").leftovers == set()
    with recorder.decoding(2):
        assert FlightRecorder(tmp_path / "slots").leftovers == {2}
    with recorder.decoding(3):
        other = FlightRecorder(tmp_path / "slots")
        other.close()
        assert FlightRecorder(tmp_path / "slots").leftovers == set()


def test_more_photos_than_there_is_room_for_are_not_remembered(tmp_path: Path):
    recorder = FlightRecorder(tmp_path / "slots")
    blocks = [recorder.decoding(number) for number in range(1, 67)]
    for block in blocks:
        block.__enter__()
    assert FlightRecorder(tmp_path / "slots").leftovers == set(range(1, 65))
    for block in reversed(blocks):
        block.__exit__(None, None, None)
    assert FlightRecorder(tmp_path / "slots").leftovers == set()


def test_beside_another_program_nothing_is_written_down():
    recorder = FlightRecorder(None)
    with recorder.decoding(1):
        assert recorder.leftovers == set()
        assert FlightRecorder(None).leftovers == set()
    recorder.close()
