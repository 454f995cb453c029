"""Use the program at random on a screen of its own, over thousands of photos, and find what is wrong with it.

``packaging/monkey --minutes 15 --seed 7`` presses keys, clicks, drags and chooses from menus. Meanwhile
photos are added, edited, renamed and removed by another program, and the service is killed. A find is an
unexpected error in the log or on standard error, an end that nobody asked for, a second in which the window
does not answer, a number of widgets or threads that only grows, a process left behind, or a photo that is
nowhere any more. A seed always gives the same acts; they are kept in a file that ``--replay`` does again.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from random_acts.acts import Act, Kind, act_of_line, draw
from random_acts.run import Limits, Run
from support.desktop.screen import missing_programs, open_screen

REPOSITORY = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).with_name("probe.py")
ACTS_SHOWN = 30


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    options = _options()
    if missing := missing_programs():
        print(f"monkey: this machine lacks {', '.join(missing)}")
        return 2
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}", flush=True)
    options.state.mkdir(parents=True, exist_ok=True)
    kept = options.state / f"seed-{seed}.jsonl"
    acts: Iterable[Act] = _replayed(options.replay) if options.replay else draw(seed)
    with tempfile.TemporaryDirectory(prefix="clipphotos-monkey-") as folder:
        place = Path(folder)
        with open_screen(place / "desktop") as screen:
            run = Run(place, screen, options.launcher, photos=options.photos, seed=seed)
            limits = Limits(60 * options.minutes, options.finds, options.rest)
            began = time.monotonic()
            # The first act adds the folder of photos.
            run.do_all(chain([Act(Kind.KEYS, ("ctrl+o",))], acts), limits)
            seconds = time.monotonic() - began
    kept.write_text("".join(f"{act.line()}\n" for act in run.done[1:]), encoding="utf-8")
    for number, find in enumerate(run.finds, 1):
        find.screen.save(options.state / f"seed-{seed}-find-{number}.png")
    return _report(run, seed, seconds, kept)


def _report(run: Run, seed: int, seconds: float, kept: Path) -> int:
    for find in run.finds:
        print(f"\nFIND after act {find.after}: {find.kind}\n{find.text}")
    if run.finds:
        print(
            f"\nthe last acts of {len(run.done)}; all of them: packaging/monkey --seed {seed} --replay {kept}"
        )
        for act in run.done[-ACTS_SHOWN:]:
            print(act.line())
    print(
        f"monkey: seed {seed}, {len(run.done)} acts in {seconds:.0f} s, finds: {len(run.finds)}", flush=True
    )
    return 1 if run.finds else 0


def _replayed(path: Path) -> Iterator[Act]:
    with path.open(encoding="utf-8") as lines:
        yield from map(act_of_line, lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="packaging/monkey", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1, metavar="N", help="how long (1)")
    parser.add_argument("--seed", type=int, metavar="N", help="which acts; by chance if it is not given")
    parser.add_argument("--photos", type=int, default=2000, metavar="N", help="how many there are (2000)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="do the acts of an earlier run")
    parser.add_argument("--finds", type=int, default=1, metavar="N", help="stop after so many finds (1)")
    parser.add_argument("--rest", type=int, default=20, metavar="N", help="rest after so many acts (20)")
    parser.add_argument("--launcher", type=Path, default=PROBE, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, default=REPOSITORY / "build" / "monkey", metavar="FOLDER")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
