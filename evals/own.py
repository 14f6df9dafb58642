"""How well someone's own documents are answered from: questions made of them, asked and judged.

citewell eval --own
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import get_args

from chatbot.answers import Answer
from chatbot.chat import Chat
from evals.calibration import Pair, calibration_error, ranking_area
from evals.own_questions import OwnKind, OwnQuestion, answered_elsewhere, make_questions
from evals.report import Figure, Report
from ingest.documents import Document, Encoding, Hit, Passage, Vector
from ingest.index import DocumentRecord, Index, Snapshot

_HALF = 0.5
_SPARE = 30  # hits asked for beyond the limit, in place of those of the document left out


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """A question as it was answered; `left_out` says that its document was, `right` whether that
    is what should have happened: its stretch cited, or, left out, a refusal."""

    question: OwnQuestion
    left_out: bool
    right: bool
    refused: bool
    probability: float
    seconds: float


def run(
    chat: Chat, *, most: int = 60, progress: Callable[[int, int], None] = lambda done, total: None
) -> Report:
    """Make questions of the documents that the chat answers from, ask them, and judge.

    `progress` is told how many questions of how many are done.
    """
    with chat.index.snapshot() as snapshot:
        questions = make_questions(snapshot, most=most)
        proving = {q for q in questions if not answered_elsewhere(q, snapshot)}
    if questions:
        chat.answer(questions[0].question)  # warms up what the timing shall not count
    total = len(questions) + len(proving)
    rows: list[OwnOutcome] = []
    for question in questions:
        rows.append(_asked(question, chat, left_out=False))
        progress(len(rows), total)
        if question in proving:
            rows.append(_asked(question, without(chat, question.document_id), left_out=True))
            progress(len(rows), total)
    return report(rows)


def report(rows: Sequence[OwnOutcome]) -> Report:
    """The figures; `extra` holds what plots are made of, and the questions that went wrong."""
    held = [row for row in rows if not row.left_out]
    absent = [row for row in rows if row.left_out]
    figures: list[Figure] = []
    if held:
        figures.append(Figure("answered right", mean(row.right for row in held)))
        figures.append(Figure("wrongly refused", mean(row.refused for row in held), at_most=True))
    if absent:
        figures.append(Figure("left out: refused", mean(row.right for row in absent)))
    of_kinds = {k: [row for row in held if row.question.kind == k] for k in get_args(OwnKind)}
    figures += [
        Figure(f"{kind}: answered right", mean(row.right for row in of_kind))
        for kind, of_kind in of_kinds.items()
        if of_kind
    ]
    pairs: list[Pair] = [(row.probability, not row.left_out) for row in rows]
    if held and absent:
        figures.append(Figure("answerability: ranking area", ranking_area(pairs)))
        error = calibration_error(pairs)
        figures.append(Figure("answerability: calibration error", error, at_most=True))
    times = [1000 * row.seconds for row in rows]
    if len(times) > 1:
        figures.append(Figure("milliseconds, median", median(times), at_most=True))
        p95 = quantiles(times, n=20, method="inclusive")[-1]
        figures.append(Figure("milliseconds, p95", p95, at_most=True))
    failures = [
        {
            "question": row.question.question,
            "kind": row.question.kind,
            "document": row.question.title,
            "was": _was(row),
        }
        for row in rows
        if not row.right
    ]
    note = f"{len(held)} questions made of the documents, {len(absent)} with theirs left out"
    return Report("own", figures, note, {"failures": failures, "pairs": pairs, "times": times})


def _was(row: OwnOutcome) -> str:
    if row.left_out:
        return "answered without its document"
    return "refused" if row.refused else "answered from elsewhere"


def _asked(question: OwnQuestion, chat: Chat, *, left_out: bool) -> OwnOutcome:
    answer = chat.answer(question.question)
    right = answer.refused if left_out else not answer.refused and _cited(answer, question)
    return OwnOutcome(
        question,
        left_out,
        right,
        answer.refused,
        answer.answerability.probability,
        sum(answer.seconds.values()),
    )


def _cited(answer: Answer, question: OwnQuestion) -> bool:
    """Whether the citations hold half of the gold stretches, or lie in one of them."""
    quotes = [(c.start, c.end) for c in answer.citations if c.document_id == question.document_id]
    if question.kind in ("heading", "definition"):
        return any(_shared(quote, gold) > 0 for quote in quotes for gold in question.gold)
    held = [any(_shared(gold, quote) >= _HALF for quote in quotes) for gold in question.gold]
    return mean(held) >= _HALF


def _shared(part: tuple[int, int], whole: tuple[int, int]) -> float:
    """The share of the characters of `part` that lie in `whole`."""
    both = min(part[1], whole[1]) - max(part[0], whole[0])
    return max(both, 0) / max(part[1] - part[0], 1)


def without(chat: Chat, document_id: str) -> Chat:
    """The same chat over all documents but one."""
    other = copy.copy(chat)
    other.index = _Without(chat.index, document_id)
    return other


class _Without:
    """An Index in which one document is not."""

    def __init__(self, index: Index, document_id: str) -> None:
        self._index = index
        self._gone = document_id

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        with self._index.snapshot() as snapshot:
            yield _SnapshotWithout(snapshot, self._gone)

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        raise NotImplementedError("for reading only")

    def remove(self, document_id: str) -> bool:
        raise NotImplementedError("for reading only")


class _SnapshotWithout:
    """A Snapshot in which one document is not."""

    def __init__(self, snapshot: Snapshot, document_id: str) -> None:
        self._snapshot = snapshot
        self._gone = document_id
        self._passages = [passage.embedded_text for passage in snapshot.neighbours(document_id)]

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        return self._rest(self._snapshot.search_meaning(vector, limit + self._spare), limit)

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        return self._rest(
            self._snapshot.search_words(text, limit + self._spare, holding=holding), limit
        )

    @property
    def _spare(self) -> int:
        return max(_SPARE, len(self._passages))

    def _rest(self, hits: list[Hit], limit: int) -> list[Hit]:
        return [hit for hit in hits if hit.passage.document_id != self._gone][:limit]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        found = self._snapshot.passages(ids)
        return [passage for passage in found if passage.document_id != self._gone]

    def neighbours(self, document_id: str) -> list[Passage]:
        return [] if document_id == self._gone else self._snapshot.neighbours(document_id)

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        return self._snapshot.encodings(ids)

    def document(self, document_id: str) -> Document | None:
        return None if document_id == self._gone else self._snapshot.document(document_id)

    def documents(self) -> list[DocumentRecord]:
        return [record for record in self._snapshot.documents() if record.id != self._gone]

    def passage_count(self) -> int:
        return self._snapshot.passage_count() - len(self._passages)

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        """How many of the other passages hold each word's stem."""
        from ingest.index_memory import stem_words

        held = [set(stem_words(text)) for text in self._passages]
        counts = self._snapshot.document_frequency(words)
        gone = [sum(set(stem_words(word)) <= stems for stems in held) for word in words]
        return [max(count - less, 0) for count, less in zip(counts, gone, strict=True)]
