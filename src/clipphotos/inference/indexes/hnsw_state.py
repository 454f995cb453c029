"""hnswlib's state as numbers in a file: read, and looked through before hnswlib believes it.

hnswlib follows every link that a file has: one that leads nowhere ends the process at the first search. The
checksum of a file tells accidents only, as whoever can write the file can write the checksum, too.
So all that is followed is compared with what there is: sizes, levels, links, labels.
"""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors

LINKS = 16
"""M of the paper: links of a node on each upper level; the lowest has twice as many."""
BUILD_BREADTH = 200
"""efConstruction of the paper: candidates looked at when a node is linked."""
NODES = "data_level0"
"""hnswlib's name of the nodes: bytes, a record for each."""
_LEAST_ROOM = 1 << 16
_MOST_LEVELS = 64
_NUMBER = 4
"""Bytes of a link, of the count before them, and of a number of a vector."""
_LABEL = 8
_AT_ONCE = 1 << 13
_LENGTH_ERROR = 0.0199
"""Of the square of a length; as much as is let into an index."""

_Numbers = npt.NDArray[np.uint32]


def read_state(path: Path) -> dict[str, Any]:
    """What `Snapshot.write` wrote; the nodes stay in the file, and are read where they are used.

    Raises:
        OSError: If it cannot be read.
        Exception: Whatever numpy and zipfile make of another kind of file.
    """
    nodes = np.lib.format.open_memmap(path, mode="r")
    with path.open("rb") as file:
        file.seek(nodes.offset + nodes.nbytes)
        with np.load(file, allow_pickle=False) as rest:
            # What is written is not compressed: what is may be far larger than the file.
            if any(each.compress_type != zipfile.ZIP_STORED for each in rest.zip.infolist()):
                raise ValueError("it is compressed")
            state = {name: rest[name] if rest[name].ndim else rest[name].item() for name in rest.files}
    return state | {NODES: nodes}


def check_layout(state: dict[str, Any], dim: int) -> None:
    """Compare the sizes that a state names with those of an index of ours, and with what it holds.

    Args:
        state: From `read_state`.
        dim: Length of the vectors.

    Raises:
        KeyError: If something is missing.
        ValueError: If something is not as it must be.
    """
    data = _NUMBER + 2 * LINKS * _NUMBER
    label = data + dim * _NUMBER
    count, room = state["cur_element_count"], state["max_elements"]
    for name in (
        "cur_element_count",
        "max_elements",
        "num_threads",
        "seed",
        "ef",
        "max_level",
        "enterpoint_node",
    ):
        _require(type(state[name]) is int, f"{name} is no number")
    _require(0 <= count <= room <= max(_LEAST_ROOM, 2 * count), "it has no such room")
    fixed: dict[str, object] = {
        "ser_version": 1,
        "space": "ip",
        "dim": dim,
        "index_inited": True,
        "ep_added": count > 0,
        "normalize": False,
        "offset_level0": 0,
        "offset_data": data,
        "label_offset": label,
        "size_data_per_element": label + _LABEL,
        "size_links_per_element": _NUMBER + LINKS * _NUMBER,
        "max_M": LINKS,
        "max_M0": 2 * LINKS,
        "M": LINKS,
        "ef_construction": BUILD_BREADTH,
        "has_deletions": False,
        "allow_replace_deleted": False,
    }
    for name, value in fixed.items():
        _require(
            type(state[name]) is type(value) and state[name] == value, f"{name} is {str(state[name])[:40]}"
        )
    _require(0 < state["num_threads"] <= 1 << 12 and 0 < state["ef"] <= 1 << 24, "it is read in no such way")
    _require(0 <= state["seed"] < 1 << 63, "it has no such seed")
    arrays = {
        NODES: (np.int8, count * (label + _LABEL)),
        "element_levels": (np.int32, room),
        "label_lookup_external": (np.uint64, count),
        "label_lookup_internal": (np.uint32, count),
    }
    for name, (kind, size) in arrays.items():
        _require(_is_array(state[name], kind, size), f"{name} is another")


