"""Upgrades of the bundled model: the old one answers until the photos are embedded with the new one.

An upgrade of the program replaces the bundled artefact, and with it the fingerprint that vectors are kept
under. So a copy of the artefact in use lies in the data folder; it serves searches for as long as it covers
more photos than its successor, and goes when nothing is left to embed.
"""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.core.private_files import copy_private, make_private_folder
from clipphotos.inference.models import registry
from clipphotos.inference.models.presets import PRESETS, STARTER_NAME
from clipphotos.inference.starter.files import STARTER_CHINESE, STARTER_FILES
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue

logger = logging.getLogger(__name__)


def keep_copy(models_folder: Path, weights_sha256: str) -> None:
    """Keep a copy of the bundled model. Without room for one an upgrade means searching with gaps, no more.

    Args:
        models_folder: Where copies are kept.
        weights_sha256: Of the model that is in use; nothing is kept of any but the bundled one.
    """
    folder = registry.kept_starter_folder(models_folder, weights_sha256)
    bundled = registry.preset_folder(PRESETS[0], models_folder)
    if weights_sha256 != registry.bundled_sha256() or folder.exists():
        return
    try:
        make_private_folder(models_folder)
        with tempfile.TemporaryDirectory(dir=models_folder, prefix=".keeping-") as temporary:
            complete = Path(temporary) / "copy"
            make_private_folder(complete)
            for file in STARTER_FILES:
                copy_private(bundled / file, complete / file)
            if (bundled / STARTER_CHINESE).is_file():
                copy_private(bundled / STARTER_CHINESE, complete / STARTER_CHINESE)
            complete.rename(folder)
    except OSError as error:
        logger.warning("no copy of the bundled model is kept: %s", error)


def answering_model(catalogue: Catalogue, models_folder: Path, info: ModelInfo) -> ModelInfo:
    """The model that searches should use: `info`, or the kept predecessor of the bundled one.

    Args:
        catalogue: Knows how many photos each of them covers.
        models_folder: Where copies are kept.
        info: The model that was asked for.
    """
    if info.source is not ModelSource.BUNDLED:
        return info
    kept, bundled = registry.kept_starters(models_folder), registry.bundled_sha256()
    # As a rule the only copy is that of the bundled model itself: counting photos is not for every search.
    if not kept.keys() - {bundled}:
        return info
    covered = {
        sha256: vectors.count_searchable(catalogue, key)
        for key, sha256 in vectors.fingerprints(catalogue, STARTER_NAME)
    }
    best = max(kept, key=lambda sha256: covered.get(sha256, 0))
    return kept[best] if best != bundled and covered.get(best, 0) > covered.get(bundled, 0) else info


def predecessors(models_folder: Path) -> list[Path]:
    """The kept copies of bundled models that have been replaced."""
    bundled = registry.bundled_sha256()
    kept = registry.kept_starters(models_folder).items()
    return [Path(info.pretrained) for sha256, info in kept if sha256 != bundled]


def retire(folders: Sequence[Path]) -> None:
    """Remove kept copies; to be called when all photos are embedded with their successor."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
