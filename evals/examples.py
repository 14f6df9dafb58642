"""Measured questions: what the judge sees of them, and whether they are answered.

Of SQuAD files and of marked questions every answerable one is also measured with its own document
hidden, as one whose answer is not there: what most refusals in use are about.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.answerability import Measures, measure
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from evals.golden import load_questions
from evals.marked import collection, read_marked
from evals.squad_files import fill, load_squad
from evals.views import Scratch, without_document
from ingest.embedding import Embedder
from ingest.embedding_reader import PairReader
from ingest.index import Snapshot
from ingest.opening import open_embedder
from ingest.pipeline import ingest
from ingest.settings import Settings

SEPARATE_GROUPS = 12  # a source of so many articles or fewer is held out article by article
HITS = 10
FOREIGN = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A measured question. `fold` tells what is held out together; `hidden`: its own document was
    out of sight; `fitted`: it may be fitted on."""

    source: str
    fold: str
    answerable: bool
    hidden: bool
    fitted: bool
    values: dict[str, float]


def measured(
    text: str, snapshot: Snapshot, embedder: Embedder, reader: PairReader | None = None
) -> Measures | None:
    """What the judge would see of the question in this snapshot."""
    question = read_question(text, embedder=embedder, snapshot=snapshot)
    hits = HybridRanker().rank(question, snapshot, limit=HITS)
    return measure(question, hits, snapshot, reader=reader)


def squad_examples(path: Path, settings: Settings, reader: PairReader | None) -> Iterator[Example]:
    """All questions of a SQuAD 2.0 file; those that have an answer also with it hidden."""
    file = load_squad(path)
    embedder = open_embedder(settings)
    titles = {question.title for question in file.questions}
    with Scratch(settings, embedder) as index:
        fill(index, file.documents, embedder=embedder, most_tokens=settings.passage_tokens)
        with index.snapshot() as snapshot:
            for question in file.questions:
                fold = question.title if len(titles) <= SEPARATE_GROUPS else _half(question.title)
                for hidden in (False, True) if question.answerable else (False,):
                    view = without_document(snapshot, question.document_id) if hidden else snapshot
                    if seen := measured(question.text, view, embedder, reader):
                        there = question.answerable and not hidden
                        values = dict(seen.values)
                        yield Example(path.stem, fold, there, hidden, True, values)


def golden_examples(
    path: Path, corpus: Path, settings: Settings, reader: PairReader | None
) -> Iterator[Example]:
    """Golden questions that need no conversation; only their part `fit` may be fitted on."""
    embedder = open_embedder(settings)
    with Scratch(settings, embedder) as index:
        ingest([corpus], index=index, embedder=embedder, most_tokens=settings.passage_tokens)
        with index.snapshot() as snapshot:
            for question in load_questions(path):
                seen = measured(question.question, snapshot, embedder, reader)
                if seen and not question.history:
                    fitted = question.part == "fit"
                    values = dict(seen.values)
                    yield Example(
                        path.stem, question.part, question.answerable, False, fitted, values
                    )


def marked_examples(
    path: Path,
    documents: Path,
    settings: Settings,
    reader: PairReader | None,
    *,
    only: Sequence[str] = (),
) -> Iterator[Example]:
    """The marked questions of the collections that are named, or of all; and, as off the topic,
    one of another collection for every `FOREIGN` of its own."""
    embedder = open_embedder(settings)
    marked = read_marked(path)
    for name, questions in marked.items():
        if (only and name not in only) or not (documents / name).is_dir():
            continue
        with collection(documents / name, settings, embedder) as (snapshot, ids):
            for question in questions:
                own = ids.get(question.document, "")
                for hidden in (False, True) if question.spans else (False,):
                    view = without_document(snapshot, own) if hidden else snapshot
                    if seen := measured(question.text, view, embedder, reader):
                        there = bool(question.spans) and not hidden
                        values = dict(seen.values)
                        yield Example(path.stem, name, there, hidden, True, values)
            others = [asked for other, rest in marked.items() if other != name for asked in rest]
            for asked in others[:: max(1, FOREIGN * len(others) // len(questions))]:
                if seen := measured(asked.text, snapshot, embedder, reader):
                    yield Example(path.stem, name, False, True, True, dict(seen.values))


def _half(name: str) -> str:
    return f"half {hashlib.sha256(name.encode()).digest()[0] % 2}"
