"""The training: heads on the published trunk first, then heads and trunk together."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from clipphotos.inference.starter_network import (
    ImageFeatures,
    ImageTrunk,
    MobileBlock,
    StarterNetwork,
    pooled_features,
)
from starter_model.augment import augmented
from starter_model.checkpoint import Checkpoint
from starter_model.fast_depthwise import use_fast_depthwise
from starter_model.lessons import Lessons, look, some_of
from starter_model.measure import dev_recall
from starter_model.objective import Objective, Teacher
from starter_model.recipe import Recipe

_LEAST_DEVIATION = 1e-3
_LARGEST_GRADIENT = 1.0
_WARM_UP_SHARE = 0.1

Features = Callable[[Tensor], ImageFeatures]


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a training needs.

    Attributes:
        recipe: Its numbers.
        lessons: What to learn from.
        names: Sentence vectors of the class names, (templates, 1000, text_width).
        cache: Folder of what need not be computed twice.
        device: ``"cpu"`` or ``"cuda"``.
        fingerprint: Of everything the result depends on, so that nothing of another run is gone on with.
    """

    recipe: Recipe
    lessons: Lessons
    names: Tensor
    cache: Path
    device: str
    fingerprint: str


def train(network: StarterNetwork, course: Course) -> None:
    """Train a network whose trunk, classifier and text tower are the published ones, in place."""
    recipe = course.recipe
    torch.manual_seed(recipe.seed)
    network.to(course.device, memory_format=torch.channels_last)
    edge = recipe.shape.image_size
    pictures = course.lessons.pictures(torch.arange(len(course.lessons.pixels)))
    views = [look(network.trunk, pictures, edge, mirrored=mirrored) for mirrored in (False, True)]
    del pictures
    say("looked at every photo")
    _standardise(network, views[0], course.lessons)
    random = torch.Generator().manual_seed(recipe.seed)
    objective = Objective(network, recipe, course.lessons.bank, _teacher(network, views, course), random)

    heads = [network.image_head, network.text_head]
    groups = [(part.parameters(), recipe.head_rate * 2) for part in heads]

    def cached(numbers: Tensor) -> ImageFeatures:
        return some_of(views[int(torch.rand((), generator=random) < 0.5)], numbers)  # noqa: F821 - until all is seen

    network.train()
    batch, epochs = recipe.warm_batch, recipe.warm_epochs
    _run(
        objective,
        course,
        groups,
        cached,
        batch=batch,
        epochs=epochs,
        label_share=1.0,
        random=random,
        name="heads",
    )
    del views

    _let_learn(network.trunk, recipe)
    if course.device == "cpu":
        use_fast_depthwise(network.trunk)

    def live(numbers: Tensor) -> ImageFeatures:
        pixels = augmented(course.lessons.pictures(numbers), recipe, random)
        with torch.autocast(course.device, torch.bfloat16):
            features = network.trunk(pixels.to(course.device, memory_format=torch.channels_last))
        return ImageFeatures(*(each.float() for each in features))

    trunk = [parameter for parameter in network.trunk.parameters() if parameter.requires_grad]
    groups = [
        (trunk, recipe.trunk_rate),
        (network.class_part.scores.parameters(), recipe.trunk_rate),
        (network.image_head.parameters(), recipe.head_rate),
        (network.text_head.parameters(), recipe.text_rate),
    ]
    batch, epochs, share = recipe.batch, recipe.epochs, recipe.label_share
    _run(
        objective,
        course,
        groups,
        live,
        batch=batch,
        epochs=epochs,
        label_share=share,
        random=random,
        name="all",
    )


def say(text: str) -> None:
    """Report progress."""
    print(time.strftime("%H:%M:%S"), text, flush=True)


def _standardise(network: StarterNetwork, features: ImageFeatures, lessons: Lessons) -> None:
    """Give the heads the mean and the spread of what they will be shown."""
    sample = some_of(features, lessons.captioned)
    pooled = pooled_features(sample)
    head = network.image_head
    head.get_buffer("mean").copy_(pooled.mean(0))
    head.get_buffer("deviation").copy_(pooled.std(0) + _LEAST_DEVIATION)
    places = sample.grid.transpose(0, 1).flatten(1)
    head.pooling.get_buffer("mean").copy_(places.mean(1))
    head.pooling.get_buffer("deviation").copy_(places.std(1) + _LEAST_DEVIATION)
    bank = lessons.bank
    captions = bank.of_photo[lessons.captioned]
    network.text_head.get_buffer("mean").copy_(bank.vectors[captions[captions >= 0].unique()].mean(0))


