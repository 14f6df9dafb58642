"""What the extractive engine quotes from one passage, against hand-marked spans.

Input: JSON lines `{"question": str, "text": str, "spans": [[start, end], ...]}`; no spans: nothing
in this text answers. Every text becomes a document of one index, through the same splitter and
embedder as everything else, so that the rarity of words is that of the whole file; each question
is then put to the engine with the passages of its own text as the only hits. The engine, with the
reader of every unit if there is one, decides alone how much to quote, or nothing: the judge of
answerability, who looks at a whole index, takes no part.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.engines._unit_model import UnitModel
from chatbot.engines.extractive import ExtractiveEngine
from chatbot.questions import Question
from chatbot.reading import read_question
from evals.report import Figure, Report
from ingest.documents import Block, Document, Hit, Passage
from ingest.embedding import Embedder, encode_passages
from ingest.embedding_reader import PairReader, open_reader
from ingest.index import Snapshot
from ingest.index_memory import MemoryIndex
from ingest.settings import Settings
from ingest.splitting import split

Span = tuple[int, int]

MOST_WORDS = 300
"""Words that may be quoted of one text: annotators were not asked to be brief."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A question, one text, and the stretches of it that answer; offsets in characters."""

    question: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A marked text as the engine gets it."""

    marked: MarkedText
    question: Question
    hits: tuple[Hit, ...]


@dataclass(slots=True)
class Overlap:
    """Words counted over all cases: quoted, gold, and both."""

    quoted: int = 0
    gold: int = 0
    both: int = 0

    def count(self, text: str, quoted: Sequence[Span], gold: Sequence[Span]) -> None:
        """Whitespace words of `text`; a word belongs to a span that holds its first character."""
        for start in _word_starts(text):
            in_quote = any(a <= start < b for a, b in quoted)
            in_gold = any(a <= start < b for a, b in gold)
            self.quoted += in_quote
            self.gold += in_gold
            self.both += in_quote and in_gold

    def __add__(self, other: "Overlap") -> "Overlap":
        return Overlap(self.quoted + other.quoted, self.gold + other.gold, self.both + other.both)

    @property
    def precision(self) -> float:
        return self.both / self.quoted if self.quoted else 0.0

    @property
    def recall(self) -> float:
        return self.both / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.quoted + self.gold
        return 2 * self.both / total if total else 0.0


def run(path: Path, *, embedder: Embedder | None = None) -> Report:
    """Micro precision, recall and F1 over the words of all texts of the file."""
    marked = read(path)
    engine = thorough(UnitModel.load(), reader=open_reader())
    overlap = Overlap()
    silent, unanswerable = 0, 0
    with Indexed(marked, embedder) as (snapshot, cases):
        for case in cases:
            quotes = count_quotes(engine, case, snapshot, overlap)
            if not case.marked.spans:
                unanswerable += 1
                silent += not quotes
    return Report(
        f"spans-{path.stem}",
        (
            Figure("word F1", overlap.f1),
            Figure("word precision", overlap.precision),
            Figure("word recall", overlap.recall),
            Figure("share of texts without gold left alone", silent / max(1, unanswerable)),
            Figure("texts", len(marked)),
        ),
        note="micro over whitespace words; texts without gold count as they are",
    )


def thorough(model: UnitModel, *, reader: PairReader | None = None) -> ExtractiveEngine:
    """The engine as it is measured: it alone decides whether to speak, and quotes all of a text
    that answers, where a chat's answer is kept brief."""
    return ExtractiveEngine(
        model=model, least=model.threshold, brief=False, most_words=MOST_WORDS, reader=reader
    )


def count_quotes(
    engine: ExtractiveEngine, case: Case, snapshot: Snapshot, overlap: Overlap
) -> list[Span]:
    """What the engine says to the case, counted into `overlap`; quotes that only support others
    are not said and do not count."""
    quotes = [
        (quote.start, quote.end)
        for part in engine.write(case.question, case.hits, snapshot)
        for quote in part.quotes[:1]
    ]
    overlap.count(case.marked.text, quotes, case.marked.spans)
    return quotes


def read(path: Path) -> list[MarkedText]:
    """Raises ValueError naming the line that is not of the format."""
    marked = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            spans = tuple((int(start), int(end)) for start, end in row["spans"])
            marked.append(MarkedText(str(row["question"]), str(row["text"]), spans))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path}, line {number}: expected question, text and spans ({error})"
            ) from error
    return marked


def cases(marked: Sequence[MarkedText], snapshot: Snapshot, embedder: Embedder) -> Iterator[Case]:
    """Each question with the passages of its own text as hits, nearest first. Their scores are the
    same: there is nothing to be ranked."""
    for each in marked:
        question = read_question(each.question, embedder=embedder, snapshot=snapshot)
        passages = snapshot.neighbours(document_of(each.text).id)
        encodings = snapshot.encodings([passage.id for passage in passages])
        hits = [
            Hit(passage, score=1.0, meaning=cosine)
            for passage, encoding in zip(passages, encodings, strict=True)
            for cosine in [float(encoding.vector @ question.encoding.vector)]
        ]
        yield Case(each, question, tuple(sorted(hits, key=lambda hit: -(hit.meaning or 0.0))))


def document_of(text: str) -> Document:
    """The text as a document without title, each of its lines a paragraph."""
    blocks, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            blocks.append(Block("paragraph", start, start + len(line.rstrip())))
        start += len(line)
    identity = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Document(identity, identity, "", text, tuple(blocks))


class Indexed:
    """The file's texts in one index, its encodings made in one batch."""

    def __init__(self, marked: Sequence[MarkedText], embedder: Embedder | None = None) -> None:
        self._marked = marked
        self._embedder = embedder or _local_embedder()
        self._index = MemoryIndex()

    def __enter__(self) -> tuple[Snapshot, Iterator[Case]]:
        count = self._embedder.count_tokens
        most = Settings().passage_tokens
        documents = {text.text: document_of(text.text) for text in self._marked}
        split_up: list[tuple[Document, list[Passage]]] = [
            (document, split(document, count_tokens=count, most_tokens=most))
            for document in documents.values()
        ]
        encodings = iter(encode_passages(self._embedder, [p for _, ps in split_up for p in ps]))
        for document, passages in split_up:
            self._index.add(document, passages, [next(encodings) for _ in passages])
        self._snapshot = self._index.snapshot()
        snapshot = self._snapshot.__enter__()
        return snapshot, cases(self._marked, snapshot, self._embedder)

    def __exit__(self, *error: object) -> None:
        self._snapshot.__exit__(None, None, None)


def _word_starts(text: str) -> Iterator[int]:
    inside = False
    for position, character in enumerate(text):
        if not character.isspace() and not inside:
            yield position
        inside = not character.isspace()


def _local_embedder() -> Embedder:
    from ingest.embedding_local import LocalEmbedder

    return LocalEmbedder()
