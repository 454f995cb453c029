"""Converted towers that ask OpenVINO for more than it should do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clipphotos.inference.outside.converted import check_converted

TOWER = """<?xml version="1.0"?>
<net name="Model0" version="11"><layers>
<layer id="0" name="a" type="Parameter" version="opset1"><data shape="?,4" element_type="f32"/></layer>
<layer id="1" name="b" type="Const" version="opset1">
<data element_type="f32" shape="2,4" offset="8" size="32"/></layer>
<layer id="2" name="c/d" type="MatMul" version="opset1"><data transpose_a="false"/></layer>
</layers></net>
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    (tmp_path / "tower.bin").write_bytes(bytes(40))

    def write(content: str) -> Path:
        (tmp_path / "tower.xml").write_text(content)
        return tmp_path / "tower.xml"

    return write


def test_a_sound_tower(write: Callable[[str], Path]) -> None:
    check_converted(write(TOWER))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('type="MatMul" version="opset1"', 'type="MatMul" version="extension"'),
        ('type="MatMul" version="opset1"', 'type="ReadValue" version="opset6"'),
        ('transpose_a="false"', 'path="/etc/passwd"'),
        ('offset="8"', 'offset="9"'),
        ('offset="8"', 'offset="-8"'),
        ('offset="8"', 'offset="18446744073709551608"'),
        ('shape="2,4"', 'shape="2,5"'),
        ('element_type="f32" shape="2,4"', 'element_type="string" shape="1"'),
        ('offset="8"', ""),
        ("<net", '<!DOCTYPE net [<!ENTITY a "b">]><net'),
        ("</layers></net>", ""),
        ("<layers>", "<layers"),
    ],
)
def test_a_tower_that_is_refused(write: Callable[[str], Path], before: str, after: str) -> None:
    assert before in TOWER
    with pytest.raises(ValueError, match="it "):
        check_converted(write(TOWER.replace(before, after)))


def test_without_its_numbers(write: Callable[[str], Path]) -> None:
    path = write(TOWER)
    path.with_suffix(".bin").unlink()
    with pytest.raises(OSError, match=r"tower\.bin"):
        check_converted(path)
