"""Web pages, saved ones too."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.documents import Document, Finding
from ingest.errors import DocumentError
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.raised import write_plainly
from ingest.loaders.web_elements import WebBlock, unwrap_headings
from ingest.loaders.webpage import page_blocks, page_title

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_DEEPEST = 2_000
_META = {
    "author": "//meta[@name='author']/@content",
    "summary": "//meta[@name='description' or @property='og:description']/@content",
    "published": "//meta[@property='article:published_time']/@content",
    "site": "//meta[@property='og:site_name']/@content",
}


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document: the content, with furniture that stands within it; menus are left out."""
    builder = DocumentBuilder("HTML")
    title = add_html(builder, decode_page(read_bytes(path)))
    yield builder.build(source, title)


def decode_page(content: bytes) -> str:
    """The page as text, in the encoding that it names, if it is not UTF-8."""
    declared = _CHARSET.search(content[:4096])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return content.decode(declared[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decoded(content)


def add_html(builder: DocumentBuilder, page: str, *, whole: bool = False) -> str:
    """Append a page's blocks to `builder`; its title. `whole`: nothing of it is furniture."""
    from lxml import etree, html

    page = page.replace("\0", "")
    if not page.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""
    if _depth(tree) > _DEEPEST:
        raise DocumentError(f"its elements are nested more than {_DEEPEST} deep; save it as text")
    write_plainly(tree)
    unwrap_headings(tree)
    title = page_title(tree)
    if not whole:
        _add_metadata(builder, tree)
    chrome = 0
    for block in page_blocks(tree, whole=whole):
        if block.kind == "furniture" and block.chrome:
            chrome += 1
        else:
            _add(builder, block)
    if chrome:
        builder.found([Finding("parts of menus, forms and footers left out", chrome)])
    if not whole:
        builder.mark_furniture()
    return title


def _add_metadata(builder: DocumentBuilder, tree: "HtmlElement") -> None:
    for name, query in _META.items():
        found = tree.xpath(query)
        if found:
            builder.metadata.setdefault(name, " ".join(found[0].split()))


def _depth(tree: "HtmlElement") -> int:
    from lxml import etree

    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _add(builder: DocumentBuilder, block: WebBlock) -> None:
    if block.kind == "heading":
        # Generators of documentation put a link to the heading behind it.
        builder.heading(block.text.rstrip("¶ "), level=block.level)
    elif block.kind == "item":
        builder.item(block.text, depth=block.level, marker=block.marker)
    elif block.kind == "head":
        builder.head(block.cells)
    elif block.kind == "row":
        builder.row(block.cells)
    elif block.kind == "code":
        builder.code(block.text)
    elif block.kind == "furniture":
        builder.furniture(block.text)
    else:
        builder.paragraph(block.text, label=block.label)
