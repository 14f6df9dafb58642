"""Alignment: which source words carry the words of a sentence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.grounding.sources import Evidence
from chatbot.grounding.text import Reading
from ingest.documents import Vector

UNRELATED, ALIKE = 0.35, 0.85
"""Cosines of contextual word vectors at which two words have nothing, and all, in common."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A sentence laid against source sentences.

    `similar`: (words, source words) likeness 0..1, 1 for equal stems. `coverage`: (words,
    sources) the best likeness within each source. `carriers`: the sources that together carry
    the sentence, the main one first. `overall`: (words,) the best likeness anywhere.
    """

    similar: Vector
    coverage: Vector
    overall: Vector
    carriers: tuple[int, ...]
    starts: NDArray[np.intp]

    @property
    def carried(self) -> Vector:
        """(words,) the best likeness of each word within the carriers."""
        return np.asarray(self.coverage[:, list(self.carriers)].max(axis=1), np.float32)

    def columns(self, source: int) -> Vector:
        """(words, words of that source) likeness."""
        return self.similar[:, self.starts[source] : self.starts[source + 1]]


def align(reading: Reading, vectors: Vector, evidence: Evidence, *, most: int = 3) -> Alignment:
    """Lay a sentence against all sources. Soft coverage follows the greedy matching of BERTScore
    (Zhang et al. 2020), with equal stems counted as sure."""
    similar = likeness(vectors @ evidence.words.T)
    stems = np.array([token.stem for token in reading.tokens], dtype=np.str_)
    similar[stems[:, None] == evidence.stems[None, :]] = 1.0
    starts = evidence.starts
    held = np.flatnonzero(np.diff(starts))
    coverage = np.zeros((len(stems), len(evidence.sources)), np.float32)
    coverage[:, held] = np.maximum.reduceat(similar, starts[held], axis=1)
    weights = np.array([_weight(token.content, token.filler) for token in reading.tokens])
    return Alignment(
        similar=similar.astype(np.float32),
        coverage=coverage,
        overall=coverage.max(axis=1, initial=0.0),
        carriers=_carriers(coverage, weights, most),
        starts=starts,
    )


def likeness(cosines: Vector) -> Vector:
    """Cosines of word vectors as 0 (nothing in common) to 1 (alike)."""
    return np.asarray(np.clip((cosines - UNRELATED) / (ALIKE - UNRELATED), 0.0, 1.0), np.float32)


def _weight(content: bool, filler: bool) -> float:
    return 1.0 if content else 0.05 if filler else 0.25


def _carriers(coverage: Vector, weights: NDArray[np.float64], most: int) -> tuple[int, ...]:
    """The source that covers most, then those that add a content word's worth or more."""
    chosen: list[int] = []
    best = np.zeros(len(coverage), np.float32)
    while len(chosen) < most and coverage.size:
        gains = weights @ np.maximum(coverage - best[:, None], 0.0)
        source = int(np.argmax(gains))
        if chosen and gains[source] < 0.5:
            break
        chosen.append(source)
        best = np.maximum(best, coverage[:, source])
    return tuple(chosen)
