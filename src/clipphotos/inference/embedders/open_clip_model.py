"""Makes open_clip's models of configurations that were checked; open_clip and torch are handed in.

open_clip's factory is passed by: it looks for files and for the hub by itself. What is left of it here is
which class a configuration is for, and how published weights get the names that the class has.
"""

import pickle
from pathlib import Path
from typing import Any

from clipphotos.core.errors import ModelUnavailable
from clipphotos.inference.outside.model_config import ModelConfig
from clipphotos.inference.outside.text_files import TextFiles

_POSITIONS = "text.transformer.embeddings.position_ids"


def make_model(open_clip: Any, config: ModelConfig, files: TextFiles, state: dict[str, Any]) -> Any:
    """A model on the processor, in single precision, ready to be asked.

    Args:
        open_clip: The library.
        config: What the model is.
        files: The text tower's, if it is one of transformers.
        state: From `read_state`; it is used up.

    Raises:
        Exception: Whatever the classes and torch trip over where weights and configuration do not fit.
    """
    with files.laid_out() as folder:
        text = dict(config.text)
        if config.has_tower_of_transformers:
            text |= {"hf_model_name": str(folder), "hf_model_pretrained": False}
        arguments = {
            **{name: value for name, value in config.model.items() if name != "custom_text"},
            "vision_cfg": dict(config.vision),
            "text_cfg": text,
        }
        if config.multimodal is not None:
            arguments["multimodal_cfg"] = dict(config.multimodal)
        if not config.has_own_text_tower:
            make = open_clip.CLIP
        else:
            make = open_clip.CustomTextCLIP if config.multimodal is None else open_clip.CoCa
        model = make(**arguments)
    model.load_state_dict(_named_as_in(open_clip, model, state), strict=True)
    return model.eval()


def read_state(torch: Any, path: Path) -> dict[str, Any]:
    """The tensors of a weights file by name: numbers and texts only, never objects.

    Args:
        torch: The library.
        path: Safetensors that were checked, or a file of ``torch.save``.

    Raises:
        ModelUnavailable: ``model-unsafe`` if it holds anything else, ``model-damaged`` if it is no such file.
    """
    if path.suffix == ".safetensors":
        from safetensors.torch import (
            load_file,  # pyright: ignore[reportUnknownVariableType] - partly typed
        )

        return dict(load_file(path))
    try:
        content: Any = torch.load(str(path), map_location="cpu", weights_only=True)
        tensors: Any = content.get("state_dict", content)
        state = {str(name).removeprefix("module."): tensor for name, tensor in tensors.items()}
    except Exception as error:
        # torch.load raises whatever the damaged bytes provoke: KeyError, EOFError, RuntimeError …
        code = "model-unsafe" if _is_code(path, str(error)) else "model-damaged"
        raise ModelUnavailable(code, path=str(path)) from error
    if not state or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise ModelUnavailable("model-damaged", path=str(path))
    return state


def _named_as_in(open_clip: Any, model: Any, state: dict[str, Any]) -> dict[str, Any]:
    """Published weights under the names that a model has, as open_clip's own loader does it."""
    state = open_clip.convert.convert_state_dict(model, state)
    if "positional_embedding" in state and not hasattr(model, "positional_embedding"):
        state = open_clip.model.convert_to_custom_text_state_dict(state)
    for name in ("logit_scale", "logit_bias"):
        parameter = getattr(model, name, None)
        if name in state and parameter is not None and parameter.ndim != state[name].ndim:
            state[name] = state[name].reshape(parameter.shape)
    if "logit_bias" not in state and model.logit_bias is not None:
        state["logit_bias"] = state["logit_scale"] * 0
    if _POSITIONS in state and not hasattr(model, _POSITIONS):
        del state[_POSITIONS]
    open_clip.model.resize_pos_embed(state, model)
    open_clip.model.resize_text_pos_embed(state, model)
    return state


def _is_code(path: Path, complaint: str) -> bool:
    """Whether torch refused a whole checkpoint because loading it would run code."""
    with path.open("rb") as file:
        is_pickle = file.read(1) == pickle.PROTO
    return (
        "GLOBAL" in complaint
        or "TorchScript" in complaint
        or (is_pickle and "Unsupported operand" in complaint)
    )
