"""Bringing prepared photos to a device."""

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from clipphotos.inference.embedder import Prepared


class PhotoUpload:
    """Photos as one tensor on a device, rounded on the way there.

    For a graphics card they are gathered and rounded in two buffers that take turns and are used again and
    again. On CUDA they are page-locked, so that one is filled while the card still works on the other's.

    Args:
        torch: The library.
        device: torch's name of one.
        dtype: What the model computes in.
    """

    def __init__(self, torch: Any, device: str, dtype: Any) -> None:
        self._torch = torch
        self._device = device
        self._dtype = dtype
        self._is_cuda = device.startswith("cuda")
        self._buffers: list[Any] = [None, None]
        self._copied: list[Any] = [torch.cuda.Event() if self._is_cuda else None for _ in self._buffers]
        self._turn = 0

    def __call__(self, photos: Sequence[Prepared]) -> Any:
        """(n, 3, height, width) of the device's type, for n arrays of (3, height, width) float32.

        Raises:
            RuntimeError: If there is no room, or the device is lost.
        """
        torch = self._torch
        if self._device == "cpu":
            return torch.from_numpy(np.stack(photos)).to(self._dtype)
        turn, self._turn = self._turn, 1 - self._turn
        copied = self._copied[turn]
        if copied is not None:
            copied.synchronize()
        rows = self._room(turn, len(photos), photos[0].shape)
        for row, photo in zip(rows, photos, strict=True):
            row.copy_(torch.from_numpy(photo))
        pixels = rows.to(self._device, non_blocking=self._is_cuda)
        if copied is not None:
            copied.record(torch.cuda.current_stream(self._device))
        return pixels

    def _room(self, turn: int, count: int, shape: tuple[int, ...]) -> Any:
        buffer = self._buffers[turn]
        if buffer is None or len(buffer) < count:
            self._buffers[turn] = None
            buffer = self._buffers[turn] = self._new_buffer((count, *shape))
        return buffer[:count]

    def _new_buffer(self, shape: tuple[int, ...]) -> Any:
        if self._is_cuda:
            # Page-locked memory is scarce; ordinary memory is only slower.
            with contextlib.suppress(RuntimeError):
                return self._torch.empty(shape, dtype=self._dtype, pin_memory=True)
        return self._torch.empty(shape, dtype=self._dtype)
