"""Runs a loaded model on the best device that works; torch is handed in, not imported."""

import contextlib
import copy
import logging
import warnings
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple

import numpy as np

from clipphotos.core.errors import ErrorReport
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.batch_limit import CPU_BATCH, BatchLimit
from clipphotos.inference.embedders.cores import most_cores
from clipphotos.inference.embedders.photo_upload import Normalisation, PhotoUpload
from clipphotos.inference.embedders.preprocessing import Prepared, Preprocessing
from clipphotos.inference.embedders.torch_device import (
    best_device,
    device_label,
    first_line,
    free_memory,
    half_precisions,
    is_out_of_memory,
    why_unavailable,
)
from clipphotos.inference.text.token_reader import Tokens

_log = logging.getLogger(__name__)

_HALF_AGREEMENT = 0.999
"""Least cosine between single and half precision for half precision to be used."""
_GPU_BATCH = 128
"""Most photos a graphics card computes at once; it is handed two of these, one to be uploaded meanwhile."""


class Probe(NamedTuple):
    """What a model is tried with.

    Attributes:
        photos: Each (height, width, 3) uint8; the first one says whether the weights are sound, all of them
            whether half precision agrees.
        tokens: (1, context length).
    """

    photos: list[Prepared]
    tokens: Tokens


