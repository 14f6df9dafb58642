"""Questions for the first visit."""

from collections.abc import Sequence

from chatbot.suggestions import suggest
from ingest.documents import Hit
from ingest.index import DocumentRecord, Snapshot

_SHOWN = 3
_LOOKED_AT = 6


def first_questions(snapshot: Snapshot, documents: Sequence[DocumentRecord]) -> tuple[str, ...]:
    """Up to three questions that the documents answer, from documents spread over the list."""
    found: list[str] = []
    step = max(1, len(documents) // _LOOKED_AT)
    for record in documents[::step][:_LOOKED_AT]:
        hits = [Hit(passage, score=1.0) for passage in snapshot.neighbours(record.id)[:8]]
        found += [each for each in suggest(snapshot, hits) if each not in found][:1]
    return tuple(found[:_SHOWN])
