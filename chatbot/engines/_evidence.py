"""How much each unit of the hits says to the question: numbers, from stored vectors alone.

Every unit gets a row of features: the cosine of its mean token vector to the question's, late
interaction in both directions (Khattab & Zaharia 2020, with the plain sentence model), idf-weighted
soft coverage of the question's content words, the same of its neighbours, its rank among all units
of the hits, and whether the kind of thing that is asked for stands in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chatbot.question_kinds import QuestionKind
from chatbot.questions import Question, Word
from chatbot.reading import stem
from ingest.documents import Encoding, Hit, Passage, Unit, Vector

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_WEIGHT = 0.3
"""Added to every idf: a word that all passages hold still says what a sentence is about."""

LEANS = re.compile(
    r"^\W*(?:it|its|they|their|them|he|his|she|her|this|these|that|those|such|also|however|then|"
    r"here|in addition|moreover|furthermore|additionally|thus|therefore|hence|instead|otherwise|"
    r"for example|for instance|other|others|another|both|the (?:former|latter|same)|in that case|"
    r"as a result|by contrast|but|and|so|yet|nevertheless|conversely)\b",
    re.IGNORECASE,
)
"""A sentence that begins like this leans on the one before."""

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|hundred|"
    r"thousand|million|billion|percent|daily|weekly|monthly|yearly|annually|hours?|minutes?)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})\b|\b(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|"
    r"\b(?:century|decade|years?|months?|days?|spring|summer|autumn|winter|early|late)\b"
)
_NAME = re.compile(r"(?<=[a-z,;:)'`] )[A-Z][a-z]+")
_PLACE = re.compile(r"\b(?:in|at|from|near|on|of|to) (?:the )?[A-Z][a-z]+")
_REASON = re.compile(
    r"\b(?:because|due to|since|so that|in order to|as a result|causes?|caused|reasons?|therefore|"
    r"thus|hence|leads? to|led to|results? (?:in|from)|to (?:prevent|avoid|allow|make|provide|"
    r"protect|ensure)|purpose|owing to|attributed)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:is|are|was|were|refers? to|means|denotes?|defined as|known as|called|stands for|"
    r"consists? of|describes?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The units of the hits, documents in the order of their best hit, each in reading order.

    For n units and w content words: `vectors` (n, r) unit mean token vectors, zero where a unit
    has no tokens; `coverage` (n, w) how far each word stands in each unit, 0..1; `context` (n, w)
    the same of the headings above it; `weights` (w,) of the words, sum 1; `features` (n, f) in
    the order of `names`; `rank` (n,) the passage's place among the hits, from 0.
    """

    passages: tuple[Passage, ...]
    units: tuple[Unit, ...]
    rank: NDArray[np.int64]
    vectors: Vector
    coverage: Numbers
    context: Numbers
    weights: Numbers
    names: tuple[str, ...]
    features: Numbers

    def text(self, index: int) -> str:
        passage, unit = self.passages[index], self.units[index]
        return passage.text[unit.start - passage.start : unit.end - passage.start]

    def feature(self, name: str) -> Numbers:
        column: Numbers = self.features[:, self.names.index(name)]
        return column


def gather(
    question: Question, kind: QuestionKind, hits: Sequence[Hit], encodings: Sequence[Encoding]
) -> Evidence | None:
    """The evidence in `hits`, whose encodings are given in the same order; None without units."""
    found = sorted(
        (
            (hit.passage, rank, encoding)
            for rank, (hit, encoding) in enumerate(_pairs(hits, encodings))
        ),
        key=lambda entry: entry[1],
    )
    first: dict[str, int] = {}
    for passage, rank, _ in found:
        first.setdefault(passage.document_id, rank)
    found.sort(key=lambda entry: (first[entry[0].document_id], entry[0].start))
    found = [entry for entry in found if entry[0].units]
    if not found:
        return None
    passages = [passage for passage, _, _ in found for _ in passage.units]
    units = [unit for passage, _, _ in found for unit in passage.units]
    ranks = np.array([rank for passage, rank, _ in found for _ in passage.units])
    belongs = np.array([place for place, entry in enumerate(found) for _ in entry[0].units])

    asked = question.encoding.tokens
    similar, tokens, lows, highs = _similarities(asked.vectors, found)
    best, sums, token_best = _by_unit(similar, tokens, lows, highs)
    holds = np.concatenate([_stems_in(question.words, passage) for passage, _, _ in found])
    columns = [_tokens_of(word, asked.starts, asked.ends) for word in question.words]
    coverage = _covered(best, columns, holds)
    context = np.stack([_context(similar, columns, *bounds) for bounds in _contexts(found)])[
        belongs
    ]
    weights = np.array([word.idf + LEAST_WEIGHT for word in question.words])
    weights = weights / weights.sum() if len(weights) else weights
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors = (sums / np.maximum(norms, 1e-9)).astype(np.float32)
    texts = [
        passage.text[unit.start - passage.start : unit.end - passage.start]
        for passage, unit in zip(passages, units, strict=True)
    ]
    meaning = np.array([float(e.vector @ question.encoding.vector) for _, _, e in found])[belongs]
    columns_by_name = _features(
        kind,
        texts,
        belongs=belongs,
        cosine=_cosine(vectors, asked.vectors),
        late=best.mean(axis=1) if best.shape[1] else np.zeros(len(units)),
        back=token_best,
        coverage=coverage @ weights if len(weights) else np.zeros(len(units)),
        held=holds @ weights if len(weights) else np.zeros(len(units)),
        reached=float(coverage.max(axis=0) @ weights) if len(weights) else 0.0,
        words=len(weights),
        meaning=meaning,
        vectors=vectors,
    )
    names = tuple(columns_by_name)
    features = np.stack([columns_by_name[name] for name in names], axis=1)
    return Evidence(
        tuple(passages), tuple(units), ranks, vectors, coverage, context, weights, names, features
    )


