"""JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.records import add_value

SUFFIXES = (".json", ".geojson")


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: names as headings, short values as list items, long ones as text."""
    builder = DocumentBuilder("JSON")
    try:
        value = json.loads(decoded(read_bytes(path)))
    except json.JSONDecodeError as error:
        raise DocumentError(f"it is no valid JSON (line {error.lineno}: {error.msg})") from None
    add_value(builder, value)
    yield builder.build(source)
