"""Train the starter's Chinese text tower: ``python packaging/train_chinese_tower.py``.

From the bundled starter model, the word list and the Chinese sentences beside the project to
``resources/starter-model/chinese.safetensors``. Nothing else of the model is changed.
``docs/starter-model.md`` says how and why.
"""

import argparse
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
MAX_BYTES = 15_000_000
THREADS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description="Train resources/starter-model/chinese.safetensors.")
    parser.add_argument("--training", type=Path, default=SHARED / "training", help="photos and sentences")
    parser.add_argument("--starter", type=Path, default=REPOSITORY / "resources" / "starter-model")
    parser.add_argument("--output", type=Path, help="file (default: in the starter's folder)")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build" / "chinese-tower")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=float, default=2.0, help="passes over the sentences")
    parser.add_argument("--stop-after", type=int, help="end after that many steps of the plan")
    arguments = parser.parse_args()

    import torch

    from clipphotos.inference.starter.files import STARTER_CHINESE
    from starter_model.chinese_training import ChinesePlan, make

    torch.set_num_threads(THREADS)
    plan = ChinesePlan(seed=arguments.seed, epochs=arguments.epochs, stop_after=arguments.stop_after)
    output = arguments.output or arguments.starter / STARTER_CHINESE
    make(arguments.training, arguments.starter, output, arguments.cache, plan)
    size = output.stat().st_size
    print(f"{output}: {size / 1e6:.1f} MB")
    if size > MAX_BYTES:
        sys.exit(f"larger than {MAX_BYTES / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
