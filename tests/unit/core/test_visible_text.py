import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipphotos.core.visible_text import escaped_in_json, plain_line, visible
from clipphotos.core.wording.errors import word


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_1.jpg", "IMG_1.jpg"),
        ("Ferien am Meer – 海边 🏖️👨‍👩‍👧.jpg", "Ferien am Meer – 海边 🏖️👨‍👩‍👧.jpg"),
        ("esc\x1b[31mred.jpg", "esc\\x1b[31mred.jpg"),
        ("new\nline.jpg", "new\\nline.jpg"),
        ("a\r\tb", "a\\r\\tb"),
        ("\x7f\x9b31m", "\\x7f\\x9b31m"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("a\u2028b\u2066c", "a\\u2028b\\u2066c"),
        ("a\u200b.jpg\ufeff", "a\\u200b.jpg\\ufeff"),
        ("sun\xadset\u2060", "sun\\xadset\\u2060"),
        ("می\u200cخواهم.jpg", "می\u200cخواهم.jpg"),
        ("caf\udce9.jpg", "caf\\xe9.jpg"),
        ("half\ud83d.jpg", "half\\ud83d.jpg"),
        ("\udc80", "\\x80"),
    ],
)
def test_what_cannot_be_seen_is_written_out(name: str, shown: str):
    assert visible(name) == shown


def test_no_name_keeps_anything_unseen():
    everything = "a".join(map(chr, range(sys.maxunicode + 1)))
    kept = plain_line(everything)
    assert {unicodedata.category(each) for each in kept} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} == {"Cf"}
    assert {each for each in kept if unicodedata.category(each) == "Cf"} == {"\u200c", "\u200d"}
    assert plain_line(f" \u200c{kept}\n ") == kept


def test_no_control_character_and_no_half_letter_is_left():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    left = visible(everything)
    assert not {unicodedata.category(letter) for letter in left} & {"Cc", "Cs", "Zl", "Zp"}
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not {unicodedata.bidirectional(letter) for letter in left} & directions


@given(st.text(st.characters(exclude_categories=())))
def test_json_means_the_same(text: str):
    escaped = escaped_in_json(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
    assert json.loads(escaped) == {text: [text]}
    escaped.encode()
    assert visible(escaped.replace("\n", "")) == escaped.replace("\n", "")


def test_a_sentence_with_a_name_has_one_line():
    assert "\n" not in word("folder-missing", {"path": "/photos/two\nlines\x1b[31m"})
