"""What became of the changes of a run, written down one by one: an interrupted run goes on where it was."""

import json
from enum import StrEnum
from pathlib import Path

from mutation.equivalent import described
from mutation.operators import Mutation


class Outcome(StrEnum):
    """What became of a change. Whatever is not killed or equivalent counts as survived."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMED_OUT = "timed out"
    UNTESTED = "untested"
    """No test runs the line."""
    EQUIVALENT = "equivalent"
    """It is in the list of those that no test can notice."""


class Outcomes:
    """A file with a line of JSON for each outcome."""

    def __init__(self, path: Path, *, resumed: bool) -> None:
        self._path = path
        self._known: dict[str, Outcome] = {}
        if not resumed:
            path.unlink(missing_ok=True)
        elif path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                key, outcome = json.loads(line)
                self._known[json.dumps(key)] = Outcome(outcome)

    def known(self, mutation: Mutation, source: bytes) -> Outcome | None:
        """What became of a change in the run that is gone on with."""
        return self._known.get(json.dumps(_key(mutation, source)))

    def add(self, mutation: Mutation, source: bytes, outcome: Outcome) -> None:
        """Write down what became of a change."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([_key(mutation, source), outcome]) + "\n")


def _key(mutation: Mutation, source: bytes) -> list[str]:
    return [mutation.function, *described(mutation, source)]
