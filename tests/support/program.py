"""The program run as a person would run it."""

import json
import subprocess
from collections.abc import Callable

Run = Callable[..., subprocess.CompletedProcess[str]]
"""Runs the program with some arguments; fails if it ends with an unexpected code."""


def json_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """Standard output as JSON, one object a line, and nothing else."""
    return [json.loads(line) for line in done.stdout.splitlines()]
