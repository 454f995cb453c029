"""Changes that no test can notice, listed with the reason."""

from pathlib import Path

from mutation.operators import Mutation

LIST = Path(__file__).resolve().parent.parent / "equivalent_mutants.tsv"


def listed(path: Path = LIST) -> dict[tuple[str, str, str], str]:
    """The reasons, by what `described` says of a change."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return {(file, before, after): reason for file, before, after, reason in rows}


def described(mutation: Mutation, source: bytes) -> tuple[str, str, str]:
    """What a change is called in the list: its file, and the changed lines before and after."""
    return (mutation.path, *mutation.lines(source))
