"""From sources to the finished folder."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from clipphotos.inference.starter import weights as starter_weights
from clipphotos.inference.starter.files import STARTER_CONFIG, STARTER_TOKENIZER, STARTER_WEIGHTS
from clipphotos.inference.starter.network import Popularity, StarterNetwork
from clipphotos.inference.text.vocabulary import vocabulary
from starter_model import sources
from starter_model.calibrate import calibrate
from starter_model.lessons import Lessons, look_finished, make_lessons
from starter_model.photos import TEMPLATES, TaughtPhoto, squashed
from starter_model.recipe import Plan, Recipe
from starter_model.texts import Reader, text_bank
from starter_model.training import Course, say, train

NAME_TEMPLATES = ("{}", "a photo of a {}")
REFERENCE_CAPTIONS = 2400
"""Captions, beside the tags, that popularity is measured with: as many as the artefact has room for."""
EIGHT_BIT = frozenset(
    {
        "text_tower.words.weight",
        "image_head.head.enter.weight",
        "image_head.head.linear.weight",
        "class_part.scores.weight",
        *(
            f"text_tower.layers.{number}.{part}.weight"
            for number in range(6)
            for part in ("attention", "attention_out", "enter", "leave")
        ),
    }
)
"""What is stored as int8: most of the bytes, and no figure suffers (``docs/history/starter-model.md``)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folders.

    Attributes:
        weights: Of the unpacked packages.
        output: Of the finished model.
        cache: Of what need not be computed twice.
    """

    weights: Path
    output: Path
    cache: Path


def make(
    photos: Sequence[TaughtPhoto],
    places: Places,
    plan: Plan,
    device: str,
    stop_after: int | None,
) -> None:
    """Train on photos and write the model's folder.

    Raises:
        Interrupted: After `stop_after` passes.
    """
    recipe = plan.start
    network = published_network(places.weights, recipe)
    tokenizer_json = sources.tokenizer_text(places.weights)
    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.enable_truncation(recipe.shape.context_length)
    reader = Reader(network.text_tower, tokenizer, places.cache)
    prompts = [[template.format(name) for name in class_names()] for template in NAME_TEMPLATES]
    names = torch.stack([reader.read(each) for each in prompts])
    teach_names(network, names[0])
    pixels = squashed(photos, recipe.pixel_edge, places.cache)
    lessons = make_lessons(photos, pixels, text_bank(photos, reader))
    say(f"{len(lessons.captioned)} photos with captions, {len(lessons.labelled)} with labels")
    subject = repr((plan, device, [photo.path.name for photo in photos]))
    fingerprint = hashlib.sha256(subject.encode()).hexdigest()[:16]
    train(network, Course(plan, lessons, names, places.cache, device, fingerprint, stop_after))
    network.cpu().eval()
    teach_visual(network, lessons)
    teach_popularity(network, lessons, reference_texts(lessons, reader, recipe.seed), recipe.popularity_share)
    calibrate(network, lessons, photos, recipe.learned_by_heart)
    write_folder(network, tokenizer_json, places.output)


def class_names() -> list[str]:
    """ImageNet's 1,000 classes, as OpenAI words them."""
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip

    return list(open_clip.IMAGENET_CLASSNAMES)


def published_network(weights: Path, recipe: Recipe) -> StarterNetwork:
    """The network with published trunk, classifier and text tower, and heads that know nothing."""
    torch.manual_seed(recipe.seed)
    network = StarterNetwork(recipe.shape)
    trunk, classifier = sources.trunk_and_classifier(weights)
    network.trunk.load_state_dict(trunk)
    network.class_part.scores.load_state_dict(classifier)
    network.text_tower.load_state_dict(sources.text_tower(weights, recipe.shape.context_length))
    network.text_tower.requires_grad_(requires_grad=False)
    for head in (network.image_head.head, network.text_head.head):
        head.dropout = recipe.dropout
    # A text begins as the vector its tower gives it.
    torch.nn.init.eye_(network.text_head.head.linear.weight)
    for parameter in (network.text_head.head.linear.bias, network.text_head.head.leave.weight):
        torch.nn.init.zeros_(parameter)
    network.get_buffer("class_share").fill_(recipe.class_share)
    network.get_buffer("visual_share").fill_(recipe.visual_share)
    return network


@torch.no_grad()
def teach_names(network: StarterNetwork, names: Tensor) -> None:
    """What the class part says for each class: its name without what all names have in common."""
    common = functional.normalize(names.mean(0), dim=0)
    network.get_buffer("common").copy_(common)
    network.class_part.names.weight.copy_((names - (names @ common).unsqueeze(1) * common).T)
    network.class_part.names.requires_grad_(requires_grad=False)


@torch.no_grad()
def teach_visual(network: StarterNetwork, lessons: Lessons) -> None:
    """The visual part: the largest principal components of the trunk's features, made equally large."""
    means = look_finished(network, lessons, lessons.taught.unique()).means
    mean = means.mean(0)
    covariance = (means - mean).T.double() @ (means - mean).double() / len(means)
    strengths, directions = torch.linalg.eigh(covariance)
    count = network.shape.visual_dim
    whitening = (directions[:, -count:] / strengths[-count:].clamp(min=1e-9).sqrt()).T.float()
    network.visual.weight.copy_(whitening)
    network.visual.bias.copy_(-(whitening @ mean))


@torch.no_grad()
def teach_popularity(network: StarterNetwork, lessons: Lessons, references: Tensor, share: float) -> None:
    """How popular photos are, measured with (m, text_width) sentence vectors; a query takes off the share."""
    network.shape = dataclasses.replace(network.shape, references=len(references))
    network.popularity = Popularity(network.shape)
    network.popularity.get_buffer("references").copy_(
        network.encode_sentences(references)[:, : network.shape.text_dim]
    )
    network.popularity.get_buffer("share").fill_(share)
    # Texts fit the photos they were learned from better than any others, so these are left out.
    seen = look_finished(network, lessons, lessons.dev)
    aligned = network.join(network.image_head(seen), network.class_part(seen))
    network.popularity.get_buffer("mean").copy_(network.popularity(aligned).mean())


def reference_texts(lessons: Lessons, reader: Reader, seed: int) -> Tensor:
    """(m, text_width) sentence vectors of what is said about photos: some captions, the names of all tags."""
    numbers = lessons.bank.of_photo[lessons.captioned]
    captions = lessons.bank.vectors[numbers[numbers >= 0].unique()]
    chosen = torch.randperm(len(captions), generator=torch.Generator().manual_seed(seed))[:REFERENCE_CAPTIONS]
    tags = reader.read([TEMPLATES[1].format(concept.name) for concept in vocabulary()])
    return torch.cat([captions[chosen], tags])


def write_folder(network: StarterNetwork, tokenizer_json: str, output: Path) -> None:
    """Write the artefact; what else the folder holds, such as its card, stays."""
    output.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().numpy() for name, tensor in network.state_dict().items()}
    starter_weights.write(output / STARTER_WEIGHTS, tensors, EIGHT_BIT)
    config = {"shape": dataclasses.asdict(network.shape)}
    (output / STARTER_CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8", newline="\n")
    (output / STARTER_TOKENIZER).write_text(tokenizer_json, encoding="utf-8", newline="\n")
