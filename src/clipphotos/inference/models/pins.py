"""What is known of the files of models before they are downloaded: revision, sizes and SHA-256.

``packaging/pin_models`` writes them into ``resources/model_pins.json``. A model that is not in there is
compared with what the hub says of it at the time, and is told as not pinned.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipphotos.core.resources import resource_path


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file as it has to be.

    Attributes:
        size: Bytes.
        sha256: Hexadecimal SHA-256.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pins:
    """What is known of a repository.

    Attributes:
        revision: The commit that is downloaded; a branch's name where nothing is known.
        files: By name; one that is not in it is compared with what the hub says of it.
    """

    revision: str = "main"
    files: Mapping[str, PinnedFile] = field(default_factory=dict[str, PinnedFile])


NOT_PINNED = Pins()
PINS_FILE = resource_path("model_pins.json")


def read_pins(path: Path = PINS_FILE) -> dict[str, Pins]:
    """What is known of each model, by its name."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Pins(
            each["revision"],
            {file: PinnedFile(facts["size"], facts["sha256"]) for file, facts in each["files"].items()},
        )
        for name, each in content.items()
    }


def write_pins(pins: Mapping[str, Pins], path: Path = PINS_FILE) -> None:
    """Write what is known, in an order that shows each change as such."""
    content = {
        name: {
            "revision": each.revision,
            "files": {
                file: {"size": facts.size, "sha256": facts.sha256}
                for file, facts in sorted(each.files.items())
            },
        }
        for name, each in sorted(pins.items())
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
