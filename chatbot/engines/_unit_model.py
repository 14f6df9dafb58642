"""The probability that a unit belongs to the answer: a logistic regression over `_evidence`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.engines._reading_alone import ReadingModel

COEFFICIENTS = Path(__file__).with_name("extractive.json")


@dataclass(frozen=True, slots=True)
class UnitModel:
    """`weights` (f,) and `bias` apply to the features of `names` as they come, unscaled.

    `threshold` is the probability from which quoting a unit raises the expected word F1 over many
    questions (half of the F1 that is reached: Lipton, Elkan & Naryanaswamy 2014). `reading` is what
    weighs units that were read one by one, if it was fitted.
    """

    names: tuple[str, ...]
    weights: Numbers
    bias: float
    threshold: float
    reading: ReadingModel | None = None

    @classmethod
    def load(cls, path: Path = COEFFICIENTS) -> "UnitModel":
        """The coefficients that `evals/fit_extraction.py` wrote."""
        stored = json.loads(path.read_text("utf-8"))
        weights, reading = stored["weights"], stored.get("reading")
        return cls(
            tuple(weights),
            np.array(list(weights.values()), float),
            float(stored["bias"]),
            float(stored["threshold"]),
            ReadingModel(reading["weights"], float(reading["bias"])) if reading else None,
        )

    def probabilities(self, evidence: Evidence) -> Numbers:
        """(n,) in 0..1, one a unit."""
        columns = _columns(evidence.names, self.names)
        scores = evidence.features[:, columns] @ self.weights + self.bias
        probabilities: Numbers = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
        return probabilities


def _columns(present: Sequence[str], wanted: Sequence[str]) -> list[int]:
    place = {name: column for column, name in enumerate(present)}
    return [place[name] for name in wanted]
