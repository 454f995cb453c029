"""An interrupted training goes on where it was, to the same result."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from starter_model.objective import Memory


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything a run of passes depends on, on disk after each pass.

    Attributes:
        file: Where.
        optimizer, schedule: Of the run.
        learned: Parameters that are trained.
        averages: Their averages.
        random: What chooses photos, texts and views.
    """

    file: Path
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    learned: list[nn.Parameter]
    averages: list[Tensor]
    random: torch.Generator

    def save(self, memory: Memory, passes: int) -> None:
        """Write the state after some passes."""
        state = {
            "passes": passes,
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "learned": [parameter.detach() for parameter in self.learned],
            "averages": self.averages,
            "random": self.random.get_state(),
            "torch random": torch.get_rng_state(),
            "memory": [memory.vectors, memory.photos],
        }
        unfinished = self.file.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self.file)

    def load(self, memory: Memory) -> int:
        """Take up the state that was saved, if there is one.

        Returns:
            The number of passes done.
        """
        if not self.file.exists():
            return 0
        state = torch.load(self.file, weights_only=True)
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        with torch.no_grad():
            for target, source in zip(
                [*self.learned, *self.averages], [*state["learned"], *state["averages"]], strict=True
            ):
                target.copy_(source)
        self.random.set_state(state["random"])
        torch.set_rng_state(state["torch random"])
        memory.vectors, memory.photos = state["memory"]
        return int(state["passes"])
