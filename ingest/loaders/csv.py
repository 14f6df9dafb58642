"""Comma-, semicolon- and tab-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Document
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.tables import add_rows

SUFFIXES = (".csv", ".tsv", ".tab")

_SAMPLE = 16 * 1024
_LONGEST_FIELD = 1_000_000


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document with a row a block, under the column heads."""
    text = decoded(read_bytes(path)).replace("\0", "")
    builder = DocumentBuilder("CSV")
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(path, text))
    add_rows(builder, rows, title_level=1)
    yield builder.build(source)


def _delimiter(path: Path, text: str) -> str:
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE], delimiters=",;\t|").delimiter
    except csv.Error:
        return ","
