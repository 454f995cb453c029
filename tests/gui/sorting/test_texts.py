from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from clipphotos.core.sorting.plan import FileFacts, Reason, SortAction, SortCandidate, SortEntry
from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.sorting.texts import caption_text


def test_the_tooltip_names_what_goes_along_and_what_does_not(qapp: QApplication):
    install_language(LanguageChoice.ENGLISH)
    photo = SortCandidate(
        1,
        FileFacts(Path("/photos/a.jpg"), 1, 1),
        companions=(FileFacts(Path("/photos/a.pp3"), 1, 1), FileFacts(Path("/photos/a.mp4"), 1, 1)),
        unclear=("a.png",),
    )
    target = Path("/sorted/cats/a (2).jpg")
    entry = SortEntry(photo, SortAction.GO, Reason.RECOGNISED, 7, target, ((7, 0.9),), is_renamed=True)
    assert caption_text(entry, {7: "cats"}).splitlines() == [
        "90% · (2)",
        "Will be called “a (2).jpg”, because its name is taken",
        "With it: a.pp3, a.mp4",
        "Left, though of the same name: a.png",
    ]
    staying = replace(entry, action=SortAction.STAY, reason=Reason.DUPLICATE, is_renamed=False)
    assert len(caption_text(staying, {7: "cats"}).splitlines()) == 1
