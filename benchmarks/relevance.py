#!/usr/bin/env python3
"""Categories from names alone: how good the default cut is, beside the best cut that the same ranking has.

Libraries: Flickr8k's development photos (a concept is there where three of five captions name it, not there
where none does, others are left out), all labelled sample photos, and mixes of them. Nothing of the
development photos and of the test halves was used to learn (packaging/fit_relevance.py).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

from clipphotos.core.relevance import Scale, lines  # noqa: E402
from clipphotos.core.vectors import Vectors  # noqa: E402
from clipphotos.inference.text.relevance import relevance_scale  # noqa: E402
from relevance_fit.cuts import best_cut  # noqa: E402
from relevance_fit.material import (  # noqa: E402
    Captioned,
    Flags,
    Labelled,
    add_sources,
    bundled_model,
    captioned_photos,
    class_vectors_of,
    labelled_photos,
    neutral_vector,
)

PRESENT = (  # noqa: SIM905
    "dog child water snow football red beach bicycle horse motorcycle skateboard basketball swimming rock "
    "street tent car tree ball baby crowd grass bird mountain boat"
).split()
HELD_BACK = (  # noqa: SIM905
    "soccer hat bridge jacket helmet wall building fence sand camera surfer climbing"
).split()
"""Concepts that were looked at once, after everything was fitted."""
ABSENT = (  # noqa: SIM905
    "submarine,dinosaur,pizza,sushi,microscope,x-ray,violin,spaceship,cactus,penguin,washing machine,"
    "chessboard,passport,wedding cake,printer,dentist,toothbrush,elephant,spreadsheet,keyboard,"
    "stapler,refrigerator,lobster,satellite dish,invoice"
).split(",")
COMMON = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """What one name takes of one library.

    Attributes:
        name: The name.
        taken: Photos taken.
        fitting: Photos that fit.
        f1: Of the photos whose truth is known.
        best: The largest F1 that the ranking has.
        claimed: Mean probability of those taken.
        right: Share of those taken, whose truth is known, that fit.
        is_common: Whether it fits a twentieth of the library or more.
    """

    name: str
    taken: int
    fitting: int
    f1: float
    best: float
    claimed: float
    right: float
    is_common: bool


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_sources(parser, ROOT.parent / "shared")
    parser.add_argument("--alone", action="store_true", help="as a model without references and taught words")
    parser.add_argument("--held-back", action="store_true", help="other concepts, for the last figure")
    parser.add_argument("--each", action="store_true", help="a line for every name")
    options = parser.parse_args()

    embedder = bundled_model()
    neutral = neutral_vector(embedder)
    scale = relevance_scale(embedder.identity, neutral)
    if options.alone:
        scale = relevance_scale(replace(embedder.identity, weights_sha256=""), neutral)
    dev = captioned_photos(embedder, options.training, "dev", options.cache)
    labelled = labelled_photos(embedder, options.samples, None, options.cache)
    print("| library | names | F1 | best F1 | of the best | worst | worst common | claim within .12 |")
    print("|---|---|---|---|---|---|---|---|")

    def show(library: str, found: Sequence[Found]) -> None:
        print(summary(library, found))
        if options.each:
            for each in found:
                print(f"  {each.name}: {each.taken} of {each.fitting}, {each.f1:.2f} of {each.best:.2f}, "
                      f"claimed {each.claimed:.2f}, right {each.right:.2f}")  # fmt: skip

    concepts = HELD_BACK if options.held_back else PRESENT
    show("Flickr8k dev", among_captioned(dev, concepts, class_vectors_of(embedder, concepts), scale))
    names = sorted(set(labelled.classes.tolist()))
    vectors = dict(zip(names, class_vectors_of(embedder, names), strict=True))
    show("all sample photos", among_labelled(labelled, vectors, scale))
    chance = np.random.default_rng(0)
    for count in (50, 150, 500):
        some = chance.permutation(len(labelled.vectors))[:count]
        show(f"{count} sample photos", among_labelled(part(labelled, some), vectors, scale))
    mixes = [half_of_it(labelled, name, chance) for name in names]
    show(
        "one class is half",
        [found for mix in mixes for found in among_labelled(mix[1], {mix[0]: vectors[mix[0]]}, scale)],
    )
    for family in ("flowers", "scenes", "objects"):
        own = part(labelled, np.flatnonzero(labelled.families == family))
        known = {name: vectors[name] for name in sorted(set(own.classes.tolist()))}
        show(f"{family} alone", among_labelled(own, known, scale))
    taken = absent_taken(dev, class_vectors_of(embedder, ABSENT), scale)
    print(
        f"absent things in Flickr8k dev: {np.mean(taken):.1f} photos taken on average, at most {max(taken)}"
    )


def among_captioned(
    photos: Captioned, concepts: Sequence[str], vectors: Vectors, scale: Scale
) -> list[Found]:
    """What names of concepts take of captioned photos; those that no photo shows are left out."""
    probabilities, cuts = probabilities_of(vectors, photos.vectors, scale)
    found: list[Found] = []
    for number, concept in enumerate(concepts):
        fits, fits_not = photos.named(concept)
        if fits.any():
            found.append(judged(concept, probabilities[:, number], cuts[number], fits, fits | fits_not))
    return found


def among_labelled(photos: Labelled, vectors: dict[str, Vectors], scale: Scale) -> list[Found]:
    """What names of classes take; those of fewer than two photos are left out."""
    probabilities, cuts = probabilities_of(np.array(list(vectors.values())), photos.vectors, scale)
    found: list[Found] = []
    for number, name in enumerate(vectors):
        fits = photos.classes == name
        if fits.sum() >= 2:
            found.append(judged(name, probabilities[:, number], cuts[number], fits, np.ones_like(fits)))
    return found


def probabilities_of(texts: Vectors, photos: Vectors, scale: Scale) -> tuple[Vectors, Vectors]:
    """(photos, texts) probabilities, and the cut of each text: as the only category."""
    each = [lines(text[None], photos, scale) for text in texts]
    odds = np.stack([photos @ line.directions[0] + line.levels[0] for line in each], axis=1)
    probabilities = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return probabilities.astype(np.float32), np.array([line.cuts[0] for line in each])


def judged(name: str, likely: Vectors, cut: float, fits: Flags, is_known: Flags) -> Found:
    """What a name takes, beside the truth."""
    taken = likely >= cut
    right, wrong = int((taken & fits).sum()), int((taken & is_known & ~fits).sum())
    f1 = 2 * right / (right + wrong + int(fits.sum()))
    best, _ = best_cut(likely[is_known], fits[is_known])
    claimed = float(likely[taken].mean()) if taken.any() else 0.0
    share = right / (right + wrong) if right + wrong else 0.0
    common = fits.sum() >= COMMON * len(fits)
    return Found(name, int(taken.sum()), int(fits.sum()), f1, best, claimed, share, bool(common))


def absent_taken(photos: Captioned, vectors: Vectors, scale: Scale) -> list[int]:
    """How many photos names of absent things take."""
    probabilities, cuts = probabilities_of(vectors, photos.vectors, scale)
    return (probabilities >= cuts).sum(axis=0).tolist()


def part(photos: Labelled, positions: npt.NDArray[np.intp]) -> Labelled:
    """These photos."""
    return Labelled(photos.vectors[positions], photos.classes[positions], photos.families[positions])


def half_of_it(photos: Labelled, name: str, chance: np.random.Generator) -> tuple[str, Labelled]:
    """A library whose photos are of one class, by half."""
    own, others = np.flatnonzero(photos.classes == name), np.flatnonzero(photos.classes != name)
    return name, part(photos, np.concatenate([own, chance.choice(others, len(own), replace=False)]))


def summary(library: str, found: Sequence[Found]) -> str:
    """A row of the table."""
    shares = [each.f1 / each.best for each in found]
    common = [share for share, each in zip(shares, found, strict=True) if each.is_common]
    f1, best = (float(np.mean([getattr(each, name) for each in found])) for name in ("f1", "best"))
    honest = np.mean([abs(each.claimed - each.right) <= 0.12 for each in found])
    return (
        f"| {library} | {len(found)} | {f1:.3f} | {best:.3f} | {f1 / best:.3f} | {min(shares):.2f} "
        f"| {min(common, default=1.0):.2f} | {honest:.2f} |"
    )


if __name__ == "__main__":
    main()
