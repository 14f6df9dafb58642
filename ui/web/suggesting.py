"""Questions for the first visit: made of the documents, and known to be answered by them."""

import threading

from chatbot.chat import Chat
from chatbot.suggestions import suggest
from ingest.index import Snapshot

_SHOWN = 3
_TRIED = 12
_KEPT = 32  # sets of documents
_STIFF = ("Can you explain", "What is said about")


class FirstQuestions:
    """Up to three questions that the chat answers, found once for each set of documents."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[frozenset[str], tuple[str, ...]] = {}

    def get(self, chat: Chat, snapshot: Snapshot) -> tuple[str, ...]:
        """The questions for the documents of this snapshot, which the chat asks, too."""
        documents = frozenset(record.id for record in snapshot.documents())
        with self._lock:
            if documents not in self._known:
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[documents] = self._find(chat, snapshot)
            return self._known[documents]

    def _find(self, chat: Chat, snapshot: Snapshot) -> tuple[str, ...]:
        # A question of its own reads better than one for what is said about a heading.
        tried = sorted(suggest(snapshot, limit=_TRIED), key=_stiffness)
        found: list[str] = []
        for question in tried:
            if not chat.answer(question).refused:
                found.append(question)
            if len(found) == _SHOWN:
                break
        return tuple(found)


def _stiffness(question: str) -> int:
    return next((n for n, each in enumerate(_STIFF, start=1) if question.startswith(each)), 0)
