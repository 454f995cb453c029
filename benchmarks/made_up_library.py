"""A library of photos that do not exist, for the benchmarks that need many vectors."""

import numpy as np

from clipphotos.core.vectors import unit
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.indexing import RefreshIndex
from clipphotos.storage import vectors
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.locations import DataLocations

CENTRES = 3000
AT_ONCE = 10_000


def put_photos(catalogue: Catalogue, model_id: int, dim: int, count: int, seed: int = 0) -> None:
    """Store photos with vectors around a few thousand centres, inside a transaction.

    Args:
        catalogue: Open for writing.
        model_id: Whose vectors.
        dim: Their length.
        count: Number of photos.
        seed: Of the random numbers.
    """
    random = np.random.default_rng(seed)
    centres = random.standard_normal((CENTRES, dim)).astype(np.float32)
    root = catalogue.insert(
        "INSERT INTO library_root(path, case_sensitive, online, added_at) VALUES ('/nowhere', 1, 0, 0)"
    )
    for start in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - start)
        noise = random.standard_normal((size, dim)).astype(np.float32)
        hashes = [number.to_bytes(32, "big") for number in range(start, start + size)]
        vectors.store(catalogue, model_id, hashes, unit(centres[random.integers(0, CENTRES, size)] + noise))
        for number, content in enumerate(hashes, start=start):
            catalogue.insert(
                "INSERT INTO photo(root_id, relpath, path_key, state, size, mtime_ns, content_hash)"
                " VALUES (?, ?, ?, 'ok', 1, 1, ?)",
                (root, f"{number}.jpg", f"{number}.jpg", content),
            )


def make_index(locations: DataLocations) -> None:
    """Have the index built, as the service does."""
    with InlineHost(locations, lambda _event: None) as host:
        host.run(RefreshIndex())
