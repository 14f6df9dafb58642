"""Asking about a few documents, without a reader."""

from collections.abc import Sequence

from chatbot.answerability import AnswerabilityJudge
from chatbot.answers import Part
from chatbot.chat import Chat
from chatbot.engines.extractive import ExtractiveEngine
from chatbot.followups import FollowUps
from chatbot.reading import read_question
from chatbot.retrieval import HybridRanker
from ingest.documents import Document
from ingest.embedding import Embedder, encode_passages
from ingest.index import Index
from ingest.index_memory import MemoryIndex
from ingest.splitting import split


def talkative(index: Index, embedder: Embedder) -> Chat:
    """A chat that answers whatever it finds anything for."""
    return Chat(
        index,
        embedder,
        followups=FollowUps(),
        ranker=HybridRanker(),
        judge=AnswerabilityJudge(),
        engine=ExtractiveEngine(),
        passages=10,
        caution=0.0,
    )


def answer(
    question: str,
    documents: Sequence[Document],
    *,
    embedder: Embedder,
    engine: ExtractiveEngine | None = None,
) -> list[Part]:
    """What the extractive engine writes, without a judge."""
    index = MemoryIndex()
    for document in documents:
        passages = split(document, count_tokens=embedder.count_tokens, most_tokens=120)
        index.add(document, passages, encode_passages(embedder, passages))
    with index.snapshot() as snapshot:
        asked = read_question(question, embedder=embedder, snapshot=snapshot)
        hits = snapshot.search_meaning(asked.encoding.vector, 8)
        return list((engine or ExtractiveEngine()).write(asked, hits, snapshot))