def make_probe(height: int, width: int, tokens: Tokens) -> Probe:
    """Pictures with as little in common as possible: a slope, blots of two sizes, noise."""
    random = np.random.default_rng(0)
    slope = np.linspace(0, 255, 3 * height * width).reshape(height, width, 3).astype(np.uint8)

    def blots(edge: int) -> Prepared:
        colours = random.integers(0, 256, (-(-height // edge), -(-width // edge), 3), np.uint8)
        return np.kron(colours, np.ones((edge, edge, 1), np.uint8))[:height, :width]

    return Probe([slope, blots(64), blots(8), blots(1)], tokens)


class Towers:
    """The model on its device: half precision on a GPU where that gives the same vectors, single elsewhere.

    What does not fit into memory is done in smaller batches; whatever else fails on a GPU is done again on
    the CPU, for good.

    Args:
        torch: The library, imported by whoever loads the model.
        model: The model, single precision, on the CPU.
        load: Loads it again, if it is lost together with its device.
        device: ``"auto"`` or torch's name of a device.
        probe: What to try it with.
        preprocessing: Says how pixels are normalised.
        few_texts: Up to so many texts are read by one thread: where texts are little work, several threads
            gain nothing, and on a busy machine they wait for each other many times as long.
    """

    def __init__(
        self,
        torch: Any,
        model: Any,
        load: Callable[[], Any],
        device: str,
        probe: Probe,
        preprocessing: Preprocessing,
        *,
        few_texts: int = 0,
    ) -> None:
        self._torch = torch
        self._load = load
        self._few_texts = few_texts
        self._probe = probe
        self._preprocessing = preprocessing
        self.fallback_reason: ErrorReport | None = None
        """Why no graphics card is used, or not as fast as it could be."""
        self._settle(self._for_convolutions(model), "cpu", torch.float32)
        self.logit_scale = float(self._model.logit_scale.detach().exp())
        wanted = best_device(torch) if device == "auto" else device
        if wanted != "cpu":
            self._move(wanted)
        elif device == "auto":
            self.fallback_reason = why_unavailable(torch)
        trial = np.concatenate([self.images(probe.photos[:1]), self.texts(probe.tokens)])
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
        return self._label

    @property
    def torch_name(self) -> str:
        """Where it runs, as torch calls it."""
        return self._device

    @property
    def precision(self) -> str:
        """What it computes in: ``"float16"``, ``"bfloat16"`` or ``"float32"``."""
        return str(self._dtype).removeprefix("torch.")

    @property
    def largest_batch(self) -> int:
        """Most photos to hand over at once; less after memory ran out."""
        return self._limit.size if self.runs_on_cpu else 2 * self._limit.size

    def images(self, photos: Sequence[Prepared]) -> Vectors:
        """Prepared photos, n of (height, width, 3) uint8 to (n, dim) float32, of length one or not finite.

        Raises:
            RuntimeError: If the CPU fails, too.
        """
        return self._answer(len(photos), lambda at, end: self._encode_images(photos[at:end]))

    def begin_images(self, photos: Sequence[Prepared]) -> Callable[[], Vectors] | None:
        """Have a graphics card begin with what `images` does.

        Returns:
            Waits for the vectors, and raises what `images` raises; None if only `images` can do it.
        """
        part = min(len(photos), self._limit.size)
        if self.runs_on_cpu or len(photos) > self.largest_batch:
            return None
        try:
            with self._torch.inference_mode():
                rows = self._begun(len(photos), part, lambda at, end: self._encode_images(photos[at:end]))
        except RuntimeError as error:
            _log.info("%s did not begin: %s", self._device, first_line(error))
            return None

        def answer() -> Vectors:
            try:
                vectors = rows.cpu().numpy()
            except RuntimeError as error:
                _log.info("what was begun failed: %s", first_line(error))
            else:
                if np.isfinite(vectors).all():
                    self._limit.fitted(part)
                    return vectors
            # Once more, in the way that finds out what is wrong and goes on nevertheless.
            return self.images(photos)

        return answer

    def texts(self, tokens: Tokens) -> Vectors:
        """(n, context length) token numbers to (n, dim) float32, of length one or not finite.

        Raises:
            RuntimeError: If the CPU fails, too.
        """
        return self._answer(len(tokens), lambda at, end: self._encode_texts(tokens[at:end]))

    def traced(self) -> tuple[Any, Any]:
        """Image tower, normalisation included, and text tower as TorchScript, to be made into something else.

        Raises:
            RuntimeError: If the model is not made of what can be traced.
        """
        torch = self._torch
        model = self._model if self.runs_on_cpu else copy.deepcopy(self._model).float().to("cpu")

        normalise = Normalisation(torch, self._preprocessing, "cpu")

        class Tower(torch.nn.Module):
            def __init__(self, answer: Callable[[Any, Any], Any]) -> None:
                super().__init__()  # pyright: ignore[reportUnknownMemberType] - torch is handed in
                self.model, self.answer = model, answer

            def forward(self, batch: Any) -> Any:
                return self.answer(self.model, batch)

        def trace(answer: Callable[[Any, Any], Any], example: Any) -> Any:
            # Two rows: a size of one would be taken for granted.
            rows = torch.from_numpy(np.concatenate([example, example]))
            return torch.jit.trace(Tower(answer).eval(), rows, check_trace=False)

        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            photo = np.stack(self._probe.photos[:1])
            return (
                trace(lambda model, pixels: model.encode_image(normalise(pixels)), photo),
                trace(lambda model, tokens: model.encode_text(tokens), self._probe.tokens),
            )

    def _answer(self, count: int, encode: Callable[[int, int], Any]) -> Vectors:
        """Ask until there is an answer: at first as it is, then in smaller parts or elsewhere."""
        while (rows := self._try(count, encode)) is None:
            pass
        return rows

    def _try(self, count: int, encode: Callable[[int, int], Any]) -> Vectors | None:
        """The vectors; None if that failed, and the next try will be another."""
        part = min(count, self._limit.size)
        is_smaller = False
        try:
            rows = self._in_parts(count, part, encode)
            self._limit.fitted(part)
            if self.runs_on_cpu or np.isfinite(rows).all():
                return rows
            if self._dtype is not self._torch.float32:
                self._take_single(self._model.float())
                return None
            report = self._report("gpu-failed", "its vectors are no numbers")
        except RuntimeError as error:
            is_out = is_out_of_memory(self._torch, error)
            is_smaller = is_out and self._limit.ran_out(part)
            if self.runs_on_cpu and not is_smaller:
                raise
            report = self._report("gpu-out-of-memory" if is_out else "gpu-failed", first_line(error))
        # Not before the error is gone: it holds on to what filled the memory.
        if is_smaller:
            _log.info("%s ran out of memory with %d at once", self._device, part)
            free_memory(self._torch, self._device)
        else:
            self._retreat(report)
        return None

    def _in_parts(self, count: int, part: int, encode: Callable[[int, int], Any]) -> Vectors:
        with self._torch.inference_mode():
            return self._begun(count, part, encode).cpu().numpy()

    def _begun(self, count: int, part: int, encode: Callable[[int, int], Any]) -> Any:
        """A tensor that a graphics card may still be computing: one part while the next is made ready."""
        return self._torch.cat([encode(at, min(count, at + part)) for at in range(0, count, max(1, part))])

    def _encode_images(self, photos: Sequence[Prepared]) -> Any:
        with self._at_most(most_cores()):
            return self._unit(self._model.encode_image(self._upload(photos)))

    def _encode_texts(self, tokens: Tokens) -> Any:
        few = len(tokens) <= self._few_texts
        with self._at_most(1 if few else None):
            numbers = self._torch.from_numpy(tokens).to(self._device)
            return self._unit(self._model.encode_text(numbers))

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

    def _unit(self, rows: Any) -> Any:
        return self._torch.nn.functional.normalize(rows.float(), dim=-1)

    def _for_convolutions(self, model: Any) -> Any:
        # They run up to twice as fast on the CPU this way, and no slower on a graphics card.
        return model.to(memory_format=self._torch.channels_last)

    def _settle(self, model: Any, device: str, dtype: Any, label: str = "cpu") -> None:
        self._model, self._device, self._dtype, self._label = model, device, dtype, label
        self._upload = PhotoUpload(self._torch, device, dtype, self._preprocessing)
        self._limit = BatchLimit(CPU_BATCH if device == "cpu" else _GPU_BATCH)

    def _take_single(self, model: Any) -> None:
        """Half precision does not do for this model: some of its numbers are too large or too exact."""
        self._settle(model, self._device, self._torch.float32, self._label)
        self.fallback_reason = self._report("gpu-single-precision", "")

    def _move(self, device: str) -> None:
        torch, report = self._torch, None
        try:
            label = device_label(torch, device)
            single = self._model.to(device)
            self._settle(single, device, torch.float32, label)
            exact = self._trial()
            if not any(self._agrees(single, dtype, exact) for dtype in half_precisions(torch, device)):
                self._take_single(single)
        except (RuntimeError, AssertionError) as error:  # the latter from a torch built for the CPU alone
            self._device = device
            is_out = isinstance(error, RuntimeError) and is_out_of_memory(torch, error)
            report = self._report("gpu-out-of-memory" if is_out else "gpu-failed", first_line(error))
        if report is not None:
            self._retreat(report)

    def _agrees(self, single: Any, dtype: Any, exact: Vectors) -> bool:
        """Use half precision, and tell whether it gives the same vectors."""
        try:
            self._settle(copy.deepcopy(single).to(dtype), self._device, dtype, self._label)
            rough = self._trial()
        except (RuntimeError, ValueError) as error:
            _log.info("%s does not work: %s", dtype, error)
            return False
        least = float(np.sum(exact * rough, axis=1).min())
        _log.info("least cosine of %s with single precision: %.5f", dtype, least)
        return least >= _HALF_AGREEMENT

    def _trial(self) -> Vectors:
        """(n, dim) of the probe, one after the other: little memory is known to be there."""
        photos, tokens = self._probe.photos, self._probe.tokens
        return np.concatenate(
            [
                self._in_parts(len(photos), 1, lambda at, end: self._encode_images(photos[at:end])),
                self._in_parts(len(tokens), 1, lambda at, end: self._encode_texts(tokens[at:end])),
            ]
        )

    def _report(self, code: str, detail: str) -> ErrorReport:
        card = self._label.partition(": ")[2] or self._device
        return ErrorReport(code, {"card": card, "detail": detail})

    def _retreat(self, report: ErrorReport) -> None:
        lost = self._device
        _log.warning("goes on with the CPU, because %s failed: %s", lost, report.params["detail"])
        self.fallback_reason = report
        try:
            model = self._model.float().to("cpu")
        except RuntimeError as error:
            # What is on a device that is lost cannot be had back.
            _log.warning("the model is loaded again: %s", first_line(error))
            model = self._for_convolutions(self._load())
        self._settle(model, "cpu", self._torch.float32)
        free_memory(self._torch, lost)
