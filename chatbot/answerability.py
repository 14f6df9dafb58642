"""Is the answer in these passages? A calibrated probability, and the words that are missing.

A logistic regression over a few measures of how far the best passages cover the question; where
that leaves it open, a second one, which knows besides what a close reading of them found. Their
coefficients come from `answerability.json`, which `evals/calibrate.py` fits and checks on
questions that it was not fitted on, and which a user can fit again on questions of their own.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from chatbot.answer_types import answer_kind, holds_kind
from chatbot.answers import Answerability, WordEvidence
from chatbot.close_reading import (
    ANSWERED,
    STEPS,
    Reading,
    ranked_by_reading,
    read_closely,
    read_on,
    reading_measures,
)
from chatbot.coverage import PassageCoverage, QuestionReader, read_passages
from chatbot.designations import absent
from chatbot.generic_words import is_generic
from chatbot.questions import Question
from chatbot.reading import content_words, rarity
from ingest.documents import Hit
from ingest.embedding_reader import PairReader
from ingest.index import Snapshot

COEFFICIENTS = Path(__file__).with_suffix(".json")
PASSAGES = 6  # hits that are looked into
BACKGROUND = 30  # nearest passages that the best one is compared with
UNRELATED = 0.25  # cosine that stands for passages which a small index does not have
COVERED = 0.62  # least coverage, 0..1, of a word that is not missing
OPEN = (0.02, 0.98)  # probabilities by coverage between which the passages are read
HOPELESS = 0.1  # probability after the first ones below which further ones never told otherwise
UNKNOWN = 0.25  # of the probability is left where a version or number asked about is not there
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
    """What the judge sees of a question: named numbers; and of each of its words (w,) the weight
    and the best coverage by any passage."""

    values: Mapping[str, float]
    weights: tuple[float, ...]
    coverage: tuple[float, ...]

    def with_values(self, more: Mapping[str, float]) -> "Measures":
        return replace(self, values={**self.values, **more})


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A logistic regression: `intercept` + sum of weight * measure, weights by measure's name.
    `read` is the one to use for measures that hold a close reading."""

    intercept: float
    weights: Mapping[str, float]
    read: "Coefficients | None" = None

    def probability(self, measures: Measures) -> float:
        by_coverage = self._logistic(measures)
        if self.read and "read best" in measures.values and _open(by_coverage):
            return self.read._logistic(measures)
        return by_coverage

    def leaves_open(self, measures: Measures, enough: float = 1.0) -> bool:
        """Whether a close reading of the passages would count, and is asked for: the probability
        is not `enough` without it."""
        by_coverage = self._logistic(measures)
        return self.read is not None and _open(by_coverage) and by_coverage < enough

    def _logistic(self, measures: Measures) -> float:
        terms = (weight * measures.values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.intercept + sum(terms)))))


def _open(probability: float) -> bool:
    return OPEN[0] < probability < OPEN[1]


@lru_cache(maxsize=8)
def load_coefficients(path: Path = COEFFICIENTS) -> Coefficients:
    return _coefficients(json.loads(path.read_text("utf-8")))


def _coefficients(stored: Mapping[str, Any]) -> Coefficients:
    read = stored.get("read")
    return Coefficients(
        float(stored["intercept"]),
        dict(stored["weights"]),
        _coefficients(read) if read is not None else None,
    )


class AnswerabilityJudge:
    """Judges from the stored vectors of the best hits, and by `reader`, if there is one, where
    they leave it open."""

    def __init__(
        self, coefficients: Coefficients | None = None, *, reader: PairReader | None = None
    ) -> None:
        self._coefficients = coefficients
        self._reader = reader

    def judge(
        self, question: Question, hits: Sequence[Hit], snapshot: Snapshot, *, enough: float = 1.0
    ) -> tuple[Answerability, list[Hit]]:
        """Whether the hits answer; and the hits, in the order that a close reading gives them.
        Probability 0 where nothing was found or nothing was asked. Nothing is read closely where
        coverage alone comes to a probability of `enough`."""
        found = cover(question, hits, snapshot)
        if found is None:
            nothing = Answerability(0.0, tuple(word.text for word in question.words))
            return nothing, list(hits)
        measures, passages = found
        coefficients = self._coefficients or load_coefficients()
        readings: tuple[Reading, ...] = ()
        if self._reader and coefficients.leaves_open(measures, enough):

            def hopeless(found: Sequence[Reading]) -> bool:
                so_far = measures.with_values(reading_measures(found))
                return coefficients.probability(so_far) < HOPELESS

            readings = _read(question, passages, self._reader, hopeless=hopeless)
            measures = measures.with_values(reading_measures(readings))
        probability = coefficients.probability(measures)
        unknown = absent(question.text, hits)
        if unknown:
            probability *= UNKNOWN
        each = list(zip(question.words, measures.weights, measures.coverage, strict=True))
        telling = TELLING * rarity(0, snapshot.passage_count())
        missing = unknown + tuple(
            word.text
            for word, _, coverage in each
            if coverage < COVERED and word.idf >= telling and not is_generic(word.stem)
            if not any(word.text in each for each in unknown)
        )
        words = tuple(WordEvidence(word.text, weight, found) for word, weight, found in each)
        return Answerability(probability, missing, words), ranked_by_reading(hits, readings)


def measure(
    question: Question, hits: Sequence[Hit], snapshot: Snapshot, *, reader: PairReader | None = None
) -> Measures | None:
    """All that the probability can be made of; None where there is nothing to measure."""
    found = cover(question, hits, snapshot)
    if found is None or reader is None:
        return found[0] if found else None
    readings = _read(question, found[1], reader)
    return found[0].with_values(reading_measures(readings))


