"""Calls that must not occur anywhere, looked for in the syntax tree: they run code, or they lose files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MAY_DELETE = {
    # Each deletes files of our own in the data folder only.
    "inference/models/accelerated.py",
    "inference/models/download.py",
    "inference/indexes/hnsw.py",
    "service/models/index_writer.py",
    "service/models/starter_upgrade.py",
    "storage/maintenance/backups.py",
    "storage/thumbnail_store.py",
}
MAY_CHANGE_PHOTOS = {
    "library/file_system.py",  # the system's calls, which nobody else may use
    "library/file_operations.py",  # decides: never over another file, never the last copy
    "library/trash.py",  # takes away the note about a file that was restored
}
MAY_MOVE = {
    "core/private_files.py",  # closes files of ours to others
    "gui/window/crash.py",
    "inference/models/accelerated.py",
    "inference/models/download.py",
    "inference/indexes/hnsw.py",
    "inference/starter/weights.py",
    "service/flight_recorder.py",
    "service/models/starter_upgrade.py",
    "storage/catalogue.py",  # copies the catalogue where it cannot be read in its place
    "storage/maintenance/backups.py",
}
"""Each changes files of our own in the data folder only."""
MOVES = {
    "hardlink_to", "link", "link_to", "rename", "renames", "rename_case", "rename_exclusive", "symlink",
    "symlink_to", "copyfile", "copyfileobj", "copy2", "copytree", "copystat", "send2trash", "trash",
    "make_folder", "remove_folder", "copy_metadata", "truncate", "chmod", "utime",
}  # fmt: skip
"""Calls that put files elsewhere or make other files of them; ``replace`` apart, which strings have too."""
DELETES = {"unlink", "remove", "rmdir", "rmtree", "removedirs"}
FORBIDDEN = {"eval", "exec", "executescript", "pickle.load", "pickle.loads", "shutil.move", "os.system"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, by its dotted name as far as it is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def keyword(call: ast.Call, name: str) -> object:
    """The value of a keyword argument that is a constant, else None."""
    values = [item.value for item in call.keywords if item.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_nothing_dangerous_is_called(path: Path):
    for name, call in calls(path):
        assert name not in FORBIDDEN, name
        assert name.split(".")[-1] != "executescript"
        assert keyword(call, "allow_pickle") is not True
        assert keyword(call, "shell") is not True
        if name == "torch.load":
            assert keyword(call, "weights_only") is True


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_what_is_looked_for_is_called_by_its_full_name(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module not in {"os", "pickle", "shutil"}, ast.unparse(node)
            # Types and layers may be named alone; what reads files may not.
            names = {each.name for each in node.names}
            assert node.module != "torch" or names <= {"Tensor", "nn"}, ast.unparse(node)
        if isinstance(node, ast.Import):
            assert not [each for each in node.names if each.asname and each.name in {"os", "shutil", "torch"}]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_only_a_few_modules_delete_and_only_files_of_ours(path: Path):
    relative = path.relative_to(ROOT / "src" / "clipphotos").as_posix()
    deleted = [name for name, _ in calls(path) if name.split(".")[-1] in DELETES]
    assert not deleted or relative in MAY_DELETE | MAY_CHANGE_PHOTOS, deleted


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_the_users_files_are_changed_in_one_place(path: Path):
    relative = path.relative_to(ROOT / "src" / "clipphotos").as_posix()
    ours = [name for name, _ in calls(path) if name.startswith("file_operations.")]
    moved = [name for name, _ in calls(path) if name.split(".")[-1] in MOVES and name not in ours]
    moved += [name for name, _ in calls(path) if name == "os.replace" or name.startswith("shutil.copy")]
    assert not moved or relative in MAY_MOVE | MAY_CHANGE_PHOTOS, moved
    # Whoever decides about files by itself does not go through the rules.
    assert not ours or relative.startswith("service/operations/"), ours


def test_nothing_overwrites_a_photo():
    """The calls that put one file over another do not occur where photos are changed."""
    for relative in MAY_CHANGE_PHOTOS:
        names = {name for name, _ in calls(ROOT / "src" / "clipphotos" / relative)}
        assert not names & {"os.replace", "shutil.copyfile", "shutil.copy", "shutil.copy2"}
        assert not {name for name in names if name.endswith((".replace", ".write_bytes", ".rmtree"))}


def test_no_test_sleeps():
    for path in (ROOT / "tests").rglob("*.py"):
        assert not [name for name, _ in calls(path) if name.endswith("sleep")], path
