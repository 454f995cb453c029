import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.program import Run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program as a person would, from another folder; fails if it ends with an unexpected code."""

    def run_program(*arguments: object, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "clipphotos", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run_program
