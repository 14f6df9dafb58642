"""Answers as a file that can be checked without Citewell's index: see docs/bundle.md.

A bundle is canonical JSON: the same content always has the same bytes, and a digest stands over
all of them.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from chatbot.answers import Answer, Citation, Part
from chatbot.bundle_format import FORMAT, VERSION, seal, text_digest
from ingest.documents import Document
from ingest.errors import CitewellError
from ingest.index import Snapshot


def bundle(
    answers: Iterable[Answer],
    snapshot: Snapshot,
    *,
    engine: str | None,
    made: datetime | None = None,
) -> bytes:
    """The answers, with the whole text of every document that they cite, as a bundle's bytes.

    `engine` names who wrote, where it was one and is known; `made` is by default now. Raises
    CitewellError where a cited document is not in the index any more.
    """
    answers = tuple(answers)
    cited = dict.fromkeys(c.document_id for answer in answers for c in answer.citations)
    documents = {each: snapshot.document(each) for each in cited}
    for answer in answers:
        for citation in answer.citations:
            found = documents[citation.document_id]
            if found is None or found.text[citation.start : citation.end] != citation.quote:
                raise CitewellError(
                    f"{citation.source} has changed since it was cited; ask again: "
                    f"{answer.question}"
                )
    return seal(
        {
            "format": FORMAT,
            "version": VERSION,
            "made": (made or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
            "engine": engine,
            "answers": [_answer(answer) for answer in answers],
            "documents": [_document(found) for found in documents.values() if found],
        }
    )


def _answer(answer: Answer) -> dict[str, Any]:
    numbers = {(c.document_id, c.start, c.end): c.number for c in answer.citations}
    return {
        "question": answer.question,
        "understood": answer.understood,
        "refused": answer.refused,
        "text": answer.text,
        "parts": [_part(part, numbers) for part in answer.parts],
        "citations": [_citation(citation) for citation in answer.citations],
        "notes": list(answer.notes),
    }


def _part(part: Part, numbers: Mapping[tuple[str, int, int], int]) -> dict[str, Any]:
    cited = (numbers[(q.document_id, q.start, q.end)] for q in part.quotes)
    return {"kind": part.kind, "text": part.text, "citations": list(dict.fromkeys(cited))}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document": citation.document_id,
        "section": citation.section,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "source": _shareable(document.source),
        "sha256": text_digest(document.text),
        "characters": len(document.text),
        "text": document.text,
    }


def _shareable(source: str) -> str:
    """A web address as it is; of a file its name alone, since a bundle is made to be given away
    and the folders of this machine are no one else's business."""
    return source if "://" in source else PurePath(source).name
