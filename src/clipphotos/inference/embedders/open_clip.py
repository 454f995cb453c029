"""The one module that knows open_clip: loads CLIP models and makes `Embedder`s of them.

torch and open_clip take seconds to import, so they are imported when a model is loaded, not with this module.
Loading never touches the network and never runs code from a model's files: they are read as fixed structures,
see `clipphotos.inference.outside`, and only what these know is handed to the libraries.
"""

import contextlib
import importlib.util
import logging
import os
import warnings
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.inference.embedders.open_clip_model import make_model, read_state
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.recipe import Recipe
from clipphotos.inference.embedders.torch_device import best_device as _best_device
from clipphotos.inference.embedders.torch_device import device_label
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers, make_probe
from clipphotos.inference.outside.doors import closed
from clipphotos.inference.outside.model_config import ModelConfig, model_config, read_model_config
from clipphotos.inference.outside.plain import RefusedError
from clipphotos.inference.outside.text_files import TOKENIZER, TextFiles, read_text_files, refuse_code
from clipphotos.inference.outside.weights import check_safetensors, sha256_of
from clipphotos.inference.text.open_clip_tokens import reading_of
from clipphotos.inference.text.token_reader import Tokens

_log = logging.getLogger(__name__)

FOLDER_WEIGHTS = "open_clip_model.safetensors"
FOLDER_CONFIG = "open_clip_config.json"
_PREPROCESS_KEYS = ("mean", "std", "interpolation", "resize_mode")


def load_folder(name: str, folder: Path, *, device: str = "auto") -> TowerEmbedder:
    """Load an open_clip model folder: config, safetensors weights and, if it needs one, its tokenizer.

    Args:
        name: The model's name.
        folder: Holds ``open_clip_config.json`` and ``open_clip_model.safetensors``; it is only read.
        device: ``"auto"`` for the best there is, or torch's name of one.

    Raises:
        ModelUnavailable: If a file is missing, damaged, asks for code, or does not fit the others.
    """
    folder = folder.absolute()
    with _explained(folder / FOLDER_CONFIG):
        refuse_code(folder)
        config = read_model_config(folder / FOLDER_CONFIG)
    return _load(_Plan(name, folder.name, folder / FOLDER_WEIGHTS, config), device)


def load_checkpoint(
    name: str, architecture: str, weights: Path, *, pretrained: str | None = None, device: str = "auto"
) -> TowerEmbedder:
    """Load a weights file of one of open_clip's architectures.

    Args:
        name: The model's name.
        architecture: One of open_clip's model names, for example ``"ViT-B-32"``.
        weights: Safetensors file, or a ``.pt``/``.bin`` of plain tensors. Tokenizer files
            that the architecture needs lie beside it.
        pretrained: open_clip's tag of these weights, which settles preprocessing and activation; None takes
            what all published weights of the architecture have in common.
        device: ``"auto"`` for the best there is, or torch's name of one.

    Raises:
        ModelUnavailable: If the architecture is unknown, or the file missing, damaged, unsafe, or not its.
    """
    weights = weights.absolute()
    with _quiet():
        open_clip = _import_open_clip()
        # A name with a colon is an address: open_clip would go there.
        published = open_clip.get_model_config(architecture) if ":" not in architecture else None
        if published is None:
            raise ModelUnavailable("model-unknown-architecture", architecture=architecture)
        tag = (
            open_clip.get_pretrained_cfg(architecture, pretrained)
            if pretrained
            else _common_tag(open_clip, architecture)
        )
    if pretrained and tag.get("quick_gelu"):
        published["quick_gelu"] = True
    with _explained(weights):
        config = model_config(
            published, _as_in_json({key: tag[key] for key in _PREPROCESS_KEYS if key in tag})
        )
    return _load(_Plan(name, architecture, weights, config), device)


