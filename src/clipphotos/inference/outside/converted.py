"""Looks at converted towers before OpenVINO reads them: operators of its own, numbers that are there.

They are made by this program and kept in its data folder; this is for the day when somebody else's are there.
"""

import math
import re
from pathlib import Path
from xml.parsers import expat

_OPSET = re.compile(r"opset\d{1,2}")
_STATEFUL = frozenset({"ReadValue", "Assign"})
_BITS = {
    **dict.fromkeys(["f64", "i64", "u64"], 64),
    **dict.fromkeys(["f32", "i32", "u32"], 32),
    **dict.fromkeys(["f16", "bf16", "i16", "u16"], 16),
    **dict.fromkeys(["i8", "u8", "boolean"], 8),
}


def check_converted(xml: Path) -> None:
    """Look through a tower and compare it with the file of its numbers.

    Args:
        xml: The tower; its numbers lie beside it, in the file of the same name that ends in ``.bin``.

    Raises:
        OSError: If one of both cannot be read.
        ValueError: If it has an operator that is not OpenVINO's own, keeps a state, names another file, or
            numbers that are not there.
    """
    numbers = xml.with_suffix(".bin").stat().st_size
    layers: list[str] = []

    def refuse(*_: object) -> None:
        raise ValueError("it has a document type")

    def look(tag: str, attributes: dict[str, str]) -> None:
        if tag == "layer":
            layers.append(attributes.get("type", ""))
            if not _OPSET.fullmatch(attributes.get("version", "")) or layers[-1] in _STATEFUL:
                raise ValueError(f"it has an operator {layers[-1]} of {attributes.get('version')}")
        elif tag == "data" and layers:
            if any("/" in value or "\\" in value for value in attributes.values()):
                raise ValueError("it names another file")
            if layers[-1] == "Const":
                _check_constant(attributes, numbers)

    def leave(tag: str) -> None:
        if tag == "layer":
            layers.pop()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = look
    parser.EndElementHandler = leave
    try:
        with xml.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, KeyError) as error:
        raise ValueError(f"it is no tower: {error}") from error


def _check_constant(attributes: dict[str, str], numbers: int) -> None:
    offset, size = int(attributes["offset"]), int(attributes["size"])
    shape = [int(part) for part in attributes["shape"].split(",") if part]
    if attributes["element_type"] not in _BITS or min([offset, size, *shape]) < 0:
        raise ValueError("it has a constant of no known kind")
    if offset + size > numbers or math.prod(shape) * _BITS[attributes["element_type"]] > 8 * size:
        raise ValueError("it has a constant whose numbers are not there")
