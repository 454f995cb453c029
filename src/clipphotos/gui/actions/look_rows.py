"""The actions that choose colours and language: rows that differ in one value only."""

from collections.abc import Iterator
from functools import partial

from clipphotos.gui.actions import situation
from clipphotos.gui.actions.action import QT_TRANSLATE_NOOP, Action, Entry, Menu
from clipphotos.gui.actions.situation import Situation
from clipphotos.gui.settings import ColourChoice, LanguageChoice


def colours_id(choice: ColourChoice) -> str:
    """The action that chooses colours."""
    return f"colours-{choice.value}"


def language_id(choice: LanguageChoice) -> str:
    """The action that chooses a language."""
    return f"language-{choice.value}"


def colour_rows() -> Iterator[Action[Situation]]:
    """Alternatives, of which one is on."""
    for choice, words in (
        (ColourChoice.SYSTEM, QT_TRANSLATE_NOOP("Actions", "Like the &system")),
        (ColourChoice.LIGHT, QT_TRANSLATE_NOOP("Actions", "&Light")),
        (ColourChoice.DARK, QT_TRANSLATE_NOOP("Actions", "&Dark")),
        (ColourChoice.WHITE, QT_TRANSLATE_NOOP("Actions", "High contrast, black on &white")),
        (ColourChoice.BLACK, QT_TRANSLATE_NOOP("Actions", "High contrast, white on &black")),
    ):
        yield Action(
            colours_id(choice),
            words,
            checked_when=partial(situation.has_colours, choice),
            excludes="colours",
            menus=(Entry(Menu.COLOURS),),
        )


def language_rows() -> Iterator[Action[Situation]]:
    """Each language is named in itself, for whoever does not understand the present one."""
    for choice, words in (
        (LanguageChoice.SYSTEM, QT_TRANSLATE_NOOP("Actions", "Like the &system")),
        (LanguageChoice.ENGLISH, "&English"),
        (LanguageChoice.CHINESE, "中文(&Z)"),
    ):
        yield Action(
            language_id(choice),
            words,
            checked_when=partial(situation.has_language, choice),
            excludes="language",
            menus=(Entry(Menu.LANGUAGE),),
        )
