"""The lock files name everything that is installed, with hashes, and nothing about where it comes from."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "locks"
NAMES = ("build", "run", "test", "tools")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENTRY = re.compile(
    r"([a-z0-9][a-z0-9-]*)==([\w.+!]+)( ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)

Locked = dict[str, list[tuple[str, Marker | None]]]


def read(name: str) -> Locked:
    """The locked versions, each with the condition under which it is installed."""
    found: Locked = {}
    for package, version, marker, _ in ENTRY.findall((LOCKS / f"{name}.txt").read_text(encoding="utf-8")):
        found.setdefault(package, []).append((version, Marker(marker[3:]) if marker else None))
    return found


def lacks(locked: Locked, requirement: Requirement) -> bool:
    """Whether a lock has no version that fits a requirement on this machine."""
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return False
    versions = locked.get(canonicalize_name(requirement.name), [])
    here = [version for version, marker in versions if marker is None or marker.evaluate()]
    return not any(requirement.specifier.contains(version, prereleases=True) for version in here)


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(name: str):
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    heading, _, entries = text.partition("\n")
    assert heading == "# Made by packaging/lock."
    assert ENTRY.sub("", entries) == ""
    assert len(read(name)) > 5


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("test", PROJECT["project"]["dependencies"]),
        ("test", PROJECT["project"]["optional-dependencies"]["test"]),
        ("build", PROJECT["build-system"]["requires"]),
        ("build", (LOCKS / "build.in").read_text(encoding="utf-8").splitlines()[1:]),
        ("tools", (LOCKS / "tools.in").read_text(encoding="utf-8").splitlines()[1:]),
    ],
)
def test_what_is_asked_for_is_locked(name: str, wanted: list[str]):
    locked = read(name)
    assert [each for each in wanted if lacks(locked, Requirement(each))] == []


@pytest.mark.parametrize("name", ["build", "run", "test"])
def test_what_locked_packages_need_is_locked(name: str):
    locked = read(name)
    missing = {
        f"{package}: {needed}"
        for package in locked
        for needed in _needed_by(package)
        if lacks(locked, Requirement(needed))
    }
    assert missing == set()


def _needed_by(package: str) -> list[str]:
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:  # one for another system
        return []


def test_a_package_has_one_version_in_all_locks():
    test = read("test")
    for name in ("build", "run"):
        for package, entries in read(name).items():
            assert package not in test or _versions(entries) == _versions(test[package]), package


def _versions(entries: list[tuple[str, Marker | None]]) -> list[str]:
    return [version for version, _ in entries]
