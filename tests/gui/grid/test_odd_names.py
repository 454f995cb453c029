"""Names of files that hold line breaks and worse are shown on one line, wherever they are shown."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.operation import MoveOutcome, MoveState
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.core.search.filters import FolderFilter
from clipphotos.core.visible_text import visible
from clipphotos.gui.grid.model import GridModel
from clipphotos.gui.operations.texts import why_text
from clipphotos.gui.search.filter_texts import filter_text
from clipphotos.gui.widgets.formatting import name_text, path_text

ODD = Path("/photos\n2/esc\x1b[31m\nred\u202e.jpg")


class OnePhoto:
    def photos(self, photo_ids: Sequence[int], /) -> dict[int, Photo]:
        return {each: Photo(each, ODD, PhotoState.OK, 1000, 10**18) for each in photo_ids}


def test_names_and_paths():
    assert name_text(ODD) == "esc\\x1b[31m\\nred\\u202e.jpg"
    assert path_text(ODD.parent) == "/photos\\n2"
    assert name_text(Path("/")) == "/"


def test_tiles_and_what_is_said_of_them(qapp: QApplication):
    model = GridModel(OnePhoto())
    model.show_ids([1])
    index = model.index(0)
    assert index.data() == name_text(ODD)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith(name_text(ODD))
    tip: str = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.count("<br>") == 2
    assert visible(tip) == tip


def test_filters_and_reasons(qapp: QApplication):
    assert filter_text(FolderFilter(ODD)).name.isprintable()
    error = ErrorReport("move-target-exists", {"path": str(ODD)})
    outcome = MoveOutcome(1, ODD, ODD, MoveState.FAILED, error)
    assert why_text(outcome).isprintable()
    assert why_text(outcome, short=True).isprintable()
