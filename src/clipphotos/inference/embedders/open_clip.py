"""The one module that knows open_clip: loads CLIP models and makes `Embedder`s of them.

torch and open_clip take seconds to import, so they are imported when a model is loaded, not with this module.
Loading never touches the network and never runs code from a weights file.
"""

import contextlib
import importlib.util
import json
import logging
import os
import pickle
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelIdentity
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.embedders.recipe import Recipe
from clipphotos.inference.embedders.torch_device import best_device as _best_device
from clipphotos.inference.embedders.torch_device import device_label
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.embedders.towers import Towers, make_probe
from clipphotos.inference.embedders.weights import check_safetensors, sha256_of
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
        ModelUnavailable: If a file is missing, damaged, or does not fit the others.
    """
    folder = folder.absolute()
    config_file = folder / FOLDER_CONFIG
    try:
        config = json.loads(config_file.read_text(encoding="utf-8"))
        text_config = dict(config["model_cfg"]["text_cfg"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable("model-damaged", path=str(config_file)) from error
    overrides: dict[str, Any] = {}
    if "hf_model_name" in text_config:
        # transformers would look for a relative name in the working folder or on the hub.
        overrides["text_cfg"] = text_config | {"hf_model_name": str(folder), "hf_model_pretrained": False}
    plan = _Plan(
        name, f"local-dir:{folder}", folder.name, folder / FOLDER_WEIGHTS, text_config, folder, overrides
    )
    return _load(plan, device)


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
        config = open_clip.get_model_config(architecture) if ":" not in architecture else None
        if config is None:
            raise ModelUnavailable("model-unknown-architecture", architecture=architecture)
        tag = (
            open_clip.get_pretrained_cfg(architecture, pretrained)
            if pretrained
            else _common_tag(open_clip, architecture)
        )
    overrides: dict[str, Any] = {f"image_{key}": tag[key] for key in _PREPROCESS_KEYS if key in tag}
    if pretrained and tag.get("quick_gelu"):
        overrides["force_quick_gelu"] = True
    text_config: dict[str, Any] = config["text_cfg"]
    if "hf_model_name" in text_config:
        beside = {"hf_model_name": str(weights.parent), "hf_model_pretrained": False}
        overrides["text_cfg"] = text_config | beside
    return _load(
        _Plan(name, architecture, architecture, weights, text_config, weights.parent, overrides), device
    )


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
        source: open_clip's model name or ``local-dir:`` folder.
        architecture: As worded in errors.
        weights: The weights file.
        text_config: The text tower's settings.
        text_folder: Holds tokenizer files, and ``config.json`` of a text tower from transformers.
        overrides: Further arguments of open_clip's factory.
    """

    name: str
    source: str
    architecture: str
    weights: Path
    text_config: dict[str, Any]
    text_folder: Path
    overrides: dict[str, Any] = field(default_factory=dict[str, Any])


def _load(plan: _Plan, device: str) -> TowerEmbedder:
    with ThreadPoolExecutor(max_workers=1) as background, _quiet():
        if not plan.weights.is_file():
            raise ModelUnavailable("model-damaged", path=str(plan.weights))
        # hashlib lets go of the interpreter, so this costs nothing while the libraries are imported.
        digest = background.submit(sha256_of, plan.weights)
        open_clip = _import_open_clip()
        _check_weights(open_clip, plan.weights)
        tokenizer = _tokenizer(open_clip, plan)

        def tokenize(texts: list[str]) -> Tokens:
            return tokenizer(texts).numpy()

        arguments = dict(plan.overrides)
        if not plan.source.startswith("local-dir:"):
            arguments["pretrained"] = str(plan.weights)

        def make() -> Any:
            with _quiet():
                model, _, _ = open_clip.create_model_and_transforms(
                    plan.source, precision="fp32", device="cpu", pretrained_text=False, **arguments
                )
            return model.eval()

        try:
            model = make()
        except MemoryError as error:
            raise ModelUnavailable(name=plan.name, detail="not enough memory") from error
        except Exception as error:
            # Missing tensors and wrong shapes surface as whatever the architecture's code trips over.
            _log.info("weights do not fit: %s", error)
            raise ModelUnavailable(
                "model-wrong-architecture", path=str(plan.weights), architecture=plan.architecture
            ) from error
        preprocessing = _preprocessing(model.visual.preprocess_cfg)
        probe = make_probe(preprocessing.height, preprocessing.width, tokenize(["a"]))
        towers = Towers(_torch(), model, make, device, probe, preprocessing)
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


def _tokenizer(open_clip: Any, plan: _Plan) -> Any:
    settings = plan.text_config
    if not settings.get("hf_tokenizer_name"):
        return open_clip.get_tokenizer(plan.source)
    needs = ["tokenizer_config.json", *(["config.json"] if settings.get("hf_model_name") else [])]
    missing = [file for file in needs if not (plan.text_folder / file).is_file()]
    if missing:
        raise ModelUnavailable(name=plan.name, detail=f"{', '.join(missing)} must lie beside the weights")
    try:
        return open_clip.tokenizer.HFTokenizer(
            str(plan.text_folder),
            context_length=settings.get("context_length", open_clip.tokenizer.DEFAULT_CONTEXT_LENGTH),
            tokenizer_mode=settings.get("tokenizer_mode"),
            local_files_only=True,
            **(settings.get("tokenizer_kwargs") or {}),
        )
    except Exception as error:
        # The tokenizer libraries have no common error type; whatever it is, these files are not a tokenizer.
        raise ModelUnavailable("model-damaged", path=str(plan.text_folder / "tokenizer.json")) from error


def _check_weights(open_clip: Any, path: Path) -> None:
    """Tell a damaged or unsafe file from one that merely belongs to another architecture."""
    if path.suffix == ".safetensors":
        check_safetensors(path)
        return
    try:
        tensors = open_clip.factory.load_state_dict(str(path), weights_only=True)
    except Exception as error:
        # torch.load raises whatever the damaged bytes provoke: KeyError, EOFError, RuntimeError …
        code = "model-unsafe" if _is_code(path, str(error)) else "model-damaged"
        raise ModelUnavailable(code, path=str(path)) from error
    if not isinstance(tensors, dict):
        raise ModelUnavailable("model-damaged", path=str(path))


def _is_code(path: Path, complaint: str) -> bool:
    """Whether torch refused a whole checkpoint because loading it would run code."""
    with path.open("rb") as file:
        is_pickle = file.read(1) == pickle.PROTO
    return (
        "GLOBAL" in complaint
        or "TorchScript" in complaint
        or (is_pickle and "Unsupported operand" in complaint)
    )


def _common_tag(open_clip: Any, architecture: str) -> dict[str, Any]:
    """Preprocessing that all published weights of an architecture share, or nothing."""
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    configs: list[dict[str, Any]] = [open_clip.get_pretrained_cfg(architecture, tag) for tag in tags]
    shared = [{key: config.get(key) for key in _PREPROCESS_KEYS} for config in configs]
    return shared[0] if shared and all(one == shared[0] for one in shared) else {}


def _preprocessing(config: dict[str, Any]) -> Preprocessing:
    """open_clip's settings as ours."""
    size, fill = config["size"], config.get("fill_color", 0)
    height, width = (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))
    mean, std = (
        (float(values[0]), float(values[1]), float(values[2])) for values in (config["mean"], config["std"])
    )
    return Preprocessing(width, height, config["resize_mode"], config["interpolation"], mean, std, fill)


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
