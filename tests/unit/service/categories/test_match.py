"""Comparing photos with texts: real files, the colour embedder."""

from pathlib import Path

import numpy as np
import pytest

from clipphotos.service.protocol.evaluating import MatchPhotos
from support.pictures import make_photo
from support.services import Service


def test_a_match_keeps_the_order_and_sums_to_one(service: Service, tmp_path: Path):
    photos = tuple(make_photo(tmp_path / f"{colour}.png", colour) for colour in ("blue", "red"))
    answer = service.run(MatchPhotos((*photos, photos[0]), ("red", "blue", "green")))
    assert [photo.path for photo in answer.photos] == [*photos, photos[0]]
    assert [int(np.argmax(photo.probabilities)) for photo in answer.photos] == [1, 0, 1]
    for photo in answer.photos:
        assert sum(photo.probabilities) == pytest.approx(1, abs=1e-5)
        odds = np.exp(20.0 * np.array(photo.similarities))  # the embedder's logit_scale
        np.testing.assert_allclose(photo.probabilities, odds / odds.sum(), atol=1e-5)
        assert photo.thumbnail.startswith(b"\xff\xd8")


def test_a_match_names_what_it_cannot_read(service: Service, tmp_path: Path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    photo = make_photo(tmp_path / "red.png", "red")
    answer = service.run(MatchPhotos((tmp_path / "broken.png", photo), ("red",)))
    assert [each.path for each in answer.photos] == [photo]
    assert [each.path.name for each in answer.skipped] == ["broken.png"]


def test_a_match_needs_photos_and_texts(service: Service, tmp_path: Path):
    photo = make_photo(tmp_path / "red.png", "red")
    assert service.refusal(MatchPhotos((tmp_path / "gone.png",), ("red",))) == "photo-not-found"
    assert service.refusal(MatchPhotos((photo,), ("red", " "))) == "query-empty"
    assert service.refusal(MatchPhotos((photo,), ())) == "query-empty"
