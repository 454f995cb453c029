"""Which tests run a line, and how long they take: recorded for each test file when it changes."""

import ast
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mutation.operators import Mutation
from mutation.recorder import TestRecord

LAYERS = ("core", "storage", "library", "service")
_TABLES = """
CREATE TABLE IF NOT EXISTS test_file(name TEXT PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS test(
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, name TEXT NOT NULL, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS place(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, function TEXT NOT NULL, text TEXT NOT NULL,
    UNIQUE (path, function, text));
CREATE TABLE IF NOT EXISTS ran(
    place INTEGER NOT NULL, test INTEGER NOT NULL, PRIMARY KEY (place, test)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class NearTest:
    """A test that runs a line: its name for pytest, its file, and the seconds that it took."""

    name: str
    file: str
    seconds: float


def test_files(repository: Path) -> list[str]:
    """The files whose tests are asked, below the repository."""
    folders = [repository / "tests" / "unit" / layer for layer in LAYERS]
    found = [path for folder in folders for path in folder.rglob("test_*.py")]
    return sorted(path.relative_to(repository).as_posix() for path in found)


def named_test_file(path: str) -> str:
    """The test file that has the name of a module."""
    folder, _, name = path.rpartition("/")
    return f"tests/unit/{folder}/test_{name}"


class CoverageMap:
    """What each test ran, in a database.

    A line is known by its function and its text, not by its number: the map stays true while the files grow.
    """

    def __init__(self, database: Path) -> None:
        self._database = sqlite3.connect(database, isolation_level=None)
        self._database.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def outdated(self, repository: Path, files: Iterable[str]) -> list[str]:
        """Those test files that changed since they were recorded; forgets those that are gone."""
        known = dict(self._database.execute("SELECT name, hash FROM test_file"))
        for gone in known.keys() - set(test_files(repository)):
            self._forget(gone)
        return [name for name in files if known.get(name) != _hash(repository / name)]

    def record(
        self, repository: Path, package: Path, file: str, records: Mapping[str, TestRecord] | None
    ) -> bool:
        """Replace what is known about a test file.

        Args:
            repository: The folder of the project.
            package: The folder of the package's sources.
            file: The test file, below the repository.
            records: What each of its tests did; None if one of them fails.

        Returns:
            Whether its tests can be asked.
        """
        places = _Places(self._database, package)
        with self._transaction():
            self._forget(file)
            for name, record in (records or {}).items():
                test = self._database.execute(
                    "INSERT INTO test(file, name, seconds) VALUES (?, ?, ?)", (file, name, record["seconds"])
                ).lastrowid
                ran = {places.number(path, line) for path, lines in record["lines"].items() for line in lines}
                self._database.executemany("INSERT INTO ran VALUES (?, ?)", [(each, test) for each in ran])
            self._database.execute("INSERT INTO test_file VALUES (?, ?)", (file, _hash(repository / file)))
        return records is not None

    def nearest(self, mutation: Mutation, source: bytes, budget: float) -> list[NearTest]:
        """The tests that run a changed line, those of the module's own test file first, then the quickest.

        Where no test runs this very line, those of its function; outside of functions, those of its module.
        All others of the module's own test file come last: they may run it in another process.

        Args:
            mutation: The change.
            source: The file before it.
            budget: The seconds that all of them may take together; one test may take longer.
        """
        text = source.splitlines()[mutation.statement - 1].decode().strip()
        found: list[NearTest] = []
        for condition, values in (
            ("p.path = ? AND p.function = ? AND p.text = ?", (mutation.path, mutation.function, text)),
            ("p.path = ? AND p.function = ?", (mutation.path, mutation.function)),
            ("p.path = ?", (mutation.path,)),
        ):
            rows = self._database.execute(
                f"""SELECT DISTINCT t.name, t.file, t.seconds FROM place p JOIN ran r ON r.place = p.id
                JOIN test t ON t.id = r.test WHERE {condition}""",
                values,
            )
            found = [NearTest(*row) for row in rows]
            if found:
                break
        own = named_test_file(mutation.path)
        found.sort(key=lambda test: (test.file != own, test.seconds))
        rows = self._database.execute(
            "SELECT name, file, seconds FROM test WHERE file = ? ORDER BY seconds", (own,)
        )
        others = [test for test in (NearTest(*row) for row in rows) if test not in found]
        chosen: list[NearTest] = []
        for test in [*found, *others]:
            if chosen and sum(each.seconds for each in chosen) + test.seconds > budget:
                break
            chosen.append(test)
        return chosen

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _forget(self, file: str) -> None:
        self._database.execute("DELETE FROM ran WHERE test IN (SELECT id FROM test WHERE file = ?)", (file,))
        self._database.execute("DELETE FROM test WHERE file = ?", (file,))
        self._database.execute("DELETE FROM test_file WHERE name = ?", (file,))


class _Places:
    """Gives lines of source files their numbers in the database."""

    def __init__(self, database: sqlite3.Connection, package: Path) -> None:
        self._database = database
        self._package = package
        self._known: dict[str, dict[int, int]] = {}

    def number(self, path: str, line: int) -> int:
        """The number of a line."""
        if path not in self._known:
            self._known[path] = {}
            source = (self._package / path).read_bytes()
            functions = _functions(source)
            for count, text in enumerate(source.splitlines(), 1):
                key = (path, functions.get(count, ""), text.decode().strip())
                self._database.execute("INSERT OR IGNORE INTO place VALUES (NULL, ?, ?, ?)", key)
                (self._known[path][count],) = self._database.execute(
                    "SELECT id FROM place WHERE path = ? AND function = ? AND text = ?", key
                ).fetchone()
        return self._known[path][line]


def _functions(source: bytes) -> dict[int, str]:
    """The innermost function or class around each line, by its dotted name."""
    found: dict[int, str] = {}

    def visit(node: ast.AST, outer: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = outer
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                name = f"{outer}.{child.name}".lstrip(".")
                found.update(dict.fromkeys(range(child.lineno, (child.end_lineno or 0) + 1), name))
            visit(child, name)

    visit(ast.parse(source), "")
    return found


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
