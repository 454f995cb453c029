"""Runs a loaded model on the best device that works; torch is handed in, not imported."""

import contextlib
import copy
import logging
import warnings
from collections.abc import Generator
from typing import Any

import numpy as np

from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.cores import most_cores
from clipphotos.inference.embedder import Prepared
from clipphotos.inference.token_reader import Tokens

_log = logging.getLogger(__name__)

_HALF_AGREEMENT = 0.999
"""Least cosine between single and half precision for half precision to be used."""


class Towers:
    """The model on its device: half precision on a GPU where that gives the same vectors, single elsewhere.

    Whatever fails on a GPU is done again on the CPU, for good.

    Args:
        torch: The library, imported by whoever loaded the model.
        model: open_clip's model, single precision, on the CPU.
        device: ``"auto"`` or torch's name of a device.
        probe: A (1, 3, height, width) picture and (1, context length) tokens to try it with.
        few_texts: Up to so many texts are read by one thread: where texts are little work, several threads
            gain nothing, and on a busy machine they wait for each other many times as long.
    """

    def __init__(
        self, torch: Any, model: Any, device: str, probe: tuple[Prepared, Tokens], *, few_texts: int = 0
    ) -> None:
        self._torch = torch
        self._few_texts = few_texts
        self._probe = probe
        # Convolutions run up to twice as fast on the CPU this way, and no slower on a graphics card.
        self._model = model.to(memory_format=torch.channels_last)
        self._device, self._dtype = "cpu", torch.float32
        self.logit_scale = float(model.logit_scale.detach().exp())
        wanted = best_device(torch) if device == "auto" else device
        if wanted != "cpu":
            try:
                self._move(wanted, probe)
            except (RuntimeError, AssertionError) as error:  # the latter from a torch built for the CPU alone
                self._retreat(error)
        trial = np.concatenate([self.images(probe[0]), self.texts(probe[1])])
        self.dim = int(trial.shape[1])
        self.is_sound = bool(np.isfinite(trial).all() and trial.any(axis=1).all())
        """Whether the trial gave vectors; weights that were damaged after they were written give none."""

    @property
    def runs_on_cpu(self) -> bool:
        """Whether no graphics card does the work."""
        return self._device == "cpu"

    @property
    def label(self) -> str:
        """Where it runs, as shown to the user."""
        return device_label(self._torch, self._device)

    def images(self, batch: Prepared) -> Vectors:
        """(n, 3, height, width) float32 to (n, dim) float32, not normalised."""
        torch = self._torch
        try:
            rows = self._encode_images(batch)
            if self._device == "cpu" or np.isfinite(rows).all():
                return rows
            self._retreat(ValueError("not finite"))
        except torch.OutOfMemoryError as error:
            if len(batch) > 1:
                half = len(batch) // 2
                return np.concatenate([self.images(batch[:half]), self.images(batch[half:])])
            self._retreat(error)
        except RuntimeError as error:
            if self._device == "cpu":
                raise
            self._retreat(error)
        return self._encode_images(batch)

    def texts(self, tokens: Tokens) -> Vectors:
        """(n, context length) token numbers to (n, dim) float32, not normalised."""
        try:
            rows = self._encode_texts(tokens)
            if self._device == "cpu" or np.isfinite(rows).all():
                return rows
            self._retreat(ValueError("not finite"))
        except RuntimeError as error:
            if self._device == "cpu":
                raise
            self._retreat(error)
        return self._encode_texts(tokens)

    def traced(self) -> tuple[Any, Any]:
        """Image and text tower as TorchScript, to be made into something else.

        Raises:
            RuntimeError: If the model is not made of what can be traced.
        """
        torch, model = self._torch, self._model.float().to("cpu")

        class Tower(torch.nn.Module):
            def __init__(self, method: str) -> None:
                super().__init__()  # pyright: ignore[reportUnknownMemberType] - torch is handed in
                self.model, self.method = model, method

            def forward(self, batch: Any) -> Any:
                return getattr(self.model, self.method)(batch)

        def trace(method: str, example: Any) -> Any:
            # Two rows: a size of one would be taken for granted.
            rows = torch.from_numpy(np.concatenate([example, example]))
            return torch.jit.trace(Tower(method).eval(), rows, check_trace=False)

        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            return trace("encode_image", self._probe[0]), trace("encode_text", self._probe[1])

    def _encode_images(self, batch: Prepared) -> Vectors:
        with self._at_most(most_cores()), self._torch.inference_mode():
            pixels = self._torch.from_numpy(batch).to(self._device, self._dtype)
            return self._model.encode_image(pixels).float().cpu().numpy()

    def _encode_texts(self, tokens: Tokens) -> Vectors:
        few = len(tokens) <= self._few_texts
        with self._at_most(1 if few else None), self._torch.inference_mode():
            numbers = self._torch.from_numpy(tokens).to(self._device)
            return self._model.encode_text(numbers).float().cpu().numpy()

    @contextlib.contextmanager
    def _at_most(self, most: int | None) -> Generator[None]:
        """Compute with so many threads at most; torch has one number for the whole process."""
        before = self._torch.get_num_threads()
        if most is None or most >= before:
            yield
            return
        self._torch.set_num_threads(most)
        try:
            yield
        finally:
            self._torch.set_num_threads(before)

    def _move(self, device: str, probe: tuple[Prepared, Tokens]) -> None:
        picture, tokens = probe
        self._model, self._device = self._model.to(device), device
        single = self._model
        exact = unit(np.concatenate([self._encode_images(picture), self._encode_texts(tokens)]))
        try:
            self._model, self._dtype = copy.deepcopy(single).half(), self._torch.float16
            rough = unit(np.concatenate([self._encode_images(picture), self._encode_texts(tokens)]))
            agrees = bool(np.all(np.sum(exact * rough, axis=1) >= _HALF_AGREEMENT))
        except (RuntimeError, ValueError) as error:
            _log.info("half precision does not work: %s", error)
            agrees = False
        if not agrees:
            self._model, self._dtype = single, self._torch.float32

    def _retreat(self, error: Exception) -> None:
        _log.warning("goes on with the CPU, because %s failed: %s", self._device, error)
        self._model = self._model.float().to("cpu")
        self._device, self._dtype = "cpu", self._torch.float32


def device_label(torch: Any, device: str) -> str:
    """A device as shown to the user: ``"cpu"``, ``"cuda: NVIDIA …"``."""
    return f"{device}: {torch.cuda.get_device_name(device)}" if device.startswith("cuda") else device


def best_device(torch: Any) -> str:
    """The fastest device here, as torch calls it."""
    for name in ("cuda", "mps", "xpu"):
        backend = torch.backends.mps if name == "mps" else getattr(torch, name, None)
        if backend is not None and backend.is_available():
            return name
    return "cpu"
