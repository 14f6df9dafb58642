"""What the doors for other programs ask of Citewell: one place for HTTP and MCP alike."""

import copy
from collections.abc import Callable, Iterator, Sequence

from chatbot.answers import Answer, Part, Turn
from chatbot.assembly import Citewell
from chatbot.chain import CitewellRetriever
from chatbot.chat import Chat
from ingest.collections import ALL, MAIN
from ingest.documents import Hit
from ingest.index import DocumentRecord, Index
from ingest.index_local import LocalIndex
from ui.api.chat_models import MODEL
from ui.api.problems import RequestError
from ui.sources import public_source


class Desk:
    """Answers, searches and shows documents; safe for threads. `counted` is told each answer.

    Where a method takes a `collection`, empty stands for the one that Citewell was started with.
    If that is a single one other than the main one, no other can be reached.
    """

    def __init__(
        self,
        citewell: Citewell,
        *,
        counted: Callable[[Answer], None] = lambda _: None,
    ) -> None:
        self.citewell = citewell
        self._collections = citewell.collections
        self._counted = counted

    def collections(self) -> list[str]:
        """The names of the collections that can be reached besides the one at hand."""
        if self.citewell.settings.collection not in (MAIN, ALL):
            return []
        names = self._collections.names()
        return [*names, ALL] if len(names) > 1 else []

    def models(self) -> list[str]:
        """The names that a chat can be asked by."""
        return [MODEL, *(f"{MODEL}:{name}" for name in self.collections())]

    def collection_of(self, model: str) -> str:
        """The collection that a model's name stands for; raises RequestError where there is no
        such model."""
        if model not in self.models():
            known = ", ".join(self.models())
            raise RequestError(
                404,
                f"There is no such model; there: {known}",
                kind="not_found_error",
                param="model",
                code="model_not_found",
            )
        return model.removeprefix(MODEL).removeprefix(":")

    def chat(self, collection: str = "") -> Chat:
        """What answers from a collection."""
        if not collection:
            return self.citewell.chat
        chat = copy.copy(self.citewell.chat)
        chat.index = self.index(collection)
        return chat

    def index(self, collection: str = "") -> Index:
        """What a collection is read from; raises RequestError where there is no such one."""
        if not collection:
            return self.citewell.chat.index
        if collection not in self.collections():
            known = ", ".join(self.collections()) or "none"
            message = f"There is no such collection; there: {known}"
            raise RequestError.not_found(message, param="collection")
        return self._collections.asked(collection)

    def writable(self, collection: str = "") -> LocalIndex:
        """The one index that is added to."""
        index = self.index(collection) if collection else self.citewell.index
        if not isinstance(index, LocalIndex):
            raise RequestError(400, "Name one collection, not all.", param="collection")
        return index

    def holder(self, document_id: str, collection: str = "") -> LocalIndex:
        """The index that holds a document; raises RequestError where none does."""
        index = self.index(collection)
        if isinstance(index, LocalIndex):
            indexes = [index]
        else:
            indexes = [self._collections.get(each) for each in self._collections.names()]
        for each in indexes:
            with each.snapshot() as snapshot:
                if snapshot.holds(document_id):
                    return each
        raise RequestError.not_found("There is no such document.")

    def stream(
        self, question: str, turns: Sequence[Turn] = (), *, collection: str = ""
    ) -> Iterator[Part | Answer]:
        """The parts of an answer as they are checked, then the whole answer."""
        for said in self.chat(collection).stream_answer(question, turns):
            if isinstance(said, Answer):
                self._counted(said)
            yield said

    def answer(self, question: str, history: Sequence[str] = (), *, collection: str = "") -> Answer:
        """The whole answer; `history` are the questions before it, oldest first."""
        turns = [Turn(earlier) for earlier in history]
        *_, answer = self.stream(question, turns, collection=collection)
        assert isinstance(answer, Answer)
        return answer

    def search(self, query: str, *, limit: int, collection: str = "") -> list[Hit]:
        """The best passages for a query, best first."""
        return CitewellRetriever(chat=self.chat(collection)).hits(query, limit=limit)

    def documents(self, search: str = "", *, collection: str = "") -> list[DocumentRecord]:
        """The documents whose title or source holds a text, in the order of their sources."""
        wanted = search.casefold()
        with self.index(collection).snapshot() as snapshot:
            records = sorted(snapshot.documents(), key=lambda each: (each.source, each.id))
        return [r for r in records if wanted in f"{r.title}\n{public_source(r.source)}".casefold()]

    def text(self, document_id: str, *, collection: str = "") -> str:
        """The text that the offsets of a document's quotes point into; raises RequestError where
        there is no such document."""
        with self.index(collection).snapshot() as snapshot:
            document = snapshot.document(document_id)
        if document is None:
            raise RequestError.not_found("There is no such document.")
        return document.text

    def count_tokens(self, text: str) -> int:
        return self.citewell.embedder.count_tokens(text)
