"""What open_clip does to a picture before its model sees it, with Pillow and numpy alone.

The same pixels as open_clip's own transform, to the bit, but without torch: a converted model needs none.
Normalising them is left to whatever runs the model.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipphotos.inference.embedders.pictures import without_extremes

Prepared = npt.NDArray[np.uint8]
"""One photo in a model's size, (height, width, 3) uint8 RGB.

Its numbers are normalised where the model runs: until then they take a quarter of the room.
"""


_FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a picture becomes a model's input.

    Attributes:
        width: Of the input, pixels.
        height: Likewise.
        resize_mode: ``"shortest"`` fills the input and crops, ``"longest"`` fits in and pads, ``"squash"``
            ignores the proportions.
        interpolation: ``"bilinear"``, or bicubic whatever else it is.
        mean: Of each channel, 0 to 1; the model subtracts it.
        std: Of each channel, 0 to 1; the model divides by it.
        fill: Grey value of padding, 0 to 255.
    """

    width: int
    height: int
    resize_mode: str
    interpolation: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    fill: int = 0

    def prepare(self, image: Image.Image) -> Prepared:
        """Resize and crop one picture; safe in several threads.

        Args:
            image: Any size from 1 x 1.

        Returns:
            (height, width, 3) uint8.
        """
        return np.array(self._placed(without_extremes(image, self.resize_mode)))

    @property
    def input_edge(self) -> int:
        """Pixels of the larger edge of the model's input."""
        return max(self.width, self.height)

    def _placed(self, image: Image.Image) -> Image.Image:
        """The picture in the input's size."""
        # As open_clip has it: a size that is not square is resized to with its default filter.
        is_plain = self.width == self.height or self.resize_mode != "shortest"
        how = _FILTERS.get(self.interpolation if is_plain else "", Image.Resampling.BICUBIC)
        if self.resize_mode == "squash":
            return image.resize((self.width, self.height), how)
        return _centred(image.resize(self._proportional(image.size), how), self.width, self.height, self.fill)

    def _proportional(self, size: tuple[int, int]) -> tuple[int, int]:
        width, height = size
        if self.resize_mode == "shortest" and self.width == self.height:
            # torchvision cuts off where open_clip's own arithmetic rounds.
            edge, short, long = self.width, min(size), max(size)
            other = int(edge * long / short)
            return (edge, other) if width <= height else (other, edge)
        ratios = height / self.height, width / self.width
        ratio = max(ratios) if self.resize_mode == "longest" else min(ratios)
        return max(1, round(width / ratio)), max(1, round(height / ratio))


def _centred(image: Image.Image, width: int, height: int, fill: int) -> Image.Image:
    """The middle of a picture, padded where it is smaller."""
    if image.width < width or image.height < height:
        room = Image.new("RGB", (max(width, image.width), max(height, image.height)), (fill, fill, fill))
        room.paste(image, (max(0, width - image.width) // 2, max(0, height - image.height) // 2))
        image = room
    left, upper = round((image.width - width) / 2), round((image.height - height) / 2)
    return image.crop((left, upper, left + width, upper + height))
