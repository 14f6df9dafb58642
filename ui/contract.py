"""The JSON that the command prints: a contract with other programs, held by a test."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from chatbot.answers import Answer, Citation, Conflict
from ingest.documents import Document, Hit
from ingest.index import DocumentRecord
from ingest.pipeline import IngestReport


def answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "understood": answer.understood,
        "answer": answer.text,
        "refused": answer.refused,
        "probability": round(answer.answerability.probability, 4),
        "citations": [_citation(each) for each in answer.citations],
        "passages": [passage_json(each) for each in answer.hits],
        "missing": list(answer.answerability.missing),
        "suggestions": list(answer.suggestions),
        "notes": list(answer.notes),
        "conflicts": [_conflict(each) for each in answer.conflicts],
        "seconds": {stage: round(seconds, 6) for stage, seconds in answer.seconds.items()},
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    first, second = conflict.dates
    return {
        "reason": conflict.reason,
        "first": {"number": conflict.first.number, "date": first},
        "second": {"number": conflict.second.number, "date": second},
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document": citation.document_id,
        "source": citation.source,
        "title": citation.title,
        "section": citation.section,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
    }


def passage_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": passage.document_id,
        "source": passage.source,
        "section": passage.section,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "score": round(hit.score, 6),
    }


def record_json(record: DocumentRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "source": record.source,
        "title": record.title,
        "characters": record.characters,
        "passages": record.passages,
        "paths": list(record.paths),
    }


def receipt_json(
    document: Document, record: DocumentRecord, similar: Sequence[str] = ()
) -> dict[str, Any]:
    """The receipt of a document; `similar` are the ids of its near-duplicates."""
    furniture = [block for block in document.blocks if block.kind == "furniture"]
    return {
        **record_json(record),
        **asdict(document.receipt),
        "furniture": {
            "parts": len(furniture),
            "characters": sum(block.end - block.start for block in furniture),
        },
        "near_duplicates": list(similar),
        "metadata": dict(document.metadata),
    }


def ingest_json(report: IngestReport) -> dict[str, Any]:
    return asdict(report)
