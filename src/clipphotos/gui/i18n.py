"""Chooses the language of the window and loads its translations."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from clipphotos.core.resources import resource_path
from clipphotos.gui.settings import LanguageChoice

_installed: list[QTranslator] = []


def language_name(choice: LanguageChoice) -> str:
    """The locale name to show: the system's language if it is one of ours, else English."""
    if choice is not LanguageChoice.SYSTEM:
        return choice.value
    chinese = QLocale.system().language() == QLocale.Language.Chinese
    return LanguageChoice.CHINESE.value if chinese else LanguageChoice.ENGLISH.value


def install_language(choice: LanguageChoice) -> str:
    """Make everything created from now on speak the chosen language.

    Args:
        choice: What the user asked for.

    Returns:
        The locale name, ``"en"`` or ``"zh_CN"``.
    """
    uninstall_language()
    name = language_name(choice)
    QLocale.setDefault(QLocale(QLocale.Language.English) if name == "en" else QLocale(name))
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # The English file only holds plural forms.
    for base, folder in (("qtbase", qt_folder), ("clipphotos", str(resource_path("translations")))):
        translator = QTranslator()
        if translator.load(f"{base}_{name}", folder):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
    return name


def uninstall_language() -> None:
    """Go back to the texts in the source code."""
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())


def current_language() -> str:
    """The locale name in use, as `core.wording` wants it."""
    return QLocale().name()
