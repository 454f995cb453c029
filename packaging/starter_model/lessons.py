"""What there is to learn from, in the form the training takes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from clipphotos.inference.starter.network import ImageFeatures, ImageTrunk, StarterNetwork
from starter_model.augment import as_input
from starter_model.photos import Pixels, TaughtPhoto
from starter_model.texts import TextBank

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Lessons:
    """Photos with texts.

    Attributes:
        pixels: (n, h, w, 3) uint8, of all photos; read from the disk as needed, or on a graphics card.
        bank: Their texts; likewise.
        captioned: Numbers of the photos that have captions.
        labelled: Numbers of those that have labels; some occur several times.
        dev: Numbers of those that are kept for measuring.
    """

    pixels: Tensor
    bank: TextBank
    captioned: Tensor
    labelled: Tensor
    dev: Tensor

    @property
    def taught(self) -> Tensor:
        """Numbers of all that is learned from."""
        return torch.cat([self.captioned, self.labelled])

    def on(self, device: str) -> "Lessons":
        """The same where the training takes place: a graphics card has room for all pictures."""
        if device == "cpu":
            return self
        return replace(self, pixels=self.pixels.to(device), bank=self.bank.on(device))

    def pictures(self, numbers: Tensor) -> Tensor:
        """(k, h, w, 3) uint8."""
        return self.pixels[numbers.to(self.pixels.device)]

    def passage(self, label_share: float, batch: int, random: torch.Generator) -> Iterator[Tensor]:
        """The numbers of one pass in random order, a batch at a time; an incomplete last one is left out."""
        labelled = self.labelled[torch.randperm(len(self.labelled), generator=random)]
        chosen = torch.cat([self.captioned, labelled[: int(len(labelled) * label_share)]])
        chosen = chosen[torch.randperm(len(chosen), generator=random)]
        batch = min(batch, len(chosen))
        yield from chosen[: len(chosen) // batch * batch].split(batch)

    def steps(self, label_share: float, batch: int) -> int:
        """Batches in a pass."""
        count = len(self.captioned) + int(len(self.labelled) * label_share)
        return count // min(batch, count)


def make_lessons(photos: Sequence[TaughtPhoto], pixels: Pixels, bank: TextBank) -> Lessons:
    """Sort photos by what they are for."""

    def numbers(times: Iterable[int]) -> Tensor:
        return torch.tensor(
            [place for place, count in enumerate(times) for _ in range(count)], dtype=torch.long
        )

    return Lessons(
        torch.from_numpy(pixels),
        bank,
        captioned=numbers(photo.is_caption and not photo.is_dev for photo in photos),
        labelled=numbers(photo.shown * (not photo.is_caption and not photo.is_dev) for photo in photos),
        dev=numbers(photo.is_dev for photo in photos),
    )


@torch.no_grad()
def look(trunk: ImageTrunk, pictures: Tensor, edge: int, *, mirrored: bool) -> ImageFeatures:
    """What the trunk sees in whole pictures, (n, h, w, 3) uint8, brought to an edge as the program does."""
    device = trunk.stem.conv.weight.device
    parts: list[ImageFeatures] = []
    for some in pictures.split(_BATCH):
        views = functional.interpolate(as_input(some), (edge, edge), mode="bicubic", antialias=True).clamp(
            -1, 1
        )
        views = views.flip(-1) if mirrored else views
        with torch.autocast(device.type, torch.bfloat16):
            features = trunk(views.to(device, memory_format=torch.channels_last))
        parts.append(ImageFeatures(*(each.half().to(pictures.device) for each in features)))
    return ImageFeatures(*(torch.cat(each) for each in zip(*parts, strict=True)))


def look_finished(network: StarterNetwork, lessons: Lessons, numbers: Tensor) -> ImageFeatures:
    """What the finished network will see in some photos, in single precision."""
    edge = network.shape.image_size
    return some_of(look(network.trunk, lessons.pictures(numbers), edge, mirrored=False), slice(None))


def some_of(features: ImageFeatures, rows: Tensor | slice) -> ImageFeatures:
    """Some rows of cached features, in single precision."""
    return ImageFeatures(*(each[rows].float() for each in features))
