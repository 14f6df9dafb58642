"""Conversations as the page knows them: turns with whole Answers, titles, exports."""

import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from chatbot.answers import Answer, Citation, Turn
from chatbot.bundle import bundle
from ingest.index import Index
from ingest.index_conversations import ConversationRecord, ConversationStore, TurnRecord
from ui.web.footnotes import conversation_as_markdown
from ui.web.markup import shortened
from ui.web.rendering import Shown

_ANSWER = TypeAdapter(Answer)
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Conversations:
    """The store, with Answers in place of JSON, next to the index that they quote."""

    store: ConversationStore
    index: Index

    def keep(self, user: str, conversation: str, answer: Answer) -> tuple[str, int]:
        """Keep an answer in the conversation, or in a new one if that is not there (any more);
        the conversation and the turn that it got."""
        kept = _ANSWER.dump_json(answer).decode("utf-8")

        def add() -> int | None:
            return self.store.add_turn(
                user, conversation, question=answer.question, text=answer.text, answer=kept
            )

        turn = add() if conversation else None
        if turn is None:
            conversation = self.store.start(user, shortened(answer.question, _TITLE))
            turn = add()
        assert turn is not None
        return conversation, turn

    def history(self, user: str, conversation: str) -> list[Turn]:
        """The conversation as the chain wants it, oldest turn first."""
        return [
            Turn(record.question, _decoded(record)) for record in self._turns(user, conversation)
        ]

    def shown(self, user: str, conversation: str) -> list[Shown]:
        """The conversation as the page shows it, with the documents that have changed since."""
        records = self._turns(user, conversation)
        turns = [(record, answer) for record in records if (answer := _decoded(record))]
        quoted = {c.document_id for _, answer in turns for c in answer.citations}
        with self.index.snapshot() as snapshot:
            present = {each for each in quoted if snapshot.document(each) is not None}
        return [
            Shown(record.id, answer, _stale(answer, present), record.opinion, record.reason)
            for record, answer in turns
        ]

    def answer(self, user: str, turn: int) -> Answer | None:
        """The answer of one turn, if it is this user's."""
        record = self.store.turn(user, turn)
        return _decoded(record) if record else None

    def listed(self, user: str, *, search: str = "") -> list[ConversationRecord]:
        return self.store.conversations(user, search=search)

    def title(self, user: str, conversation: str) -> str | None:
        found = (each.title for each in self.listed(user) if each.id == conversation)
        return next(found, None)

    def rename(self, user: str, conversation: str, title: str) -> None:
        """An empty title changes nothing."""
        if title.strip():
            self.store.rename(user, conversation, shortened(title, _TITLE))

    def as_markdown(self, user: str, conversation: str) -> str:
        title = self.title(user, conversation) or "Conversation"
        return conversation_as_markdown(title, self.history(user, conversation))

    def as_json(self, user: str, conversation: str) -> str:
        turns = [
            {"question": turn.question, "answer": asdict(turn.answer) if turn.answer else None}
            for turn in self.history(user, conversation)
        ]
        record = {"title": self.title(user, conversation), "turns": turns}
        return json.dumps(record, ensure_ascii=False, indent=1)

    def as_bundle(self, user: str, conversation: str) -> str:
        """Its answers with the documents that they quote, as `citewell verify` checks them; those
        whose documents have changed since are left out."""
        answers = [each.answer for each in self.shown(user, conversation) if not each.stale]
        with self.index.snapshot() as snapshot:
            return bundle(answers, snapshot, engine=None).decode()

    def _turns(self, user: str, conversation: str) -> list[TurnRecord]:
        return self.store.turns(user, conversation) if conversation else []


def _decoded(record: TurnRecord) -> Answer | None:
    """The stored answer; None where an older version wrote it in a way that is not read now."""
    try:
        return _ANSWER.validate_json(record.answer)
    except ValidationError:
        return None


def _stale(answer: Answer, present: set[str]) -> tuple[str, ...]:
    """Titles of quoted documents that are not (or not any more so) in the index."""
    gone = {c.document_id: c.title for c in answer.citations if c.document_id not in present}
    return tuple(dict.fromkeys(gone.values()))


def citation_of(answer: Answer, number: int) -> Citation | None:
    return next((each for each in answer.citations if each.number == number), None)
