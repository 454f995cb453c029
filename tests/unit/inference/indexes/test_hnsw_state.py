"""Index files that somebody has written: all that hnswlib would follow is looked at before."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clipphotos.core.vectors import unit
from clipphotos.inference.indexes.hnsw import HnswIndex, IndexDamagedError, Snapshot, load_hnsw
from clipphotos.inference.indexes.hnsw_state import NODES
from clipphotos.inference.indexes.stored_vectors import StoredVectors

DIM, COUNT = 8, 500
NODE = 4 + 32 * 4 + DIM * 4 + 8
BLOCK = 4 + 16 * 4
OUTSIDE = COUNT + 7

State = dict[str, Any]
Change = Callable[[State], None]


def node(at: int, value: int) -> Change:
    """Put a number into the record of the first node."""

    def change(state: State) -> None:
        state[NODES][at : at + 4] = np.array([value], "<u4").view(np.int8)

    return change


def upper(at: int, value: int) -> Change:
    """Put a number into the links of the first node that has upper ones."""

    def change(state: State) -> None:
        state["link_lists"][at : at + 4] = np.array([value], "<u4").view(np.int8)

    return change


def say(name: str, value: object) -> Change:
    return lambda state: state.update({name: value})


def at(name: str, place: int, value: int) -> Change:
    return lambda state: state[name].__setitem__(place, value)


def level_of_a_linked_node(state: State) -> None:
    """Links of upper levels lead to nodes that have such a level."""
    state["link_lists"][4:8] = np.array([int(np.argmin(state["element_levels"]))], "<u4").view(np.int8)


def drop(name: str) -> Change:
    return lambda state: state.__delitem__(name)


CHANGES: dict[str, Change] = {
    "a link that leads nowhere": node(4, OUTSIDE),
    "a link into the room for more": node(4, 4000),
    "more links than there is room for": node(0, 33),
    "65,535 links": node(0, 65_535),
    "a node that was deleted": node(0, 1 | 1 << 16),
    "an upper link that leads nowhere": upper(4, OUTSIDE),
    "more upper links than there is room for": upper(0, 17),
    "an upper link below its level": level_of_a_linked_node,
    "a key that is none": lambda state: state["label_lookup_external"].__setitem__(0, 2**63),
    "a key twice": lambda state: state["label_lookup_external"].__setitem__(
        0, state["label_lookup_external"][1]
    ),
    "a place twice": lambda state: state["label_lookup_internal"].__setitem__(
        0, state["label_lookup_internal"][1]
    ),
    "a place that is none": at("label_lookup_internal", 0, OUTSIDE),
    "another key in the node": node(NODE - 8, 12_345),
    "a vector that is too long": node(4 + 32 * 4, int(np.float32(7).view(np.uint32))),
    "a vector that is no number": node(4 + 32 * 4, int(np.float32("nan").view(np.uint32))),
    "entered outside": say("enterpoint_node", OUTSIDE),
    "entered where there is no such level": say("max_level", 9),
    "a level too many": at("element_levels", 0, 30),
    "a level below none": at("element_levels", 0, -1),
    "a level of no node": at("element_levels", COUNT + 1, 1),
    "more nodes than it has": say("cur_element_count", COUNT + 1),
    "fewer nodes than it has": say("cur_element_count", COUNT - 1),
    "nodes without end": say("cur_element_count", 2**62),
    "less than no nodes": say("cur_element_count", -1),
    "room without end": say("max_elements", 2**50),
    "nodes of another size": say("size_data_per_element", NODE - 8),
    "links of another size": say("size_links_per_element", BLOCK * 2),
    "vectors elsewhere": say("offset_data", 0),
    "other links": say("M", 64),
    "longer vectors": say("dim", DIM * 100),
    "not begun": say("index_inited", False),
    "another space": say("space", "l2"),
    "threads without end": say("num_threads", 2**31 - 1),
    "a text for a number": say("ef", "many"),
    "nodes of another kind": lambda state: state.update({NODES: state[NODES].astype(np.int16)}),
    "no levels": drop("element_levels"),
    "no upper links": drop("link_lists"),
}


@pytest.fixture(scope="module")
def sound() -> State:
    index = HnswIndex(DIM)
    index.add(np.arange(COUNT), unit(np.random.default_rng(0).normal(size=(COUNT, DIM)).astype(np.float32)))
    return index.snapshot().state


@pytest.mark.parametrize("change", CHANGES)
def test_what_somebody_changed_is_refused_before_hnswlib_sees_it(
    sound: State, tmp_path: Path, change: str
) -> None:
    state = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in sound.items()}
    CHANGES[change](state)
    path = tmp_path / "index.hnsw"
    checksum = Snapshot(state, COUNT).write(path)
    with pytest.raises(IndexDamagedError):
        load_hnsw(path, checksum, DIM)


def test_what_was_saved_is_sound(sound: State, tmp_path: Path) -> None:
    path = tmp_path / "index.hnsw"
    checksum = Snapshot(sound, COUNT).write(path)
    assert len(load_hnsw(path, checksum, DIM)) == len(StoredVectors(path)) == COUNT
    checksum = HnswIndex(DIM).save(path)
    assert len(load_hnsw(path, checksum, DIM)) == 0


def test_a_compressed_file_is_not_unpacked(sound: State, tmp_path: Path) -> None:
    path = tmp_path / "index.hnsw"
    with path.open("wb") as file:
        rest = dict(sound)
        np.save(file, rest.pop(NODES))
        np.savez_compressed(file, **rest)
    assert zipfile.is_zipfile(path)
    with pytest.raises(IndexDamagedError, match="compressed"):
        StoredVectors(path)
