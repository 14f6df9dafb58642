"""Is the answer in these passages? A calibrated probability, and the words that are missing.

A logistic regression over a few measures of how far the best passages cover the question. Its
coefficients come from `answerability.json`, which `evals/calibrate.py` fits and checks on
questions that it was not fitted on, and which a user can fit again on questions of their own.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from chatbot.answer_types import answer_kind, holds_kind
from chatbot.answers import Answerability, WordEvidence
from chatbot.coverage import PassageCoverage, QuestionReader, read_passages
from chatbot.questions import Question
from ingest.documents import Hit, Passage
from ingest.index import Snapshot

COEFFICIENTS = Path(__file__).with_suffix(".json")
PASSAGES = 6  # hits that are looked into
COVERED = 0.62  # least coverage, 0..1, of a word that is not missing
TELLING = 0.35  # least idf, as a share of the greatest possible, of a word that can be missing

_DENIAL = re.compile(
    r"\b(?:not|never|none|without|neither|nor|cannot|except|unlike|fail\w*|lack\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|first|last|only|best|worst|main|final|original(?:ly)?|\w{3,}est)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the judge sees of a question: named numbers, and the coverage of each word (w,)."""

    values: Mapping[str, float]
    coverage: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic regression: `intercept` + sum of weight * measure, weights by measure's name."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, measures: Measures) -> float:
        terms = (weight * measures.values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.intercept + sum(terms)))))


@lru_cache(maxsize=8)
def load_coefficients(path: Path = COEFFICIENTS) -> Coefficients:
    stored = json.loads(path.read_text("utf-8"))
    return Coefficients(float(stored["intercept"]), dict(stored["weights"]))


class AnswerabilityJudge:
    """Judges from the stored vectors of the best hits; no model runs."""

    def __init__(self, coefficients: Coefficients | None = None) -> None:
        self._coefficients = coefficients

    def judge(self, question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Answerability:
        """`hits` best first. Probability 0 where nothing was found or nothing was asked."""
        measures = measure(question, hits, snapshot)
        if measures is None:
            return Answerability(0.0, tuple(word.text for word in question.words))
        coefficients = self._coefficients or load_coefficients()
        total = sum(word.idf for word in question.words) or 1.0
        words = tuple(
            WordEvidence(word.text, word.idf / total, coverage)
            for word, coverage in zip(question.words, measures.coverage, strict=True)
        )
        greatest = math.log(2 * snapshot.passage_count() + 21)
        missing = tuple(
            word.text
            for word, coverage in zip(question.words, measures.coverage, strict=True)
            if coverage < COVERED and word.idf >= TELLING * greatest
        )
        return Answerability(coefficients.probability(measures), missing, words)


def measure(question: Question, hits: Sequence[Hit], snapshot: Snapshot) -> Measures | None:
    """What the probability is made of; None where there is nothing to measure."""
    if not hits or not len(question.encoding.tokens.starts):
        return None
    passages = [hit.passage for hit in hits[:PASSAGES]]
    encodings = snapshot.encodings([passage.id for passage in passages])
    reader, read = read_passages(question, passages, encodings)
    if not read:
        return None
    best = max(read, key=lambda coverage: coverage.late + coverage.best.late)
    values = _overall(read) | _best(reader, best)
    values |= _form(question.text, passages[read.index(best)], best)
    covered = np.max([coverage.coverage for coverage in read], axis=0)
    return Measures(values, tuple(float(c) for c in covered))


def _overall(read: Sequence[PassageCoverage]) -> dict[str, float]:
    """The best of each measure over all passages, and how far the first stands out."""
    late = sorted((coverage.best.late for coverage in read), reverse=True)
    meaning = sorted((coverage.meaning for coverage in read), reverse=True)
    return {
        "window late, best": late[0],
        "window late, lead": late[0] - (sum(late[1:]) / len(late[1:]) if late[1:] else late[0]),
        "meaning, best": meaning[0],
        "meaning, lead": meaning[0] - (meaning[1] if meaning[1:] else meaning[0]),
        "window cosine, best": max(coverage.best.cosine for coverage in read),
    }


def _best(reader: QuestionReader, best: PassageCoverage) -> dict[str, float]:
    """Coverage by the best passage, and by its best window."""
    values = {
        "passage late": best.late,
        "window late": best.best.late,
        "window cosine": best.best.cosine,
        "words": min(len(reader.stems), 8) / 8,
    }
    for name, coverage, exact in (
        ("passage", best.coverage, best.exact),
        ("window", best.best.coverage, best.best.exact),
    ):
        weights = reader.weights
        values[f"{name} coverage"] = float(weights @ coverage) if len(weights) else 0.5
        values[f"{name} exact"] = float(weights @ exact) if len(weights) else 0.5
        holes = reader.rarities * (1 - coverage)
        values[f"{name} hole"] = float(holes.max(initial=0.0)) / 8
        values[f"{name} least"] = float(coverage.min(initial=1.0))
    return values


def _form(question: str, passage: Passage, best: PassageCoverage) -> dict[str, float]:
    """What the question's form asks of the text: the kind of answer, denial, names and numbers."""
    window = passage.text[best.best.start : best.best.end]
    kind = answer_kind(question)
    denies = bool(_DENIAL.search(question))
    return {
        "kind in window": float(holds_kind(kind, window, question=question)),
        "kind in passage": float(holds_kind(kind, passage.text, question=question)),
        "question denies": float(denies and not _DENIAL.search(window)),
        "window denies": float(not denies and bool(_DENIAL.search(window))),
        "superlative": float(bool(_superlatives(question) - _superlatives(window))),
    }


def _superlatives(text: str) -> set[str]:
    return {match.group().lower() for match in _SUPERLATIVE.finditer(text)}
