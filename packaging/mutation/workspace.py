"""A copy of the checkout in a temporary folder, where tests are run: the checkout itself is never touched."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import pytest

from mutation.operators import Mutation
from mutation.recorder import PACKAGE, RECORD, TestRecord

_COPIED = ("src", "tests", "packaging")
_LINKED = ("resources", "pyproject.toml")
_OPTIONS = ("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:cov")
RECORDING_SECONDS = 900


class Workspace:
    """Runs tests in a copy of the checkout; gone with everything in it when it is left.

    Attributes:
        root: The copy.
        package: The package in it.
    """

    def __init__(self, repository: Path) -> None:
        self._folder = TemporaryDirectory(prefix="mutants-")
        outside = Path(self._folder.name).resolve()
        # Some tests look for photos beside the checkout.
        (outside / "shared").symlink_to(repository.parent / "shared")
        self.root = outside / "checkout"
        self.package = self.root / "src" / PACKAGE
        for name in _COPIED:
            shutil.copytree(repository / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in _LINKED:
            (self.root / name).symlink_to(repository / name)
        for name in ("home", "tmp"):
            (self.root / name).mkdir()
        self._changes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def record(self, file: str) -> dict[str, TestRecord] | None:
        """What each test of a file does; None if they cannot be run or one fails."""
        target = self.root / "record.json"
        target.unlink(missing_ok=True)
        outcome = self._pytest(["-p", "mutation.recorder", file], RECORDING_SECONDS, {RECORD: str(target)})
        return json.loads(target.read_text(encoding="utf-8")) if outcome == 0 else None

    def is_killed(
        self, mutation: Mutation, source: bytes, tests: Sequence[str], seconds: float
    ) -> bool | None:
        """Whether a test fails with a change.

        Args:
            mutation: The change.
            source: The file before it.
            tests: The tests to run, in this order; the first failure is enough.
            seconds: The time that they have.

        Returns:
            None if they took longer.
        """
        path = self.package / mutation.path
        try:
            self._write(path, mutation.apply(source))
            outcome = self._pytest(tests, seconds)
        finally:
            self._write(path, source)
        if outcome == pytest.ExitCode.USAGE_ERROR and self._pytest([*tests, "--collect-only"], seconds) != 0:
            raise LookupError(
                f"tests have other names than when they were recorded; delete the state: {tests}"
            )
        return None if outcome is None else outcome != 0

    def _write(self, path: Path, source: bytes) -> None:
        path.write_bytes(source)
        # Python takes a file of the same size and second for unchanged.
        self._changes += 1
        os.utime(path, (self._changes, self._changes))

    def _pytest(
        self, arguments: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None
    ) -> int | None:
        """Run pytest; returns its exit status, None if it took longer than it may."""
        command = [sys.executable, "-m", "pytest", *_OPTIONS, *arguments]
        paths = {"HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp")}
        search = os.pathsep.join([str(self.root / "src"), str(self.root / "packaging")])
        with subprocess.Popen(
            command,
            cwd=self.root,
            env={**os.environ, **paths, "PYTHONPATH": search, **(environment or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                # With the processes that the tests started.
                _kill_group(process.pid)
                shutil.rmtree(self.root / "tmp", ignore_errors=True)
                (self.root / "tmp").mkdir(exist_ok=True)


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
