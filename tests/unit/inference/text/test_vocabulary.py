"""The vocabulary is whole: nothing twice, no parent missing, both languages."""

import re

from clipphotos.inference.text.vocabulary import concept_called, neutral_texts, vocabulary, with_kinds

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


def test_groups_hold_something_together_and_hide_no_word():
    parents = {concept.parent for concept in vocabulary()}
    groups = {concept.name for concept in vocabulary() if concept.is_group}
    assert {"work vehicle", "public interior", "household object"} <= groups
    assert not groups & {"animal", "cat", "flower", "food", "room", "screenshot", "vehicle"}
    assert groups <= parents, "a leaf that is never said is of no use"


def test_a_kind_of_a_kind_is_one():
    kinds = with_kinds("animal")
    assert kinds[0] == "animal"
    assert {"cat", "kitten", "polar bear"} <= set(kinds)
    assert "rose" not in kinds
    assert len(kinds) == len(set(kinds))
    assert with_kinds("kitten") == ("kitten",)
    assert with_kinds("my holiday") == ("my holiday",)
    assert with_kinds("") == ("",)


def test_words_mean_concepts_in_both_languages():
    assert concept_called("猫") == concept_called("CAT") == "cat"
    assert concept_called("my holiday") is None
