"""The mutation tester: what it changes, how it draws, and ten changes from beginning to end."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


@pytest.fixture
def operators(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PACKAGING))
    from mutation import operators

    return operators


def changed(operators: ModuleType, source: str) -> set[str]:
    """The only line of a function with each change that can be made to it."""
    text = f"def f(a, b, c):\n    {source}\n".encode()
    return {
        each.apply(text).decode().splitlines()[1].strip()
        for each in operators.mutations("core/f.py", text)
        if operators.compiles(each.apply(text))
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("b = a < c", {"b = a <= c", "b = a >= c"}),
        ("b = a is not c", {"b = a is c"}),
        ("b = a not in c", {"b = a in c"}),
        ("b = a <= b < c", {"b = a < b < c", "b = a > b < c", "b = a <= b <= c", "b = a <= b >= c"}),
        ("b = a and b or c", {"b = a or b or c", "b = a and b and c"}),
        ("b = not a", {"b = (a)"}),
        ("b = '猫', a + c", {"b = '猫', a - c"}),
        ("b = a + 'text'", set()),
        ("b = a[1]", {"b = a[2]", "b = a[(0)]"}),
        ("b = 0.5", {"b = 1.0", "b = 0.25"}),
        ("b = 0.0", {"b = 1.0"}),
        ("b = a if b else c", {"b = a if (not (b)) else c"}),
        ("b = zip(a, c, strict=True)", set()),
        ("b = a.resolve(strict=True)", {"b = a.resolve(strict=False)"}),
        ("b = [a for a in b if a]", {"b = [a for a in b if (not (a))]"}),
        ("a(b)", {"pass"}),
        ("_log.info(1)", set()),
        ("a.b = c", {"pass"}),
        ("a += b", {"pass"}),
        ("raise a", {"pass"}),
        ("return a", {"return None"}),
        ("return True", {"return None", "return False"}),
        ("return False", {"return True"}),
        ("return 0", {"return None", "return 1", "return (-1)"}),
        ("b: 'list[a < c]' = a", set()),
    ],
)
def test_what_is_changed(operators: ModuleType, source: str, expected: set[str]):
    assert changed(operators, source) == expected


@pytest.mark.parametrize(
    ("sql", "one_of_them"),
    [
        ("SELECT a WHERE b >= ? AND c = ?", "SELECT a WHERE b > ? AND c = ?"),
        ("SELECT a WHERE b >= ? AND c = ?", "SELECT a WHERE b >= ? AND (c = ? OR 1)"),
        ("SELECT a WHERE b >= ? AND c = ?", "SELECT a WHERE b >= ? OR c = ?"),
        ("SELECT a WHERE b IN (1, 2)", "SELECT a WHERE (b IN (1, 2) OR 1)"),
        ("SELECT a WHERE b IN (1, 2)", "SELECT a WHERE b NOT IN (1, 2)"),
        ("SELECT max(a) FROM b", "SELECT min(a) FROM b"),
        ("SELECT a FROM b ORDER BY c DESC", "SELECT a FROM b ORDER BY c"),
        ("SELECT a FROM b ORDER BY c", "SELECT a FROM b ORDER BY c DESC"),
        ("SELECT DISTINCT a FROM b LEFT JOIN c", "SELECT a FROM b LEFT JOIN c"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "f"])
def test_what_is_changed_in_sql(operators: ModuleType, sql: str, one_of_them: str, prefix: str):
    found = changed(operators, f"a({prefix}'{sql}')")
    assert f"a({prefix}'{one_of_them}')" in found
    assert "pass" in found


def test_what_is_no_behaviour_stays(operators: ModuleType):
    source = b"""
LIMIT = 10
if TYPE_CHECKING:
    import a
class C:
    count: int = 3
    is_new: bool = False
    def f(self) -> 1 < 2:
        '''SELECT a WHERE b = 1.'''
"""
    assert [(each.line(source), each.replacement) for each in operators.mutations("f.py", source)] == [
        (7, "True")
    ]


def test_a_change_is_known_by_its_lines(operators: ModuleType):
    source = b"def f(a):\n    print(\n        a\n    )\n    return a\n"
    removed = next(each for each in operators.mutations("f.py", source) if each.replacement == "pass")
    assert removed.lines(source) == ("print( a )", "pass")
    assert (removed.function, removed.statement, removed.line(source)) == ("f", 2, 2)
    assert removed.diff(source).splitlines() == ["-    print(", "-        a", "-    )", "+    pass"]


def test_every_equivalent_change_can_be_made(operators: ModuleType, monkeypatch: pytest.MonkeyPatch):
    """What is listed but cannot be made any more is of no use, and hides that the line was changed."""
    from mutation import equivalent

    listed = equivalent.listed()
    assert all(reason.strip() for reason in listed.values())
    for path in {path for path, _, _ in listed}:
        source = (ROOT / "src" / "clipphotos" / path).read_bytes()
        possible = {equivalent.described(each, source) for each in operators.mutations(path, source)}
        assert {each for each in listed if each[0] == path} <= possible


def test_another_seed_draws_other_places(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(PACKAGING))
    from mutation.__main__ import draw

    sources = {"f.py": b"def f(a):\n" + b"".join(b"    a += %d\n" % number for number in range(50))}
    first, again, other = (draw(sources, seed, 20) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len({each.start for each in first}) == 20


def mutants(state: Path) -> list[str]:
    """Ten changes of a small module; returns what is printed."""
    options = ["--sample", "10", "--only", "core/sorting/companions.py", "--own-tests", "--least", "70"]
    done = subprocess.run(
        [sys.executable, "-m", "mutation", *options, "--resume", "--state", state],
        cwd=PACKAGING,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def sources() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (ROOT / "src").rglob("*.py")}


def test_ten_changes(tmp_path: Path):
    before = sources()
    printed = mutants(tmp_path)
    assert sources() == before
    assert printed[:2] == ["10 changes, seed 1", "recording tests/unit/core/sorting/test_companions.py"]
    assert [line[:4] for line in printed if " src/clipphotos/core/sorting/companions.py:" in line] == [
        f"{number:4}" for number in range(1, 11)
    ]
    # Gone on with, nothing is left to do.
    assert mutants(tmp_path) == [printed[0], *printed[2:]]
