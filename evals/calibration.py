"""How far stated probabilities can be trusted: risk against coverage, and reliability.

All functions take pairs (stated probability, whether it came true), in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

Pair = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What happens if everything at or above `threshold` is answered: `coverage` is the share of
    all pairs that is, `risk` the share of those answered that did not come true."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of similar probability: the mean that was `stated`, the share that came true
    (`observed`) with its 95 % interval, and how many."""

    stated: float
    observed: float
    low: float
    high: float
    count: int


def risk_curve(pairs: Sequence[Pair]) -> list[RiskPoint]:
    """A point for every distinct probability, from the most cautious threshold to the least.

    After El-Yaniv and Wiener, On the Foundations of Noise-free Selective Classification (2010).
    """
    points = []
    answered = wrong = 0
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    for threshold, group in groupby(ordered, key=lambda pair: pair[0]):
        came_true = [pair[1] for pair in group]
        answered += len(came_true)
        wrong += came_true.count(False)
        points.append(RiskPoint(threshold, answered / len(pairs), wrong / answered))
    return points


def at_threshold(pairs: Sequence[Pair], threshold: float) -> RiskPoint:
    """The point at a threshold of one's own choice; no risk where nothing is answered."""
    answered = [came_true for probability, came_true in pairs if probability >= threshold]
    risk = answered.count(False) / len(answered) if answered else 0.0
    return RiskPoint(threshold, len(answered) / len(pairs), risk)


def bins(pairs: Sequence[Pair], *, most: int = 8) -> list[Bin]:
    """At most `most` bins of about equally many pairs; equal probabilities stay together."""
    ordered = sorted(pairs)
    made: list[Bin] = []
    group: list[Pair] = []
    for number, pair in enumerate(ordered, 1):
        group.append(pair)
        complete = number >= len(ordered) * (len(made) + 1) / most
        if number == len(ordered) or (complete and ordered[number][0] != pair[0]):
            made.append(_bin(group))
            group = []
    return made


def calibration_error(pairs: Sequence[Pair]) -> float:
    """The mean gap, over the bins weighted by count, between what was stated and what was
    observed: the expected calibration error of Naeini, Cooper and Hauskrecht (2015). nan if there
    are no pairs."""
    if not pairs:
        return float("nan")
    made = bins(pairs)
    return sum(abs(b.stated - b.observed) * b.count for b in made) / len(pairs)


def ranking_area(pairs: Sequence[Pair]) -> float:
    """The area under the ROC curve: how often, of one that came true and one that did not, the
    first had the higher probability; ties count half. nan if there is no such pair of pairs."""
    true = [probability for probability, came_true in pairs if came_true]
    false = [probability for probability, came_true in pairs if not came_true]
    if not true or not false:
        return float("nan")
    won = sum((a > b) + (a == b) / 2 for a in true for b in false)
    return won / (len(true) * len(false))


def _bin(group: Sequence[Pair]) -> Bin:
    count = len(group)
    observed = sum(came_true for _, came_true in group) / count
    low, high = _wilson(observed, count)
    return Bin(sum(probability for probability, _ in group) / count, observed, low, high, count)


def _wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % score interval of a share, after Wilson (1927); sound for few and for extreme."""
    z = 1.96
    centre = share + z * z / (2 * count)
    margin = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    # Rounding must push no end past the share itself or out of 0..1.
    low, high = (centre - margin) / scale, (centre + margin) / scale
    return max(0.0, min(share, low)), min(1.0, max(share, high))
