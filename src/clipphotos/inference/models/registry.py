"""Which models there are, which of them are on this computer, and how each is loaded.

Everything but `load_embedder` works without importing torch and without a network.
"""

import functools
import importlib.metadata
import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clipphotos import __version__
from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.core.resources import resource_path
from clipphotos.core.wording.sentence import Wording
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.models.presets import PRESETS, WEIGHTS, Preset
from clipphotos.inference.outside.weights import sha256_of
from clipphotos.inference.starter.files import (
    STARTER_CHINESE,
    STARTER_CONFIG,
    STARTER_FILES,
    STARTER_WEIGHTS,
)

_LIBRARIES = ("open_clip_torch", "timm", "torch", "transformers")
_KEPT_PREFIX = "starter-"
_SHA256_DIGITS = 64


def list_models(
    models_folder: Path, local_models: Sequence[ModelInfo] = (), current: str = ""
) -> tuple[ModelInfo, ...]:
    """All models, the presets first.

    Args:
        models_folder: Where downloads are.
        local_models: The user's own checkpoints, from the catalogue.
        current: Name of the model that searches use.

    Returns:
        Models with `available` and `current` filled in.
    """
    presets = [
        replace(preset.info, available=is_downloaded(preset, models_folder), pinned=preset.is_pinned)
        if preset.info.source is ModelSource.HUB
        else replace(preset.info, available=is_downloaded(preset, models_folder))
        for preset in PRESETS
    ]
    locals_ = [replace(info, available=Path(info.pretrained).exists()) for info in local_models]
    return tuple(replace(info, current=info.name == current) for info in (*presets, *locals_))


def find(
    name: str, models_folder: Path, local_models: Sequence[ModelInfo] = (), current: str = ""
) -> ModelInfo:
    """The model of a name.

    Raises:
        ModelUnavailable: ``model-unknown`` if there is none.
    """
    for info in list_models(models_folder, local_models, current):
        if info.name == name:
            return info
    raise ModelUnavailable("model-unknown", name=name)


def find_preset(name: str) -> Preset:
    """The preset of a name.

    Raises:
        ModelUnavailable: ``model-unknown`` if there is none.
    """
    for preset in PRESETS:
        if preset.info.name == name:
            return preset
    raise ModelUnavailable("model-unknown", name=name)


def good_for(name: str) -> Wording:
    """What a model is good for, in a sentence; empty for the user's own checkpoints."""
    return next((preset.good_for for preset in PRESETS if preset.info.name == name), Wording("", ""))


def preset_folder(preset: Preset, models_folder: Path) -> Path:
    """Where a preset's files are, or will be."""
    if preset.info.source is ModelSource.BUNDLED:
        return resource_path(preset.info.architecture)
    return models_folder / preset.info.name


def bundled_sha256() -> str:
    """SHA-256 of the bundled model's weights; empty if they are missing."""
    weights = resource_path(PRESETS[0].info.architecture, STARTER_WEIGHTS)
    try:
        status = weights.stat()
        return _sha256_of_version(weights, status.st_size, status.st_mtime_ns)
    except OSError:
        return ""


@functools.lru_cache(maxsize=1)
def _sha256_of_version(weights: Path, _size: int, _mtime_ns: int) -> str:
    """Read once, not once a search: a file of the same size and time is the same."""
    return sha256_of(weights)


def kept_starter_folder(models_folder: Path, weights_sha256: str) -> Path:
    """Where a copy of a bundled model is kept, so that it outlives the upgrade that brings its successor."""
    return models_folder / f"{_KEPT_PREFIX}{weights_sha256}"


def kept_starters(models_folder: Path) -> dict[str, ModelInfo]:
    """The kept copies of bundled models by the SHA-256 of their weights, as models that can be loaded."""
    starter = PRESETS[0].info
    return {
        folder.name.removeprefix(_KEPT_PREFIX): replace(
            starter, source=ModelSource.LOCAL, architecture="", pretrained=str(folder)
        )
        for folder in sorted(models_folder.glob(f"{_KEPT_PREFIX}*"))
        if len(folder.name) == len(_KEPT_PREFIX) + _SHA256_DIGITS
        and all((folder / file).is_file() for file in STARTER_FILES)
    }


def is_downloaded(preset: Preset, models_folder: Path) -> bool:
    """Whether all files of a preset are on this computer. Files appear there only once they are complete."""
    folder = preset_folder(preset, models_folder)
    if preset.info.source is ModelSource.BUNDLED:
        return all((folder / file).is_file() for file in STARTER_FILES)
    return _weights(folder) is not None and all((folder / file).is_file() for file in preset.extra_files)


def known_architectures() -> tuple[str, ...]:
    """open_clip's model names, sorted, found without importing it."""
    found = importlib.util.find_spec("open_clip")
    folders = (found.submodule_search_locations or ()) if found else ()
    return tuple(
        sorted(file.stem for folder in folders for file in Path(folder).glob("model_configs/*.json"))
    )


def load_embedder(info: ModelInfo, models_folder: Path, *, device: str = "auto") -> Embedder:
    """Load a model. Takes seconds; never touches the network.

    Args:
        info: A model from `list_models`.
        models_folder: Where downloads are.
        device: ``"auto"`` for the best there is, or torch's name of one.

    Raises:
        ModelUnavailable: If it is not downloaded, damaged, unsafe, or of another architecture.
    """
    # Deferred with its slow libraries, so that the list of models is there at once.
    from clipphotos.inference.embedders.open_clip import load_checkpoint, load_folder
    from clipphotos.inference.starter.embedder import load_starter

    if info.source is ModelSource.LOCAL:
        path = Path(info.pretrained)
        if (path / STARTER_CONFIG).is_file():
            return load_starter(info.name, path, device=device)
        if path.is_dir():
            return load_folder(info.name, path, device=device)
        return load_checkpoint(info.name, info.architecture, path, device=device)
    preset = find_preset(info.name)
    folder = preset_folder(preset, models_folder)
    if info.source is ModelSource.BUNDLED:
        return load_starter(info.name, folder, device=device)
    weights = _weights(folder)
    if weights is None or not is_downloaded(preset, models_folder):
        raise ModelUnavailable("model-not-downloaded", name=info.name)
    return load_checkpoint(info.name, info.architecture, weights, pretrained=info.pretrained, device=device)


def signature(info: ModelInfo, models_folder: Path) -> str:
    """Everything a model's vectors depend on, told without loading it: its file, and the libraries' versions.

    While it stays the same, so does the model's fingerprint.
    """
    if info.source is ModelSource.LOCAL:
        weights = Path(info.pretrained)
        weights = (_weights(weights) or weights) if weights.is_dir() else weights
    else:
        weights = _weights(preset_folder(find_preset(info.name), models_folder)) or Path()
    files = [_version_of(weights)]
    if weights.name == STARTER_WEIGHTS:
        files.append(_version_of(weights.with_name(STARTER_CHINESE)))
    return "; ".join([*files, f"clipphotos {__version__}", *_versions()])


def _version_of(file: Path) -> str:
    try:
        status = file.stat()
    except OSError:
        return "missing"
    return f"{file} {status.st_size} {status.st_mtime_ns}"


@functools.cache
def _versions() -> tuple[str, ...]:
    # Every one of these is a file to be read and parsed.
    return tuple(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)


def _weights(folder: Path) -> Path | None:
    return next((folder / name for name in (WEIGHTS, STARTER_WEIGHTS) if (folder / name).is_file()), None)
