"""Files embedded for an answer: in their order, and those that cannot be read with a reason."""

from pathlib import Path

import numpy as np
import pytest

from clipphotos.core.jobs import Progress, ProgressReport
from clipphotos.library.content import hash_bytes
from clipphotos.service.indexing.embed_files import embed_files
from support.colour_embedder import ColourHistogramEmbedder
from support.pictures import make_photos
from support.steps import every_report, finished


@pytest.fixture
def embedder() -> ColourHistogramEmbedder:
    return ColourHistogramEmbedder()


@pytest.fixture
def reports() -> list[ProgressReport]:
    return []


@pytest.fixture
def progress(reports: list[ProgressReport]) -> Progress:
    return every_report(reports)


def test_files_keep_their_order_and_the_unreadable_are_named(
    embedder: ColourHistogramEmbedder, progress: Progress, reports: list[ProgressReport], tmp_path: Path
):
    paths = make_photos(tmp_path, 60)
    paths[3].write_bytes(b"\x89PNG\r\n\x1a\n")
    paths[40].unlink()
    files = finished(embed_files(embedder, paths, progress))
    readable = [place for place in range(60) if place not in (3, 40)]
    assert sorted(files.positions) == readable
    assert {each.path for each in files.skipped} == {paths[3], paths[40]}
    assert all(each.error.code for each in files.skipped)
    assert (reports[0].done, reports[-1].done, reports[-1].total) == (0, 60, 60)
    for row, place in enumerate(files.positions):
        assert files.content_hashes[row] == hash_bytes(paths[place].read_bytes())
        assert files.thumbnails[row].startswith(b"\xff\xd8")
    colours = embedder.embed_texts([paths[place].stem.split("-")[1] for place in files.positions])
    assert (np.einsum("nd,nd->n", files.vectors, colours) > 0.9).all()


def test_of_no_files_there_are_no_vectors(embedder: ColourHistogramEmbedder, progress: Progress):
    files = finished(embed_files(embedder, [], progress))
    assert (files.positions, files.skipped) == ((), ())
    assert files.vectors.shape == (0, embedder.identity.dim)
