"""The photos that a run is about, and the books that say which of them must still be somewhere."""

import hashlib
import io
import os
import random
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

_COPY_OF_EVERY = 50
"""Of so many photos one is a copy of another."""
_LOOKS = 5


def make_photos(folder: Path, count: int, seed: int) -> None:
    """Make small photos in folders and in folders of these."""
    chance = random.Random(seed)
    last = b""
    for number in range(count):
        year, month = number % 5, number % 4
        home = folder / f"20{20 + year}" / f"month {month + 1}"
        home = home / "best" if number % 7 == 0 else home
        home.mkdir(parents=True, exist_ok=True)
        last = last if last and number % _COPY_OF_EVERY == 0 else picture(chance.random())
        (home / f"IMG_{number:04}.jpg").write_bytes(last)


def picture(which: float) -> bytes:
    """A small JPEG, another one for each number from 0 to 1."""
    chance = np.random.default_rng(int(which * 2**48))
    coarse = chance.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    shown = Image.fromarray(coarse).resize((150, 100), Image.Resampling.BICUBIC)
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=85)
    return written.getvalue()


class Ledger:
    """Keeps the contents that must not be lost, each as often as it was made.

    Args:
        places: The folders where photos may be, the trash among them.
    """

    def __init__(self, *places: Path) -> None:
        self._places = places
        self._hashes: dict[tuple[int, int, int], str] = {}
        self._due = self._found()

    def made(self, content: bytes) -> None:
        """Another program made a photo."""
        self._due[_name(content)] += 1

    def destroyed(self, content: bytes) -> None:
        """Another program destroyed a photo."""
        self._due[_name(content)] -= 1

    def lost(self) -> list[str]:
        """The contents that are in no place any more, or fewer times than they should be."""
        missing = self._due
        # A file on its way may be seen in neither place: then it is seen the next time.
        for _ in range(_LOOKS):
            missing = missing & (self._due - self._found())
            if not missing:
                return []
        return sorted(missing.elements())

    def _found(self) -> Counter[str]:
        return Counter(
            known for place in self._places for path in photo_files(place) if (known := self._hash(path))
        )

    def _hash(self, path: str) -> str:
        try:
            with Path(path).open("rb") as file:
                state = os.fstat(file.fileno())
                key = (state.st_ino, state.st_mtime_ns, state.st_size)
                if key not in self._hashes:
                    self._hashes[key] = _name(file.read())
        except OSError:
            return ""
        return self._hashes[key]


def photo_files(folder: Path) -> list[str]:
    """The files of a folder and those below it, in order."""
    return sorted(
        str(Path(place, name)) for place, _, names in os.walk(folder) for name in names if _may_be_photo(name)
    )


def _may_be_photo(name: str) -> bool:
    return ".jpg" in name.lower() or name.startswith(".")


def _name(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
