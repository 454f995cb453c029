"""What becomes of a tag that was typed."""

import pytest

from clipphotos.core.errors import KnownError
from clipphotos.core.tags.photo_tags import LONGEST_TAG, cleaned_tag, tags_between_commas
from clipphotos.core.wording.errors import word


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cat", "cat"),
        ("  my \t holiday\n2024 ", "my holiday 2024"),
        ("Cafe\u0301", "Café"),
        ("👨‍👩‍👧 🏖️", "👨‍👩‍👧 🏖️"),
        ("חוף הים", "חוף הים"),
        ("می‌خواهم", "می‌خواهم"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("half\ud83d", "half"),
        ("<b>bold</b> & %s '; DROP TABLE photo_tag", "<b>bold</b> & %s '; DROP TABLE photo_tag"),
        ("x" * LONGEST_TAG, "x" * LONGEST_TAG),
    ],
)
def test_what_is_kept(typed: str, kept: str):
    assert cleaned_tag(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b", "\u200d", "\u202e\u202c", "\ud83d"])
def test_nothing_is_no_tag(typed: str):
    with pytest.raises(KnownError) as caught:
        cleaned_tag(typed)
    assert caught.value.error_code == "tag-empty"


def test_a_text_is_no_tag():
    assert cleaned_tag("猫" * LONGEST_TAG) == "猫" * LONGEST_TAG
    with pytest.raises(KnownError):
        cleaned_tag("猫" * (LONGEST_TAG + 1))
    with pytest.raises(KnownError) as caught:
        cleaned_tag("猫" * 500)
    assert caught.value.error_code == "tag-too-long"
    assert caught.value.params["tag"] == "猫" * 30
    for language in ("en", "zh_CN"):
        sentence = word("tag-too-long", caught.value.params, language)
        assert "猫" in sentence
        assert str(LONGEST_TAG) in sentence
        assert len(sentence) < 150


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("beach", ["beach"]),
        ("beach, sun", ["beach", " sun"]),
        ("海边，太阳、云", ["海边", "太阳", "云"]),
        (", beach,,", [" beach"]),
        (" , ", [""]),
        ("", [""]),
    ],
)
def test_commas_separate_tags(typed: str, parts: list[str]):
    assert tags_between_commas(typed) == parts
