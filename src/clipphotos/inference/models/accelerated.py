"""The accelerated form of a model: made once, checked against torch, kept in a folder, used without torch.

A form holds both towers for OpenVINO, the `Recipe`, and how well its vectors agree with torch's; so the
precision is chosen when it is loaded, and can be changed without making it anew. It is a cache: anything
about it that is not as it should be, and it is made again.
"""

import dataclasses
import hashlib
import json
import logging
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.core.private_files import make_private_folder, tighten_tree
from clipphotos.core.vectors import Vectors, unit
from clipphotos.inference.embedders import graphics
from clipphotos.inference.embedders import openvino as openvino_towers
from clipphotos.inference.embedders.agreement import Agreement, agreement, chosen
from clipphotos.inference.embedders.openvino import OpenVinoTowers, TowersFailedError
from clipphotos.inference.embedders.preprocessing import Prepared
from clipphotos.inference.embedders.protocol import Embedder
from clipphotos.inference.embedders.recipe import Recipe, recipe_from
from clipphotos.inference.embedders.tower_embedder import TowerEmbedder, TwoTowers
from clipphotos.inference.embedders.towers import Towers
from clipphotos.inference.models import registry
from clipphotos.inference.outside.doors import closed
from clipphotos.inference.starter.chinese_tower import chinese_texts
from clipphotos.inference.text.token_reader import TokenReader

logger = logging.getLogger(__name__)

_DESCRIPTION = "form.json"
_FORMAT = 3
_PROBE = "a photo of a cat"
_PROBE_COSINE = 0.999


@dataclass(frozen=True, slots=True)
class Form:
    """What is known about a form on disk.

    Attributes:
        signature: What it was made of; see `form_signature`.
        recipe: Everything but the towers.
        logit_scale: Factor before the softmax over cosines.
        torch_device: Where torch ran when it was made.
        agreements: With torch, by precision.
        probe: (dim,) torch's vector of a certain text, to know a damaged form by.
        fallback_reason: Why torch used no graphics card then.
    """

    signature: str
    recipe: Recipe
    logit_scale: float
    torch_device: str
    agreements: dict[str, Agreement]
    probe: tuple[float, ...]
    fallback_reason: ErrorReport | None = None

    @property
    def comes_first(self) -> bool:
        """Whether torch can do nothing better: no graphics card, or none that it could use at any start."""
        return self.torch_device == "cpu" and (
            self.fallback_reason is None or self.fallback_reason.code not in graphics.PASSING
        )


def form_folder(forms: Path, info: ModelInfo) -> Path:
    """Where the form of a model is, or will be; its successor takes the same place."""
    key = f"{info.name}\n{info.architecture}\n{info.pretrained}".encode(errors="surrogatepass")
    return forms / hashlib.sha256(key).hexdigest()[:16]


def form_signature(info: ModelInfo, models_folder: Path) -> str:
    """Everything a form depends on; empty where there is no OpenVINO. Imports nothing slow."""
    version = openvino_towers.version()
    if not version:
        return ""
    model = registry.signature(info, models_folder)
    return f"{model}; openvino {version}; form {_FORMAT}; graphics {graphics.usable()}"


@closed()
def load(info: ModelInfo, models_folder: Path, forms: Path, backend: Backend) -> Embedder:
    """Load a model: its form if there is a sound one and the user does not want torch, else with torch.

    Raises:
        ModelUnavailable: As `registry.load_embedder`.
    """

    def with_torch() -> Embedder:
        return registry.load_embedder(info, models_folder)

    if backend is not Backend.TORCH:
        embedder = load_form(
            form_folder(forms, info), form_signature(info, models_folder), backend, with_torch
        )
        if embedder is not None:
            return embedder
    embedder = with_torch()
    if backend is Backend.AUTO and embedder.device == "cpu":
        # A card came first, and fails again.
        form = load_form(
            form_folder(forms, info),
            form_signature(info, models_folder),
            backend,
            with_torch,
            on_cpu=embedder,
        )
        return form or embedder
    return embedder


