"""What the threads that read photos may ask the catalogue."""

from pathlib import Path

from clipphotos.service.indexing.reading.known_contents import KnownContents
from clipphotos.storage.catalogue import open_catalogue
from clipphotos.storage.locations import DataLocations
from support.catalogues import FACTS, add_photos, content, embed, read


def test_a_content_is_known_once_it_has_a_vector_and_not_after_closing(locations: DataLocations):
    with open_catalogue(locations) as catalogue:
        ids = add_photos(catalogue, Path("/p"), "a.jpg", "b.jpg")
        for name, letter in (("a.jpg", "a"), ("b.jpg", "b")):
            read(catalogue, ids[name], letter)
        model_id, _ = embed(catalogue, "a")
        with KnownContents(locations, model_id) as known, KnownContents(locations, model_id + 1) as others:
            assert known.facts(content("a")) == FACTS
            assert known.facts(content("b")) is None
            assert others.facts(content("a")) is None
            embed(catalogue, "b")
            assert known.facts(content("b")) == FACTS
        assert known.facts(content("a")) is None