def _pairs(hits: Sequence[Hit], encodings: Sequence[Encoding]) -> list[tuple[Hit, Encoding]]:
    seen: set[str] = set()
    pairs = []
    for hit, encoding in zip(hits, encodings, strict=True):
        if hit.passage.id not in seen:
            seen.add(hit.passage.id)
            pairs.append((hit, encoding))
    return pairs


_Found = Sequence[tuple[Passage, int, Encoding]]


def _similarities(
    asked: Vector, found: _Found
) -> tuple[Numbers, Vector, NDArray[np.int64], NDArray[np.int64]]:
    """Cosines of the question's tokens (q,) and all tokens of the passages (m,); the tokens'
    vectors; for each unit the first of its tokens and the one behind its last."""
    tokens = np.concatenate([encoding.tokens.vectors for _, _, encoding in found])
    lows, highs, offset = [], [], 0
    for passage, _, encoding in found:
        starts = encoding.tokens.starts
        begins = [unit.start - passage.start for unit in passage.units]
        ends = [unit.end - passage.start for unit in passage.units]
        lows.append(np.searchsorted(starts, begins) + offset)
        highs.append(np.searchsorted(starts, ends) + offset)
        offset += len(starts)
    return asked @ tokens.T, tokens, np.concatenate(lows), np.concatenate(highs)


def _contexts(found: _Found) -> list[tuple[int, int]]:
    """For each passage, the range of the tokens of its headings."""
    ranges, offset = [], 0
    for _, _, encoding in found:
        starts = encoding.tokens.starts
        ranges.append((offset, offset + int(np.searchsorted(starts, 0))))
        offset += len(starts)
    return ranges


def _by_unit(
    similar: Numbers, tokens: Vector, lows: NDArray[np.int64], highs: NDArray[np.int64]
) -> tuple[Numbers, Numbers, Numbers]:
    """For n units: best cosine to each question token (n, q); sum of token vectors (n, r); mean
    over the unit's tokens of the best cosine to any question token (n,)."""
    count = similar.shape[0]
    best = np.zeros((len(lows), count))
    sums = np.zeros((len(lows), tokens.shape[1]))
    back = np.zeros(len(lows))
    nearest = similar.max(axis=0) if count else np.zeros(len(tokens))
    filled = np.flatnonzero(highs > lows)
    if len(filled):
        # reduceat runs from each index to the next: every other stretch is a unit.
        edges = np.stack([lows[filled], highs[filled]], axis=1).ravel()
        padded = np.concatenate([similar, np.full((count, 1), -1.0)], axis=1)
        best[filled] = np.maximum.reduceat(padded, edges, axis=1)[:, ::2].T
        more = np.concatenate([tokens, np.zeros((1, tokens.shape[1]), tokens.dtype)])
        sums[filled] = np.add.reduceat(more, edges, axis=0)[::2]
        totals = np.add.reduceat(np.append(nearest, 0.0), edges)[::2]
        back[filled] = totals / (highs - lows)[filled]
    return best, sums, back


def _tokens_of(word: Word, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.flatnonzero((starts < word.end) & (ends > word.start))


def _covered(best: Numbers, columns: Sequence[NDArray[np.int64]], holds: Flags) -> Numbers:
    soft = [best[:, c].mean(axis=1) if len(c) else np.zeros(len(best)) for c in columns]
    soft_columns = np.stack(soft, axis=1) if soft else np.zeros((len(best), 0))
    return np.where(holds, 1.0, np.clip(soft_columns, 0.0, 1.0))


def _context(
    similar: Numbers, columns: Sequence[NDArray[np.int64]], low: int, high: int
) -> Numbers:
    """How far the headings above a passage cover each word, by meaning."""
    if high <= low or not columns:
        return np.zeros(len(columns))
    best = similar[:, low:high].max(axis=1)
    return np.clip([best[c].mean() if len(c) else 0.0 for c in columns], 0.0, 1.0)


def _stems_in(words: Sequence[Word], passage: Passage) -> Flags:
    """(units, words): whether the word's stem stands in the unit."""
    holds = np.zeros((len(passage.units), len(words)), bool)
    if not words:
        return holds
    column = {word.stem: place for place, word in enumerate(words)}
    starts = [unit.start - passage.start for unit in passage.units]
    for match in _beginning_like(tuple(column)).finditer(passage.text):
        place = column.get(stem(match.group()))
        row = int(np.searchsorted(starts, match.start(), side="right")) - 1
        if place is not None and row >= 0:
            holds[row, place] = True
    return holds


@lru_cache(maxsize=64)
def _beginning_like(stems: tuple[str, ...]) -> re.Pattern[str]:
    """Words that begin like one of the stems: the only ones worth stemming."""
    beginnings = sorted({re.escape(each[:3]) for each in stems})
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(beginnings)})[^\W_]*", re.IGNORECASE)


