"""Change the sources in many small ways, one at a time, and say which changes no test notices.

``packaging/mutants --seed 1`` draws 200 places of core, storage, library and service, changes each in a copy
of the sources, and runs the tests that run the changed line: those of the module's own test file first, then
the quickest. What survives is printed with its line. Which test runs which line is recorded the first time,
which takes somewhat longer than the unit tests do, and kept in ``build/mutants`` with the outcomes; delete
the folder to begin anew.
"""

import argparse
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from mutation.equivalent import described, listed
from mutation.nearest import LAYERS, CoverageMap, named_test_file, test_files
from mutation.operators import Mutation, compiles, mutations
from mutation.outcomes import Outcome, Outcomes
from mutation.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parent.parent.parent
TIMES_SLOWER = 5
"""So many times longer than when they were recorded may tests take: the machine may have other work."""
START_SECONDS = 60
MOST_EQUIVALENT = 5
"""In percent."""


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    # However it is ended, no test goes on by itself and no copy stays behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    arguments = _arguments()
    arguments.state.mkdir(parents=True, exist_ok=True)
    outcomes = Outcomes(arguments.state / f"seed-{arguments.seed}.jsonl", resumed=arguments.resume)
    counts: Counter[tuple[str, Outcome]] = Counter()
    with (
        closing(CoverageMap(arguments.state / "tests.db")) as tests,
        Workspace(REPOSITORY) as workspace,
    ):
        # Whatever becomes of the checkout meanwhile, the copy stays as it is.
        sources = _sources(workspace.package, arguments.only)
        drawn = draw(sources, arguments.seed, arguments.sample)
        print(f"{len(drawn)} changes, seed {arguments.seed}", flush=True)
        files = test_files(workspace.root)
        if arguments.own_tests:
            files = [file for file in map(named_test_file, sources) if file in files]
        for file in tests.outdated(workspace.root, files):
            print(f"recording {file}", flush=True)
            if not tests.record(workspace.root, workspace.package, file, workspace.record(file)):
                print(f"  it fails without any change, so that it says nothing: {file}", flush=True)
        judge = Judge(tests, workspace, arguments.budget)
        for number, mutation in enumerate(drawn, 1):
            source = sources[mutation.path]
            outcome = outcomes.known(mutation, source)
            if outcome is None or (arguments.retry and outcome is not Outcome.KILLED):
                outcome = judge.outcome(mutation, source)
                outcomes.add(mutation, source, outcome)
            counts[mutation.path.partition("/")[0], outcome] += 1
            print(f"{number:4} {outcome:10} {_where(mutation, source)}  {mutation.kind}", flush=True)
            if outcome not in (Outcome.KILLED, Outcome.EQUIVALENT):
                print(mutation.diff(source), flush=True)
    return _report(counts, arguments.least)


class Judge:
    """Says what becomes of a change.

    Args:
        tests: Which test runs which line.
        workspace: Where tests are run.
        budget: The seconds that the tests of one change may take together.
    """

    def __init__(self, tests: CoverageMap, workspace: Workspace, budget: float) -> None:
        self._tests = tests
        self._workspace = workspace
        self._budget = budget
        self._equivalent = listed()

    def outcome(self, mutation: Mutation, source: bytes) -> Outcome:
        """Run the nearest tests with a change."""
        if described(mutation, source) in self._equivalent:
            return Outcome.EQUIVALENT
        nearest = self._tests.nearest(mutation, source, self._budget)
        if not nearest:
            return Outcome.UNTESTED
        seconds = START_SECONDS + TIMES_SLOWER * sum(test.seconds for test in nearest)
        is_killed = self._workspace.is_killed(mutation, source, [test.name for test in nearest], seconds)
        if is_killed is None:
            return Outcome.TIMED_OUT
        return Outcome.KILLED if is_killed else Outcome.SURVIVED


def draw(sources: Mapping[str, bytes], seed: int, count: int) -> list[Mutation]:
    """As many places as asked for, every one as likely as another, with one change each."""
    found = [each for path in sorted(sources) for each in mutations(path, sources[path])]
    places = [list(group) for _, group in groupby(found, key=lambda each: (each.path, each.start))]
    chance = random.Random(seed)
    chance.shuffle(places)
    drawn: list[Mutation] = []
    for place in places:
        if len(drawn) == count:
            break
        mutation = chance.choice(place)
        if compiles(mutation.apply(sources[mutation.path])):
            drawn.append(mutation)
    return drawn


def _sources(package: Path, only: Sequence[str]) -> dict[str, bytes]:
    paths = [path for layer in LAYERS for path in (package / layer).rglob("*.py")]
    names = {path.relative_to(package).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in sorted(names.items()) if name.startswith(tuple(only))}


def _where(mutation: Mutation, source: bytes) -> str:
    return f"src/clipphotos/{mutation.path}:{mutation.line(source)}"


def _report(counts: Mapping[tuple[str, Outcome], int], least: float) -> int:
    """Print how many of each layer were killed; returns the exit status."""
    for line in _table(counts):
        print(line)
    total = sum(counts.values())
    by_outcome = {each: sum(n for (_, outcome), n in counts.items() if outcome is each) for each in Outcome}
    equivalent = by_outcome[Outcome.EQUIVALENT]
    killed = 100 * by_outcome[Outcome.KILLED] / max(1, total - equivalent)
    print(f"{killed:.1f} % killed of those that are not equivalent; at least {least:g} % is asked for")
    if 100 * equivalent > MOST_EQUIVALENT * total:
        print(f"more than {MOST_EQUIVALENT} % are called equivalent")
        return 1
    return 0 if killed >= least else 1


def _table(counts: Mapping[tuple[str, Outcome], int]) -> Iterator[str]:
    yield f"{'':10}" + "".join(f"{outcome:>12}" for outcome in Outcome)
    for layer in LAYERS:
        yield f"{layer:10}" + "".join(f"{counts.get((layer, outcome), 0):12}" for outcome in Outcome)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="packaging/mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other places")
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="how many places (200)")
    parser.add_argument("--only", nargs="+", default=[""], metavar="PATH", help="as storage/ or core/jobs.py")
    parser.add_argument("--resume", action="store_true", help="go on with the last run of this seed")
    parser.add_argument("--retry", action="store_true", help="with --resume: try again what survived")
    parser.add_argument("--own-tests", action="store_true", help="ask each module's own test file only")
    parser.add_argument(
        "--budget", type=float, default=60, metavar="SECONDS", help="for the tests of one change (60)"
    )
    parser.add_argument("--least", type=float, default=85, metavar="PERCENT", help="to be killed (85)")
    parser.add_argument("--state", type=Path, default=REPOSITORY / "build" / "mutants", metavar="FOLDER")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
