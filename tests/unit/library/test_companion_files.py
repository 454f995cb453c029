"""The files that travel with a photo, found on the disk."""

from pathlib import Path

from clipphotos.core.operations.operation import PlannedFile
from clipphotos.library.companion_files import CompanionFinder
from clipphotos.library.file_system import FileSystem


class CountingFileSystem(FileSystem):
    """Counts how often folders are listed."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def names(self, folder: str) -> list[str]:
        self.listed.append(folder)
        return super().names(folder)


def test_files_that_travel_get_the_photos_new_name(tmp_path: Path):
    for name in ("a.jpg", "a.xmp", "a.jpg.xmp", "ab.xmp", "b.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "a.cr2").symlink_to("a.jpg")
    (tmp_path / "a.aae").mkdir()
    files = CountingFileSystem()
    finder = CompanionFinder(files)
    found = finder.planned(tmp_path / "a.jpg", tmp_path / "out" / "c.jpg")
    sources = [tmp_path / "a.jpg.xmp", tmp_path / "a.xmp"]
    assert set(found) == {
        PlannedFile(source, tmp_path / "out" / target, source.stat().st_size, source.stat().st_mtime_ns)
        for source, target in zip(sources, ("c.jpg.xmp", "c.xmp"), strict=True)
    }
    assert finder.planned(tmp_path / "b.jpg", tmp_path / "out" / "b.jpg") == ()
    assert files.listed == [str(tmp_path)]


def test_a_folder_that_cannot_be_listed_or_a_file_that_went_has_none(tmp_path: Path):
    finder = CompanionFinder(FileSystem())
    assert finder.planned(tmp_path / "gone" / "a.jpg", tmp_path / "a.jpg") == ()
    for name in ("a.jpg", "a.xmp"):
        (tmp_path / name).touch()
    assert len(finder.planned(tmp_path / "a.jpg", tmp_path / "out" / "a.jpg")) == 1
    (tmp_path / "a.xmp").unlink()
    assert finder.planned(tmp_path / "a.jpg", tmp_path / "out" / "a.jpg") == ()


def test_what_is_filed_in_folders_for_companions_is_found(tmp_path: Path):
    inside = (
        "CaptureOne/Settings1620/a.CR2.cos",
        "CaptureOne/Cache/Proxies/a.CR2.cop",
        "nksc_param/a.CR2.nksc",
    )
    for name in ("a.CR2", *inside, "CaptureOne/Settings1620/b.CR2.cos", "others/a.CR2.cos"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "DxO").symlink_to("others")
    files = CountingFileSystem()
    finder = CompanionFinder(files)
    planned = finder.planned(tmp_path / "a.CR2", tmp_path / "out" / "c.CR2")
    assert {each.source: each.target for each in planned} == {
        tmp_path / name: tmp_path / "out" / name.replace("a.CR2", "c.CR2") for name in inside
    }
    listed = list(files.listed)
    assert finder.beside(tmp_path / "b.CR2").unclear == ()
    assert files.listed == listed
