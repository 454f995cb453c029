"""Every number of the training in one place; ``docs/history/starter-model.md`` says how each was chosen."""

from dataclasses import dataclass, replace

from clipphotos.inference.starter.network import StarterShape

SHAPE = StarterShape(
    image_size=288, queries=8, hidden=2048, text_hidden=1024, aligned_dim=384, visual_dim=255
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training does.

    Attributes:
        shape: Sizes of the network.
        pixel_edge: Pictures are kept at this edge and cropped from it; that of the finished network, so that
            what is calibrated and measured here is as sharp as what the program will see.
        training_edge: Edge of the views that are learned from; the finished network looks at larger ones, in
            which things have the size that crops gave them (Touvron et al. 2019, "FixRes").
        warm_epochs: Passes of the heads over features of the published trunk, before it is touched.
        warm_batch: Photos in a step of those.
        epochs: Passes of heads and trunk over the captioned photos.
        first_block: Trunk blocks before it stay as published.
        batch: Photos in a step.
        label_share: Share of the labelled photos that a pass sees.
        warm_rate: Peak learning rate of the heads before the trunk is touched.
        trunk_rate, head_rate, text_rate: Peak learning rates (AdamW, one cycle).
        weight_decay: Of AdamW.
        dropout: In the heads.
        drop_path: Chance that the last residual block is skipped; earlier ones less, in proportion.
        smallest_crop: Least share of a picture's area in a crop.
        jitter: Largest change of brightness, contrast and saturation.
        other_texts: Further texts a photo is told apart from.
        queue: Recent photos a text is told apart from (cross-batch memory, Wang et al. 2020).
        mix_captions: Share of photos whose text is the mean of two of theirs.
        keep_names: Weight of keeping the classifier's opinion in terms of class names.
        keep_scores: Weight of keeping the classifier's opinion as it is (Li & Hoiem 2016).
        names_scale: Factor before the softmax over class names.
        average: Decay of the average of weights that is kept (EMA).
        class_share: Share of the classes in the text-aligned part.
        visual_share: Share of the visual part in an image vector.
        popularity_share: Of a photo's popularity, what a query takes off its cosine.
        learned_by_heart: Photos that were learned from look surer than new ones: by this the factor before a
            softmax is made smaller than what fits them.
        seed: Of everything random.
    """

    shape: StarterShape = SHAPE
    pixel_edge: int = SHAPE.image_size
    training_edge: int = 224
    warm_epochs: int = 10
    warm_batch: int = 1024
    epochs: int = 10
    first_block: int = 4
    batch: int = 128
    label_share: float = 0.45
    warm_rate: float = 1e-3
    trunk_rate: float = 1.5e-4
    head_rate: float = 5e-4
    text_rate: float = 3e-4
    weight_decay: float = 0.05
    dropout: float = 0.5
    drop_path: float = 0.1
    smallest_crop: float = 0.5
    jitter: float = 0.2
    other_texts: int = 4096
    queue: int = 2048
    mix_captions: float = 0.0
    keep_names: float = 0.3
    keep_scores: float = 0.5
    names_scale: float = 20.0
    average: float = 0.99
    class_share: float = 0.2
    visual_share: float = 0.5
    popularity_share: float = 0.25
    learned_by_heart: float = 0.5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Trainings whose weights are averaged ("model soup", Wortsman et al. 2022).

    Attributes:
        start: What is done before the trunk is touched, once for all.
        members: What each does from there.
    """

    start: Recipe
    members: tuple[Recipe, ...]


def two_cores(seed: int = 0) -> Plan:
    """What fits into 90 minutes on two cores: two trainings that differ in chance alone."""
    start = Recipe(seed=seed)
    return Plan(start, (replace(start, seed=seed + 1), replace(start, seed=seed + 2)))


def graphics_card(seed: int = 0) -> Plan:
    """Four trainings that differ in what is best unknown, each nearly four times as long."""
    start = replace(
        Recipe(seed=seed),
        training_edge=256,
        warm_epochs=12,
        epochs=37,
        drop_path=0.15,
        smallest_crop=0.4,
        jitter=0.3,
        learned_by_heart=0.35,
    )
    return Plan(
        start,
        (
            replace(start, seed=seed + 1),
            replace(start, seed=seed + 2, smallest_crop=0.3, trunk_rate=2.5e-4),
            replace(start, seed=seed + 3, training_edge=224, mix_captions=0.5, drop_path=0.2),
            replace(start, seed=seed + 4, smallest_crop=0.5, trunk_rate=2e-4, keep_names=0.2),
        ),
    )


def for_trial(plan: Plan, epochs: int) -> Plan:
    """The same with so few passes."""
    return Plan(
        replace(plan.start, warm_epochs=epochs),
        tuple(replace(member, warm_epochs=epochs, epochs=epochs) for member in plan.members),
    )