@torch.no_grad()
def _teacher(network: StarterNetwork, views: Sequence[ImageFeatures], course: Course) -> Teacher:
    """The published classifier's opinion on every photo and its mirror image."""
    scores = network.class_part.scores
    means = [view.means.float().to(course.device) for view in views]
    logits = torch.stack([scores(each) for each in means]).mean(0)
    return Teacher(logits.softmax(1).cpu(), course.names)


def _let_learn(trunk: ImageTrunk, recipe: Recipe) -> None:
    """Freeze the first blocks, and let the others be skipped at times (Huang et al. 2016)."""
    trunk.requires_grad_(requires_grad=False)
    trunk.top.requires_grad_(requires_grad=True)
    for place, block in enumerate(trunk.blocks):
        if place >= recipe.first_block:
            block.requires_grad_(requires_grad=True)
            if isinstance(block, MobileBlock) and block.is_residual:
                chance = recipe.drop_path * (place + 1) / len(trunk.blocks)
                block.layers.register_forward_hook(_skipping(chance))


def _skipping(chance: float) -> Callable[[nn.Module, tuple[Tensor], Tensor], Tensor]:
    def hook(layers: nn.Module, _inputs: tuple[Tensor], output: Tensor) -> Tensor:
        if not layers.training or chance == 0:
            return output
        kept = torch.rand(len(output), 1, 1, 1, device=output.device) >= chance
        return output * (kept / (1 - chance)).to(output.dtype)

    return hook


def _run(
    objective: Objective,
    course: Course,
    groups: Sequence[tuple[Iterator[nn.Parameter] | list[nn.Parameter], float]],
    features: Features,
    *,
    batch: int,
    epochs: int,
    label_share: float,
    random: torch.Generator,
    name: str,
) -> None:
    """Some passes with AdamW in one cycle of the learning rate; the weights' average is what stays.

    After every pass everything is saved, so that an interrupted run goes on from there.
    """
    recipe, lessons = course.recipe, course.lessons
    optimizer = _optimizer(objective, groups, recipe)
    steps = lessons.steps(label_share, batch) * epochs
    rates = [group["lr"] for group in optimizer.param_groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, max(steps, 2), pct_start=_WARM_UP_SHARE)
    learned = [p for group in optimizer.param_groups for p in group["params"]]
    averages = [parameter.detach().clone() for parameter in learned]
    saved = Checkpoint(
        course.cache / f"{name}-{course.fingerprint}.pt", optimizer, schedule, learned, averages, random
    )
    first = saved.load(objective.memory)
    step = first * lessons.steps(label_share, batch)
    for epoch in range(first, epochs):
        began, losses = time.monotonic(), []
        for numbers in lessons.passage(label_share, batch, random):
            loss = objective(features(numbers), numbers)
            loss.backward()
            nn.utils.clip_grad_norm_(learned, _LARGEST_GRADIENT)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            decay = min(recipe.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for average, parameter in zip(averages, learned, strict=True):
                    average.lerp_(parameter, 1 - decay)
            losses.append(loss.item())
        speed = len(losses) * batch / (time.monotonic() - began)
        _swap(averages, learned)
        recalls = dev_recall(objective.network, lessons) if epoch % 3 == 2 or epoch == epochs - 1 else ""
        _swap(averages, learned)
        saved.save(objective.memory, epoch + 1)
        mean = sum(losses) / len(losses)
        say(f"{name} {epoch + 1}/{epochs}: loss {mean:.3f}, {speed:.0f} photos/s {recalls}")
    _swap(averages, learned)


def _swap(averages: list[Tensor], parameters: list[nn.Parameter]) -> None:
    with torch.no_grad():
        for average, parameter in zip(averages, parameters, strict=True):
            kept = parameter.clone()
            parameter.copy_(average)
            average.copy_(kept)


def _optimizer(
    objective: Objective,
    groups: Sequence[tuple[Iterator[nn.Parameter] | list[nn.Parameter], float]],
    recipe: Recipe,
) -> torch.optim.AdamW:
    """AdamW; biases and scales are not decayed."""
    settings: list[dict[str, object]] = []
    for parameters, rate in (*groups, ([objective.log_scale], recipe.text_rate)):
        listed = list(parameters)
        for decays in (True, False):
            chosen = [parameter for parameter in listed if (parameter.ndim > 1) == decays]
            if chosen:
                decay = recipe.weight_decay if decays else 0.0
                settings.append({"params": chosen, "lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(settings, betas=(0.9, 0.98))
