"""Feed the readers of foreign data with inputs that are made to break them.

``packaging/fuzz --minutes 30`` divides its time between all targets, or those that are named. Inputs are made
from sound ones and from those that reached new lines, by Atheris, which is libFuzzer for Python. A find is an
exception that a reader does not promise, a crash, an input that takes longer than ten seconds, or more than
two gigabytes: it is kept in a file, and the command to feed it once more is printed. What reached new lines
is kept in ``build/fuzz``, where the next run goes on; delete the folder to begin anew. Atheris is for Linux
on x86-64 only.
"""

import argparse
import random
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from fuzzing.target import Target
from fuzzing.targets import TARGETS

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS = 10
"""For one input, which none should take a tenth of; the machine may have other work."""
MOST_MEGABYTES = 2048
_LARGEST_SEED = 1 << 31
_RAISED = "=== Uncaught Python exception: ==="
_CHATTER = (
    "#",
    "INFO:",
    "WARNING: Failed to find function",
    "stat::",
    "MS:",
    "0x",
    "artifact_prefix",
    "Base64:",
)
"""What libFuzzer says besides, at the beginning of its lines."""
_MOST_LINES = 40
_START_SECONDS = 300
"""For imports and the inputs kept from earlier, in which no time is counted."""


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    arguments = _arguments()
    if arguments.replay is not None:
        return _replay(arguments.target, arguments.replay)
    seed = arguments.seed if arguments.seed is not None else random.randrange(1, _LARGEST_SEED)
    print(f"seed {seed}", flush=True)
    names = arguments.target or list(TARGETS)
    seconds = max(1, round(60 * arguments.minutes / len(names)))
    finds = [find for name in names for find in _feed(name, arguments.state / name, seconds, seed)]
    print(f"{len(finds)} finds" if finds else "nothing was found")
    return 1 if finds else 0


def _feed(name: str, folder: Path, seconds: int, seed: int) -> list[Path]:
    """Feed a target for some seconds, or until its first find; returns what broke it."""
    target = TARGETS[name]
    corpus, finds = folder / "corpus", folder / "finds"
    for each in (corpus, finds):
        each.mkdir(parents=True, exist_ok=True)
    _put_seeds(target, corpus)
    before = set(finds.iterdir())
    print(f"{name}: {target.about}, {seconds} s", flush=True)
    options = [
        f"-seed={seed}",
        f"-max_total_time={seconds}",
        f"-max_len={target.most_bytes}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-artifact_prefix={finds}/",
        "-print_final_stats=1",
    ]
    done = _child(name, [*options, str(corpus)], seconds + _START_SECONDS)
    found = sorted(set(finds.iterdir()) - before)
    if done.returncode == 0 and not found:
        print(f"  {_executions(done.stderr)} inputs", flush=True)
        return []
    print(_end_of(done), flush=True)
    for path in found:
        print(f"  again: packaging/fuzz --target {name} --replay {path}", flush=True)
    # What ends it without an input, such as an import that fails, is a find all the same.
    return found or [folder]


def _replay(names: Sequence[str], path: Path) -> int:
    """Feed one input; returns 1 if it still is a find."""
    (name,) = names
    done = _child(name, [f"-timeout={MOST_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", str(path)], None)
    print("nothing was found" if done.returncode == 0 else _end_of(done))
    return 0 if done.returncode == 0 else 1


def _child(name: str, options: Sequence[str], seconds: int | None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fuzzing.child", name, *options]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, errors="replace", timeout=seconds
    )


def _put_seeds(target: Target, corpus: Path) -> None:
    for seed in target.seeds():
        (corpus / sha256(seed).hexdigest()).write_bytes(seed)


def _executions(printed: str) -> str:
    lines = [line for line in printed.splitlines() if line.startswith("stat::number_of_executed_units:")]
    return lines[-1].split()[-1] if lines else "no"


def _end_of(done: subprocess.CompletedProcess[str]) -> str:
    """The exception, or what libFuzzer says in its place, indented."""
    _, raised, traceback = done.stdout.partition(_RAISED)
    said = traceback if raised else done.stderr
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith(_CHATTER)]
    return "\n".join(f"  | {line}" for line in lines[-_MOST_LINES:])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="packaging/fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10, help="altogether (10)")
    parser.add_argument(
        "--seed", type=int, help="a run with the same one and an empty state makes the same inputs"
    )
    parser.add_argument("--target", nargs="+", choices=TARGETS, metavar="NAME", help=", ".join(TARGETS))
    parser.add_argument("--replay", type=Path, metavar="FILE", help="with one target: feed this input only")
    parser.add_argument("--state", type=Path, default=REPOSITORY / "build" / "fuzz", metavar="FOLDER")
    arguments = parser.parse_args()
    if arguments.replay is not None and len(arguments.target or ()) != 1:
        parser.error("--replay needs just one --target")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
