"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASES = (ROOT, ROOT / "src" / "clipphotos")
# What is in docs/history tells of files as they were.
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("*/README.md"),
        *ROOT.glob("resources/*/README.md"),
    ]
)
SOURCES = sorted(file for folder in ("src", "tests", "packaging") for file in (ROOT / folder).rglob("*.py"))
PATH = re.compile(r"`((?:[\w-][\w.-]*/)+[\w.*-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_paths_and_links_lead_somewhere(document: Path):
    text = document.read_text(encoding="utf-8")
    bases = (document.parent, *BASES)
    missing = [path for path in PATH.findall(text) if not any(list(base.glob(path)) for base in bases)]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_documents_that_the_sources_name_are_there():
    named = {name for file in SOURCES for name in re.findall(r"docs/[\w/-]+\.\w+", file.read_text("utf-8"))}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    assert "docs/history/performance.md" in named
