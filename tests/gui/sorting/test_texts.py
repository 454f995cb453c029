import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clipphotos.core.sorting.plan import (
    Destination,
    FileFacts,
    Reason,
    SortAction,
    SortCandidate,
    SortEffect,
    SortEntry,
    SortPlan,
    Volume,
)
from clipphotos.gui.i18n import install_language
from clipphotos.gui.settings import LanguageChoice
from clipphotos.gui.sorting.texts import caption_text, folder_text, totals_text, warnings_text


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


def test_nothing_is_not_counted(qapp: QApplication):
    install_language(LanguageChoice.ENGLISH)
    photo = SortCandidate(1, FileFacts(Path("/photos/a.jpg"), 1, 1))
    unsure = SortEntry(photo, SortAction.UNSURE, Reason.UNSURE)
    assert totals_text(SortPlan((unsure,), SortEffect.TAG)) == "1 unsure"
    assert totals_text(SortPlan((), SortEffect.TAG)) == "0 photos will be tagged"


@pytest.mark.parametrize("needed", [300_001, 314_573, 1_500_000, 3_000_000_000, 5])
@pytest.mark.parametrize("more", [1, 100, 10_000])
def test_what_is_needed_and_what_is_free_look_different(qapp: QApplication, needed: int, more: int):
    install_language(LanguageChoice.ENGLISH)
    volume = Volume(Path("/d"), needed + more, needed)
    sentence = warnings_text(SortPlan((), SortEffect.COPY, full=(volume,)))
    said = re.findall(r"([\d.,]+ \w+) needed, ([\d.,]+ \w+) free", sentence)
    assert len(said) == 1
    assert said[0][0] != said[0][1]


def test_a_folders_name_cannot_turn_text_round() -> None:
    destination = Destination(Path("/photos/a\u202egpj\n"), "cats")
    shown = folder_text(SortPlan((), SortEffect.MOVE, {1: destination}), 1)
    assert "a\\u202egpj\\n" in shown
    assert shown.isprintable()
    assert folder_text(SortPlan((), SortEffect.TAG), 1) == ""
