"""Each unit put to the reader by itself: what it scores next to the units around it says which of
them belong to the answer, where windows only say that the answer is about there.

A second logistic regression, of two weights, adds it to what stored vectors say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from chatbot.close_reading import LONGEST, written
from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.engines._weighing import log_odds, probability
from ingest.embedding_reader import PairReader

NAMES = ("stored", "read")
MOST = 8.0  # log-odds beyond which a score says no more
BATCH = 8  # pairs that are read at once; of like lengths, since shorter ones are filled up


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """Weights of `NAMES`, by name, and `bias`, of a logistic regression."""

    weights: Mapping[str, float]
    bias: float

    def probabilities(self, before: Numbers, alone: Numbers) -> Numbers:
        """(n,) in 0..1, from those without a reading and the log-odds of `read_alone`."""
        weights = np.array([self.weights[name] for name in NAMES])
        probabilities: Numbers = probability(reading_features(before, alone) @ weights + self.bias)
        return probabilities


def read_alone(question: str, evidence: Evidence, reader: PairReader) -> Numbers:
    """(n,) the log-odds that each unit, under its headings, answers by itself."""
    pairs = [
        (question, written(passage, start, min(unit.end - passage.start, start + LONGEST))[0])
        for passage, unit in zip(evidence.passages, evidence.units, strict=True)
        for start in [unit.start - passage.start]
    ]
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][1]))
    found = np.zeros(len(pairs))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        found[batch] = [reading.score for reading in reader([pairs[index] for index in batch])]
    return np.clip(found, -MOST, MOST)


def without_windows(evidence: Evidence) -> Evidence:
    """The evidence without what was read in windows, which says no more than the units by
    themselves."""
    return replace(evidence, read=np.full_like(evidence.read, -np.inf))


def reading_features(before: Numbers, alone: Numbers) -> Numbers:
    """(n, 2) in the order of `NAMES`: the log-odds of the probabilities without a reading, and
    those of the reading."""
    return np.stack([log_odds(before), alone], axis=1)
