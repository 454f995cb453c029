"""Accelerated forms of real models, made in no time from pictures that are made up."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from clipphotos.core.models import Backend
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder
from clipphotos.inference.models.accelerated import FormMaker, load_form

SIGNATURE = "a test's"


def patterns(count: int, seed: int = 0) -> list[Image.Image]:
    """Pictures of a few soft blots, all different."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (count, 5, 6, 3), dtype=np.uint8)
    return [Image.fromarray(each).resize((96, 80), Image.Resampling.BICUBIC) for each in small]


def make_form(embedder: TowerEmbedder, folder: Path) -> Path:
    """Make the form of a model that torch runs."""
    with FormMaker(embedder, folder, SIGNATURE) as maker:
        maker.convert()
        prepared = [embedder.prepare(each) for each in patterns(12)]
        for start in range(0, 12, 4):
            maker.compare_photos(prepared[start : start + 4])
        maker.compare_texts(["a photo of a cat", "a red dog", "sky"])
        maker.keep()
    return folder


def accelerated(embedder: TowerEmbedder, folder: Path, backend: Backend = Backend.OPENVINO) -> TowerEmbedder:
    """The same model in its accelerated form, single precision."""
    description = make_form(embedder, folder) / "form.json"
    content = json.loads(description.read_text())
    # Half precision is not the same on every processor, nor to the fourth decimal.
    content["agreements"].pop("bf16", None)
    description.write_text(json.dumps(content))
    form = load_form(folder, SIGNATURE, backend, lambda: embedder)
    assert form is not None
    return form
