"""Pictures of text, read by text recognition where it is installed."""

from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Document, Finding
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.recognition import recognised
from ingest.loaders.text import add_text

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")

_LEAST_LETTERS = 20


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document with the text in the picture; DocumentError where there is hardly any."""
    text = recognised(path)
    if sum(map(str.isalnum, text)) < _LEAST_LETTERS:
        raise DocumentError("there is no readable text in this picture")
    builder = DocumentBuilder("image")
    builder.pages = 1
    builder.page = 1
    builder.found([Finding("pages read by text recognition", 1)])
    title = add_text(builder, text)
    yield builder.build(source, title)
