"""What the doors for other programs ask of Citewell: one place for HTTP and MCP alike."""

from collections.abc import Callable, Iterator, Sequence

from chatbot.answers import Answer, Part, Turn
from chatbot.assembly import Citewell
from chatbot.chat import Chat
from ingest.documents import Hit
from ingest.index import DocumentRecord
from ui.api.chat_models import MODEL
from ui.api.problems import RequestError


class Desk:
    """Answers, searches and shows documents; safe for threads. `counted` is told each answer."""

    def __init__(
        self, citewell: Citewell, *, counted: Callable[[Answer], None] = lambda _: None
    ) -> None:
        self.citewell = citewell
        self._counted = counted

    def models(self) -> list[str]:
        """The names that a chat can be asked by."""
        return [MODEL]

    def chat_for(self, model: str) -> Chat:
        """The chat of a model's name; raises RequestError where there is none."""
        if model not in self.models():
            known = ", ".join(self.models())
            raise RequestError(
                404,
                f"There is no such model; there: {known}",
                param="model",
                code="model_not_found",
            )
        return self.citewell.chat

    def stream(
        self, question: str, turns: Sequence[Turn] = (), *, chat: Chat | None = None
    ) -> Iterator[Part | Answer]:
        """The parts of an answer as they are checked, then the whole answer."""
        for said in (chat or self.citewell.chat).stream_answer(question, turns):
            if isinstance(said, Answer):
                self._counted(said)
            yield said

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The whole answer; `history` are the questions before it, oldest first."""
        *_, answer = self.stream(question, [Turn(earlier) for earlier in history])
        assert isinstance(answer, Answer)
        return answer

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """The best passages for a query, best first."""
        return self.citewell.retriever.hits(query, limit=limit)

    def documents(self, search: str = "") -> list[DocumentRecord]:
        """The documents whose title or source holds a text, in the order of their sources."""
        wanted = search.casefold()
        with self.citewell.index.snapshot() as snapshot:
            records = sorted(snapshot.documents(), key=lambda each: (each.source, each.id))
        return [r for r in records if wanted in f"{r.title}\n{r.source}".casefold()]

    def text(self, document_id: str) -> str:
        """The text that the offsets of a document's quotes point into; raises RequestError where
        there is no such document."""
        with self.citewell.index.snapshot() as snapshot:
            document = snapshot.document(document_id)
        if document is None:
            raise RequestError.not_found("There is no such document.")
        return document.text

    def count_tokens(self, text: str) -> int:
        return self.citewell.embedder.count_tokens(text)
