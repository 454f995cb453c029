"""Words of the window's actions that depend on what is shown."""

from clipphotos.gui.actions import situation
from clipphotos.gui.actions.action import QT_TRANSLATE_NOOP, translated
from clipphotos.gui.actions.situation import Situation
from clipphotos.gui.operations.texts import undo_text

RENAME = QT_TRANSLATE_NOOP("Actions", "Re&name…")


def undo_words(now: Situation) -> str:
    """A review and a plan have steps of their own; elsewhere the menu names the act."""
    if situation.has_own_task(now):
        return translated(QT_TRANSLATE_NOOP("Actions", "&Undo the last step"))
    return now.undo_act or undo_text(now.undo)


def rename_words(now: Situation) -> str:
    """Where it cannot be done because of the selection, the entry says so."""
    if situation.has_photos(now) and not situation.has_one_photo(now):
        return translated(QT_TRANSLATE_NOOP("Actions", "Re&name… (select one photo)"))
    return translated(RENAME)
