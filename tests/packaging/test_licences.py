"""Every dependency is named with its licence, and none is under the GPL."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GPL = re.compile(r"\bA?GPL[- ]?v?[23]|GNU (AFFERO )?GENERAL PUBLIC", re.IGNORECASE)
DEPENDENCIES = [re.split(r"[<>=\[ ]", line)[0] for line in PROJECT["dependencies"]]


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_a_dependency_is_listed_and_its_licence_fits(name: str):
    listed = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in listed if line.startswith(f"| {name} |")]
    about = metadata.metadata(name)
    # Some packages declare no licence in words but ship its text.
    declared = [about.get("License-Expression") or "", *about.get_all("Classifier", []), *_texts(name)]
    licence = "\n".join([*declared, *(about.get("License") or "").splitlines()[:1]])
    assert licence.strip()
    assert not GPL.search(row.replace("LGPL", "")), row
    # Qt's bindings offer the LGPL beside the GPL.
    assert "LGPL" in licence or not GPL.search(licence), licence


def _texts(name: str) -> list[str]:
    """The first lines of the licence files a package ships."""
    files = [file for file in metadata.files(name) or [] if "LICEN" in file.name.upper()]
    return [file.read_text(encoding="utf-8")[:300] for file in files]
