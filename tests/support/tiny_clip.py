"""A tiny open_clip architecture with random weights: real files, loaded in no time."""

import json
import shutil
from pathlib import Path

from clipphotos.core.resources import resource_path

PLAIN = "clipphotos-test-plain"
WITH_TOKENIZER = "clipphotos-test-tokenizer"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")

_VISION = {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16}
_TEXT = {"context_length": 77, "width": 32, "heads": 2, "layers": 1}
_CONFIGS = {
    PLAIN: {"embed_dim": 24, "vision_cfg": _VISION, "text_cfg": {**_TEXT, "vocab_size": 49408}},
    WITH_TOKENIZER: {
        "embed_dim": 24,
        "custom_text": True,
        "vision_cfg": _VISION,
        "text_cfg": {**_TEXT, "vocab_size": 30522, "hf_tokenizer_name": "nowhere/to-be-found"},
    },
}


def make_checkpoint(folder: Path, architecture: str = PLAIN, *, seed: int = 0) -> Path:
    """Make the architecture known to open_clip and write a checkpoint of it.

    Returns:
        ``open_clip_model.safetensors`` in the folder, tokenizer files beside it where it needs them.
    """
    from clipphotos.inference.open_clip_embedder import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    config = folder / f"{architecture}.json"
    config.write_text(json.dumps(_CONFIGS[architecture]))
    open_clip.add_model_config(config)
    torch.manual_seed(seed)
    model = open_clip.create_model(architecture)
    weights = folder / "open_clip_model.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, weights)
    if architecture == WITH_TOKENIZER:
        for file in TOKENIZER_FILES:
            shutil.copy(resource_path("starter-model", file), folder / file)
    return weights