def check_graph(state: dict[str, Any]) -> None:
    """Follow every link of a state whose layout was checked, and look at its vectors.

    Raises:
        KeyError: If something is missing.
        ValueError: If a link leads nowhere or to a node that is not on its level, or a vector is not one.
    """
    count: int = state["cur_element_count"]
    levels: npt.NDArray[np.int32] = state["element_levels"]
    _require(int(levels.min(initial=0)) >= 0 and not levels[count:].any(), "it has no such levels")
    highest = int(levels.max(initial=0))
    _require(highest <= _MOST_LEVELS, "it has too many levels")
    if not count:
        _require(state["max_level"] == -1 and not highest, "it has levels without nodes")
        return
    entry = state["enterpoint_node"]
    _require(0 <= entry < count and state["max_level"] == highest == levels[entry], "it is entered nowhere")
    _check_labels(state, count)
    _check_vectors(_records(state, state["offset_data"], state["dim"], "<f4"))
    levels = levels[:count]
    _check_links(_records(state, 0, 1 + 2 * LINKS, "<u4"), levels, np.zeros(count, np.int64))
    above = levels[levels > 0]
    links = state["link_lists"]
    size = state["size_links_per_element"]
    _require(_is_array(links, np.int8, int(above.sum()) * size), "its upper levels are others")
    # Block by block: those of a node stand one after the other, from the first level on.
    starts = np.cumsum(above) - above
    on_level: npt.NDArray[np.int64] = np.arange(int(above.sum())) - np.repeat(starts, above) + 1
    _check_links(np.frombuffer(links.tobytes(), "<u4").reshape(-1, 1 + LINKS), levels, on_level)


def _check_labels(state: dict[str, Any], count: int) -> None:
    labels, positions = state["label_lookup_external"], state["label_lookup_internal"]
    _require(int(labels.max(initial=0)) < 1 << 63, "it has a key that is none")
    _require(np.array_equal(np.sort(positions), np.arange(count)), "it does not name each node")
    _require(len(np.unique(labels)) == count, "it has a key twice")
    own = _records(state, state["label_offset"], 1, "<u8")[:, 0]
    _require(np.array_equal(own[positions], labels), "its nodes have other keys")


def _check_vectors(vectors: Vectors) -> None:
    for start in range(0, len(vectors), _AT_ONCE):
        some = vectors[start : start + _AT_ONCE]
        # What is not finite is not near to one, either.
        are_unit = np.abs(np.einsum("ij,ij->i", some, some) - 1) < _LENGTH_ERROR
        _require(bool(are_unit.all()), "it has a vector that is not of unit length")


def _check_links(blocks: _Numbers, levels: npt.NDArray[np.int32], on_level: npt.NDArray[np.int64]) -> None:
    """Look at links, each row of them after their count.

    Args:
        blocks: (n, 1 + m) counts and links.
        levels: Highest level of each node.
        on_level: (n,) level that the links are on.
    """
    most = blocks.shape[1] - 1
    places = np.arange(most, dtype=np.int64)
    for start in range(0, len(blocks), _AT_ONCE):
        some = np.ascontiguousarray(blocks[start : start + _AT_ONCE])
        counts = some[:, :1]
        # The upper half of the count marks what was deleted; nothing ever is.
        _require(int(counts.max()) <= most, "it has too many links")
        links = np.where(places < counts, some[:, 1:], 0)
        _require(int(links.max(initial=0)) < len(levels), "it has a link that leads nowhere")
        there = levels[links] >= on_level[start : start + _AT_ONCE, np.newaxis]
        _require(bool((there | (places >= counts)).all()), "it has a link that leads below its level")


def _records(state: dict[str, Any], offset: int, width: int, kind: str) -> npt.NDArray[Any]:
    """(n, width) numbers of each node's record, where they lie."""
    count, size = state["cur_element_count"], state["size_data_per_element"]
    return np.ndarray((count, width), kind, state[NODES], offset, (size, np.dtype(kind).itemsize))


def _is_array(value: Any, kind: type[np.generic], size: int) -> bool:
    array: npt.NDArray[Any] = value
    return isinstance(value, np.ndarray) and array.dtype == kind and array.shape == (size,)


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise ValueError(otherwise)
