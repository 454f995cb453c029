"""What the network is trained to do: tell which text belongs to which photo, and forget nothing."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from clipphotos.inference.starter.network import ImageFeatures, StarterNetwork
from starter_model.lessons import Lessons
from starter_model.recipe import Recipe

_IMPOSSIBLE = -1e4
_FIRST_SCALE = 20.0


@dataclass(slots=True)
class Memory:
    """Vectors of recent photos, newest first, for texts to be told apart from."""

    size: int
    vectors: Tensor
    photos: Tensor

    def add(self, vectors: Tensor, photos: Tensor) -> None:
        """Put photos first and forget the oldest."""
        self.vectors = torch.cat([vectors.detach(), self.vectors])[: self.size]
        self.photos = torch.cat([photos, self.photos])[: self.size]

    def clear(self) -> None:
        """Forget everything."""
        self.vectors, self.photos = self.vectors[:0], self.photos[:0]


@dataclass(frozen=True, slots=True)
class Teacher:
    """What the published classifier knows.

    Attributes:
        opinions: (n, 1000) its probabilities for every photo.
        names: Sentence vectors of the class names, once for each template, (templates, 1000, text_width).
    """

    opinions: Tensor
    names: Tensor


class Objective(nn.Module):
    """The loss of a step.

    Args:
        network: Is trained.
        recipe: Weighs the parts; another may take its place.
        lessons: Photos and their texts.
        teacher: Opinions to keep.
        random: Chooses texts.
    """

    def __init__(
        self,
        network: StarterNetwork,
        recipe: Recipe,
        lessons: Lessons,
        teacher: Teacher,
        random: torch.Generator,
    ) -> None:
        super().__init__()
        self.network = network
        self.log_scale = nn.Parameter(torch.tensor(_FIRST_SCALE).log())
        self.recipe = recipe
        self._bank, self._teacher, self._random = lessons.bank, teacher, random
        said = lessons.bank.of_photo[lessons.taught]
        self._texts = said[said >= 0].unique()
        device = said.device
        nothing = torch.empty(0, network.shape.aligned_dim, device=device)
        self.memory = Memory(recipe.queue, nothing, torch.empty(0, dtype=torch.long, device=device))

    def forward(self, features: ImageFeatures, photos: Tensor) -> Tensor:
        """The loss of some photos, given by their numbers, as a scalar."""
        recipe, bank, network = self.recipe, self._bank, self.network
        seen = network.image_head(features)
        own = bank.pick(photos, self._random)
        chosen = torch.randint(len(self._texts), (recipe.other_texts,), generator=self._random)
        others = self._texts[chosen.to(own.device)]
        numbers = torch.cat([own, others])
        sentences = bank.vectors[numbers]
        if recipe.mix_captions:
            sentences[: len(photos)] = self._mixed(sentences[: len(photos)], photos)
        said = network.text_head(sentences)
        scale = self.log_scale.exp()

        photos_to_texts = scale * seen @ said.T
        texts_to_photos = scale * said[: len(photos)] @ torch.cat([seen, self.memory.vectors]).T
        rivals = torch.cat([photos, self.memory.photos])
        target = torch.arange(len(photos), device=seen.device)
        contrast = (
            functional.cross_entropy(_without(photos_to_texts, bank.belongs(numbers, photos)), target)
            + functional.cross_entropy(_without(texts_to_photos, bank.belongs(own, rivals).T), target)
        ) / 2
        self.memory.add(seen, photos)

        opinions = self._teacher.opinions[photos]
        template = int(torch.randint(len(self._teacher.names), (), generator=self._random))
        names = network.text_head(self._teacher.names[template])
        keep_names = _cross_entropy(opinions, recipe.names_scale * seen @ names.T)
        keep_scores = _cross_entropy(opinions, network.class_part.scores(features.means))
        return contrast + recipe.keep_names * keep_names + recipe.keep_scores * keep_scores

    def _mixed(self, sentences: Tensor, photos: Tensor) -> Tensor:
        """Sentence vectors of photos, some of them mixed with that of another text of the photo."""
        others = self._bank.vectors[self._bank.pick(photos, self._random)]
        chance = torch.rand(2, len(photos), 1, generator=self._random).to(sentences.device)
        part = chance[0] * (chance[1] < self.recipe.mix_captions)
        return functional.normalize(torch.lerp(sentences, others, part), dim=1)


def _without(scores: Tensor, matches: Tensor) -> Tensor:
    """Scores in which no right answer but the one on the diagonal is left."""
    matches = matches.clone()
    matches.fill_diagonal_(fill_value=False)
    return scores.masked_fill(matches, _IMPOSSIBLE)


def _cross_entropy(target: Tensor, logits: Tensor) -> Tensor:
    """Mean cross-entropy to probabilities."""
    return -(target * functional.log_softmax(logits, dim=1)).sum(1).mean()
