"""The one module that knows OpenVINO: towers converted for the processor, and how they are converted.

OpenVINO's own ``convert_model`` reports its use to its makers over the network, so the pieces below it are
used instead. OpenVINO is imported when a model is converted or loaded, not with this module.
"""

import contextlib
import importlib.metadata
import logging
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np

from clipphotos.core.errors import ErrorReport
from clipphotos.core.vectors import Vectors
from clipphotos.inference.embedders.batch_limit import CPU_BATCH
from clipphotos.inference.embedders.cores import most_cores
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.tower_embedder import TwoTowers
from clipphotos.inference.outside.converted import check_converted
from clipphotos.inference.text.token_reader import Tokens

logger = logging.getLogger(__name__)

IMAGE_TOWER, TEXT_TOWER = "image.xml", "text.xml"
F32, BF16 = "f32", "bf16"
PART = 2
"""Photos a stream computes at once: more are no faster, and the memory follows them."""
MOST_STREAMS = 8
"""Bounds the memory where there are many cores; each stream has several of them then."""


class TowersFailedError(Exception):
    """Converted towers cannot be read, compiled or run."""


def version() -> str:
    """OpenVINO's version; empty where it is not installed. Imports nothing."""
    try:
        return importlib.metadata.version("openvino")
    except importlib.metadata.PackageNotFoundError:
        return ""


def convert(image_tower: Any, text_tower: Any, folder: Path) -> None:
    """Write towers as OpenVINO's files, single precision, for batches and texts of any length.

    Args:
        image_tower: TorchScript of (n, height, width, 3) uint8 to (n, dim).
        text_tower: TorchScript of (n, length) to (n, dim).
        folder: Is given `IMAGE_TOWER` and `TEXT_TOWER`, each with its weights beside it.

    Raises:
        TowersFailedError: If they hold something that OpenVINO does not know, or there is no room.
    """
    import openvino
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    with _translated():
        manager: Any = FrontEndManager()
        for tower, name in ((image_tower, IMAGE_TOWER), (text_tower, TEXT_TOWER)):
            front = manager.load_by_framework("pytorch")
            # Held by a name: OpenVINO calls it back, and does not keep it alive.
            decoder = TorchScriptPythonDecoder(tower)
            model = front.convert(front.load(decoder))
            openvino.save_model(model, str(folder / name), compress_to_fp16=False)


def precisions() -> tuple[str, ...]:
    """Precisions that this processor computes fast in."""
    import openvino

    known: list[str] = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return (F32, BF16) if "BF16" in known else (F32,)


class _Compiled(NamedTuple):
    """A tower ready for work.

    Attributes:
        threads: The limit of cores it was compiled for.
        run: Rows to vectors.
        streams: Parts of a batch that it computes side by side.
    """

    threads: int | None
    run: Callable[[Any], Vectors]
    streams: int


