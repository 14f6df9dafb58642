"""Answers as chat messages, and chat messages as the conversation before a question.

What documents say is escaped, so that in a client that renders Markdown it stays text: no picture
of theirs is loaded, no link of theirs is made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from chatbot.answers import Answer, Citation, Conflict, Part, PartKind, Quote, Turn
from ui.api.chat_models import Annotation, ChatMessage, UrlCitation
from ui.api.problems import RequestError
from ui.sources import public_source
from ui.web.footnotes import plain, refusal_of
from ui.web.rendering_citations import place, where

RULE = "---"
"""Stands between the answer and its footnotes."""

_MARKERS = re.compile(r"(?<!\\)\[(\d{1,4})\]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~])")
_ANSWER_TURNS = 24  # at most so many turns are read for a follow-up


class MessageWriter:
    """Writes an answer part by part: the pieces of a stream, joined, are the whole message."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}  # as chatbot.citations counts
        self._texts: set[str] = set()
        self._before: PartKind | None = None

    def part(self, part: Part) -> str:
        """The next part with its markers, and what separates it from the one before."""
        marks = "".join(f"[{self._number(quote)}]" for quote in dict.fromkeys(part.quotes))
        separator = self._separator(part.kind)
        self._before = part.kind
        self._texts.add(part.text)
        if part.kind in ("head", "row"):
            return separator + self._row(part, marks, begins=separator != "\n")
        text = f"{plain(part.text)} {marks}".rstrip()
        prefix = {"item": "- ", "heading": "### "}.get(part.kind, "")
        return f"{separator}{prefix}{text}"

    def ending(self, answer: Answer) -> str:
        """What stands below the last part: what the documents disagree in, notes, footnotes."""
        blocks = [_disagreement(conflict) for conflict in answer.conflicts]
        blocks += [f"*{plain(note)}*" for note in answer.notes]
        if answer.citations:
            blocks += [RULE, "\n".join(map(self._footnote, answer.citations))]
        return "".join(f"\n\n{block}" for block in blocks)

    def _footnote(self, citation: Citation) -> str:
        # What the answer says word for word need not be said again.
        said = "" if citation.quote in self._texts else f"“{plain(citation.quote)}” — "
        return (
            f"- [{citation.number}] {said}{plain(where(citation))}, "
            f"{plain(public_source(citation.source))}, characters {citation.start}–{citation.end}"
        )

    def _number(self, quote: Quote) -> int:
        return self._numbers.setdefault(place(quote), len(self._numbers) + 1)

    def _separator(self, kind: PartKind) -> str:
        before = self._before
        if before is None:
            return ""
        if {kind, before} <= {"row", "head"}:
            return "\n\n" if kind == "head" else "\n"
        if kind == before and kind in ("item", "sentence"):
            return "\n" if kind == "item" else " "
        return "\n\n"

    @staticmethod
    def _row(part: Part, marks: str, *, begins: bool) -> str:
        cells = [plain(cell) for cell in part.text.split(" | ")]
        cells[-1] = f"{cells[-1]} {marks}".rstrip()
        line, rule = f"| {' | '.join(cells)} |", f"|{' --- |' * len(cells)}"
        if part.kind == "head":
            return f"{line}\n{rule}"
        return f"|{'  |' * len(cells)}\n{rule}\n{line}" if begins else line


def message_of(answer: Answer) -> str:
    """The whole message of an answer or refusal."""
    if answer.refused or not answer.parts:
        return refusal_of(answer)
    writer = MessageWriter()
    return "".join(writer.part(part) for part in answer.parts) + writer.ending(answer)


def _disagreement(conflict: Conflict) -> str:
    sides = zip((conflict.first, conflict.second), conflict.dates, strict=True)
    lines = (
        f"- “{plain(citation.quote)}” [{citation.number}]{f' ({plain(date)})' if date else ''}"
        for citation, date in sides
    )
    return "\n".join([f"**The documents disagree: {plain(conflict.reason)}.**", "", *lines])


@dataclass(frozen=True, slots=True)
class TextAddress:
    """Where the texts of a collection's documents are: `base` is the address of this server, with a
    slash at its end."""

    base: str
    collection: str = ""

    def of(self, citation: Citation) -> str:
        """The address of a citation: its characters are the fragment, as in RFC 5147."""
        query = f"?collection={quote_plus(self.collection)}" if self.collection else ""
        path = f"{self.base}api/documents/{citation.document_id}/text{query}"
        return f"{path}#char={citation.start},{citation.end}"


def annotations_of(answer: Answer, message: str, texts: TextAddress) -> list[Annotation]:
    """One annotation for each citation, by number, at its first marker in the message."""
    first: dict[int, tuple[int, int]] = {}
    for match in _MARKERS.finditer(message):
        first.setdefault(int(match.group(1)), match.span())
    return [
        Annotation(
            url_citation=UrlCitation(
                url=texts.of(citation),
                title=where(citation),
                start_index=first[citation.number][0],
                end_index=first[citation.number][1],
            )
        )
        for citation in answer.citations
        if citation.number in first
    ]


def conversation_of(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """The question that a conversation ends with, and the turns before it.

    Raises RequestError where the last message is no question.
    """
    said = [message for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1].role != "user" or messages[-1].role != "user":
        raise RequestError(400, "The last message must be the user's question.", param="messages")
    question = said[-1].text.strip()
    if not question:
        raise RequestError(400, "The question is empty.", param="messages")
    return question, list(_turns(said[:-1]))[-_ANSWER_TURNS:]


def _turns(said: Iterable[ChatMessage]) -> Iterator[Turn]:
    question = ""
    for message in said:
        if message.role == "user":
            if question:
                yield Turn(question)
            question = message.text.strip()
        elif question:
            yield Turn(question, _answer(question, message.text))
            question = ""
    if question:
        yield Turn(question)


def _answer(question: str, message: str) -> Answer | None:
    """What is known of an earlier answer by its message; None for a message without markers, as
    refusals and the messages of other programs are."""
    body = message.partition(f"\n{RULE}\n")[0]
    if not _MARKERS.search(body):
        return None
    parts = tuple(_part(line) for line in body.splitlines() if line.strip(" |-"))
    return Answer(question, "", body, parts=parts)


def _part(line: str) -> Part:
    kinds: dict[str, PartKind] = {"- ": "item", "##": "heading", "| ": "row"}
    kind = kinds.get(line[:2], "sentence")
    if kind != "sentence":
        line = line.lstrip("-#| ").removesuffix(" |")
    return Part(kind, _ESCAPED.sub(r"\1", _MARKERS.sub("", line)).strip())
