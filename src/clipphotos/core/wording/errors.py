"""Finds the sentence for an error."""

from collections.abc import Mapping

from clipphotos.core.visible_text import visible
from clipphotos.core.wording.categories import CATEGORIES
from clipphotos.core.wording.folders import FOLDERS
from clipphotos.core.wording.models import MODELS
from clipphotos.core.wording.operations import OPERATIONS
from clipphotos.core.wording.photo_files import PHOTO_FILES
from clipphotos.core.wording.program import PROGRAM
from clipphotos.core.wording.searching import SEARCHING
from clipphotos.core.wording.sentence import Wording
from clipphotos.core.wording.tags import TAGS

TABLES = (PROGRAM, FOLDERS, MODELS, PHOTO_FILES, SEARCHING, CATEGORIES, TAGS, OPERATIONS)

WORDING: dict[str, Wording] = {code: wording for table in TABLES for code, wording in table.items()}
"""Every error code in words."""


def word(code: str, params: Mapping[str, str] | None = None, language: str = "en") -> str:
    """The sentence for an error code.

    Args:
        code: Key into `WORDING`; an unknown one is worded as an internal error.
        params: Values for the placeholders; missing ones stay empty.
        language: A locale name such as ``"zh_CN"`` or ``"en_GB"``; all but Chinese are answered in English.

    Returns:
        One sentence that says what happened and what to do.
    """
    # Names of files are among them, and a sentence has one line.
    values = {key: visible(value) for key, value in (params or {}).items()}
    if code not in WORDING:
        values.setdefault("detail", code)
        code = "internal-error"
    sentence = WORDING[code]
    template = sentence.zh if language.startswith("zh") else sentence.en
    return template.format_map(_Missing(values))


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
