"""Questions for the first visit: made of the documents, and known to be answered by them."""

import threading

from chatbot.chat import Chat
from chatbot.suggestions import suggest
from ingest.index import Snapshot

_SHOWN = 3
_TRIED = 12
_PLAIN = "What do the documents say"


class FirstQuestions:
    """Up to three questions that the chat answers, found once for each state of the documents."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._lock = threading.Lock()
        self._state: frozenset[str] | None = None
        self._questions: tuple[str, ...] = ()

    def get(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The questions for the documents of this snapshot."""
        state = frozenset(record.id for record in snapshot.documents())
        with self._lock:
            if state != self._state:
                self._questions = self._find(snapshot)
                self._state = state
            return self._questions

    def _find(self, snapshot: Snapshot) -> tuple[str, ...]:
        # A question of its own reads better than one for what is said about a heading.
        tried = sorted(suggest(snapshot, limit=_TRIED), key=lambda each: each.startswith(_PLAIN))
        found: list[str] = []
        for question in tried:
            if not self._chat.answer(question).refused:
                found.append(question)
            if len(found) == _SHOWN:
                break
        return tuple(found)
