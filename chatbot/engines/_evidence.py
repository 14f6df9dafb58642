"""What the units of the hits say to the question, measured on stored vectors: no model runs.

A unit's vector is the mean of its tokens' contextual vectors, so it knows its surroundings.
Measures are the cosine to the question, late interaction in both directions (Khattab & Zaharia
2020, with the plain sentence model), and soft coverage: for each content word of the question the
best cosine of its tokens in the unit, 1 where the word's stem stands there, weighted by idf.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chatbot.designations import Designation, designations
from chatbot.engines._compounds import Pair, compounds
from chatbot.engines._features import Measures, Numbers, Places, features
from chatbot.engines._headings import Heading, Offsets, between, headings_measured, shared_headings
from chatbot.question_kinds import QuestionKind
from chatbot.questions import Question, Word
from chatbot.reading import stem
from ingest.documents import Encoding, Hit, Passage, Unit, Vector

LEAST_WEIGHT = 0.3
"""Added to every idf: a word that all passages hold still says what a sentence is about."""
READ_MORE = 0.075
"""What a unit of log-odds by a close reading adds to a passage's score, beyond its say in the order
of the hits: that serves claims and headings, too, of which the reader learnt nothing."""

_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|does|do)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The units of the hits, documents in the order of their best hit, each in reading order.

    For n units and w content words of the question:
    `rank`, `scores`: (n,) the passage's place among the hits, from 0, and its score;
    `vectors`: (n, r) unit mean token vectors, zero where a unit has no tokens;
    `coverage`, `held`: (n, w) how far each word stands in each unit, 0..1; whether its stem does;
    `headed`, `heading_held`: (n, w) the same of the nearest heading above, or else the title;
    `heading_fit`: (n,) how much of that heading the question asks for, 0..1;
    `path`, `path_fit`: the same, where that heading names a mere part, with those above it;
    `stems`, `weights`: (w,) the words' stems, and their weights, of sum 1;
    `compounds`: pairs of stems that make up one name in the question;
    `designations`: versions, models and numbers that the question asks about;
    `read`: (n,) the log-odds that each unit answers, by a close reading; -inf where none was done;
    `features`: (n, f) in the order of `names`.
    """

    passages: tuple[Passage, ...]
    units: tuple[Unit, ...]
    texts: tuple[str, ...]
    rank: Places
    scores: Numbers
    vectors: Vector
    coverage: Numbers
    held: Numbers
    headed: Numbers
    heading_held: Numbers
    heading_fit: Numbers
    path: Numbers
    path_fit: Numbers
    stems: tuple[str, ...]
    weights: Numbers
    compounds: frozenset[Pair]
    designations: tuple[Designation, ...]
    read: Numbers
    names: tuple[str, ...]
    features: Numbers

    def feature(self, name: str) -> Numbers:
        column: Numbers = self.features[:, self.names.index(name)]
        return column


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage with its place among the hits and its stored vectors."""

    passage: Passage
    rank: int
    score: float
    encoding: Encoding
    read: Sequence[float]


def gather(
    question: Question, kind: QuestionKind, hits: Sequence[Hit], encodings: Sequence[Encoding]
) -> Evidence | None:
    """The evidence in `hits`, whose encodings are given in the same order; None without units."""
    found = _in_reading_order(hits, encodings)
    if not found:
        return None
    passages = tuple(each.passage for each in found for _ in each.passage.units)
    units = tuple(unit for each in found for unit in each.passage.units)
    texts = tuple(
        passage.text[unit.start - passage.start : unit.end - passage.start]
        for passage, unit in zip(passages, units, strict=True)
    )
    owner = np.repeat(np.arange(len(found)), [len(each.passage.units) for each in found])
    asked = question.encoding.tokens
    columns = [between(asked.starts, asked.ends, w.start, w.end) for w in question.words]
    average = _averages(columns, len(asked.starts))
    shared = shared_headings(each.passage for each in found)
    measured = [_measured(question, average, shared, each) for each in found]
    best = np.concatenate([m[0] for m in measured])
    vectors = np.concatenate([m[1] for m in measured])
    back = np.concatenate([m[2] for m in measured])
    nearest, path = [m[3] for m in measured], [m[4] for m in measured]
    held = np.concatenate([_held(question.words, each.passage) for each in found])
    coverage = np.where(held > 0, 1.0, np.clip(best @ average.T, 0.0, 1.0))
    weights = np.array([word.idf + LEAST_WEIGHT for word in question.words])
    weights = weights / weights.sum() if len(weights) else weights
    content = np.unique(np.concatenate([*columns, np.zeros(0, np.int64)])).astype(int)
    rest = np.setdiff1d(np.arange(len(asked.starts)), content)
    meanings = np.array([each.encoding.vector @ question.encoding.vector for each in found], float)
    table = features(
        kind,
        texts,
        _sections(found)[owner],
        Measures(
            cosine=_cosine(vectors, asked.vectors),
            late=best.mean(axis=1) if best.shape[1] else np.zeros(len(units)),
            back=back,
            to_asking=_cosine(vectors, asked.vectors[_asking(question, asked.starts, asked.ends)]),
            to_content=_cosine(vectors, asked.vectors[content]),
            to_rest=_cosine(vectors, asked.vectors[rest]),
            coverage=coverage,
            held=held,
            weights=weights,
            meaning=meanings[owner],
            vectors=vectors,
        ),
    )
    return Evidence(
        passages=passages,
        units=units,
        texts=texts,
        rank=np.array([each.rank for each in found])[owner],
        scores=np.array([each.score for each in found], float)[owner],
        vectors=vectors,
        coverage=coverage,
        held=held,
        headed=np.stack([heading.covered for heading in nearest])[owner],
        heading_held=np.stack([heading.held for heading in nearest])[owner],
        heading_fit=np.array([heading.fit for heading in nearest])[owner],
        path=np.stack([heading.covered for heading in path])[owner],
        path_fit=np.array([heading.fit for heading in path])[owner],
        stems=tuple(word.stem for word in question.words),
        weights=weights,
        compounds=compounds(question),
        designations=designations(question.text),
        read=np.concatenate([np.array(each.read, float) for each in found]),
        names=tuple(table),
        features=np.stack(list(table.values()), axis=1),
    )


def _in_reading_order(hits: Sequence[Hit], encodings: Sequence[Encoding]) -> list[_Found]:
    found: dict[str, _Found] = {}
    first: dict[str, int] = {}
    scores = standing(hits)
    for rank, place in enumerate(sorted(range(len(hits)), key=lambda i: -scores[i])):
        hit, encoding = hits[place], encodings[place]
        if hit.passage.units:
            read = hit.answers or (None,) * len(hit.passage.units)
            known = [-np.inf if each is None else each for each in read]
            each = _Found(hit.passage, rank, scores[place], encoding, known)
            found.setdefault(hit.passage.id, each)
            first.setdefault(hit.passage.document_id, rank)
    return sorted(found.values(), key=lambda f: (first[f.passage.document_id], f.passage.start))


def standing(hits: Sequence[Hit]) -> list[float]:
    """The scores of the hits, in which a close reading counts for more than it does in their
    order; passages that were not read are no better than the worst that was."""
    worst = min((hit.read for hit in hits if hit.read is not None), default=0.0)
    return [hit.score + READ_MORE * (worst if hit.read is None else hit.read) for hit in hits]


def _sections(found: Sequence[_Found]) -> Places:
    """(passages,) a number for each run of passages that stand in the same section."""
    keys = [(each.passage.document_id, each.passage.section) for each in found]
    changes = [key != before for key, before in zip(keys, [None, *keys], strict=False)]
    return np.cumsum(changes)


def _measured(
    question: Question, average: Numbers, shared: frozenset[str], each: _Found
) -> tuple[Numbers, Vector, Numbers, Heading, Heading]:
    """For the n units of a passage: best cosine to each question token (n, q); unit mean token
    vectors (n, r); mean over the unit's tokens of the best cosine to any question token (n,); and
    what its heading says to the question, alone and with those above it."""
    passage, tokens = each.passage, each.encoding.tokens
    asked = question.encoding.tokens.vectors
    similar: Vector = asked @ tokens.vectors.T
    lows = np.searchsorted(tokens.starts, [unit.start - passage.start for unit in passage.units])
    highs = np.searchsorted(tokens.starts, [unit.end - passage.start for unit in passage.units])
    best = np.zeros((len(lows), len(asked)))
    vectors = np.zeros((len(lows), tokens.vectors.shape[1]), np.float32)
    back = np.zeros(len(lows))
    filled = np.flatnonzero(highs > lows)
    if len(filled):
        # reduceat runs from each index to the next, so every other stretch is a unit; the last
        # one runs to the end by itself.
        edges = np.stack([lows[filled], highs[filled]], axis=1).ravel()
        edges = edges[:-1] if edges[-1] == len(tokens.starts) else edges
        sums = np.add.reduceat(tokens.vectors, edges, axis=0)[::2]
        vectors[filled] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        if len(asked):
            best[filled] = np.maximum.reduceat(similar, edges, axis=1)[:, ::2].T
            totals = np.add.reduceat(similar.max(axis=0), edges)[::2]
            back[filled] = totals / (highs - lows)[filled]
    nearest, path = headings_measured(
        similar, average, question.words, passage, tokens, shared=shared
    )
    return best, vectors, back, nearest, path


def _asking(question: Question, starts: Offsets, ends: Offsets) -> Places:
    """The tokens of the question word; all tokens, where there is none."""
    match = _ASKING.search(question.text)
    if match is None:
        return np.arange(len(starts))
    return np.flatnonzero((starts >= match.start()) & (ends <= match.end()))


def _averages(columns: Sequence[Places], tokens: int) -> Numbers:
    """(w, tokens): what takes the mean over the tokens of each word."""
    average = np.zeros((len(columns), tokens))
    for row, own in enumerate(columns):
        average[row, own] = 1.0 / max(1, len(own))
    return average


def _held(words: Sequence[Word], passage: Passage) -> Numbers:
    """(units, words): 1 where the word's stem stands in the unit."""
    starts = [unit.start - passage.start for unit in passage.units]
    held = np.zeros((len(starts), len(words)))
    for column, position in _places(words, passage.text):
        row = int(np.searchsorted(starts, position, side="right")) - 1
        held[max(row, 0), column] = 1.0
    return held


def _places(words: Sequence[Word], text: str) -> Iterator[tuple[int, int]]:
    """(which word, where) for every occurrence of a word's stem in the text."""
    if not words:
        return
    column = {word.stem: place for place, word in enumerate(words)}
    for match in _beginning_like(tuple(column)).finditer(text):
        place = column.get(stem(match.group()))
        if place is not None:
            yield place, match.start()


@lru_cache(maxsize=64)
def _beginning_like(stems: tuple[str, ...]) -> re.Pattern[str]:
    """Words that begin like one of the stems: the only ones worth stemming."""
    beginnings = sorted({re.escape(each[:3]) for each in stems})
    return re.compile(
        rf"(?<![^\W_])(?:{'|'.join(beginnings)})[^\W_]*(?:(?<=\d)[.,:]\d+)*", re.IGNORECASE
    )


def _cosine(vectors: Vector, asked: Vector) -> Numbers:
    """(n,) cosines of unit vectors to the mean of the asked ones; 0 without any."""
    if not len(asked):
        return np.zeros(len(vectors))
    mean = asked.mean(axis=0)
    cosine: Numbers = (vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-9))).astype(float)
    return cosine
