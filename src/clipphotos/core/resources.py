"""Finds the program's data files in a wheel, an editable install and a frozen program alike."""

from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Absolute path of a file or folder below ``resources``.

    Args:
        *parts: Path components, for example ``"starter-model", "open_clip_config.json"``.

    Returns:
        The path; it is not checked to exist.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources"
    root = installed if installed.is_dir() else package.parent.parent / "resources"
    return root.joinpath(*parts)
