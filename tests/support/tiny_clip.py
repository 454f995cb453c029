"""Tiny models with random weights: real files, loaded in no time."""

import json
from pathlib import Path

PLAIN = "clipphotos-test-plain"
WITH_TOKENIZER = "clipphotos-test-tokenizer"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz", "cat", "dog", "red")

_VISION = {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16}
_TEXT = {"context_length": 77, "width": 32, "heads": 2, "layers": 1}
_BERT = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "vocab_size": len(WORDS),
    "max_position_embeddings": 77,
    "pad_token_id": 0,
}
_CONFIGS = {
    PLAIN: {"embed_dim": 24, "vision_cfg": _VISION, "text_cfg": {**_TEXT, "vocab_size": 49408}},
    WITH_TOKENIZER: {
        "embed_dim": 24,
        "custom_text": True,
        "vision_cfg": _VISION,
        "text_cfg": {**_TEXT, "vocab_size": len(WORDS), "hf_tokenizer_name": "nowhere/to-be-found"},
    },
}


def make_checkpoint(folder: Path, architecture: str = PLAIN, *, seed: int = 0) -> Path:
    """Make the architecture known to open_clip and write a checkpoint of it.

    Returns:
        ``open_clip_model.safetensors`` in the folder, tokenizer files beside it where it needs them.
    """
    open_clip = _open_clip()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / f"{architecture}.json"
    config.write_text(json.dumps(_CONFIGS[architecture]))
    open_clip.add_model_config(config)
    if architecture == WITH_TOKENIZER:
        make_tokenizer(folder)
    return _save(open_clip, architecture, folder, seed)


def make_folder(folder: Path, *, seed: int = 0) -> Path:
    """Write an open_clip model folder whose text tower is a BERT of transformers.

    Returns:
        The folder.
    """
    open_clip = _open_clip()
    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer(folder)
    (folder / "config.json").write_text(json.dumps(_BERT))
    text = {
        "hf_model_name": str(folder),
        "hf_tokenizer_name": str(folder),
        "hf_model_pretrained": False,
        "hf_pooler_type": "mean_pooler",
        "hf_proj_type": "linear",
        "context_length": 77,
    }
    model = {"embed_dim": 24, "vision_cfg": _VISION, "text_cfg": text}
    open_clip.add_model_config(_write(folder / "clipphotos-test-bert.json", model))
    _save(open_clip, "clipphotos-test-bert", folder, seed)
    # As published: relative names, to be found wherever the folder is.
    model = {**model, "text_cfg": {**text, "hf_model_name": ".", "hf_tokenizer_name": "."}}
    preprocess = {"size": 32, "interpolation": "bicubic", "resize_mode": "squash"}
    preprocess |= {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    _write(folder / "open_clip_config.json", {"model_cfg": model, "preprocess_cfg": preprocess})
    return folder


def make_tokenizer(folder: Path) -> None:
    """Write both files of a tokenizer that knows a few words and all letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    numbers = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [("[CLS]", numbers["[CLS]"]), ("[SEP]", numbers["[SEP]"])]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    _write(
        folder / "tokenizer_config.json",
        {**special, "tokenizer_class": "BertTokenizer", "model_max_length": 77},
    )


def _open_clip():
    from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators

    define_missing_torchvision_operators()
    import open_clip

    return open_clip


def _save(open_clip, architecture: str, folder: Path, seed: int) -> Path:
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    model = open_clip.create_model(architecture, pretrained_text=False)
    weights = folder / "open_clip_model.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, weights)
    return weights


def _write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path