def _read(
    question: Question,
    passages: Sequence[PassageCoverage],
    reader: PairReader,
    *,
    hopeless: Callable[[Sequence[Reading]], bool] = lambda _: False,
) -> tuple[Reading, ...]:
    """A close reading of the first passages; while none of them answers, and they do not make it
    `hopeless`, of further ones, and last of a second window of the first."""
    readings: tuple[Reading, ...] = ()
    for first, last in pairwise((0, *STEPS)):
        readings += read_closely(question.text, passages[first:last], reader)
        if max(reading.score for reading in readings) >= ANSWERED or hopeless(readings):
            break
    else:
        readings = read_on(question.text, passages[: STEPS[0]], readings, reader)
    return readings


def cover(
    question: Question, hits: Sequence[Hit], snapshot: Snapshot
) -> tuple[Measures, list[PassageCoverage]] | None:
    """How far the best passages cover the question, in figures and each for itself."""
    asks = any(map(str.isalnum, question.text))
    if not asks or not hits or not len(question.encoding.tokens.starts):
        return None
    passages = [hit.passage for hit in hits[:PASSAGES]]
    encodings = snapshot.encodings([passage.id for passage in passages])
    reader, read = read_passages(question, passages, encodings)
    if not read:
        return None
    best = max(read, key=lambda coverage: coverage.late + coverage.best.late)
    own = {hit.passage.id for hit in hits[:PASSAGES]}
    others = snapshot.search_meaning(question.encoding.vector, BACKGROUND)
    around = [hit.meaning or 0.0 for hit in others if hit.passage.id not in own]
    values = _whole(reader, best, snapshot.passage_count()) | _leads(read, around)
    values |= _form(question.text, best) | _named(question, best)
    covered = np.max([coverage.coverage for coverage in read], axis=0)
    weights = tuple(map(float, reader.weights))
    return Measures(values, weights, tuple(map(float, covered))), read


def _whole(reader: QuestionReader, best: PassageCoverage, passages: int) -> dict[str, float]:
    """How far the best passage covers the question, as a whole and in its best window."""
    rare = reader.rarities / rarity(0, passages)
    known = len(reader.stems) > 0
    return {
        "passage late": best.late,
        "window late": best.best.late,
        "window cosine": best.best.cosine,
        "meaning": best.meaning,
        "passage coverage": float(reader.weights @ best.coverage) if known else 0.5,
        "window coverage": float(reader.weights @ best.best.coverage) if known else 0.5,
        "passage meant": float(reader.weights @ best.meant) if known else 0.5,
        "window meant": float(reader.weights @ best.best.meant) if known else 0.5,
        "passage exact": float(reader.weights @ best.exact) if known else 0.5,
        "window exact": float(reader.weights @ best.best.exact) if known else 0.5,
        "passage hole": float((rare * (1 - best.coverage)).max(initial=0.0)),
        "window hole": float((rare * (1 - best.best.coverage)).max(initial=0.0)),
        "holes": float((rare * (1 - best.coverage)).sum()),
        "rare and found": float((rare * best.exact).max(initial=0.0)),
    }


def _leads(read: Sequence[PassageCoverage], around: Sequence[float]) -> dict[str, float]:
    """How far the best passage stands out: from the other hits, and from what lies `around`."""
    late = sorted((coverage.best.late for coverage in read), reverse=True)
    meaning = max(coverage.meaning for coverage in read)
    padded = [*around, *[UNRELATED] * (BACKGROUND - len(around) - len(read))]
    return {
        "meaning lead": meaning - fmean(padded) if padded else 0.0,
        "window lead": late[0] - fmean(late[1:]) if late[1:] else 0.0,
    }


def _form(question: str, best: PassageCoverage) -> dict[str, float]:
    """What the question's form asks of the text (the kind of answer, denials, superlatives), and
    how much it says: each further word makes full coverage harder to reach."""
    text = best.passage.text
    window = text[best.best.start : best.best.end]
    if any(unit.kind == "row" for unit in best.passage.units):
        # What a cell is, its column's head says: "119.00" under "Price (EUR)" is a price.
        heads = best.passage.context.rpartition("\n")[2]
        text, window = f"{heads}\n{text}", f"{heads}\n{window}"
    kind = answer_kind(question)
    denies, denied = bool(_DENIAL.search(question)), bool(_DENIAL.search(window))
    return {
        "words": min(len(content_words(question)), 10) / 10,
        "denial": float(denies),
        "tokens": min(len(question.split()), 25) / 25,
        "kind missing": float(not holds_kind(kind, text, question=question)),
        "kind missing in window": float(not holds_kind(kind, window, question=question)),
        "question denies": float(denies and not denied),
        "window denies": float(denied and not denies),
        "superlative missing": float(bool(_superlatives(question) - _superlatives(text))),
    }


def _named(question: Question, best: PassageCoverage) -> dict[str, float]:
    """Names and numbers of the question, which nothing else can stand for, in the best window."""
    found = [(word, there > 0) for word, there in zip(question.words, best.best.exact, strict=True)]
    numbers = [there for word, there in found if any(map(str.isdigit, word.text))]
    names = [there for word, there in found if word.start > 0 and word.text[0].isupper()]
    return {
        "names": min(len(names), 5) / 5,
        "names missing": min(names.count(False), 5) / 5,
        "numbers": float(bool(numbers)),
        "numbers found": float(bool(numbers) and all(numbers)),
    }


def _superlatives(text: str) -> set[str]:
    return {match.group().lower() for match in _SUPERLATIVE.finditer(text)}
