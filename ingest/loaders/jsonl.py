"""JSON lines: a record a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.records import add_value

SUFFIXES = (".jsonl", ".ndjson")


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document with a section a record; lines that are no JSON are counted and left out."""
    builder = DocumentBuilder("JSON lines")
    broken = 0
    for line in decoded(read_bytes(path)).split("\n"):
        if not line.strip():
            continue
        try:
            add_value(builder, json.loads(line))
        except json.JSONDecodeError:
            broken += 1
    if builder.empty and broken:
        raise DocumentError("none of its lines is valid JSON")
    if broken:
        builder.warn(f"{broken} lines are no valid JSON and were left out")
    yield builder.build(source)
