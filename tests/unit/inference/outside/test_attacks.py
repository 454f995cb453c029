"""Model folders of a stranger: whatever they ask for, no code runs, and nobody is asked anything."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.tiny_clip import make_folder

LOAD_ALL = """
import json, sys
from pathlib import Path
asked = []
sys.addaudithook(lambda event, _: event in ("socket.connect", "socket.getaddrinfo") and asked.append(event))
from clipphotos.core.errors import ModelUnavailable
from clipphotos.inference.embedders.open_clip import load_folder
for folder in sorted(Path(sys.argv[1]).iterdir()):
    asked.clear()
    try:
        load_folder("mine", folder, device="cpu")
        answer = "loaded"
    except ModelUnavailable as error:
        answer = error.error_code
    print(json.dumps([folder.name, answer, Path(folder, "code-ran").exists(), asked]))
"""
EVIL = "from pathlib import Path\nPath({marker!r}).touch()\nclass Evil:\n    pass\n"

Edit = Callable[[Path], None]


def change(file: str, *keys: str, **values: object) -> Edit:
    """An edit that puts values into a JSON file of the folder, below the keys."""

    def edit(folder: Path) -> None:
        path = folder / file
        content = json.loads(path.read_text()) if path.exists() else {}
        inner = content
        for key in keys:
            inner = inner.setdefault(key, {})
        inner.update(values)
        path.write_text(json.dumps(content))

    return edit


TEXT = ("open_clip_config.json", "model_cfg", "text_cfg")
VISION = ("open_clip_config.json", "model_cfg", "vision_cfg")
TRUSTED = {"trust_remote_code": True}
ATTACKS: dict[str, list[Edit]] = {
    "a tokenizer's own class, trusted by the folder": [
        change(*TEXT, tokenizer_kwargs=TRUSTED),
        change("tokenizer_config.json", auto_map={"AutoTokenizer": [None, "evil.Evil"]}),
    ],
    "a tokenizer's own class, trusted by whoever answers": [
        change(
            "tokenizer_config.json", auto_map={"AutoTokenizer": [None, "evil.Evil"]}, tokenizer_class="Evil"
        ),
    ],
    "a text tower's own class, trusted by whoever answers": [
        change(
            "config.json", auto_map={"AutoConfig": "evil.Evil", "AutoModel": "evil.Evil"}, model_type="evil"
        ),
    ],
    "a tokenizer of the hub": [change(*TEXT, hf_tokenizer_name="hf-hub:somebody/model")],
    "another folder's tokenizer": [change(*TEXT, tokenizer_kwargs={"cache_dir": "/tmp", "subfolder": ".."})],
    "a picture tower of the hub": [change(*VISION, timm_model_name="hf-hub:somebody/model")],
    "a picture tower of another folder": [change(*VISION, timm_model_name="local-dir:/tmp/evil")],
    "a text tower of the hub": [change(*TEXT, hf_model_name="hf-hub:somebody/model")],
    "an argument of open_clip's": [change("open_clip_config.json", "model_cfg", pretrained_image=True)],
    "an attention of the hub": [change("config.json", _attn_implementation="somebody/kernels")],
    "a quantisation": [change("config.json", quantization_config={"quant_method": "awq"})],
    "a tower without end": [change(*VISION, width=2**40)],
    "nesting without end": [lambda folder: (folder / "config.json").write_text("[" * 100_000) and None],
}

ALLOWED = {
    # Such settings are passed over: they stand in files that are sound otherwise.
    "an attention of the hub": ("loaded",),
    "a quantisation": ("loaded",),
    "nesting without end": ("model-damaged",),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[object]]:
    """Every folder loaded by one program, whose every question is answered with yes.

    By attack: what the program said, whether code of the folder ran, and what the network was asked for.
    """
    where = tmp_path_factory.mktemp("attacks")
    sound = make_folder(where / "sound")
    for number, edits in enumerate(ATTACKS.values()):
        folder = shutil.copytree(sound, where / "folders" / f"{number:02}")
        (folder / "evil.py").write_text(EVIL.format(marker=str(folder / "code-ran")))
        for edit in edits:
            edit(folder)
    done = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, str(where / "folders")],
        cwd=where,
        env={**os.environ, "HOME": str(where), "HF_HOME": str(where / "hub"), "PYTHONDONTWRITEBYTECODE": "1"},
        input="y\n" * 100,
        capture_output=True,
        text=True,
        timeout=300,
    )
    # Also what is not told: a question would stand in front of its answer.
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(ATTACKS), done.stdout + done.stderr
    return {attack: rest for attack, (_, *rest) in zip(ATTACKS, told, strict=True)}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_code_of_a_folder_runs(answers: dict[str, list[object]], attack: str) -> None:
    answer, code_ran, network = answers[attack]
    assert not code_ran
    assert network == []
    assert answer in ALLOWED.get(attack, ("model-config-refused",))