class OpenVinoTowers:
    """Converted towers on the processor. Each is compiled when it is first needed: a search needs one.

    Args:
        folder: What `convert` was given.
        precision: `F32` or `BF16`.
        logit_scale: Factor before the softmax over cosines.
        fallback_reason: Why torch used no graphics card when they were converted.
    """

    def __init__(
        self, folder: Path, precision: str, logit_scale: float, fallback_reason: ErrorReport | None = None
    ) -> None:
        self.instead: Callable[[], TwoTowers] | None = None
        """Loads other towers, which are used for good once something fails; None to raise."""
        self.logit_scale = logit_scale
        self.precision = precision
        self._folder = folder
        self._fallback_reason = fallback_reason
        self._stand_in: TwoTowers | None = None
        self._compiled: dict[str, _Compiled] = {}
        self._lock = threading.Lock()
        with _translated():
            import openvino

            self._core: Any = openvino.Core()

    @property
    def label(self) -> str:
        """Where they run, as shown to the user."""
        return self._stand_in.label if self._stand_in is not None else f"cpu: OpenVINO {self.precision}"

    @property
    def largest_batch(self) -> int:
        """Most photos to hand over at once."""
        if self._stand_in is not None:
            return self._stand_in.largest_batch
        compiled = self._compiled.get(IMAGE_TOWER)
        return max(CPU_BATCH, 2 * PART * compiled.streams) if compiled is not None else CPU_BATCH

    @property
    def fallback_reason(self) -> ErrorReport | None:
        """Why no graphics card is used, if that was found out."""
        return (
            self._stand_in.fallback_reason if self._stand_in is not None else None
        ) or self._fallback_reason

    def images(self, photos: Sequence[Prepared]) -> Vectors:
        """Prepared photos, n of (height, width, 3) uint8 to (n, dim) float32, not normalised.

        Raises:
            TowersFailedError: If they fail and nothing is there instead.
        """
        answer = self._try(IMAGE_TOWER, photos)
        return answer if isinstance(answer, np.ndarray) else answer.images(photos)

    def begin_images(self, photos: Sequence[Prepared]) -> Callable[[], Vectors] | None:
        """Always None while the processor does the work: only graphics cards compute in the background."""
        return self._stand_in.begin_images(photos) if self._stand_in is not None else None

    def texts(self, tokens: Tokens) -> Vectors:
        """(n, length) token numbers to (n, dim) float32, not normalised.

        Raises:
            TowersFailedError: If they fail and nothing is there instead.
        """
        answer = self._try(TEXT_TOWER, tokens)
        return answer if isinstance(answer, np.ndarray) else answer.texts(tokens)

    def prepare(self) -> None:
        """Compile both now.

        Raises:
            TowersFailedError: If that fails.
        """
        self._tower(TEXT_TOWER)
        self._tower(IMAGE_TOWER)

    def _try(self, name: str, rows: Any) -> Vectors | TwoTowers:
        """What a tower says, or the towers to ask instead."""
        if self._stand_in is None:
            try:
                return self._run(name, rows)
            except TowersFailedError as error:
                # A request that failed once may tell of it again, whatever it is asked.
                self._compiled.pop(name, None)
                self._stand_in = self._retreat(error)
        return self._stand_in

    def _run(self, name: str, rows: Any) -> Vectors:
        with _translated():
            answer = self._tower(name).run(rows)
        if not np.isfinite(answer).all():
            raise TowersFailedError("not finite")
        return answer

    def _tower(self, name: str) -> _Compiled:
        # Words are little work, and somebody waits for them.
        threads = most_cores() if name == IMAGE_TOWER else None
        with self._lock, _translated():
            compiled = self._compiled.get(name)
            if compiled is None or compiled.threads != threads:
                compile_tower = self._for_batches if name == IMAGE_TOWER else self._for_one_answer
                compiled = self._compiled[name] = compile_tower(name, threads)
            return compiled

    def _for_one_answer(self, name: str, threads: int | None) -> _Compiled:
        """All cores work on the same rows: the answer is there as soon as possible."""
        tower = self._compile(
            name, {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": self.precision}
        )

        def run(rows: Tokens) -> Vectors:
            return np.array(tower(rows)[0], np.float32)

        return _Compiled(threads, run, 1)

    def _for_batches(self, name: str, threads: int | None) -> _Compiled:
        """Each core works on rows of its own: none waits for the others after every layer."""
        settings: dict[str, Any] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "PERFORMANCE_HINT_NUM_REQUESTS": MOST_STREAMS,
            "INFERENCE_PRECISION_HINT": self.precision,
        }
        if threads is not None:
            settings["INFERENCE_NUM_THREADS"] = threads
        tower = self._compile(name, settings)
        streams: int = tower.get_property("NUM_STREAMS")
        idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams):
            idle.put(tower.create_infer_request())
        pool = ThreadPoolExecutor(streams, "stream")

        def infer(part: Sequence[Prepared]) -> Vectors:
            request = idle.get()
            try:
                return np.array(request.infer(np.stack(part))[0], np.float32)
            finally:
                idle.put(request)

        def run(photos: Sequence[Prepared]) -> Vectors:
            parts = [photos[at : at + PART] for at in range(0, len(photos), PART)]
            return np.concatenate(list(pool.map(infer, parts)))

        return _Compiled(threads, run, streams)

    def _compile(self, name: str, settings: dict[str, Any]) -> Any:
        check_converted(self._folder / name)
        return self._core.compile_model(str(self._folder / name), "CPU", settings)

    def _retreat(self, error: TowersFailedError) -> TwoTowers:
        if self.instead is None:
            raise error
        logger.warning("torch is used from now on, because OpenVINO failed: %s", error)
        self._compiled.clear()
        return self.instead()


@contextlib.contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except (RuntimeError, ValueError, TypeError, OSError, ImportError) as error:
        # OpenVINO's exceptions are RuntimeErrors, also where a file is damaged or the disk is full.
        raise TowersFailedError((str(error).strip() or type(error).__name__).splitlines()[0]) from error
