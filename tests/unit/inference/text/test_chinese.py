"""Chinese queries in English: the order of words, what is unknown, and the word list itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.resources import resource_path
from clipphotos.inference.text.chinese import is_of_known_words, to_english

ROWS = [
    line.split("\t")
    for line in resource_path("words", "zh-en.tsv").read_text(encoding="utf-8").splitlines()
    if line
]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("狗", "dog"),
        ("海滩上的狗", "dog on the beach"),
        ("两个孩子在踢足球", "two children playing football"),
        ("白色盘子里的食物", "food in the white plate"),
        ("街上的红色汽车", "red car on the street"),
        ("一个穿红色裙子的小女孩在公园里", "a little girl wearing red dress in the park"),
        ("在海滩上奔跑的狗", "dog running on the beach"),
        ("小狗在草地上玩", "puppy on the grass field playing"),
        ("男人和狗在海边散步", "man and dog at the seaside taking a walk"),
        ("一群人在山顶", "a group of people at the mountain top"),
        ("一杯红酒", "a cup of red wine"),
        ("我的猫", "cat"),
    ],
)
def test_word_order(chinese: str, english: str) -> None:
    assert to_english(chinese) == english


def test_what_is_unknown_is_kept() -> None:
    assert to_english("魑魅的狗") == "魑 魅 dog"


@pytest.mark.parametrize("text", ["", " ", "a dog  on the beach", "Ünïcode 🐕", "カメラ", "12:30"])
def test_without_chinese_nothing_changes(text: str) -> None:
    assert to_english(text) == text


def test_chinese_within_english() -> None:
    assert to_english("red汽车 at night") == "red car at night"


@given(st.text(alphabet=st.sampled_from("的在和上里狗猫红跑两个孩子海滩没龘x 。，"), max_size=30))
def test_every_mixture_has_an_answer(text: str) -> None:
    assert "的" not in to_english(text)


def test_the_word_list_is_sound() -> None:
    assert len(ROWS) >= 3000
    assert all(len(row) == 3 for row in ROWS)
    words = [chinese for chinese, _, _ in ROWS]
    assert len(set(words)) == len(words)
    assert words == sorted(words)
    for chinese, english, kind in ROWS:
        assert re.fullmatch(r"[\u4e00-\u9fff]+", chinese), chinese
        assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9 .'&-]*", english), (chinese, english)
        assert english == english.strip()
        assert kind in {"noun", "adj", "verb", "num"}, (chinese, kind)


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("猫", True),
        ("一张猫的照片", True),
        ("一张有海滩的照片", True),
        ("海滩的特写", True),
        ("red汽车", True),
        ("a photo of a 猫", True),
        ("a cat", True),
        ("海滩上的狗", False),
        ("一个小女孩在草地上奔跑", False),
        ("魑魅", False),
        ("魑魅的照片", False),
    ],
)
def test_single_words_of_the_list(text: str, *, is_plain: bool) -> None:
    assert is_of_known_words(text) == is_plain
