"""An open_clip configuration, read as a fixed structure.

open_clip's factories hand on whatever a file says, to libraries that load other files, ask the hub, or run
code for it. So a file is compared with these tables, and only what they know is handed on, to the classes of
the model themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipphotos.inference.outside.plain import (
    Check,
    checked,
    either,
    flag,
    integer,
    is_object,
    list_of,
    matching,
    number,
    object_of,
    one_of,
    or_none,
    read_object,
)

_SIZE = integer(1, 1 << 14)
_LAYERS = integer(1, 1 << 9)
_RATIO = number(0.01, 100)
_SMALL = number(0, 1)
_EDGE = either(integer(1, 4096), list_of(integer(1, 4096), 2))
_HUB_NAME = matching(r"[\w./-]{0,256}")  # no colon: it is replaced by the folder itself, and never looked up
_NORMALISATION = or_none(object_of(eps=number(0, 1)))
_ACTIVATION = or_none(object_of(approximate=one_of("tanh", "none")))
_ATTENTION: dict[str, Check] = {
    "ls_init_value": or_none(number(0, 100)),
    "act_kwargs": _ACTIVATION,
    "norm_kwargs": _NORMALISATION,
    "block_type": or_none(one_of("default", "custom")),
    "qk_norm": flag,
    "scaled_cosine_attn": flag,
    "scale_heads": flag,
    "scale_attn_inner": flag,
    "scale_attn": flag,
    "scale_fc": flag,
    "mlp_ratio": _RATIO,
    "width": _SIZE,
    "output_tokens": flag,
    "final_ln_after_pool": flag,
}
_VISION: dict[str, Check] = _ATTENTION | {
    "layers": either(_LAYERS, list_of(_LAYERS, 4)),
    "head_width": _SIZE,
    "patch_size": or_none(integer(1, 4096)),
    "image_size": _EDGE,
    "patch_dropout": _SMALL,
    "attentional_pool": either(flag, one_of("parallel", "cascade")),
    "attn_pooler_queries": _SIZE,
    "attn_pooler_heads": _SIZE,
    "no_ln_pre": flag,
    "pos_embed_type": one_of("learnable", "sin_cos_2d"),
    "pool_type": one_of("tok", "avg", "none"),
    "timm_model_name": or_none(matching(r"[a-z0-9_]{1,100}(\.[a-z0-9_]{1,100})?")),
    "timm_model_pretrained": flag,
    "timm_pool": matching("[a-z_]{0,20}"),
    "timm_proj": or_none(one_of("linear", "mlp", "none", "")),
    "timm_proj_bias": flag,
    "timm_drop": _SMALL,
    "timm_drop_path": or_none(_SMALL),
}
_TEXT: dict[str, Check] = _ATTENTION | {
    "context_length": integer(1, 1 << 13),
    "vocab_size": integer(1, 1 << 22),
    "layers": _LAYERS,
    "heads": _SIZE,
    "embed_cls": flag,
    "pad_id": integer(0, 1 << 22),
    "eos_id": integer(0, 1 << 22),
    "no_causal_mask": flag,
    "pool_type": one_of("first", "last", "argmax", "eos", "none"),
    "proj_bias": flag,
    "proj_type": one_of("linear", "none"),
    "hf_tokenizer_name": or_none(_HUB_NAME),
    "tokenizer_mode": or_none(one_of("", "clips")),
    "tokenizer_kwargs": or_none(
        object_of(clean=one_of("lower", "whitespace", "canonicalize"), strip_sep_token=flag)
    ),
    "hf_model_name": or_none(_HUB_NAME),
    "hf_model_pretrained": flag,
    "hf_proj_type": or_none(one_of("linear", "mlp")),
    "hf_pooler_type": or_none(
        one_of("mean_pooler", "max_pooler", "cls_pooler", "cls_last_hidden_state_pooler")
    ),
}
_MULTIMODAL: dict[str, Check] = _ATTENTION | {
    "context_length": integer(1, 1 << 13),
    "vocab_size": integer(1, 1 << 22),
    "layers": _LAYERS,
    "heads": _SIZE,
    "dim_head": _SIZE,
    "n_queries": _SIZE,
    "attn_pooler_heads": _SIZE,
}
_MODEL: dict[str, Check] = {
    "embed_dim": _SIZE,
    "quick_gelu": flag,
    "custom_text": flag,
    "init_logit_scale": number(-100, 100),
    "init_logit_bias": or_none(number(-1000, 1000)),
    "nonscalar_logit_scale": flag,
    "vision_cfg": lambda _: True,
    "text_cfg": lambda _: True,
    "multimodal_cfg": lambda _: True,
}
_CHANNELS = list_of(number(-100, 100), 3)
_PREPROCESS: dict[str, Check] = {
    "size": _EDGE,
    "mode": one_of("RGB"),
    "mean": _CHANNELS,
    "std": list_of(number(1e-6, 100), 3),
    "interpolation": one_of("bicubic", "bilinear", "random"),
    "resize_mode": one_of("shortest", "longest", "squash"),
    "fill_color": integer(0, 255),
}
_OF_TOKENIZERS = ("hf_tokenizer_name", "tokenizer_mode", "tokenizer_kwargs")


@dataclass(frozen=True, slots=True)
class TokenizerSettings:
    """How texts become token numbers.

    Attributes:
        is_published: Whether it is read from files beside the weights, not OpenAI's own.
        context_length: Tokens that the text tower reads; None for the library's choice.
        mode: ``""``, or ``"clips"``.
        clean: What is done to texts before; None for what is usual.
        strip_sep_token: Whether separators are taken off.
    """

    is_published: bool
    context_length: int | None
    mode: str
    clean: str | None
    strip_sep_token: bool


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model as its configuration describes it; every value is one that the tables know.

    Attributes:
        model: Arguments of open_clip's class besides the towers.
        vision: Arguments of the picture tower.
        text: Arguments of the text tower.
        multimodal: Arguments of a decoder that the class for captions has; None without one.
        preprocess: What is done to pictures; what is not said is open_clip's own choice.
        tokenizer: See there.
    """

    model: Mapping[str, Any]
    vision: Mapping[str, Any]
    text: Mapping[str, Any]
    multimodal: Mapping[str, Any] | None
    preprocess: Mapping[str, Any]
    tokenizer: TokenizerSettings

    @property
    def has_tower_of_transformers(self) -> bool:
        """Whether the text tower is one of the transformers library, and has a file of its own."""
        return bool(self.text.get("hf_model_name"))

    @property
    def has_own_text_tower(self) -> bool:
        """Whether the text tower is an object of its own, not part of the model."""
        return bool(self.model.get("custom_text")) or self.has_tower_of_transformers

    @property
    def least_weights(self) -> int:
        """How many numbers the weights hold at the very least."""
        towers = [self.text] if not self.has_tower_of_transformers else []
        towers += [self.vision] if not self.vision.get("timm_model_name") else []
        words = self.text.get("vocab_size", 0) * self.text.get("width", 0) if self.text in towers else 0
        return words + sum(
            4 * tower["width"] ** 2 * tower["layers"]
            for tower in towers
            if isinstance(tower.get("layers"), int) and "width" in tower
        )


