"""Tags are stored in English and shown in the language of whoever reads them."""

import pytest

from clipphotos.core.tags.photo_tags import TagName
from clipphotos.service.tags.names import joined_terms, tag_name


def test_a_word_of_the_vocabulary_has_two_names_and_the_users_own_one():
    assert tag_name("dog") == TagName("dog", "狗")
    assert tag_name("my trip") == TagName("my trip", "")


@pytest.mark.parametrize(
    ("terms", "in_chinese"),
    [("dog, my trip, …", "狗、my trip、…"), ("dog", "狗"), ("", "")],
)
def test_the_tags_of_the_history_are_translated_one_by_one(terms: str, in_chinese: str):
    assert joined_terms(terms, in_chinese=True) == in_chinese
    assert joined_terms(terms, in_chinese=False) == terms
