"""Loading open_clip models: the bundled folder, checkpoints, and everything that can be wrong with them."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipphotos.core.errors import ModelUnavailable
from clipphotos.inference.embedders.open_clip import best_device, load_checkpoint, load_folder
from clipphotos.inference.embedders.pictures import without_extremes
from support.tiny_clip import PLAIN, WITH_TOKENIZER, make_checkpoint, make_folder

WEIGHTS = "open_clip_model.safetensors"

OFFLINE_SCRIPT = """
import socket, sys
def refuse(*_args, **_kwargs):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from pathlib import Path
from clipphotos.inference.embedders.open_clip import load_folder
embedder = load_folder("mine", Path(sys.argv[1]))
print(embedder.embed_texts(["a cat"]).shape[1], embedder.identity.dim, embedder.text_dim)
"""

GUARD_SCRIPT = """
import sys, torch
from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators
real = torch.ops.load_library
def fail(path):
    if "torchvision" in str(path):
        raise OSError("undefined symbol")
    return real(path)
torch.ops.load_library = fail
if "guarded" in sys.argv:
    define_missing_torchvision_operators()
import torchvision.transforms.functional
import open_clip
"""


def run_python(script: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # Neither the hub's cache nor a setting of this machine may help.
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))
    }
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env={**clean, "HOME": str(folder), "HF_HOME": str(folder / "empty")},
        capture_output=True,
        text=True,
        timeout=300,
    )


def code_of(error: pytest.ExceptionInfo[ModelUnavailable]) -> str:
    assert error.value.params
    return error.value.error_code


def test_a_folder_loads_without_network_from_any_working_folder(tmp_path: Path) -> None:
    model = make_folder(tmp_path / "model")
    before = {file: file.stat().st_mtime_ns for file in model.iterdir()}
    # What lies where the program is started must not be taken for the model's.
    (tmp_path / "config.json").write_text("{}")
    done = run_python(OFFLINE_SCRIPT, str(model), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["24", "24", "24"]
    assert done.stderr == ""
    assert {file: file.stat().st_mtime_ns for file in model.iterdir()} == before


def test_torchvision_is_importable_when_its_compiled_part_is_not(tmp_path: Path) -> None:
    guarded = run_python(GUARD_SCRIPT, "guarded", folder=tmp_path)
    assert guarded.returncode == 0, guarded.stderr


def test_torchvision_guard_changes_nothing_where_torchvision_works(tmp_path: Path) -> None:
    script = """
