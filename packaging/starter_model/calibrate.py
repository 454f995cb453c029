"""The factor that makes a softmax over cosines mean what it says."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from clipphotos.inference.starter.network import StarterNetwork
from starter_model.lessons import Lessons, look_finished
from starter_model.photos import SAMPLES_SHOWN, TEMPLATES, TaughtPhoto

TEMPLATE = TEMPLATES.index("a photo of a {}")
SCALES = torch.arange(4, 120, 0.5)


@torch.no_grad()
def calibrate(
    network: StarterNetwork, lessons: Lessons, photos: Sequence[TaughtPhoto], learned_by_heart: float
) -> None:
    """Set the network's factor to what fits the training halves of the labelled samples, made smaller.

    Fitted is the mean negative log likelihood over the sets (temperature scaling, Guo et al. 2017).
    """
    losses: list[Tensor] = []
    samples = [place for place, photo in enumerate(photos) if photo.shown == SAMPLES_SHOWN]
    for name in sorted({photos[place].path.parent.parent.name for place in samples}):
        chosen = [place for place in samples if photos[place].path.parent.parent.name == name]
        own = [photos[place].texts[TEMPLATE] for place in chosen]
        classes = sorted(set(own))
        numbers = [lessons.bank.of_photo[chosen[own.index(text)], TEMPLATE] for text in classes]
        texts = network.encode_sentences(lessons.bank.vectors[torch.stack(numbers)])
        cosines = network.vectors(look_finished(network, lessons, torch.tensor(chosen))) @ texts.T
        truth = torch.tensor([classes.index(text) for text in own])
        losses.append(torch.stack([functional.cross_entropy(scale * cosines, truth) for scale in SCALES]))
    if losses:
        scale = SCALES[torch.stack(losses).mean(0).argmin()] * learned_by_heart
        network.get_buffer("logit_scale").fill_(float(scale.log()))