def load_form(
    folder: Path,
    signature: str,
    backend: Backend,
    with_torch: Callable[[], Embedder],
    *,
    on_cpu: Embedder | None = None,
) -> TowerEmbedder | None:
    """Load a form without torch; a damaged one is thrown away.

    Args:
        folder: Where it is.
        signature: From `form_signature`, as things are now.
        backend: What the user wants.
        with_torch: Loads the model itself, if the form breaks down later.
        on_cpu: The model, if torch was tried and runs it on the processor.

    Returns:
        None if there is none, if it is out of date or damaged, or if torch is to be used.
    """
    form = read_form(folder, signature)
    if form is None or (backend is Backend.AUTO and on_cpu is None and not form.comes_first):
        return None
    precision = chosen(form.agreements, backend)
    if precision is None:
        return None

    def instead() -> TwoTowers:
        shutil.rmtree(folder, ignore_errors=True)
        embedder = with_torch()
        if not isinstance(embedder, TowerEmbedder):
            raise TowersFailedError("nothing to use instead")
        return embedder.towers

    recipe = form.recipe
    try:
        read = TokenReader(recipe.reading)
        fallback_reason = form.fallback_reason if on_cpu is None else on_cpu.fallback_reason
        towers = OpenVinoTowers(folder, precision, form.logit_scale, fallback_reason)
        _check_probe(form, unit(towers.texts(read([_PROBE])))[0])
    except (TowersFailedError, ValueError) as error:
        logger.warning("the accelerated form of %s is thrown away: %s", recipe.identity.name, error)
        shutil.rmtree(folder, ignore_errors=True)
        return None
    towers.instead = instead
    return TowerEmbedder(
        recipe.identity,
        towers,
        preprocessing=recipe.preprocessing,
        tokenize=read,
        text_dim=recipe.text_dim,
        recipe=recipe,
        other_texts=chinese_texts(Path(recipe.chinese), recipe.identity.dim) if recipe.chinese else None,
    )


