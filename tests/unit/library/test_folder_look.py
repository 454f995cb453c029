"""What a look at a watched folder notices, and what it leaves alone."""

import os
import shutil
from pathlib import Path

from clipphotos.library.folder_look import look_at
from support.pictures import make_photo


def test_a_look_without_changes_is_the_same(tmp_path: Path):
    make_photo(tmp_path / "a.jpg", "red")
    make_photo(tmp_path / "below" / "b.jpg", "red")
    first = look_at(tmp_path)
    assert first.is_there
    assert set(first.folders) == {tmp_path, tmp_path / "below"}
    assert look_at(tmp_path) == first


def test_files_that_come_go_grow_or_are_touched_are_noticed(tmp_path: Path):
    states = [look_at(tmp_path).state]
    photo = make_photo(tmp_path / "below" / "a.jpg", "red")
    states.append(look_at(tmp_path).state)
    with photo.open("ab") as file:
        file.write(b"more")
    states.append(look_at(tmp_path).state)
    os.utime(photo, ns=(1, 1))
    states.append(look_at(tmp_path).state)
    photo.rename(photo.with_name("b.jpg"))
    states.append(look_at(tmp_path).state)
    (photo.with_name("b.jpg")).unlink()
    states.append(look_at(tmp_path).state)
    (tmp_path / "below").rmdir()
    assert look_at(tmp_path).state == states[0]
    assert len(set(states)) == len(states)


def test_hidden_files_and_what_is_no_photo_are_left_alone(tmp_path: Path):
    before = look_at(tmp_path)
    (tmp_path / ".hidden.jpg").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "film.mov").write_bytes(b"x")
    assert look_at(tmp_path) == before


def test_a_link_that_leads_round_ends_nowhere(tmp_path: Path):
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert look_at(tmp_path).folders == (tmp_path,)


def test_a_folder_that_is_gone_says_what_is_left_above_it(tmp_path: Path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    shutil.rmtree(tmp_path / "a")
    look = look_at(folder)
    assert (look.is_there, look.above, look.folders) == (False, tmp_path, ())
