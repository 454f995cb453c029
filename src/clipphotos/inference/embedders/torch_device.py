"""What differs from one of torch's devices to another; torch is handed in, not imported."""

import contextlib
from typing import Any

from clipphotos.core.errors import ErrorReport
from clipphotos.inference.embedders import graphics

_KINDS = ("cuda", "mps", "xpu")
_MEMORY_WORDS = ("out of memory", "ALLOC_FAILED", "you tried to allocate")


def best_device(torch: Any) -> str:
    """The fastest device here, as torch calls it."""
    for kind in _KINDS:
        backend = torch.backends.mps if kind == "mps" else getattr(torch, kind, None)
        if backend is not None and backend.is_available():
            return kind
    return "cpu"


def device_label(torch: Any, device: str) -> str:
    """A device as shown to the user: ``"cpu"``, ``"cuda: NVIDIA …"``."""
    kind = device.partition(":")[0]
    if kind not in {"cuda", "xpu"}:
        return device
    return f"{device}: {getattr(torch, kind).get_device_name(device)}"


def half_precisions(torch: Any, device: str) -> tuple[Any, ...]:
    """Half precisions worth trying, the one that rounds least first; the other has the range of single."""
    if device.startswith("cuda") and not torch.cuda.is_bf16_supported(including_emulation=False):
        return (torch.float16,)
    return (torch.float16, torch.bfloat16)


def is_out_of_memory(torch: Any, error: RuntimeError) -> bool:
    """Whether memory ran out; MPS, cuBLAS and processors have no exception of their own for that."""
    return isinstance(error, torch.OutOfMemoryError) or any(words in str(error) for words in _MEMORY_WORDS)


def free_memory(torch: Any, device: str) -> None:
    """Give back what torch keeps for later: in pieces of the wrong size it is of no use to anyone."""
    kind = device.partition(":")[0]
    if kind in _KINDS:
        # A device that is lost has nothing to give.
        with contextlib.suppress(RuntimeError):
            getattr(torch, kind).empty_cache()


def why_unavailable(torch: Any) -> ErrorReport | None:
    """Why torch sees no graphics card where there is one; None where there is none."""
    report = graphics.why_unused("cpu", None)
    if report is None or report.code != "gpu-unavailable":
        return report
    built = graphics.torch_builds()
    # AMD's builds call themselves cuda once they run.
    for kind in [kind for kind, names in (("cuda", {"cuda", "hip"}), ("xpu", {"xpu"})) if built & names]:
        try:
            getattr(torch, kind).init()
        except (RuntimeError, AssertionError) as error:
            return ErrorReport(report.code, {**report.params, "detail": first_line(error)})
    return report


def first_line(error: Exception) -> str:
    """An error of torch's as part of a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].strip().rstrip(".")[:200]
