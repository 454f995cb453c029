"""Generated photos: plain colours, each file with content of its own."""

from pathlib import Path

from PIL import Image

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "orange", "purple")


def make_photo(path: Path, colour: str, *, number: int = 0, size: tuple[int, int] = (64, 48)) -> Path:
    """A photo of one colour; equal arguments make equal bytes, another number makes other bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", size, colour)
    picture.putpixel((number % size[0], number // size[0] % size[1]), (number % 251, 7, 7))
    picture.save(path, quality=95)
    return path


def make_photos(folder: Path, count: int, suffix: str = ".png", first: int = 0) -> list[Path]:
    """Photos in all colours, every one different, numbered from `first`."""
    return [
        make_photo(
            folder / f"{number:04d}-{COLOURS[number % len(COLOURS)]}{suffix}",
            COLOURS[number % len(COLOURS)],
            number=number,
        )
        for number in range(first, first + count)
    ]


def make_sorted(folder: Path) -> Path:
    """Sub-folders named after three colours, with four photos each; returns the folder."""
    for colour in ("red", "green", "blue"):
        for number in range(4):
            make_photo(folder / colour / f"{number}.png", colour, number=number)
    return folder
