"""Text in documents that is addressed to a language model: told to the user, quoted to no one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from chatbot.answers import Citation, Part
from ingest.documents import Hit
from ingest.receipts import instructions_in

_ASKED = re.compile(
    r"\b(?:instruct|prompt|inject|jailbreak|planted|hidden text|attack|ignore|disregard)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_planted(text: str) -> bool:
    """Whether a text reads like an order to a language model rather than to its reader."""
    return bool(instructions_in([text]))


def asks_for_planted(question: str) -> bool:
    """Whether a question is about such text itself, so that quoting it is the answer."""
    return bool(_ASKED.search(question)) or is_planted(question)


def without_planted(question: str, parts: Iterable[Part]) -> Iterator[Part]:
    """The parts without orders to a language model, unless the question is about them."""
    asked = asks_for_planted(question)
    for part in parts:
        if asked or not any(is_planted(text) for text in (part.text, *_texts(part))):
            yield part


def planted_notes(hits: Sequence[Hit], citations: Sequence[Citation]) -> list[str]:
    """A line for each document with a cited or leading passage that holds such text."""
    cited = {(c.document_id, c.start) for c in citations}
    titles = []
    for rank, hit in enumerate(hits):
        passage = hit.passage
        near = rank == 0 or any(
            document == passage.document_id and passage.start <= start < passage.end
            for document, start in cited
        )
        if near and is_planted(passage.text):
            titles.append(passage.title or passage.source)
    return [
        f"A passage of “{title}” holds text that reads like orders to a language model; it was "
        "treated as text."
        for title in dict.fromkeys(titles)
    ]


def _texts(part: Part) -> Iterator[str]:
    return (quote.text for quote in part.quotes)
