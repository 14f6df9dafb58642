"""Pairs of a question and a window of text, with whether the one answers the other: what the reader
learns from.

They come from SQuAD 2.0 files and from questions marked in documents (`evals/marked.py`). The
passages are those that the ranking finds, so that the reader learns to tell what it will be shown:
windows that hold a marked span answer; of a question that its collection does not answer, the best
windows of the best hits do not; nor do windows of other passages, nor those that are found when the
document is hidden or the question is put to another collection.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.close_reading import window_around, written
from chatbot.coverage import read_passages
from chatbot.questions import Question
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from evals.marked import collection, read_marked
from evals.squad_files import SquadQuestion, fill, load_squad
from evals.views import Scratch, without_document
from ingest.documents import Hit
from ingest.embedding import Embedder
from ingest.index import Snapshot
from ingest.settings import Settings

HITS = 8
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadingPair:
    """`text` begins with headings up to `begin`; `spans` are the stretches of it that answer."""

    question: str
    text: str
    begin: int
    spans: tuple[Span, ...]
    answers: bool
    weight: float


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
            for asked in questions:
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
        if not spans:
            chosen = hits[:2] + ([self._chance.choice(hits[2:])] if len(hits) > 2 else [])
            yield from (self._pair(question, hit, (), 1.0) for hit in chosen)
            return
        gold = [hit for hit in hits if _holds(hit, document_id, spans)]
        yield from (self._pair(question, hit, spans, 1.5) for hit in gold[:2])
        if rest := [hit for hit in hits if hit not in gold]:
            yield self._pair(question, self._chance.choice([rest[0], *rest]), (), 0.6)
        if self._chance.random() < 0.25:
            hidden = without_document(self._snapshot, document_id)
            for hit in HybridRanker().rank(question, hidden, limit=1):
                yield self._pair(question, hit, (), 0.5)

    def _pair(
        self, question: Question, hit: Hit, spans: Sequence[Span], weight: float
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
        return ReadingPair(question.text, text, begin, inside, bool(gold), weight)


def _holds(hit: Hit, document_id: str, spans: Sequence[Span]) -> bool:
    passage = hit.passage
    return passage.document_id == document_id and any(
        start < passage.end and end > passage.start for start, end in spans
    )