def read_model_config(path: Path) -> ModelConfig:
    """Read an ``open_clip_config.json``.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no such file; likewise KeyError and TypeError.
        RefusedError: If it asks for more than a model.
    """
    content = read_object(path)
    return model_config(content["model_cfg"], content.get("preprocess_cfg") or {})


def model_config(model: object, preprocess: object) -> ModelConfig:
    """Compare a configuration with what is known.

    Raises:
        KeyError: If a tower is missing.
        TypeError: If something is no object.
        RefusedError: If there is a name or value that no table knows.
    """
    top = checked(model, _MODEL, "model_cfg")
    vision, text = (
        checked(top[name], table, name) for name, table in (("vision_cfg", _VISION), ("text_cfg", _TEXT))
    )
    others = top.get("multimodal_cfg")
    if not is_object(preprocess):
        raise TypeError("preprocess_cfg is not an object")
    # open_clip, too, passes over what else may stand there, such as how training pictures were varied.
    known = {name: preprocess[name] for name in _PREPROCESS if preprocess.get(name) is not None}
    options: dict[str, Any] = text.get("tokenizer_kwargs") or {}
    return ModelConfig(
        {name: value for name, value in top.items() if not name.endswith("_cfg")},
        vision | ({"timm_model_pretrained": False} if "timm_model_pretrained" in vision else {}),
        {name: value for name, value in text.items() if name not in _OF_TOKENIZERS},
        checked(others, _MULTIMODAL, "multimodal_cfg") if others is not None else None,
        checked(known, _PREPROCESS, "preprocess_cfg"),
        TokenizerSettings(
            bool(text.get("hf_tokenizer_name")),
            text.get("context_length"),
            text.get("tokenizer_mode") or "",
            options.get("clean"),
            options.get("strip_sep_token", False),
        ),
    )