from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators
define_missing_torchvision_operators()
define_missing_torchvision_operators()
import torch, torchvision
boxes = torch.tensor([[0.0, 0, 1, 1], [0, 0, 1, 1], [5, 5, 6, 6]])
works = torchvision.extension._has_ops()
print(torchvision.ops.nms(boxes, torch.tensor([0.9, 0.8, 0.7]), 0.5).tolist() if works else [0, 2])
"""
    done = run_python(script, folder=tmp_path)
    assert done.stdout.strip() == "[0, 2]", done.stderr


def test_truncated_weights(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    os.truncate(folder / WEIGHTS, 10_000)
    with pytest.raises(ModelUnavailable) as error:
        load_folder("mine", folder)
    assert code_of(error) == "model-damaged"


def test_missing_weights(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / WEIGHTS).unlink()
    with pytest.raises(ModelUnavailable) as error:
        load_folder("mine", folder)
    assert code_of(error) == "model-damaged"


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"model_cfg": {"text_cfg": 3}}'])
def test_damaged_config(tmp_path: Path, content: str | None) -> None:
    folder = make_folder(tmp_path)
    config = folder / "open_clip_config.json"
    config.unlink()
    if content is not None:
        config.write_text(content)
    with pytest.raises(ModelUnavailable) as error:
        load_folder("mine", folder)
    assert code_of(error) == "model-damaged"


def test_damaged_tokenizer(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelUnavailable) as error:
        load_folder("mine", folder)
    assert code_of(error) == "model-damaged"


def test_folder_whose_config_describes_another_model(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    config = json.loads((folder / "open_clip_config.json").read_text())
    config["model_cfg"]["embed_dim"] = 40
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnavailable) as error:
        load_folder("mine", folder)
    assert code_of(error) == "model-wrong-architecture"


def test_wrong_architecture(tmp_path: Path) -> None:
    weights = make_checkpoint(tmp_path, PLAIN)
    make_checkpoint(tmp_path / "other", WITH_TOKENIZER)
    shutil.copy(tmp_path / "other" / "tokenizer.json", tmp_path)
    shutil.copy(tmp_path / "other" / "tokenizer_config.json", tmp_path)
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", WITH_TOKENIZER, weights)
    assert code_of(error) == "model-wrong-architecture"


def test_what_open_clip_says_of_every_published_model_is_taken(tmp_path: Path) -> None:
    """It gets as far as the weights: settings of the library's own are no stranger's."""
    make_checkpoint(tmp_path)
    import open_clip

    published = [tuple(pair) for pair in open_clip.list_pretrained()]
    assert len(published) > 100
    for architecture, tag in [*published, *((name, None) for name, _ in published)]:
        with pytest.raises(ModelUnavailable) as error:
            load_checkpoint("mine", architecture, tmp_path / "missing.safetensors", pretrained=tag)
        assert code_of(error) == "model-damaged", (architecture, tag)


@pytest.mark.parametrize("name", ["no-such-model", "", "local-dir:/tmp", "hf-hub:somebody/something"])
def test_unknown_architecture(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", name, make_checkpoint(tmp_path))
    assert error.value.error_code == "model-unknown-architecture"


def test_missing_tokenizer_is_said(tmp_path: Path) -> None:
    weights = make_checkpoint(tmp_path, WITH_TOKENIZER)
    (tmp_path / "tokenizer_config.json").unlink()
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", WITH_TOKENIZER, weights)
    assert "tokenizer_config.json" in error.value.params["detail"]


def test_weights_that_compute_nonsense(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = make_checkpoint(tmp_path)
    tensors = load_file(weights)
    tensors["visual.proj"][:] = np.nan
    save_file(tensors, weights)
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", PLAIN, weights)
    assert code_of(error) == "model-damaged"


def test_torch_checkpoint_of_plain_tensors(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    safe = make_checkpoint(tmp_path)
    plain = tmp_path / "weights.pt"
    torch.save({"state_dict": load_file(safe), "epoch": 3}, plain)
    from_safe, from_plain = (load_checkpoint("mine", PLAIN, file, device="cpu") for file in (safe, plain))
    np.testing.assert_array_equal(from_safe.embed_texts(["a cat"]), from_plain.embed_texts(["a cat"]))
    assert from_safe.identity.weights_sha256 != from_plain.identity.weights_sha256


class _RunsCode:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.marker),)


@pytest.mark.parametrize("how", ["torch", "pickle", "new pickle"])
def test_a_checkpoint_with_code_is_refused(tmp_path: Path, how: str) -> None:
    import torch

    make_checkpoint(tmp_path / "known")
    marker, file = tmp_path / "code-ran", tmp_path / "evil.pt"
    if how == "torch":
        torch.save({"visual": _RunsCode(marker)}, file)
    else:
        file.write_bytes(pickle.dumps({"visual": _RunsCode(marker)}, protocol=2 if how == "pickle" else 5))
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", PLAIN, file)
    assert code_of(error) == "model-unsafe"
    assert not marker.exists()


@pytest.mark.parametrize("suffix", [".pt", ".bin", ".safetensors"])
@pytest.mark.parametrize(
    "content", [b"", b"hello, this is no model", b"PK\x03\x04", b"\x80\x02", b"\x00" * 64]
)
def test_files_that_are_no_weights(tmp_path: Path, suffix: str, content: bytes) -> None:
    make_checkpoint(tmp_path / "known")
    file = tmp_path / f"weights{suffix}"
    file.write_bytes(content)
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", PLAIN, file)
    assert code_of(error) == "model-damaged"


def test_truncated_torch_checkpoint(tmp_path: Path) -> None:
    import torch

    make_checkpoint(tmp_path / "known")
    file = tmp_path / "weights.pt"
    torch.save({"a": torch.zeros(1_000)}, file)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", PLAIN, file)
    assert code_of(error) == "model-damaged"


def test_half_precision_agrees(tmp_path: Path) -> None:
    weights = make_checkpoint(tmp_path)
    exact = load_checkpoint("mine", PLAIN, weights, device="cpu")
    # torch takes "cpu:0" for a device of its own, so it goes the way of a graphics card.
    half = load_checkpoint("mine", PLAIN, weights, device="cpu:0")
    picture = exact.prepare(Image.new("RGB", (40, 30), "teal"))
    assert half.device == "cpu:0"
    assert half.identity == exact.identity
    likeness = (exact.embed_images([picture]) @ half.embed_images([picture]).T).item()
    assert likeness > 0.999


def test_the_device_is_known_before_a_model_is_loaded(tmp_path: Path) -> None:
    assert best_device() == load_checkpoint("mine", PLAIN, make_checkpoint(tmp_path)).device


def test_a_device_that_is_not_there_leaves_the_cpu(tmp_path: Path) -> None:
    embedder = load_checkpoint("mine", PLAIN, make_checkpoint(tmp_path), device="cuda:99")
    assert embedder.device == "cpu"
    assert embedder.embed_texts(["a cat"]).shape == (1, 24)


@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (20, 60_000), (60_000, 21), (1, 65_000)])
def test_extreme_pictures_are_cut_around_their_centre(mode: str, size: tuple[int, int]) -> None:
    image = Image.new("L", size)
    image.putpixel((size[0] // 2, size[1] // 2), 255)
    result = without_extremes(image, mode)
    assert result.mode == "RGB"
    assert min(result.size) == min(size)
    assert result.getextrema()[0][1] == 255
    if mode != "squash":
        assert max(result.size) <= 101 * min(result.size)
    if mode == "squash" or max(size) <= 8 * min(size):
        assert result.size == size


def test_settings_beside_a_checkpoint_get_no_code_run_either(tmp_path: Path) -> None:
    weights = make_checkpoint(tmp_path, WITH_TOKENIZER)
    settings = json.loads((tmp_path / "tokenizer_config.json").read_text())
    settings["auto_map"] = {"AutoTokenizer": [None, "evil.Evil"]}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    with pytest.raises(ModelUnavailable) as error:
        load_checkpoint("mine", WITH_TOKENIZER, weights)
    assert code_of(error) == "model-config-refused"
