"""Jupyter notebooks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.markdown import add_markdown

SUFFIXES = (".ipynb",)

_MOST_OUTPUT = 2_000
"""Characters of an output; what is longer is data, not text."""


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: Markdown cells, code cells and their short printed outputs."""
    builder = DocumentBuilder("notebook")
    try:
        cells = json.loads(decoded(read_bytes(path)))["cells"]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise DocumentError("it is damaged or no notebook (no cells)") from None
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            add_markdown(builder, _joined(cell.get("source", "")))
        elif cell.get("cell_type") == "code":
            builder.code(_joined(cell.get("source", "")))
            for output in cell.get("outputs", ()):
                printed = _joined(
                    output.get("text") or output.get("data", {}).get("text/plain", "")
                )
                if len(printed) <= _MOST_OUTPUT:
                    builder.code(printed)
    yield builder.build(source, builder.metadata.get("title"))


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
