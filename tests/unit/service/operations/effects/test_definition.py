"""What every effect has to say."""

from dataclasses import fields
from typing import Any

import pytest

from clipphotos.service.operations.effects.copy import COPY
from clipphotos.service.operations.effects.definition import EffectDefinition, settled_already


@pytest.mark.parametrize("left_out", [field.name for field in fields(EffectDefinition)])
def test_an_effect_says_everything(left_out: str):
    said: dict[str, Any] = {field.name: getattr(COPY, field.name) for field in fields(EffectDefinition)}
    assert EffectDefinition(**said) == COPY
    del said[left_out]
    with pytest.raises(TypeError, match=left_out):
        EffectDefinition(**said)


def test_rows_that_need_not_agree_stay_as_they_are():
    row: Any = object()
    assert settled_already(None, row) is row  # type: ignore[arg-type]
