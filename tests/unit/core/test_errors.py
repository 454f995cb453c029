import pickle
import re
import string

import pytest

from clipphotos.core.errors import (
    BadImage,
    ErrorReport,
    FolderUnavailable,
    KnownError,
    error_from_text,
    error_to_text,
)
from clipphotos.core.wording.errors import TABLES, WORDING, word


@pytest.mark.parametrize("code", WORDING)
def test_every_error_is_worded_in_both_languages_with_the_same_placeholders(code: str):
    wording = WORDING[code]

    def placeholders(sentence: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    assert placeholders(wording.en) == placeholders(wording.zh)
    assert wording.en.endswith(".")
    assert wording.zh.endswith("。")
    assert re.search(r"[\u4e00-\u9fff]", wording.zh)


def test_every_code_that_is_raised_is_worded():
    for kind in KnownError.__subclasses__():
        assert not kind.code or kind.code in WORDING


def test_no_code_is_worded_twice():
    assert sum(len(table) for table in TABLES) == len(WORDING)


def test_the_sentence_carries_the_parameters():
    error = FolderUnavailable(path="/photos")
    assert "“/photos”" in word(error.error_code, error.params)
    assert "“/photos”" in word(error.error_code, error.params, "zh_CN")


def test_an_unknown_code_and_missing_parameters_still_make_a_sentence():
    assert "no-such-code" in word("no-such-code")
    assert "“”" in word("folder-missing")


def test_a_report_survives_the_way_between_processes():
    report = BadImage("image-truncated", detail="3 bytes").report()
    assert pickle.loads(pickle.dumps(report)) == ErrorReport("image-truncated", {"detail": "3 bytes"})


def test_a_report_survives_the_way_through_the_catalogue_but_for_its_traceback():
    error = ErrorReport("move-failed", {"path": "/photos/\udce9.jpg", "detail": "“no”"}, "Traceback …")
    text = error_to_text(error)
    assert text.isascii()
    assert error_from_text(text) == ErrorReport(error.code, error.params)
    assert error_from_text(error_to_text(None)) is None
