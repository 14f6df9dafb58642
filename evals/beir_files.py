"""A folder in BEIR's layout (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/test.tsv."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.errors import CitewellError
from ingest.loaders.building import DocumentBuilder


class BeirError(CitewellError):
    """A folder that is not in BEIR's layout; names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class BeirSet:
    """`documents` by the corpus' own ids; `relevant` maps a query's id to its judged documents
    with their gain, 0 for those judged irrelevant. Only queries with a relevant one are kept."""

    name: str
    documents: Mapping[str, Document]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def load_beir(folder: Path) -> BeirSet:
    """Read a folder; documents without title and text cannot be found and are left out.

    Raises BeirError where a file is missing or has another layout.
    """
    relevant: dict[str, dict[str, int]] = {}
    for query, document, gain in _judgements(folder / "qrels" / "test.tsv"):
        relevant.setdefault(query, {})[document] = gain
    relevant = {query: gains for query, gains in relevant.items() if max(gains.values()) > 0}
    documents = {}
    for line in _lines(folder / "corpus.jsonl"):
        title, text = str(line.get("title") or "").strip(), str(line["text"]).strip()
        if title or text:
            documents[str(line["_id"])] = _document(str(line["_id"]), title, text)
    queries = {
        str(line["_id"]): str(line["text"])
        for line in _lines(folder / "queries.jsonl")
        if str(line["_id"]) in relevant
    }
    return BeirSet(folder.name, documents, queries, relevant)


def _document(name: str, title: str, text: str) -> Document:
    builder = DocumentBuilder("text")
    for paragraph in (text or title).split("\n\n"):
        builder.paragraph(paragraph)
    return builder.build(name, title or None)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                found = json.loads(line)
                if not {"_id", "text"} <= found.keys():
                    raise BeirError(f"{path}, line {number}: needs _id and text")
                yield found
    except (OSError, ValueError) as error:
        raise BeirError(f"{path}: not readable as JSON lines: {error}") from error


def _judgements(path: Path) -> Iterator[tuple[str, str, int]]:
    """Lines of query, document, gain; the head line is passed over."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t"))
        for row in rows[1:]:
            yield row[0], row[1], int(row[2])
    except (OSError, ValueError, IndexError) as error:
        raise BeirError(f"{path}: needs query-id, corpus-id and score: {error}") from error
