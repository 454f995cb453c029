"""What names say about edits."""

import pytest

from clipphotos.core.sorting.edited_names import EditedName, edited_name, original_stem, unclear_original


@pytest.mark.parametrize(
    ("stem", "edited"),
    [
        ("IMG_1-edited", EditedName("IMG_1", "-edited")),
        ("IMG_1-edited(1)", EditedName("IMG_1(1)", "-edited")),
        ("IMG_1-Edit-2", EditedName("IMG_1", "-Edit-2")),
        ("P1_DxO_DeepPRIME", EditedName("P1", "_DxO_DeepPRIME")),
        ("IMG_1-ha editado", EditedName("IMG_1", "-ha editado")),
        ("IMG_E5123 (2)", EditedName("IMG_5123 (2)", "E")),
        ("img_o5123", EditedName("img_5123", "o")),
        ("edited", None),
        ("-edited", None),
        ("credit", None),
        ("IMG_E512", None),
        ("DSC_E5123", None),
    ],
)
def test_an_edit_says_what_it_was_made_of(stem: str, edited: EditedName | None):
    assert edited_name(stem) == edited
    if edited and "(" not in stem:
        assert edited.of(edited.original) == stem


def test_an_edit_of_an_edit_goes_back_to_the_first():
    assert original_stem("IMG_E5123-edited") == "IMG_5123"
    assert original_stem("IMG_5123") == "IMG_5123"


@pytest.mark.parametrize(
    ("stem", "original"),
    [("Anna-smile", "Anna"), ("a~2", "a"), ("a copy (3)", "a"), ("a-2", None), ("copy", None)],
)
def test_what_is_not_clear_is_told_apart(stem: str, original: str | None):
    assert unclear_original(stem) == original
