#!/usr/bin/env python3
"""Learns how photos and texts have to score to belong together, and writes resources/relevance.

Learned from the training photos and the training halves of the sample photos beside the project, with the
starter model; nothing of the photos that figures are measured on is looked at. Embedding them takes some ten
minutes on two cores, and is kept in --cache; the rest takes one.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

from clipphotos.core.resources import resource_path  # noqa: E402
from clipphotos.inference.text.relevance import RelevanceData, write_relevance  # noqa: E402
from clipphotos.inference.text.vocabulary import vocabulary  # noqa: E402
from relevance_fit.cuts import (  # noqa: E402
    Text,
    examples,
    learn_cuts,
    texts_of_absent,
    texts_of_classes,
    texts_of_words,
)
from relevance_fit.material import (  # noqa: E402
    Captioned,
    add_sources,
    bundled_model,
    captioned_photos,
    class_vectors_of,
    common_words,
    forms,
    labelled_photos,
    neutral_vector,
)
from relevance_fit.words import taught_words  # noqa: E402

REFERENCE_PHOTOS = 1000
MOST_WORDS = 1400
ABSENT_TEXTS = 80


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_sources(parser, ROOT.parent / "shared")
    parser.add_argument("--output", type=Path, default=resource_path("relevance", "relevance.safetensors"))
    options = parser.parse_args()

    embedder = bundled_model()
    photos = captioned_photos(embedder, options.training, "train", options.cache)
    labelled = labelled_photos(embedder, options.samples, 0, options.cache)
    neutral = neutral_vector(embedder)

    order = np.random.default_rng(0).permutation(len(photos.vectors))
    reference = photos.some(order[:REFERENCE_PHOTOS])
    fitting = photos.some(order[REFERENCE_PHOTOS:])
    words = common_words(photos.captions, MOST_WORDS)
    word_vectors = class_vectors_of(embedder, words)
    names = sorted(set(labelled.classes.tolist()))
    class_vectors = dict(zip(names, class_vectors_of(embedder, names), strict=True))
    absent = class_vectors_of(embedder, absent_concepts(photos, names))

    texts: list[Text] = [
        *texts_of_words(words[:700], word_vectors[:700], fitting, reference.vectors, neutral),
        *texts_of_classes(class_vectors, labelled, fitting.vectors, reference.vectors, neutral),
        *texts_of_absent(absent, (fitting.vectors, labelled.vectors), reference.vectors, neutral),
    ]
    cuts = [learn_cuts(examples(texts, with_reference=each)) for each in (True, False)]
    kept, known = taught_words(words, word_vectors, photos, neutral)
    data = RelevanceData(
        with_reference=cuts[0],
        alone=cuts[1],
        model_sha256=embedder.identity.weights_sha256,
        reference=reference.vectors,
        words=known,
    )
    write_relevance(options.output, data)
    print(f"{len(texts)} texts, {len(kept)} words, {options.output.stat().st_size / 1e6:.1f} MB")


def absent_concepts(photos: Captioned, names: list[str]) -> list[str]:
    """Concepts of the vocabulary that no caption and no class speaks of."""
    said = " ".join(text for own in photos.captions for text in own) + " " + " ".join(names)
    known = set(said.split())
    unsaid = [
        concept.name
        for concept in vocabulary()
        if not concept.is_group and not any(forms(part) & known for part in concept.name.split())
    ]
    return unsaid[:: max(1, len(unsaid) // ABSENT_TEXTS)][:ABSENT_TEXTS]


if __name__ == "__main__":
    main()
