"""The self-test: the whole way from files to hits, on generated photos in a temporary data folder."""

import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw

from clipphotos.cli.output import language, print_json
from clipphotos.core.errors import KnownError
from clipphotos.core.search.query import SearchQuery
from clipphotos.core.wording.errors import word
from clipphotos.service.hosts.inline import InlineHost
from clipphotos.service.protocol.indexing import IndexFolders, IndexSummary
from clipphotos.service.protocol.library import RunDoctor
from clipphotos.service.protocol.searching import Search, SearchResult
from clipphotos.storage.locations import DataLocations

COLOURS = ("crimson", "gold", "forestgreen", "navy", "orchid", "black", "white", "sienna")
FORMATS = (".jpg", ".png", ".webp", ".tiff", ".gif", ".bmp", ".jp2", ".jpg")


def self_test() -> int:
    """Generate photos, index them, search, index again, check; print one JSON object, whatever happens.

    Returns:
        0 if everything held, else 1.
    """
    began = time.monotonic()
    outcome: dict[str, object] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="clipphotos-self-test-") as folder:
            photos = Path(folder, "photos")
            paths = _generate(photos)
            with InlineHost(DataLocations(Path(folder, "data"))) as service:
                outcome.update(_checks(service, photos, paths))
    except KnownError as error:
        outcome["error"] = word(error.error_code, error.params, language())
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a self-test tells what went wrong
        outcome["error"] = f"{type(error).__name__}: {error}"
    passed = "error" not in outcome and all(outcome.values())
    print_json({"passed": passed, "checks": outcome, "seconds": round(time.monotonic() - began, 1)})
    return 0 if passed else 1


def _generate(folder: Path) -> list[Path]:
    folder.mkdir()
    paths: list[Path] = []
    for number, (colour, suffix) in enumerate(zip(COLOURS, FORMATS, strict=True)):
        picture = Image.new("RGB", (320 + 16 * number, 240), colour)
        corner = 20 + 10 * number
        ImageDraw.Draw(picture).ellipse((corner, corner, corner + 100, corner + 80), fill="gray")
        paths.append(folder / f"{number}-{colour}{suffix}")
        picture.save(paths[-1])
    (folder / "broken.jpg").write_bytes(paths[0].read_bytes()[:200])
    return paths


def _checks(service: InlineHost, folder: Path, paths: list[Path]) -> dict[str, object]:
    first = _index(service, folder)
    second = _index(service, folder)
    by_words = _search(service, SearchQuery("a red photo", limit=5))
    by_example = _search(service, SearchQuery(like=paths[3], limit=3))
    report = service.run(RunDoctor())
    return {
        "indexed": (first.embedded, first.skipped) == (len(paths), 1),
        "unchanged_is_not_decoded": (second.decoded, second.unchanged) == (0, len(paths) + 1),
        "search_by_words": len(by_words.hits) == 5,
        "search_by_example": by_example.hits[0].path.name == paths[3].name,
        "doctor": not report.findings,
    }


def _index(service: InlineHost, folder: Path) -> IndexSummary:
    return service.run(IndexFolders((folder,)))


def _search(service: InlineHost, query: SearchQuery) -> SearchResult:
    return service.run(Search(query))
