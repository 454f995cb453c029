"""The one module that knows OpenVINO: towers converted for the processor, and how they are converted.

OpenVINO's own ``convert_model`` reports its use to its makers over the network, so the pieces below it are
used instead. OpenVINO is imported when a model is converted or loaded, not with this module.
"""

import contextlib
import importlib.metadata
import logging
import threading
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from clipphotos.core.errors import ErrorReport
from clipphotos.core.vectors import Vectors
from clipphotos.inference.batch_limit import CPU_BATCH
from clipphotos.inference.cores import most_cores
from clipphotos.inference.embedder import Prepared
from clipphotos.inference.token_reader import Tokens
from clipphotos.inference.tower_embedder import TwoTowers

logger = logging.getLogger(__name__)

IMAGE_TOWER, TEXT_TOWER = "image.xml", "text.xml"
F32, BF16 = "f32", "bf16"


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
        image_tower: TorchScript of (n, 3, height, width) to (n, dim).
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


class OpenVinoTowers:
    """Converted towers on the processor. Each is compiled when it is first needed: a search needs one.

    Args:
        folder: What `convert` was given.
        precision: `F32` or `BF16`.
        logit_scale: Factor before the softmax over cosines.
        setback: Why torch used no graphics card when they were converted.
    """

    def __init__(
        self, folder: Path, precision: str, logit_scale: float, setback: ErrorReport | None = None
    ) -> None:
        self.instead: Callable[[], TwoTowers] | None = None
        """Loads other towers, which are used for good once something fails; None to raise."""
        self.logit_scale = logit_scale
        self.precision = precision
        self._folder = folder
        self._setback = setback
        self._stand_in: TwoTowers | None = None
        self._compiled: dict[str, tuple[int | None, Any]] = {}
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
        return self._stand_in.largest_batch if self._stand_in is not None else CPU_BATCH

    @property
    def setback(self) -> ErrorReport | None:
        """Why no graphics card is used, if that was found out."""
        return (self._stand_in.setback if self._stand_in is not None else None) or self._setback

    def images(self, photos: Sequence[Prepared]) -> Vectors:
        """Prepared photos, n of (3, height, width) float32 to (n, dim) float32, not normalised.

        Raises:
            TowersFailedError: If they fail and nothing is there instead.
        """
        answer = self._try(IMAGE_TOWER, np.stack(photos))
        return answer if isinstance(answer, np.ndarray) else answer.images(photos)

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
                self._stand_in = self._retreat(error)
        return self._stand_in

    def _run(self, name: str, rows: Any) -> Vectors:
        tower = self._tower(name)
        with _translated():
            answer = np.array(tower(rows)[0], np.float32)
        if not np.isfinite(answer).all():
            raise TowersFailedError("not finite")
        return answer

    def _tower(self, name: str) -> Any:
        # Words are little work, and somebody waits for them.
        threads = most_cores() if name == IMAGE_TOWER else None
        with self._lock, _translated():
            compiled_for, tower = self._compiled.get(name, (None, None))
            if tower is None or compiled_for != threads:
                settings: dict[str, Any] = {
                    "INFERENCE_PRECISION_HINT": self.precision,
                    "PERFORMANCE_HINT": "LATENCY",
                }
                if threads is not None:
                    settings["INFERENCE_NUM_THREADS"] = threads
                tower = self._core.compile_model(str(self._folder / name), "CPU", settings)
                self._compiled[name] = (threads, tower)
            return tower

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
