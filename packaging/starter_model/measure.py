"""Recall on the development photos, to follow a training; ``benchmarks/quality.py`` measures the artefact."""

import torch

from clipphotos.inference.starter.network import StarterNetwork
from starter_model.lessons import Lessons, look_finished


@torch.no_grad()
def dev_recall(network: StarterNetwork, lessons: Lessons) -> str:
    """Text to image recall at 1, 5 and 10, of the learned part alone and with the classes beside it."""
    if len(lessons.dev) == 0:
        return ""
    was_training = network.training
    network.eval()
    seen = look_finished(network, lessons, lessons.dev)
    numbers = lessons.bank.of_photo[lessons.dev].cpu()
    owner = torch.arange(len(numbers)).repeat_interleave((numbers >= 0).sum(1))
    sentences = lessons.bank.vectors[numbers[numbers >= 0]]
    learned, classes = network.image_head(seen), network.class_part(seen)
    said = network.encode_sentences(sentences)
    both = network.join(learned, classes)
    results: list[str] = []
    for texts, photos in ((network.text_head(sentences), learned), (said[:, : both.shape[1]], both)):
        scores = (texts @ photos.T).cpu()
        own = scores[torch.arange(len(owner)), owner].unsqueeze(1)
        rank = (scores > own).sum(1)
        results.append("/".join(f"{(rank < limit).float().mean().item():.3f}" for limit in (1, 5, 10)))
    network.train(was_training)
    return " with classes ".join(results)
