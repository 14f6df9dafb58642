"""Pairs of a question and a window of text, with whether the one answers the other: what the reader
learns from.

They come from SQuAD 2.0 files and from questions marked in documents (`evals/marked.py`). The
passages are those that the ranking finds, so that the reader learns to tell what it will be shown.
The window that holds a marked span answers, and does not when the question is made deceiving; nor
do windows of hits where the collection does not answer, or the question was put to another one.
Other hits of an answered question are not marked: they answer it seldom, and readers that are there
know better (`taught`).
"""

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import numpy as np

from chatbot.close_reading import window_around, written
from chatbot.coverage import read_passages
from chatbot.questions import Question
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from evals.deceiving import deceiving
from evals.marked import collection, read_marked
from evals.squad_files import SquadQuestion, fill, load_squad
from evals.views import Scratch
from ingest.documents import Hit, Vector
from ingest.embedding import Embedder
from ingest.embedding_reader import PairReader
from ingest.index import Snapshot
from ingest.settings import Settings

log = logging.getLogger(__name__)

HITS = 8
OTHERS = 2  # windows of passages that are not marked
LABELLED = 0.6
UNMARKED = 0.15
_READ_AT_ONCE = 16
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Taught:
    """What readers that are there already make of a pair, in log-odds: `answers`, that the window
    does; `tokens` (n,): that each token of the text, headings and all, belongs to an answer."""

    answers: float
    tokens: Vector


@dataclass(frozen=True, slots=True)
class ReadingPair:
    """`text` begins with headings up to `begin`; `spans` are the stretches of it that answer.
    `certain`, 0..1: how much `answers` and `spans` count against what is `taught`."""

    question: str
    text: str
    begin: int
    spans: tuple[Span, ...]
    answers: bool
    weight: float
    certain: float = 1.0
    taught: Taught | None = None


def taught(pairs: Sequence[ReadingPair], readers: Sequence[PairReader]) -> list[ReadingPair]:
    """The pairs with the mean of what the readers make of them (Hinton et al. 2015), but for those
    that are certain."""
    from rich.progress import track

    lessons = list(pairs)
    uncertain = [i for i, pair in enumerate(pairs) if pair.certain < 1]
    uncertain.sort(key=lambda i: len(pairs[i].question) + len(pairs[i].text))
    batches = range(0, len(uncertain), _READ_AT_ONCE)
    for first in track(batches, description="asking the teachers", transient=True):
        batch = uncertain[first : first + _READ_AT_ONCE]
        asked = [(pairs[i].question, pairs[i].text) for i in batch]
        for i, *found in zip(batch, *(reader(asked) for reader in readers), strict=True):
            said = Taught(
                fmean(reading.score for reading in found),
                np.mean([reading.tokens for reading in found], axis=0),
            )
            lessons[i] = replace(pairs[i], taught=said)
    return lessons


def marked_pairs(
    path: Path,
    documents: Path,
    *,
    settings: Settings,
    embedder: Embedder,
    but: Sequence[str] = (),
    seed: int = 0,
) -> Iterator[ReadingPair]:
    """Of every collection that has a folder in `documents`, without those that are named."""
    chance = random.Random(seed)  # noqa: S311 (a fixed order, no secret)
    marked = read_marked(path)
    for name, questions in marked.items():
        if name in but or not (documents / name).is_dir():
            continue
        with collection(documents / name, settings, embedder) as (snapshot, ids):
            maker = _Maker(snapshot, embedder, chance)
            fitting = [q for q in questions if q.fits(ids.get(q.document, ""))]
            if len(fitting) < len(questions):
                drifted = f"{len(questions) - len(fitting)} of {len(questions)}"
                log.warning("%s: %s marked in texts that are read otherwise now", name, drifted)
            for asked in fitting:
                yield from maker.pairs(asked.text, ids.get(asked.document, ""), asked.spans)
            others = [q for key, rest in marked.items() if key != name for q in rest]
            for asked in chance.sample(others, min(len(others), len(questions) // 4)):
                yield from maker.pairs(asked.text, "", ())


def squad_pairs(
    path: Path, *, settings: Settings, embedder: Embedder, but: Sequence[str] = (), seed: int = 0
) -> Iterator[ReadingPair]:
    """Of a SQuAD 2.0 file, without the articles whose titles are given."""
    chance = random.Random(seed)  # noqa: S311 (a fixed order, no secret)
    file = load_squad(path)
    questions: list[SquadQuestion] = [q for q in file.questions if q.title not in but]
    with Scratch(settings, embedder) as index:
        fill(index, file.documents, embedder=embedder, most_tokens=settings.passage_tokens)
        with index.snapshot() as snapshot:
            maker = _Maker(snapshot, embedder, chance)
            for asked in questions:
                spans = tuple((answer.start, answer.end) for answer in asked.answers)
                yield from maker.pairs(asked.text, asked.document_id, spans)


class _Maker:
    """Makes the pairs of one question after the other."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, chance: random.Random) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._chance = chance

    def pairs(self, text: str, document_id: str, spans: Sequence[Span]) -> Iterator[ReadingPair]:
        question = read_question(text, embedder=self._embedder, snapshot=self._snapshot)
        hits = HybridRanker().rank(question, self._snapshot, limit=HITS)
        gold = [hit for hit in hits if spans and _holds(hit, document_id, spans)]
        for hit in gold[:1]:
            pair = self._pair(question, hit, spans, 1.0, certain=LABELLED)
            yield pair
            nearby = hits[:1] if self._chance.random() < 0.5 else hits
            other = deceiving(text, [hit.passage.text for hit in nearby], self._chance)
            if other and pair.answers:
                yield replace(
                    pair, question=other, spans=(), answers=False, weight=0.8, certain=1.0
                )
        rest = [hit for hit in hits if hit not in gold]
        for hit in self._chance.sample(rest, min(OTHERS, len(rest))):
            if spans:
                yield self._pair(question, hit, (), 0.8, certain=UNMARKED)
            else:
                yield self._pair(question, hit, (), 1.0, certain=LABELLED)

    def _pair(
        self,
        question: Question,
        hit: Hit,
        spans: Sequence[Span],
        weight: float,
        *,
        certain: float,
    ) -> ReadingPair:
        passage = hit.passage
        _, read = read_passages(question, [passage], self._snapshot.encodings([passage.id]))
        near = read[0].nearness if read else (0.0,) * len(passage.units)
        gold = [
            i
            for i, unit in enumerate(passage.units)
            if any(start < unit.end and end > unit.start for start, end in spans)
        ]
        unit = max(gold or range(len(passage.units)), key=lambda i: near[i])
        start, end = window_around(passage, unit, near)
        text, begin = written(passage, start, end)
        shift = passage.start + start - begin
        inside = tuple(
            (max(a - shift, begin), b - shift)
            for a, b in spans
            if gold and a - shift < len(text) and b - shift > begin
        )
        return ReadingPair(question.text, text, begin, inside, bool(gold), weight, certain)


def _holds(hit: Hit, document_id: str, spans: Sequence[Span]) -> bool:
    passage = hit.passage
    return passage.document_id == document_id and any(
        start < passage.end and end > passage.start for start, end in spans
    )
