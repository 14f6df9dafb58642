"""News feeds (RSS, Atom), and other XML as the text in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.html import add_html
from ingest.loaders.ooxml import parsed_xml

SUFFIXES = (".rss", ".atom", ".xml")

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.I)


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: the feed's title and description, then a section an entry."""
    content = read_bytes(path)
    if _ENTITY.search(content):
        raise DocumentError("it declares XML entities of its own (an entity bomb?); not read")
    builder = DocumentBuilder("feed")
    if _FEED.search(decoded(content)[:4096]):
        title = _add_feed(builder, content)
    else:
        builder.format_name = "XML"
        title = _add_elements(builder, content)
    yield builder.build(source, title)


def _add_feed(builder: DocumentBuilder, content: bytes) -> str:
    import feedparser

    feed: Any = feedparser.parse(content)
    title = str(feed.feed.get("title", ""))
    builder.heading(title)
    add_html(builder, str(feed.feed.get("subtitle", "")), whole=True)
    for entry in feed.entries:
        builder.heading(str(entry.get("title", "")), level=2)
        builder.paragraph(str(entry.get("published") or entry.get("updated") or ""))
        bodies = [str(part.get("value", "")) for part in entry.get("content", ())]
        add_html(builder, max([*bodies, str(entry.get("summary", ""))], key=len), whole=True)
    return title


def _add_elements(builder: DocumentBuilder, content: bytes) -> str:
    """The text of each element that has any of its own."""
    for text in parsed_xml(content).itertext():
        builder.paragraph(text)
    return ""
