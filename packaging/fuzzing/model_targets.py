"""Readers of model folders, their converted forms and indexes: each looks before a library believes it."""

import contextlib
import struct
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from fuzzing.target import Target, promise, quick_folder

_DIM, _NODES = 4, 40
_CONFIG = (
    b'{"model_cfg": {"embed_dim": 16,'
    b' "vision_cfg": {"image_size": 32, "layers": 1, "width": 16, "patch_size": 16},'
    b' "text_cfg": {"context_length": 8, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1}},'
    b' "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bicubic"}}'
)
_TOKENIZER_CONFIG = b'{"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "pad_token": "<pad>"}'
_TOWER_CONFIG = b'{"model_type": "xlm-roberta", "vocab_size": 100, "hidden_size": 16, "num_hidden_layers": 1}'
_TOWER = (
    b'<net version="11"><layers><layer id="0" type="Parameter" version="opset1"/><layer id="1" type="Const"'
    b' version="opset1"><data element_type="f32" shape="2,2" offset="0" size="16"/></layer></layers></net>'
)


def _model_settings() -> Callable[[bytes], None]:
    from clipphotos.inference.outside.model_config import read_model_config
    from clipphotos.inference.outside.plain import RefusedError
    from clipphotos.inference.outside.text_files import TOKENIZER, read_text_files, refuse_code

    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=quick_folder()))
    files = ("open_clip_config.json", "tokenizer_config.json", "config.json", "special_tokens_map.json")
    (folder / TOKENIZER).write_text("{}")

    def read(data: bytes) -> None:
        for name in files:
            (folder / name).write_bytes(data)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RefusedError):
            config = read_model_config(folder / files[0])
            promise(config.least_weights >= 0, config)
        for tokenizer, tower in ((True, False), (False, True), (True, True)):
            with contextlib.suppress(OSError, ValueError, RefusedError):
                read_text_files(folder, tokenizer=tokenizer, tower=tower)
        with contextlib.suppress(RefusedError):
            refuse_code(folder)
            promise(b'"auto_map"' not in data or not _is_object(data), data)

    return read


def _is_object(data: bytes) -> bool:
    """Whether it is a JSON object that has an ``auto_map`` at its top."""
    import json

    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and "auto_map" in content


MODEL_SETTINGS = Target(
    "settings of model folders", _model_settings, lambda: [_CONFIG, _TOKENIZER_CONFIG, _TOWER_CONFIG]
)


def _converted() -> Callable[[bytes], None]:
    from clipphotos.inference.outside.converted import check_converted

    tower = Path(tempfile.mkdtemp(prefix="fuzz-", dir=quick_folder())) / "tower.xml"
    tower.with_suffix(".bin").write_bytes(bytes(16))

    def read(data: bytes) -> None:
        tower.write_bytes(data)
        with contextlib.suppress(OSError, ValueError):
            check_converted(tower)

    return read


CONVERTED = Target("converted models", _converted, lambda: [_TOWER])


def _index() -> Callable[[bytes], None]:
    """Changes numbers of a sound index as an input says, and uses what is loaded of it in every way."""
    from clipphotos.inference.indexes import hnsw

    # Few vectors are compared one by one, and no link is followed.
    hnsw.EXACT_BELOW = 0
    vectors = np.random.default_rng(0).normal(size=(_NODES + 1, _DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sound = hnsw.HnswIndex(_DIM)
    sound.add(np.arange(_NODES), vectors[:_NODES])
    state = sound.snapshot().state
    names = sorted(state)
    path = Path(tempfile.mkdtemp(prefix="fuzz-", dir=quick_folder())) / "index"

    def read(data: bytes) -> None:
        changed = {name: _copied(value) for name, value in state.items()}
        for at in range(0, len(data) - 6, 7):
            field, offset, number = struct.unpack_from(">BHi", data, at)
            _put(changed, names[field % len(names)], offset, number)
        checksum = hnsw.Snapshot(changed, _NODES).write(path)
        try:
            index = hnsw.load_hnsw(path, checksum, _DIM)
        except hnsw.IndexDamagedError:
            return
        for count in (1, 5, _NODES):
            found = index.search(vectors[0], count)
            promise(len(found.ids) == count and np.isfinite(found.scores).all(), found)
        index.add(np.array([10**6]), vectors[_NODES:])
        index.search(vectors[_NODES], 5)

    return read


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _put(state: dict[str, Any], name: str, offset: int, number: int) -> None:
    """Another number in the place of one; of an array, at some offset."""
    value = state[name]
    if isinstance(value, np.ndarray):
        if value.nbytes >= 4:
            places = value.view(np.uint8).reshape(-1)
            at = offset % (places.size - 3)
            places[at : at + 4] = np.frombuffer(struct.pack("<i", number), np.uint8)
    elif isinstance(value, bool):
        state[name] = bool(number & 1)
    elif isinstance(value, int):
        state[name] = number
    else:
        state[name] = str(number)


def _changes() -> Iterable[bytes]:
    # Every field once, with a small and a large number.
    return [struct.pack(">BHi", field, 4, number) for field in range(32) for number in (1, 1 << 30)]


INDEX = Target("files of indexes", _index, _changes, 256)


def _raw_index() -> Callable[[bytes], None]:
    import hashlib

    from clipphotos.inference.indexes import hnsw

    path = Path(tempfile.mkdtemp(prefix="fuzz-", dir=quick_folder())) / "index"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        with contextlib.suppress(hnsw.IndexDamagedError):
            hnsw.load_hnsw(path, hashlib.blake2b(data, digest_size=32).digest(), _DIM)

    return read


def _small_index() -> Iterable[bytes]:
    from clipphotos.inference.indexes.hnsw import HnswIndex

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index")
        index = HnswIndex(_DIM)
        index.add(np.arange(3), np.eye(3, _DIM, dtype=np.float32))
        index.save(path)
        return [path.read_bytes()]


RAW_INDEX = Target("the container of indexes", _raw_index, _small_index, 1 << 17)
