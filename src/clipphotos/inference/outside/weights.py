"""Looks at weights files without torch."""

import hashlib
from pathlib import Path

from safetensors import SafetensorError, safe_open

from clipphotos.core.errors import ModelUnavailable


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_safetensors(path: Path) -> None:
    """Make sure that a safetensors file is complete.

    Raises:
        ModelUnavailable: ``model-damaged`` if it is cut off, empty, or something else.
    """
    try:
        with safe_open(path, framework="numpy") as file:  # pyright: ignore[reportUnknownVariableType] - no types
            names: list[str] = list(file.keys())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except (SafetensorError, OSError) as error:
        raise ModelUnavailable("model-damaged", path=str(path)) from error
    if not names:
        raise ModelUnavailable("model-damaged", path=str(path))
