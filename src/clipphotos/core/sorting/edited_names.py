"""How programs call the edit of a picture that they put beside it, and how the original is called then."""

import re
from dataclasses import dataclass

_WORDS = """
    edited edit enhanced original bearbeitet edytowane bewerkt bewerken modificato modifica modifié modifier
    ha·editado editado editar editat redigerad redigeret redigert muokattu upraveno изменено измененный
    編集済み 編集 编辑 已编辑 已修改 編輯 已編輯 편집됨
"""
"""What Google Takeout and Lightroom put behind a name, in the languages they speak; and ``-Enhanced-NR``."""

_WORD = "|".join(re.escape(word.replace("·", " ")) for word in _WORDS.split())
_MARK = rf"[-_](?:(?:{_WORD})(?:-(?:nr|sr|\d{{1,2}}))*|dxo(?:_[a-z]+)*)"
_BEHIND = re.compile(rf"(?P<stem>.+?)(?P<mark>{_MARK})(?P<number> ?\(\d+\))?", re.IGNORECASE)
"""``IMG_1-edited.jpg``, ``IMG_1-Edit-2.tif``, ``IMG_1_DxO_DeepPRIME.dng``; also ``IMG_1-edited(1).jpg``."""

_UNCLEAR = re.compile(
    rf"(?P<stem>.+?)(?:[-_ ](?:smile|mix|effects|copy|kopie|copie|copia|副本|拷贝|コピー|{_WORD})|~\d{{1,2}})"
    r"(?: ?\(\d+\))?",
    re.IGNORECASE,
)
"""As programs call edits and copies, but people other photos, too: ``Anna-smile.jpg``, ``IMG_1~2.jpg``."""

_APPLE = re.compile(r"(?P<start>IMG_)(?P<mark>[EO])(?P<rest>\d{4,}.*)", re.IGNORECASE)
"""``IMG_E5123.jpg`` is the edit of ``IMG_5123.jpg``, and ``IMG_O5123.aae`` tells how it was before."""
_APPLE_ORIGINAL = re.compile(r"(?P<start>IMG_)(?P<rest>\d{4,}.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EditedName:
    """A stem that says that its picture is an edit.

    Attributes:
        original: The stem of the picture that was edited.
        mark: What says so; ``E`` or ``O`` in the manner of Apple.
    """

    original: str
    mark: str

    def of(self, original: str) -> str:
        """The stem of the same edit if the original is called otherwise."""
        if len(self.mark) > 1:
            return original + self.mark
        if found := _APPLE_ORIGINAL.fullmatch(original):
            return found["start"] + self.mark + found["rest"]
        return original + ("-original" if self.mark in "oO" else "-edited")


def edited_name(stem: str) -> EditedName | None:
    """What a stem says about an edit; None if it says nothing."""
    if found := _APPLE.fullmatch(stem):
        return EditedName(found["start"] + found["rest"], found["mark"])
    if found := _BEHIND.fullmatch(stem):
        return EditedName(found["stem"] + (found["number"] or ""), found["mark"])
    return None


def original_stem(stem: str) -> str:
    """The stem of the picture that an edit, or an edit of an edit, was made of; any other as it is."""
    while (edited := edited_name(stem)) is not None:
        stem = edited.original
    return stem


def unclear_original(stem: str) -> str | None:
    """The stem of the picture that this may be an edit or a copy of, or not; None if nothing says so."""
    found = _UNCLEAR.fullmatch(stem)
    return found["stem"] if found else None
