"""The list of models, and that it says the same as open_clip."""

import subprocess
import sys
from pathlib import Path

import pytest

from clipphotos.core.errors import ModelUnavailable
from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.inference.embedders.open_clip import define_missing_torchvision_operators
from clipphotos.inference.models import registry
from clipphotos.inference.models.presets import DEFAULT_DOWNLOAD, PRESETS, STARTER_NAME
from clipphotos.inference.starter.files import STARTER_CHINESE, STARTER_WEIGHTS
from support.tiny_clip import PLAIN, make_checkpoint


def local_model(path: Path) -> ModelInfo:
    return ModelInfo("mine", ModelSource.LOCAL, PLAIN, str(path), "unknown", 0, "en")


def test_the_bundled_model_is_first_and_there(tmp_path: Path) -> None:
    models = registry.list_models(tmp_path, current=STARTER_NAME)
    assert models[0].name == STARTER_NAME
    assert models[0].available
    assert models[0].current
    assert [model.name for model in models[1:] if model.available or model.current] == []


def test_names_are_unique_and_fit_for_folders() -> None:
    names = [preset.info.name for preset in PRESETS]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() for name in names)
    assert DEFAULT_DOWNLOAD in names


def test_every_preset_says_what_it_is_good_for_in_both_languages() -> None:
    for preset in PRESETS:
        assert preset.good_for.en
        assert preset.good_for.zh
        assert preset.info.licence
        assert registry.good_for(preset.info.name) == preset.good_for
    assert registry.good_for("mine").en == ""


def test_presets_agree_with_open_clip() -> None:
    define_missing_torchvision_operators()
    import open_clip

    for preset in PRESETS[1:]:
        published = open_clip.get_pretrained_cfg(preset.info.architecture, preset.info.pretrained)
        assert published, preset.info.name
        assert published["hf_hub"] == f"{preset.repository}/"
        text = open_clip.get_model_config(preset.info.architecture)["text_cfg"]
        assert bool(text.get("hf_tokenizer_name")) == bool(preset.extra_files)
        assert "hf_model_name" not in text
    assert set(registry.known_architectures()) <= set(open_clip.list_models())


def test_local_models(tmp_path: Path) -> None:
    weights = make_checkpoint(tmp_path)
    there, gone = local_model(weights), local_model(tmp_path / "gone.safetensors")
    assert registry.find("mine", tmp_path, [there]).available
    assert not registry.find("mine", tmp_path, [gone]).available
    embedder = registry.load_embedder(there, tmp_path, device="cpu")
    assert embedder.identity.name == "mine"
    with pytest.raises(ModelUnavailable) as error:
        registry.load_embedder(gone, tmp_path)
    assert error.value.error_code == "model-damaged"


def test_a_local_model_may_be_a_folder(tmp_path: Path) -> None:
    starter = registry.preset_folder(PRESETS[0], tmp_path)
    embedder = registry.load_embedder(local_model(starter), tmp_path, device="cpu")
    assert embedder.identity.name == "mine"


def test_unknown_names(tmp_path: Path) -> None:
    for look_up in (registry.find_preset, lambda name: registry.find(name, tmp_path)):
        with pytest.raises(ModelUnavailable) as error:
            look_up("nobody")
        assert error.value.error_code == "model-unknown"


def test_listing_models_imports_nothing_slow(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from clipphotos.inference.embedders import open_clip\n"
        "from clipphotos.inference.models import download, registry\n"
        "assert registry.list_models(Path('.')) and len(registry.known_architectures()) > 50\n"
        "print([name for name in ('torch', 'open_clip', 'huggingface_hub') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_chinese_tower_is_part_of_what_vectors_depend_on(tmp_path: Path) -> None:
    (tmp_path / STARTER_WEIGHTS).write_bytes(b"weights")
    info = local_model(tmp_path)
    before = registry.signature(info, tmp_path)
    (tmp_path / STARTER_CHINESE).write_bytes(b"tower")
    assert registry.signature(info, tmp_path) != before