def _cosine(vectors: Vector, asked: Vector) -> Numbers:
    if not len(asked):
        return np.zeros(len(vectors))
    mean = asked.mean(axis=0)
    cosine: Numbers = (vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-9))).astype(float)
    return cosine


def _features(
    kind: QuestionKind,
    texts: Sequence[str],
    *,
    belongs: NDArray[np.int64],
    cosine: Numbers,
    late: Numbers,
    back: Numbers,
    coverage: Numbers,
    held: Numbers,
    reached: float,
    words: int,
    meaning: Numbers,
    vectors: Vector,
) -> dict[str, Numbers]:
    count = len(texts)
    centre = np.zeros_like(vectors)
    for place in range(int(belongs[-1]) + 1):
        own = belongs == place
        centre[own] = vectors[own].mean(axis=0)
    centre /= np.maximum(np.linalg.norm(centre, axis=1, keepdims=True), 1e-9)
    lengths = np.array([max(1, len(text.split())) for text in texts])
    first = np.append(True, belongs[1:] != belongs[:-1])
    order = np.argsort(np.argsort(-cosine))
    leans = _matches(LEANS.match, texts)
    date = _matches(_DATE.search, texts)
    number = _matches(_NUMBER.search, texts)
    names = np.log1p([len(_NAME.findall(text)) for text in texts])
    place = _matches(_PLACE.search, texts)
    reason = _matches(_REASON.search, texts)
    defines = _matches(_DEFINES.search, texts)
    details = kind.details

    def asked(condition: bool) -> Numbers:
        return np.full(count, float(condition))

    return {
        "cosine": cosine,
        "late": late,
        "back": back,
        "coverage": coverage,
        "held": held,
        "reached": np.full(count, reached),
        "meaning": meaning,
        "best_meaning": np.full(count, meaning.max()),
        "best_cosine": np.full(count, cosine.max()),
        "best_late": np.full(count, late.max()),
        "best_coverage": np.full(count, coverage.max()),
        "order": np.minimum(order, 6).astype(float),
        "nearest": (order == 0).astype(float),
        "near": (order <= 1).astype(float),
        "cosine_before": _before(cosine),
        "cosine_after": _after(cosine),
        "coverage_before": _before(coverage),
        "coverage_after": _after(coverage),
        "late_before": _before(late),
        "late_after": _after(late),
        "central": np.einsum("ij,ij->i", centre, vectors).astype(float),
        "first": first.astype(float),
        "length": np.log(lengths),
        "short": (lengths < 6).astype(float),
        "leans": leans,
        "number": number,
        "names": names,
        "reason": reason,
        "defines": defines,
        "leans_on": leans * _before(cosine),
        "words": asked(True) * words,
        "asks_date": asked("date" in details),
        "asks_number": asked("number" in details),
        "asks_person": asked("person" in details),
        "asks_place": asked("place" in details),
        "asks_reason": asked(kind.form == "reason"),
        "asks_definition": asked(kind.form == "definition"),
        "asks_comparison": asked(kind.form == "comparison"),
        "asks_list": asked(kind.form == "list"),
        "asks_choice": asked(kind.form == "choice"),
        "asks_procedure": asked(kind.form == "procedure"),
        "has_date": date * ("date" in details),
        "lacks_date": (1 - date) * ("date" in details),
        "has_number": number * ("number" in details),
        "lacks_number": (1 - number) * ("number" in details),
        "has_person": names * ("person" in details),
        "has_place": place * ("place" in details),
        "has_reason": reason * (kind.form == "reason"),
        "has_definition": defines * (kind.form == "definition"),
        "first_definition": first * (kind.form == "definition"),
    }


def _matches(test: object, texts: Sequence[str]) -> Numbers:
    return np.array([float(test(text) is not None) for text in texts])  # type: ignore[operator]


def _before(values: Numbers) -> Numbers:
    """Each unit's value is its predecessor's; the mean where there is none."""
    return np.append(values.mean(), values[:-1])


def _after(values: Numbers) -> Numbers:
    return np.append(values[1:], values.mean())


def runs(marked: Flags) -> list[tuple[int, int]]:
    """(first, behind the last) of every stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(int), [0]))))
    return [(int(a), int(b)) for a, b in pairwise(edges)][::2]
