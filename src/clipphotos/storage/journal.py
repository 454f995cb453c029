"""The undo journal: what was done to files, written before it is done."""

from clipphotos.storage.catalogue import Catalogue


def unfinished_moves(catalogue: Catalogue) -> int:
    """Number of moves that were planned and neither done nor given up: an operation was interrupted."""
    return int(catalogue.value("SELECT count(*) FROM file_move WHERE state = 'planned'"))
