"""Random views of pictures: crops, mirror images, light."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from starter_model.recipe import Recipe

_ASPECT = math.log(4 / 3)


def as_input(pixels: Tensor) -> Tensor:
    """(n, h, w, 3) uint8 to (n, 3, h, w) float32, -1 to 1."""
    return pixels.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def augmented(pixels: Tensor, recipe: Recipe, random: torch.Generator) -> Tensor:
    """(n, h, w, 3) uint8 to (n, 3, training_edge, training_edge), -1 to 1 but for the change of light."""
    count, edge = len(pixels), recipe.training_edge

    def chance(low: float, high: float) -> Tensor:
        return torch.rand(count, generator=random) * (high - low) + low

    area, aspect = chance(recipe.smallest_crop, 1), torch.exp(chance(-_ASPECT, _ASPECT))
    width, height = (area * aspect).sqrt().clamp(max=1), (area / aspect).sqrt().clamp(max=1)
    mirror = torch.where(chance(0, 1) < 0.5, -1.0, 1.0)
    place = torch.zeros(count, 2, 3)
    place[:, 0, 0], place[:, 0, 2] = width * mirror, chance(-1, 1) * (1 - width)
    place[:, 1, 1], place[:, 1, 2] = height, chance(-1, 1) * (1 - height)
    grid = functional.affine_grid(place.to(pixels.device), [count, 3, edge, edge], align_corners=False)
    views = functional.grid_sample(as_input(pixels), grid, padding_mode="reflection", align_corners=False)

    def change() -> Tensor:
        return chance(-recipe.jitter, recipe.jitter)[:, None, None, None].to(pixels.device)

    mean = views.mean((1, 2, 3), keepdim=True)
    views = (views - mean) * (1 + change()) + mean + change()
    grey = views.mean(1, keepdim=True)
    return (views - grey) * (1 + change()) + grey
