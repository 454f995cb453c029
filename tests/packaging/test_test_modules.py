"""Who changes a module of the storage or the service finds its tests under its own name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "clipphotos"
MODULES = [
    path.relative_to(PACKAGE)
    for layer in ("storage", "service")
    for path in sorted((PACKAGE / layer).rglob("*.py"))
]


def only_describes(module: Path) -> bool:
    """Whether a module holds nothing but data and protocols: no function of it does anything."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return all(isinstance(each, ast.Expr) for function in functions for each in function.body)


@pytest.mark.parametrize(
    "module",
    [each for each in MODULES if "protocol" not in each.parts and not only_describes(each)],
    ids=Path.as_posix,
)
def test_every_module_has_a_test_module_of_its_name(module: Path):
    assert (ROOT / "tests" / "unit" / module.parent / f"test_{module.name}").exists()


def test_what_only_describes_is_told_from_what_works():
    assert only_describes(Path("service/hosts/host.py"))
    assert only_describes(Path("service/protocol/events.py"))
    assert not only_describes(Path("storage/roots.py"))
    assert len(MODULES) > 50