def read_form(folder: Path, signature: str) -> Form | None:
    """What is known about a form; None if there is none, or not of this signature."""
    try:
        content: dict[str, Any] = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        if not signature or content["signature"] != signature:
            return None
        return Form(
            signature,
            recipe_from(content["recipe"]),
            float(content["logit_scale"]),
            str(content["torch_device"]),
            {name: Agreement(**each) for name, each in content["agreements"].items()},
            tuple(content["probe"]),
            ErrorReport(**content["setback"]) if content["setback"] else None,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        logger.warning("the accelerated form in %s cannot be read: %s", folder.name, error)
        return None


class FormMaker:
    """Makes the form of a model that torch has loaded, step by step; a context manager.

    Args:
        embedder: The model.
        folder: Where its form will be.
        signature: From `form_signature`, as it was before the model was loaded.

    Raises:
        TowersFailedError: If the model is of a kind that cannot have one, or there is no room.
    """

    def __init__(self, embedder: TowerEmbedder, folder: Path, signature: str) -> None:
        if embedder.recipe is None or not isinstance(embedder.towers, Towers):
            raise TowersFailedError("its tokenizer cannot be used without torch")
        self._embedder, self._recipe, self._torch = embedder, embedder.recipe, embedder.towers
        self._folder, self._signature = folder, signature
        self._towers: dict[str, OpenVinoTowers] = {}
        self._photos: dict[str, list[Vectors]] = {}
        self._seconds: dict[str, list[float]] = {}
        self._texts: dict[str, list[Vectors]] = {}
        self._read = TokenReader(embedder.recipe.reading)
        self._stack = ExitStack()
        try:
            make_private_folder(folder.parent)
            for stray in folder.parent.glob(".making-*"):
                # Of a program that was killed: only one at a time makes forms.
                shutil.rmtree(stray, ignore_errors=True)
            making = tempfile.TemporaryDirectory(
                dir=folder.parent, prefix=".making-", ignore_cleanup_errors=True
            )
            self._complete = Path(self._stack.enter_context(making)) / "form"
        except OSError as error:
            raise TowersFailedError(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._towers.clear()
        self._stack.close()

    @property
    def folder(self) -> Path:
        """Where the form is until it is kept."""
        return self._complete

    def convert(self) -> None:
        """Convert and compile; takes seconds, and may run beside everything else.

        Raises:
            TowersFailedError: If the model cannot be converted.
        """
        try:
            make_private_folder(self._complete)
            towers = self._torch.traced()
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise TowersFailedError(f"{type(error).__name__} while it was traced") from error
        openvino_towers.convert(*towers, self._complete)
        for precision in openvino_towers.precisions():
            self._towers[precision] = OpenVinoTowers(self._complete, precision, self._embedder.logit_scale)
            self._towers[precision].prepare()

    def compare_photos(self, batch: Sequence[Prepared]) -> None:
        """Embed some photos with torch and with the form, one after the other, and note vectors and times.

        Raises:
            TowersFailedError: If the form fails.
        """
        for name, towers in (("torch", self._torch), *self._towers.items()):
            began = time.perf_counter()
            vectors = towers.images(batch)
            self._seconds.setdefault(name, []).append(time.perf_counter() - began)
            self._photos.setdefault(name, []).append(_unit(vectors))

    def compare_texts(self, texts: list[str]) -> None:
        """Embed some texts with torch and with the form.

        Raises:
            TowersFailedError: If the form fails.
        """
        tokens = self._read(texts)
        for name, towers in (("torch", self._torch), *self._towers.items()):
            self._texts.setdefault(name, []).append(_unit(towers.texts(tokens)))

    def keep(self) -> dict[str, Agreement]:
        """Put the form into its place, be it good or not, so that it is not made again and again.

        Returns:
            How well it agrees, by precision.

        Raises:
            TowersFailedError: If there is no room.
        """
        photos, texts = (
            {name: np.concatenate(parts) for name, parts in each.items()}
            for each in (self._photos, self._texts)
        )
        agreements = {
            name: agreement(
                (photos["torch"], photos[name]),
                (texts["torch"], texts[name]),
                text_dim=self._recipe.text_dim,
                speed=_speed(self._seconds["torch"], self._seconds[name]),
            )
            for name in self._towers
        }
        form = {
            "signature": self._signature,
            "recipe": self._recipe.as_json(),
            "logit_scale": self._embedder.logit_scale,
            "torch_device": self._torch.label,
            "setback": dataclasses.asdict(self._torch.fallback_reason)
            if self._torch.fallback_reason
            else None,
            "agreements": {name: dataclasses.asdict(each) for name, each in agreements.items()},
            "probe": [float(number) for number in _unit(self._torch.texts(self._read([_PROBE])))[0]],
        }
        # Windows moves nothing that is open.
        self._towers.clear()
        try:
            with (self._complete / _DESCRIPTION).open("w", encoding="utf-8") as file:
                json.dump(form, file)
                file.flush()
                os.fsync(file.fileno())
            if not any(each.is_same_model for each in agreements.values()):
                # CatalogueCache with its reasons, but not worth its megabytes.
                for weights in self._complete.glob("*.bin"):
                    weights.unlink()
            tighten_tree(self._complete)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._complete.rename(self._folder)
        except OSError as error:
            raise TowersFailedError(str(error)) from error
        return agreements


def _check_probe(form: Form, vector: Vectors) -> None:
    """Know a damaged form: its weights carry no checksum that could be verified in time.

    Raises:
        ValueError: If the vector of a certain text is not what it should be.
    """
    if vector.shape != (len(form.probe),) or float(vector @ np.array(form.probe, np.float32)) < _PROBE_COSINE:
        raise ValueError("it gives other vectors than when it was made")


def _unit(vectors: Vectors) -> Vectors:
    try:
        return unit(vectors)
    except ValueError as error:
        raise TowersFailedError(str(error)) from error


def _speed(torch: Sequence[float], form: Sequence[float]) -> float:
    """How many times as fast: the median over batches measured one after the other."""
    # The first batch pays for what is set up once.
    pairs = list(zip(torch, form, strict=True))
    return statistics.median(one / other for one, other in (pairs[1:] or pairs))
