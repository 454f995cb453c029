"""One scale of relevance: how probably each photo fits a text, whatever the text, the model and the library.

A ranking is not a decision: the cosine at which photos begin to fit differs from text to text by more than
members of a category differ from others. So a text is measured against what it scores on the photos of the
library and, where the model comes with some, on reference photos of everyday life; where its list is best cut
was learned from many texts whose photos are known, in libraries of all sizes (`CutModel`). For words that the
model was taught itself there is more: a direction in the space of photos and how sure it is (`TaughtWords`);
how common their photos are in this very library is found by expectation maximisation (Saerens et al. 2002).

Both give the same: log odds that are linear in a photo's vector (`Lines`), so that a million photos are asked
by one product, and the probability from which on a photo is best taken.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipphotos.core.vectors import Vectors

NEUTRAL_SHARE = 0.85
"""Of what a photo scores on texts that describe nothing in particular, taken off: some photos are near to any
text. All of it would favour photos of one plain thing."""

QUANTILES = (0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995)
"""Where the scores of a text in a library are looked at."""

LEAST_PHOTOS = 64
"""Smaller libraries are filled up with reference photos: their quantiles mean little."""

MOST_PHOTOS = 4000
"""Enough to know the scores of a text: every so many-th of the photos, the same ones each time."""

LEAST_CUT, LARGEST_CUT = 0.3, 0.6
"""Bounds of the probability from which on photos are taken; fewer than half may be right where a thing is
hard to see, but never most of them wrong."""

_ALIKE, _SAME = 0.90, 0.96
"""Cosines of a text to a taught one between which it is taken for that more and more."""
_MOST_TAUGHT = 0.7
"""Captions speak of other chairs than catalogues do: the text's own measure always has a say."""

_PREVALENCE_SPREAD = 0.5
"""Standard deviation, in log odds, of how common a thing is in a library around what is usual."""

_MOST_SHIFT = 1.0
_SHIFT_STEPS = 5

_MOST_FEATURE = 4.0
_LEAST_DEVIATION = 1e-4
_LEAST_SLOPE, _LARGEST_SLOPE = 0.4, 4.0
_LARGEST_LOG_ODDS = 30.0

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CutModel:
    """Where lists of photos are best cut, learned from texts whose photos are known.

    Attributes:
        centre: (features,) mean of each feature where it was learned; see `features`.
        spread: (features,) its standard deviation.
        cut: (features + 1,) weights of the standardised features, and a constant: the place of the cut, in
            standard deviations of the background.
        slope: (features + 1,) likewise, by how much the log odds rise for each such deviation.
        level: (features + 1,) likewise, the log odds at the cut.
    """

    centre: Numbers
    spread: Numbers
    cut: Numbers
    slope: Numbers
    level: Numbers


@dataclass(frozen=True, slots=True)
class TaughtWords:
    """Words whose photos the model was taught.

    Attributes:
        texts: (n, dim) unit class vectors, to know a text by.
        directions: (n, dim) the log odds of a photo rise along them.
        levels: (n,) log odds at the origin, where the thing is as common as where it was taught.
        prevalences: (n,) log odds of how common that was.
    """

    texts: Vectors
    directions: Vectors
    levels: Vectors
    prevalences: Vectors


@dataclass(frozen=True, slots=True)
class Scale:
    """All that is known of a model besides the text and the library.

    Attributes:
        neutral: (dim,) mean vector of texts that describe nothing in particular.
        cuts: Learned with `reference`, or without, if there is none.
        reference: (m, dim) unit vectors of everyday photos; m may be 0.
        words: What the model was taught; None if that is not known.
    """

    neutral: Vectors
    cuts: CutModel
    reference: Vectors
    words: TaughtWords | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """How probably photos fit some texts: sigmoid(photos @ directions.T + levels).

    Attributes:
        directions: (n, dim).
        levels: (n,).
        cuts: (n,) probability from which on a photo is best taken.
    """

    directions: Vectors
    levels: Vectors
    cuts: Vectors