def best_device() -> str:
    """The device that models will run on, as shown to the user. Imports torch, which takes seconds."""
    with _quiet():
        torch = _torch()
        return device_label(torch, _best_device(torch))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to load.

    Attributes:
        name: The model's name.
        architecture: As worded in errors.
        weights: The weights file; those of a tokenizer and of a transformers text tower lie beside it.
        config: What the model is.
    """

    name: str
    architecture: str
    weights: Path
    config: ModelConfig


def _load(plan: _Plan, device: str) -> TowerEmbedder:
    with ThreadPoolExecutor(max_workers=1) as background, _quiet():
        if not plan.weights.is_file():
            raise ModelUnavailable("model-damaged", path=str(plan.weights))
        # hashlib lets go of the interpreter, so this costs nothing while the libraries are imported.
        digest = background.submit(sha256_of, plan.weights)
        files = _text_files(plan)
        open_clip, torch = _import_open_clip(), _torch()
        if plan.weights.suffix == ".safetensors":
            check_safetensors(plan.weights)
        with closed():
            state = read_state(torch, plan.weights)
            tokenizer = _tokenizer(open_clip, plan, files)

        def tokenize(texts: list[str]) -> Tokens:
            return tokenizer(texts).numpy()

        def make(state: dict[str, Any]) -> Any:
            with _quiet(), closed():
                return make_model(open_clip, plan.config, files, state)

        def load() -> Any:
            return make(read_state(torch, plan.weights))

        try:
            # No memory is asked for beyond what the file has numbers for.
            if max(plan.config.least_weights, files.least_weights) > sum(map(torch.numel, state.values())):
                raise ValueError("larger than its weights")  # noqa: TRY301 - worded as all that does not fit
            model = make(state)
        except MemoryError as error:
            raise ModelUnavailable(name=plan.name, detail="not enough memory") from error
        except Exception as error:
            # Missing tensors and wrong shapes surface as whatever the architecture's code trips over.
            _log.info("weights do not fit: %s", error)
            raise ModelUnavailable(
                "model-wrong-architecture", path=str(plan.weights), architecture=plan.architecture
            ) from error
        preprocessing = _preprocessing(open_clip, plan.config.preprocess, model.visual.image_size)
        probe = make_probe(preprocessing.height, preprocessing.width, tokenize(["a"]))
        towers = Towers(torch, model, load, device, probe, preprocessing)
        if not towers.is_sound:
            raise ModelUnavailable("model-damaged", path=str(plan.weights))
        identity = ModelIdentity(plan.name, digest.result(), towers.dim, _preprocess_text(preprocessing))
        reading = reading_of(tokenizer)
        return TowerEmbedder(
            identity,
            towers,
            preprocessing=preprocessing,
            tokenize=tokenize,
            text_dim=towers.dim,
            recipe=Recipe(identity, preprocessing, reading, towers.dim) if reading is not None else None,
        )


def _text_files(plan: _Plan) -> TextFiles:
    folder, config = plan.weights.parent, plan.config
    with _explained(folder / TOKENIZER):
        try:
            return read_text_files(
                folder, tokenizer=config.tokenizer.is_published, tower=config.has_tower_of_transformers
            )
        except FileNotFoundError as error:
            raise ModelUnavailable(name=plan.name, detail=f"{error} must lie beside the weights") from error


def _tokenizer(open_clip: Any, plan: _Plan, files: TextFiles) -> Any:
    settings = plan.config.tokenizer
    options: dict[str, Any] = {"clean": settings.clean} if settings.clean else {}
    length = settings.context_length or open_clip.tokenizer.DEFAULT_CONTEXT_LENGTH
    if not settings.is_published:
        return open_clip.tokenizer.SimpleTokenizer(context_length=length, **options)
    try:
        with files.laid_out() as folder:
            return open_clip.tokenizer.HFTokenizer(
                str(folder),
                context_length=length,
                tokenizer_mode=settings.mode,
                strip_sep_token=settings.strip_sep_token,
                local_files_only=True,
                trust_remote_code=False,
                **options,
            )
    except Exception as error:
        # The tokenizer libraries have no common error type; whatever it is, these files are not a tokenizer.
        raise ModelUnavailable("model-damaged", path=str(plan.weights.parent / TOKENIZER)) from error


@contextlib.contextmanager
def _explained(path: Path) -> Generator[None]:
    """Say what is wrong with the files of a model."""
    try:
        yield
    except RefusedError as error:
        raise ModelUnavailable("model-config-refused", path=str(path.parent), detail=str(error)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable("model-damaged", path=str(path)) from error


def _common_tag(open_clip: Any, architecture: str) -> dict[str, Any]:
    """Preprocessing that all published weights of an architecture share, or nothing."""
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    configs: list[dict[str, Any]] = [open_clip.get_pretrained_cfg(architecture, tag) for tag in tags]
    shared = [{key: config.get(key) for key in _PREPROCESS_KEYS} for config in configs]
    return shared[0] if shared and all(one == shared[0] for one in shared) else {}


def _as_in_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of the library as a file would hold them: it keeps a number for each channel in tuples."""
    tuples: dict[str, Any] = {name: [*value] for name, value in values.items() if isinstance(value, tuple)}
    return {**values, **tuples}


def _preprocessing(open_clip: Any, given: Mapping[str, Any], size: Any) -> Preprocessing:
    """open_clip's settings as ours; what is not given is its own choice, and the size is the tower's."""
    config = open_clip.transform.PreprocessCfg(**{**given, "size": size})
    height, width = (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))
    mean, std = (
        (float(values[0]), float(values[1]), float(values[2])) for values in (config.mean, config.std)
    )
    return Preprocessing(
        width, height, config.resize_mode, config.interpolation, mean, std, config.fill_color
    )


def _preprocess_text(how: Preprocessing) -> str:
    mean, std = (",".join(f"{value:g}" for value in values) for values in (how.mean, how.std))
    size = f"{how.width}x{how.height}"
    return f"{size} {how.resize_mode} {how.interpolation} mean {mean} std {std}"


def _torch() -> Any:
    import torch

    return torch


def _import_open_clip() -> Any:
    define_missing_torchvision_operators()
    import open_clip

    return open_clip


def define_missing_torchvision_operators() -> None:
    """Make torchvision importable beside a torch that its compiled part was not built for.

    torchvision then fails at import with ``operator torchvision::nms does not exist``. open_clip uses its
    Python part alone, so declaring the two operators is enough. Where torchvision works, nothing is declared.
    """
    torch = _torch()
    found = importlib.util.find_spec("torchvision")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for library in (*Path(folder).glob("_C*.so"), *Path(folder).glob("_C*.pyd")):
            with contextlib.suppress(OSError):
                torch.ops.load_library(str(library))
    for operator in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, operator):
            schema = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            torch.library.define(f"torchvision::{operator}", schema)


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Keep what the libraries have to say while loading off the terminal."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # open_clip logs through the root logger, which would make itself a handler on stderr if it had none.
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger().removeHandler(silence)
