"""The table of effects."""

from collections.abc import Mapping
from typing import Any

from clipphotos.core.operations.operation import Effect
from clipphotos.library.file_system import FileSystem
from clipphotos.service.operations.effects.annotate import ANNOTATE
from clipphotos.service.operations.effects.copy import COPY
from clipphotos.service.operations.effects.definition import EffectDefinition
from clipphotos.service.operations.effects.link import LINK
from clipphotos.service.operations.effects.move import MOVE
from clipphotos.service.operations.effects.trash import TRASH
from clipphotos.service.operations.work import Work
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations.journal import RunningOperation

EFFECTS: Mapping[Effect, EffectDefinition[Any]] = {
    Effect.MOVE: MOVE,
    Effect.COPY: COPY,
    Effect.LINK: LINK,
    Effect.TRASH: TRASH,
    Effect.ANNOTATE: ANNOTATE,
}
"""What depends on the effect of an operation is taken from here; there is no other list of cases."""


def work_on(catalogue: Catalogue, files: FileSystem, running: RunningOperation) -> Work:
    """An operation ready for work."""
    effect = EFFECTS[running.effect]
    return Work(catalogue, files, running, effect.table, effect.follow)
