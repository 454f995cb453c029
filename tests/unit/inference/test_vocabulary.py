"""The vocabulary is whole: nothing twice, no parent missing, both languages."""

import re

from clipphotos.inference.vocabulary import neutral_texts, vocabulary

DEEPEST = 4


def test_names_are_unique_in_both_languages():
    concepts = vocabulary()
    assert 1400 <= len(concepts) <= 1700
    assert len({concept.name for concept in concepts}) == len(concepts)
    assert len({concept.zh for concept in concepts}) == len(concepts)
    for concept in concepts:
        assert concept.name == concept.name.strip() != ""
        assert re.search(r"[\u4e00-\u9fff]", concept.zh), concept


def test_every_parent_stands_before_its_children():
    depth = {"": 0}
    for concept in vocabulary():
        assert concept.parent in depth, concept
        depth[concept.name] = depth[concept.parent] + 1
    assert max(depth.values()) <= DEEPEST


def test_neutral_texts_are_unique():
    texts = neutral_texts()
    assert 180 <= len(texts) <= 220
    assert len({text.casefold() for text in texts}) == len(texts)
