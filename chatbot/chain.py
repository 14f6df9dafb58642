"""Citewell's parts as LangChain's: a chain and a retriever for a stranger's program.

`assemble(Settings()).chain` and `.retriever` make them; README shows five lines that use them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict

from chatbot.answers import Answer, Part, Turn
from chatbot.chat import Chat
from chatbot.reading import read_question
from ingest.blas import single_threaded_blas
from ingest.documents import Hit

ChainInput = str | Mapping[str, Any]


class CitewellRetriever(BaseRetriever):
    """Hybrid ranking as a LangChain retriever; scores and offsets are in the metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    chat: Chat
    limit: int = 10

    def hits(self, query: str, *, limit: int | None = None) -> list[Hit]:
        """The best passages for a query, best first, as Citewell's own type."""
        with self.chat.index.snapshot() as snapshot, single_threaded_blas():
            question = read_question(query, embedder=self.chat.embedder, snapshot=snapshot)
            return self.chat.ranker.rank(question, snapshot, limit=limit or self.limit)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document": hit.passage.document_id,
                    "source": hit.passage.source,
                    "title": hit.passage.title,
                    "section": hit.passage.section,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "page": hit.passage.page,
                    "score": hit.score,
                },
            )
            for hit in self.hits(query)
        ]


class CitewellChain(Runnable[ChainInput, Answer]):
    """The chain as a Runnable: a question, or {"question": str, "history": [str, ...]}, to an
    Answer; Turns in the history bring their answers along. `stream` yields Answers that grow part
    by part; the last one is complete."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat

    def invoke(
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        def run(value: ChainInput) -> Answer:
            return self.chat.answer(*_question(value))

        return self._call_with_config(run, input, config)

    def stream(
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        def run(values: Iterator[ChainInput]) -> Iterator[Answer]:
            for value in values:
                yield from self._grow(value)

        return self._transform_stream_with_config(iter([input]), run, config)

    def _grow(self, value: ChainInput) -> Iterator[Answer]:
        question, history = _question(value)
        parts: list[Part] = []
        for item in self.chat.stream_answer(question, history):
            if isinstance(item, Answer):
                yield item
            else:
                parts.append(item)
                text = "\n".join(part.text for part in parts)
                yield Answer(question, question, text, parts=tuple(parts))


def _question(value: ChainInput) -> tuple[str, Sequence[Turn]]:
    if isinstance(value, str):
        return value, ()
    question, history = value.get("question"), value.get("history") or ()
    if not isinstance(question, str):
        raise TypeError('ask with a text, or with {"question": text, "history": [text, ...]}')
    if isinstance(history, str) or not all(isinstance(each, str | Turn) for each in history):
        raise TypeError("history is a list of the questions asked before, as text or as Turns")
    return question, [each if isinstance(each, Turn) else Turn(each) for each in history]
