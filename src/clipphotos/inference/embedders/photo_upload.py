"""Bringing prepared photos to a device, and normalising them there."""

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from clipphotos.inference.embedders.preprocessing import Prepared, Preprocessing


class Normalisation:
    """Pixels as a model wants them, computed in the order of open_clip's own transform: the same to the bit.

    Args:
        torch: The library.
        preprocessing: Has the mean and the deviation of each channel.
        device: torch's name of one.
    """

    def __init__(self, torch: Any, preprocessing: Preprocessing, device: str) -> None:
        self._mean, self._std = (
            torch.tensor(numbers, dtype=torch.float32, device=device).reshape(1, 3, 1, 1)
            for numbers in (preprocessing.mean, preprocessing.std)
        )

    def __call__(self, pixels: Any) -> Any:
        """(n, 3, height, width) float32 for (n, height, width, 3) uint8, on the device."""
        return (pixels.permute(0, 3, 1, 2).float() / 255 - self._mean) / self._std


class PhotoUpload:
    """Photos as one tensor on a device, normalised there.

    On CUDA they are gathered in two page-locked buffers that take turns and are used again and again, so that
    one is filled while the card still works on the other's.

    Args:
        torch: The library.
        device: torch's name of one.
        dtype: What the model computes in.
        preprocessing: Says how pixels are normalised.
    """

    def __init__(self, torch: Any, device: str, dtype: Any, preprocessing: Preprocessing) -> None:
        self._torch = torch
        self._device = device
        self._dtype = dtype
        self._normalise = Normalisation(torch, preprocessing, device)
        self._is_cuda = device.startswith("cuda")
        self._buffers: list[Any] = [None, None]
        self._copied: list[Any] = [torch.cuda.Event() if self._is_cuda else None for _ in self._buffers]
        self._turn = 0

    def __call__(self, photos: Sequence[Prepared]) -> Any:
        """(n, 3, height, width) of the device's type, for n arrays of (height, width, 3) uint8.

        Raises:
            RuntimeError: If there is no room, or the device is lost.
        """
        pixels = self._page_locked(photos) if self._is_cuda else self._gathered(photos).to(self._device)
        return self._normalise(pixels).to(self._dtype)

    def _gathered(self, photos: Sequence[Prepared]) -> Any:
        return self._torch.from_numpy(np.stack(photos))

    def _page_locked(self, photos: Sequence[Prepared]) -> Any:
        turn, self._turn = self._turn, 1 - self._turn
        self._copied[turn].synchronize()
        rows = self._room(turn, len(photos), photos[0].shape)
        np.stack(photos, out=rows.numpy())
        pixels = rows.to(self._device, non_blocking=True)
        self._copied[turn].record(self._torch.cuda.current_stream(self._device))
        return pixels

    def _room(self, turn: int, count: int, shape: tuple[int, ...]) -> Any:
        buffer = self._buffers[turn]
        if buffer is None or len(buffer) < count:
            self._buffers[turn] = None
            buffer = self._buffers[turn] = self._new_buffer((count, *shape))
        return buffer[:count]

    def _new_buffer(self, shape: tuple[int, ...]) -> Any:
        # Page-locked memory is scarce; ordinary memory is only slower.
        with contextlib.suppress(RuntimeError):
            return self._torch.empty(shape, dtype=self._torch.uint8, pin_memory=True)
        return self._torch.empty(shape, dtype=self._torch.uint8)
