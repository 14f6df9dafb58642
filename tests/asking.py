"""Asking the extractive engine about a few documents, without a judge or a reader."""

from collections.abc import Sequence

from chatbot.answers import Part
from chatbot.engines.extractive import ExtractiveEngine
from chatbot.reading import read_question
from ingest.documents import Document
from ingest.embedding import Embedder, encode_passages
from ingest.index_memory import MemoryIndex
from ingest.splitting import split


def answer(
    question: str,
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    engine: ExtractiveEngine | None = None,
) -> list[Part]:
    index = MemoryIndex()
    for document in documents:
        passages = split(document, count_tokens=embedder.count_tokens, most_tokens=120)
        index.add(document, passages, encode_passages(embedder, passages))
    with index.snapshot() as snapshot:
        asked = read_question(question, embedder=embedder, snapshot=snapshot)
        hits = snapshot.search_meaning(asked.encoding.vector, 8)
        return list((engine or ExtractiveEngine()).write(asked, hits, snapshot))
