"""Ranking, measured: nDCG@10, recall@10 and MRR@10 of meaning, words and both, side by side; and of
the order of an answer's hits, in which the best of both have been read closely.

The documents go through the same splitting and the same index as everything else; a document's
rank is that of its best passage.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TypeVar

from chatbot.answerability import AnswerabilityJudge
from chatbot.questions import Question
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from evals.beir_files import BeirSet, load_beir
from evals.ranking_metrics import ndcg, recall, reciprocal_rank
from evals.report import Figure, Report
from ingest.documents import Document, Hit
from ingest.embedding import Embedder, encode_passages
from ingest.embedding_reader import PairReader, open_reader
from ingest.index import Addition, FileRecord, Snapshot
from ingest.index_local import LocalIndex
from ingest.opening import open_embedder, open_index
from ingest.settings import Settings
from ingest.splitting import split

DEPTH = 10
PASSAGES = 50
"""Passages that are asked for, so that ten documents come together."""

_COMMIT = 500  # documents committed at once

_Item = TypeVar("_Item")
Search = Callable[[Question, Snapshot], Sequence[Hit]]

METRICS = {"nDCG@10": ndcg, "recall@10": recall, "MRR@10": reciprocal_rank}


def run(path: Path, *, settings: Settings | None = None, index: Path | None = None) -> Report:
    """Index the folder at `path` (in BEIR's layout) and rank all of its judged queries.

    The index is a temporary one, or lies at `index`, where a second run finds it ready. Raises
    BeirError for another layout.
    """
    beir = load_beir(path)
    with TemporaryDirectory(prefix="citewell-beir-") if index is None else nullcontext() as made:
        folder = index or Path(str(made))
        chosen = (settings or Settings()).model_copy(update={"index": folder})
        embedder = open_embedder(chosen)
        opened = open_index(chosen, embedder, create=True)
        try:
            fill(opened, beir.documents.values(), embedder=embedder, most=chosen.passage_tokens)
            with opened.snapshot() as snapshot:
                return report(beir, embedder, snapshot)
        finally:
            opened.close()


def fill(
    index: LocalIndex, documents: Iterable[Document], *, embedder: Embedder, most: int
) -> None:
    """Split, embed and commit the documents that the index does not hold yet."""
    with index.snapshot() as snapshot:
        known = {record.id for record in snapshot.documents()}
    fresh = [document for document in documents if document.id not in known]
    for first in _shown(range(0, len(fresh), _COMMIT), "indexing"):
        batch = fresh[first : first + _COMMIT]
        cut = [split(d, count_tokens=embedder.count_tokens, most_tokens=most) for d in batch]
        encodings = iter(encode_passages(embedder, [p for passages in cut for p in passages]))
        additions = [
            Addition(document, passages, [next(encodings) for _ in passages])
            for document, passages in zip(batch, cut, strict=True)
        ]
        files = [FileRecord(d.source, d.source, d.id, 0, 0, (d.id,)) for d in batch]
        index.commit(additions, files=files)


def searches(reader: PairReader | None) -> Mapping[str, Search]:
    """The orders that are compared, by name; "read" where there is a reader."""
    ranker, judge = HybridRanker(), AnswerabilityJudge(reader=reader)

    def hybrid(question: Question, snapshot: Snapshot) -> list[Hit]:
        return ranker.rank(question, snapshot, limit=PASSAGES)

    found: dict[str, Search] = {
        "meaning": lambda q, snapshot: snapshot.search_meaning(q.encoding.vector, PASSAGES),
        "words": lambda q, snapshot: snapshot.search_words(q.text, PASSAGES),
        "hybrid": hybrid,
    }
    if reader is not None:
        found["read"] = lambda q, snapshot: judge.judge(q, hybrid(q, snapshot), snapshot)[1]
    return found


def report(beir: BeirSet, embedder: Embedder, snapshot: Snapshot) -> Report:
    """All metrics of all searches over an index that holds the set."""
    names: dict[str, list[str]] = {}
    for name, document in beir.documents.items():
        names.setdefault(document.id, []).append(name)
    values: dict[tuple[str, str], list[float]] = {}
    compared = searches(open_reader())
    for query, text in _shown(list(beir.queries.items()), "ranking"):
        question = read_question(text, embedder=embedder, snapshot=snapshot)
        for side, search in compared.items():
            ranked = documents_of(search(question, snapshot), names)
            for metric, measure in METRICS.items():
                value = measure(ranked, beir.relevant[query], DEPTH)
                values.setdefault((metric, side), []).append(value)
    figures = [
        Figure(f"{metric} {side}", fmean(values[metric, side]))
        for metric in METRICS
        for side in compared
    ]
    note = (
        f"{len(beir.documents)} documents, {snapshot.passage_count()} passages, "
        f"{len(beir.queries)} queries, {embedder.name}"
    )
    return Report(f"beir-{beir.name}", figures, note)


def documents_of(hits: Iterable[Hit], names: Mapping[str, Sequence[str]]) -> list[str]:
    """The corpus' ids in order of their best passages, each once; copies stand side by side."""
    found = dict.fromkeys(hit.passage.document_id for hit in hits)
    return [name for document in found for name in names.get(document, ())]


def _shown(items: Sequence[_Item], what: str) -> Iterable[_Item]:
    from rich.progress import track

    return track(items, description=what, transient=True)
