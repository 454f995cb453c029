"""The training: heads on the published trunk first, then heads and trunk together, several times over.

What each of these trainings, which differ in what chance decided, comes to is averaged weight by weight
(Wortsman et al. 2022, "Model soups"): better than any of them, and no larger or slower than one.
"""

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from clipphotos.inference.starter.network import (
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
from starter_model.recipe import Plan, Recipe

_LEAST_DEVIATION = 1e-3
_LARGEST_GRADIENT = 1.0
_WARM_UP_SHARE = 0.1
_PASSES_A_MEASUREMENT = 3


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a training needs.

    Attributes:
        plan: Its numbers.
        lessons: What to learn from.
        names: Sentence vectors of the class names, (templates, 1000, text_width).
        cache: Folder of what need not be computed twice.
        device: ``"cpu"`` or ``"cuda"``.
        fingerprint: Of everything the result depends on, so that nothing of another run is gone on with.
        stop_after: Raise `Interrupted` after that many passes.
    """

    plan: Plan
    lessons: Lessons
    names: Tensor
    cache: Path
    device: str
    fingerprint: str
    stop_after: int | None = None


class Interrupted(Exception):
    """The training ends early, to be gone on with."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Some passes over the photos.

    Attributes:
        name: In reports and file names.
        features: What the trunk sees in photos, given by their numbers.
        groups: Parameters to be trained, with their peak learning rates.
        batch: Photos in a step.
        epochs: Passes.
        label_share: Share of the labelled photos that a pass sees.
    """

    name: str
    features: Callable[[Tensor], ImageFeatures]
    groups: Sequence[tuple[Iterable[nn.Parameter], float]]
    batch: int
    epochs: int
    label_share: float


def train(network: StarterNetwork, course: Course) -> None:
    """Train a network whose trunk, classifier and text tower are the published ones, in place.

    Raises:
        Interrupted: As the course wants it.
    """
    recipe = course.plan.start
    torch.manual_seed(recipe.seed)
    network.to(course.device, memory_format=torch.channels_last)
    course = replace(course, lessons=course.lessons.on(course.device))
    random = torch.Generator().manual_seed(recipe.seed)
    pictures, edge = course.lessons.pixels, recipe.training_edge
    views = [look(network.trunk, pictures, edge, mirrored=mirrored) for mirrored in (False, True)]
    say("looked at every photo")
    _standardise(network, views[0], course.lessons)
    objective = Objective(network, recipe, course.lessons, _teacher(network, views, course), random)
    network.train()
    # Its steps are as large as the memory, whose vectors would be too old.
    objective.memory.size = 0
    _run(_heads_stage(network, course, views, random), objective, course, random, passes_before=0)
    del views, pictures
    objective.memory.size = recipe.queue
    _let_learn(network.trunk, recipe.first_block)
    if course.device == "cpu":
        use_fast_depthwise(network.trunk)
    learned = _learned(network, objective)
    start = [parameter.detach().clone() for parameter in learned]
    members = [
        _member(number, start, objective, course, random) for number in range(len(course.plan.members))
    ]
    _put(learned, [torch.stack(each).mean(0) for each in zip(*members, strict=True)])
    say(f"the mean of {len(members)} trainings: {dev_recall(network, course.lessons)}")


def _member(
    number: int, start: Sequence[Tensor], objective: Objective, course: Course, random: torch.Generator
) -> list[Tensor]:
    """What heads and trunk come to from the same start, by a recipe and a chance of its own."""
    recipe, network = course.plan.members[number], objective.network
    objective.recipe = recipe
    learned = _learned(network, objective)
    _put(learned, start)
    objective.memory.clear()
    random.manual_seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    stage = _trunk_stage(f"member {number + 1}", objective, course, random)
    passes_before = course.plan.start.warm_epochs + number * recipe.epochs
    with _blocks_skipped_at_times(network.trunk, recipe.drop_path):
        _run(stage, objective, course, random, passes_before=passes_before)
    return [parameter.detach().clone() for parameter in learned]


def _learned(network: StarterNetwork, objective: Objective) -> list[nn.Parameter]:
    """Everything that the trunk's stage changes."""
    return [each for each in (*network.parameters(), objective.log_scale) if each.requires_grad]


@torch.no_grad()
def _put(parameters: Sequence[nn.Parameter], values: Sequence[Tensor]) -> None:
    for parameter, value in zip(parameters, values, strict=True):
        parameter.copy_(value)


def _heads_stage(
    network: StarterNetwork, course: Course, views: Sequence[ImageFeatures], random: torch.Generator
) -> Stage:
    """The heads alone, on what the published trunk saw once and for all."""
    recipe = course.plan.start

    def seen(numbers: Tensor) -> ImageFeatures:
        view = views[int(torch.rand((), generator=random) < 0.5)]
        return some_of(view, numbers)

    heads = [network.image_head, network.text_head]
    groups = [(head.parameters(), recipe.warm_rate) for head in heads]
    return Stage("heads", seen, groups, recipe.warm_batch, recipe.warm_epochs, label_share=1.0)


def _trunk_stage(name: str, objective: Objective, course: Course, random: torch.Generator) -> Stage:
    """Heads and trunk, on a new view of every photo each time."""
    recipe, network = objective.recipe, objective.network

    def seen(numbers: Tensor) -> ImageFeatures:
        pixels = augmented(course.lessons.pictures(numbers), recipe, random)
        with torch.autocast(course.device, torch.bfloat16):
            features = network.trunk(pixels.to(course.device, memory_format=torch.channels_last))
        return ImageFeatures(*(each.float() for each in features))

    groups = [
        ([each for each in network.trunk.parameters() if each.requires_grad], recipe.trunk_rate),
        (network.class_part.scores.parameters(), recipe.trunk_rate),
        (network.image_head.parameters(), recipe.head_rate),
        (network.text_head.parameters(), recipe.text_rate),
    ]
    return Stage(name, seen, groups, recipe.batch, recipe.epochs, recipe.label_share)


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
    return Teacher(logits.softmax(1), course.names.to(course.device))


def _let_learn(trunk: ImageTrunk, first_block: int) -> None:
    """Freeze the blocks before the first that learns."""
    trunk.requires_grad_(requires_grad=False)
    trunk.top.requires_grad_(requires_grad=True)
    trunk.blocks[first_block:].requires_grad_(requires_grad=True)


@contextmanager
def _blocks_skipped_at_times(trunk: ImageTrunk, chance: float) -> Generator[None]:
    """Skip residual blocks that learn, the last by this chance, earlier ones less (Huang et al. 2016)."""
    hooks = [
        block.layers.register_forward_hook(_skipping(chance * (place + 1) / len(trunk.blocks)))
        for place, block in enumerate(trunk.blocks)
        if isinstance(block, MobileBlock) and block.is_residual and next(block.parameters()).requires_grad
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _skipping(chance: float) -> Callable[[nn.Module, tuple[Tensor], Tensor], Tensor]:
    def hook(layers: nn.Module, _inputs: tuple[Tensor], output: Tensor) -> Tensor:
        if not layers.training or chance == 0:
            return output
        kept = torch.rand(len(output), 1, 1, 1, device=output.device) >= chance
        return output * (kept / (1 - chance)).to(output.dtype)

    return hook


def _run(
    stage: Stage, objective: Objective, course: Course, random: torch.Generator, *, passes_before: int
) -> None:
    """AdamW in one cycle of the learning rate; the weights' average is what stays.

    After every pass everything is saved, so that an interrupted run goes on from there.
    """
    recipe, lessons = objective.recipe, course.lessons
    optimizer = _optimizer(objective, stage.groups, recipe)
    steps = lessons.steps(stage.label_share, stage.batch)
    rates = [group["lr"] for group in optimizer.param_groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, max(steps * stage.epochs, 2), pct_start=_WARM_UP_SHARE
    )
    learned = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    averages = [parameter.detach().clone() for parameter in learned]
    file = course.cache / f"{stage.name.replace(' ', '-')}-{course.fingerprint}.pt"
    saved = Checkpoint(file, optimizer, schedule, learned, averages, random)
    first = saved.load(objective.memory)
    step = first * steps
    for epoch in range(first, stage.epochs):
        began, losses = time.monotonic(), []
        for each in lessons.passage(stage.label_share, stage.batch, random):
            numbers = each.to(course.device)
            loss = objective(stage.features(numbers), numbers)
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
        seconds = time.monotonic() - began
        saved.save(objective.memory, epoch + 1)
        _report(stage, epoch + 1, losses, seconds, objective, averages, learned, lessons)
        if passes_before + epoch + 1 == course.stop_after:
            raise Interrupted
    _swap(averages, learned)


def _report(
    stage: Stage,
    passes: int,
    losses: Sequence[float],
    seconds: float,
    objective: Objective,
    averages: list[Tensor],
    learned: list[nn.Parameter],
    lessons: Lessons,
) -> None:
    """Say how a pass went; measuring takes a while, so not after each."""
    recalls = ""
    if passes % _PASSES_A_MEASUREMENT == 0 or passes == stage.epochs:
        _swap(averages, learned)
        recalls = dev_recall(objective.network, lessons)
        _swap(averages, learned)
    mean, speed = sum(losses) / len(losses), len(losses) * stage.batch / seconds
    say(f"{stage.name} {passes}/{stage.epochs}: loss {mean:.3f}, {speed:.0f} photos/s {recalls}")


def _swap(averages: list[Tensor], parameters: list[nn.Parameter]) -> None:
    with torch.no_grad():
        for average, parameter in zip(averages, parameters, strict=True):
            kept = parameter.clone()
            parameter.copy_(average)
            average.copy_(kept)


def _optimizer(
    objective: Objective, groups: Sequence[tuple[Iterable[nn.Parameter], float]], recipe: Recipe
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
