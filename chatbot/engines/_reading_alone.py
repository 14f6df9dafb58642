"""Units put to the reader one by one: what each scores next to the others says which of them belong
to the answer, where windows only say that the answer is about there, and not all is in windows.

A second logistic regression, of two weights, adds it to what stored vectors say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from chatbot.close_reading import LONGEST, row_in_words, written
from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers, Places
from chatbot.engines._weighing import log_odds, probability
from ingest.documents import Passage, Unit
from ingest.embedding_reader import PairReader

NAMES = ("stored", "read")
MOST = 8.0  # log-odds beyond which a score says no more
SHORT = 24
"""Units of a text that is read as a whole; each takes some 3 ms."""
LIKELIEST = 6
"""Units of a longer one that are read, where not even the best is `LIKELY`."""
LIKELY = 0.5
NEARER = 1.25
"""How much nearer to the best one in probability another unit has to be once they are read."""
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


def to_read(probabilities: Numbers) -> Places:
    """Which of n units are to be read one by one, of the probabilities (n,) of windows and all
    else: all of a short text; of a longer one the likeliest, where it is open which answers."""
    if len(probabilities) <= SHORT:
        return np.arange(len(probabilities))
    likeliest: Places = np.argsort(-probabilities, kind="stable")[:LIKELIEST]
    return likeliest if probabilities[likeliest[0]] < LIKELY else likeliest[:0]


def read_alone(question: str, evidence: Evidence, places: Places, reader: PairReader) -> Numbers:
    """(n,) the log-odds that each unit at `places`, under its headings, answers by itself; the
    least there is for those that are not read."""
    pairs = [(question, _told(evidence.passages[place], evidence.units[place])) for place in places]
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][1]))
    found = np.full(len(evidence.units), -MOST)
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        scores = [reading.score for reading in reader([pairs[index] for index in batch])]
        found[places[batch]] = np.clip(scores, -MOST, MOST)
    return found


def _told(passage: Passage, unit: Unit) -> str:
    start = unit.start - passage.start
    plain, _ = written(passage, start, min(unit.end - passage.start, start + LONGEST))
    return row_in_words(passage, unit) or plain


def without_windows(evidence: Evidence) -> Evidence:
    """The evidence without what was read in windows, which says no more than the units by
    themselves."""
    return replace(evidence, read=np.full_like(evidence.read, -np.inf))


def reading_features(before: Numbers, alone: Numbers) -> Numbers:
    """(n, 2) in the order of `NAMES`: the log-odds of the probabilities without a reading, and
    those of the reading."""
    return np.stack([log_odds(before), alone], axis=1)