def lines(texts: Vectors, library: Vectors, scale: Scale) -> Lines:
    """Measure texts in a library.

    Args:
        texts: (n, dim) unit class vectors.
        library: (photos, dim) unit vectors, all or a sample of the library; may be empty.
        scale: What is known of the model.
    """
    step = max(1, -(-len(library) // MOST_PHOTOS))
    photos = library[::step]
    measured = [_with_taught(text, _measured(text, photos, scale), photos, scale.words) for text in texts]
    directions = np.array([direction for direction, _, _ in measured], np.float32).reshape(texts.shape)
    levels = np.array([level for _, level, _ in measured], np.float32)
    cuts = np.array([cut for _, _, cut in measured], np.float32)
    return Lines(directions, levels + _shift_together(photos @ directions.T + levels), cuts)


def _shift_together(odds: Vectors) -> np.float32:
    """By how much several texts are likelier together than each one knows, where most photos fit one of them.

    Expectation maximisation over the shares of those that fit and of those that fit none, which are as common
    as the others until the library says otherwise.

    Args:
        odds: (photos, texts) log odds.
    """
    shift = 0.0
    if odds.shape[1] < 2 or len(odds) == 0:
        return np.float32(shift)
    for _ in range(_SHIFT_STEPS):
        likelier = np.clip(odds.astype(np.float64) + shift, -_LARGEST_LOG_ODDS, _LARGEST_LOG_ODDS)
        fits: Numbers = np.exp(likelier).sum(axis=1)
        share = float(np.mean(fits / (1 + fits)))
        shift = min(max(_log_odds(min(share, 0.99)), 0.0), _MOST_SHIFT)
    return np.float32(shift)


_Line = tuple[Vectors, float, float]


def _measured(text: Vectors, photos: Vectors, scale: Scale) -> _Line:
    """Direction, level and cut of any text, by where its list is best cut."""
    direction = against_neutral(text, scale.neutral)
    missing = max(0, LEAST_PHOTOS - len(photos))
    scores = np.concatenate([photos @ direction, scale.reference[:missing] @ direction])
    if len(scores) == 0:
        scores = np.zeros(1, np.float32)
    middle, deviation, known = features(scores, scale.reference @ direction)
    cut, slope, level = at(scale.cuts, known)
    return direction * (slope / deviation), level - slope * (middle / deviation + cut), _sigmoid(level)


def against_neutral(text: Vectors, neutral: Vectors) -> Vectors:
    """(dim,) the direction along which photos fit a text better than texts in general; not a unit vector."""
    return (text - NEUTRAL_SHARE * neutral).astype(np.float32)


def features(scores: Vectors, reference: Vectors) -> tuple[float, float, Numbers]:
    """What the scores of a text in a library look like.

    Args:
        scores: (n,) of the library's photos, n ≥ 1.
        reference: (m,) of the reference photos; the library stands for itself if there are none.

    Returns:
        Middle and standard deviation of the background, told from its lower part so that photos that fit do
        not count, and the features of a `CutModel` in these units.
    """
    if len(reference) == 0:
        middle, deviation = _low_middle(scores)
        own = (scores - middle) / deviation
        places = np.quantile(own, QUANTILES)
        return middle, deviation, np.array([*places, *np.maximum(places - 4, 0), _skew(own), _size(own)])
    middle, deviation = _middle(reference)
    own = (scores - middle) / deviation
    places = np.quantile(own, QUANTILES)
    usual = np.quantile((reference - middle) / deviation, QUANTILES)
    spread = np.log(_middle(own)[1])
    more = np.maximum(places - usual, 0)
    return middle, deviation, np.array([*places, *usual, *more, _skew(own), spread, _size(own)])


def _middle(scores: npt.NDArray[np.floating]) -> tuple[float, float]:
    """Median, and standard deviation told from what lies below it."""
    middle = float(np.median(scores))
    below = middle - scores[scores <= middle]
    return middle, 1.4826 * float(np.median(below)) + _LEAST_DEVIATION


def _low_middle(scores: npt.NDArray[np.floating]) -> tuple[float, float]:
    """Likewise of a normal distribution, of whose photos half may be something else that scores more."""
    low, higher = (float(each) for each in np.quantile(scores, (0.05, 0.2)))
    # 0.842 and 1.645 deviations below the middle lie a fifth and a twentieth.
    deviation = (higher - low) / (1.645 - 0.842)
    return higher + 0.842 * deviation, deviation + _LEAST_DEVIATION


def _skew(own: npt.NDArray[np.floating]) -> float:
    return float(np.mean(np.clip(own, -3, 8) ** 3)) / 10


def _size(own: npt.NDArray[np.floating]) -> float:
    return float(np.log(len(own))) / 5


def at(model: CutModel, known: Numbers) -> tuple[float, float, float]:
    """Cut, slope and level that a model gives to features."""
    standard = standardised(known, model.centre, model.spread)
    level = float(standard @ model.level)
    return (
        float(standard @ model.cut),
        min(max(float(standard @ model.slope), _LEAST_SLOPE), _LARGEST_SLOPE),
        min(max(level, _log_odds(LEAST_CUT)), _log_odds(LARGEST_CUT)),
    )


def standardised(known: Numbers, centre: Numbers, spread: Numbers) -> Numbers:
    """(…, features + 1) what the weights of a `CutModel` stand for, of (…, features) features."""
    standard = np.clip((known - centre) / spread, -_MOST_FEATURE, _MOST_FEATURE)
    return np.concatenate([standard, np.ones((*standard.shape[:-1], 1))], axis=-1)


def _with_taught(text: Vectors, line: _Line, photos: Vectors, words: TaughtWords | None) -> _Line:
    """A line drawn to that of a taught word as far as the text means the same."""
    if words is None or len(words.texts) == 0:
        return line
    likeness = words.texts @ text
    nearest = int(likeness.argmax())
    share = _MOST_TAUGHT * min(max((float(likeness[nearest]) - _ALIKE) / (_SAME - _ALIKE), 0.0), 1.0)
    if share == 0:
        return line
    usual = float(words.prevalences[nearest])
    evidence = (photos @ words.directions[nearest]).astype(np.float64) + float(words.levels[nearest]) - usual
    level = float(words.levels[nearest]) - usual + prevalence(evidence, usual)
    direction = share * words.directions[nearest] + (1 - share) * line[0]
    level = share * level + (1 - share) * line[1]
    return direction, level, best_cut(_sigmoids((photos @ direction).astype(np.float64) + level))


def prevalence(evidence: Numbers, usual: float) -> float:
    """How common a thing is in a library.

    Args:
        evidence: (n,) log likelihood ratios of its photos.
        usual: Log odds of how common it is in general.

    Returns:
        Log odds: the mean of the posterior, with a normal prior.
    """
    tried = usual + np.linspace(-4, 4, 41) * _PREVALENCE_SPREAD
    share = _sigmoids(tried)[:, None]
    ratio = np.exp(np.clip(evidence, -_LARGEST_LOG_ODDS, _LARGEST_LOG_ODDS))
    fit = np.log(share * ratio + 1 - share).sum(axis=1) - ((tried - usual) / _PREVALENCE_SPREAD) ** 2 / 2
    weight = np.exp(fit - fit.max())
    return float((weight * tried).sum() / weight.sum())


def best_cut(probabilities: Numbers) -> float:
    """From which probability on photos are taken so that F1 is expected to be largest.

    The expectation of F1 is taken for the ratio of expectations (Lewis 1995).

    Args:
        probabilities: (n,) of the photos of the library; may be empty.
    """
    likely = np.sort(probabilities)[::-1]
    if len(likely) == 0:
        return LEAST_CUT
    gain = np.cumsum(likely) / (np.arange(1, len(likely) + 1) + likely.sum())
    return min(max(float(likely[gain.argmax()]), LEAST_CUT), LARGEST_CUT)


def _sigmoids(log_odds: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(log_odds, -_LARGEST_LOG_ODDS, _LARGEST_LOG_ODDS)))


def _sigmoid(log_odds: float) -> float:
    return float(_sigmoids(np.array(log_odds)))


def _log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))
