"""A page's HTML -> its blocks in reading order, content told from what stands around it.

trafilatura (Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15) decides what the content is; the
structure is read from the page itself, so that headings, lists and tables survive.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.documents import BlockKind
from ingest.tables import spread

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHROME_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "select", "dialog", "menu"))
_CHROME_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alert")
)
_DROPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "input",
        "textarea",
        "option",
    )
)
_BREAKING = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "dialog",
        "menu",
        "option",
        "select",
    )
)
_BOLD = frozenset(("b", "strong"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")
_SHORT = 30
"""Letters of a block below which it must be a whole line of the content, not only part of it."""
_WIDEST = 60
"""Columns or rows that a cell of a table may span; what says more is not meant so."""
_LEAST_CONTENT = 200
_PROSE = 80
_ALIKE = 2
"""Paragraphs of the content that make others of the same kind of container content too."""


@dataclass(frozen=True, slots=True)
class WebBlock:
    """A block of a page. `chrome` marks menus, forms and the like, by their tags; `container` is
    the same for blocks whose ancestors have the same tags and classes; `linked` counts the
    letters that are links; `label` are the words in bold with which it begins."""

    kind: BlockKind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    marker: str = "-"
    chrome: bool = False
    container: int = 0
    linked: int = 0
    label: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: long, and hardly any of it a link."""
        return not self.chrome and len(self.text) >= _PROSE and self.linked < len(self.text) / 3


def page_blocks(tree: "HtmlElement", *, whole: bool = False) -> list[WebBlock]:
    """All blocks of a page with what stands around the content marked as furniture.

    `whole`: all of it is content, as in a book's chapter or a message.
    """
    blocks = list(_Walker().walk(tree))
    if whole:
        return [replace(block, chrome=False) for block in blocks]
    content = _main_content(tree)
    lines = {_bare(line) for line in content.split("\n")}
    running = _bare(content)
    plain = [block for block in blocks if not block.chrome]
    if (
        len(running) < _LEAST_CONTENT
        and sum(len(block.text) for block in plain) < 20 * _LEAST_CONTENT
    ):
        return [replace(b, kind="furniture") if b.chrome else b for b in blocks]
    inside = [_is_inside(block, lines, running) for block in blocks]
    _add_alike(blocks, inside)
    _add_headings(blocks, inside)
    body = [n for n, kept in enumerate(inside) if kept and blocks[n].level != 1]
    first, last = (body[0], body[-1]) if body else (0, len(blocks))
    return [
        block
        if kept
        else replace(
            block,
            kind="furniture",
            # Labels and links before and after the content are menus, whatever their tags.
            chrome=block.chrome or not (first < number < last or block.is_prose),
        )
        for number, (block, kept) in enumerate(zip(blocks, inside, strict=True))
    ]


def _add_alike(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """Running text in the same kind of container as the content's belongs to it: the extractor
    often stops at an advertisement in the middle."""
    counts = Counter(
        block.container
        for block, kept in zip(blocks, inside, strict=True)
        if kept and block.is_prose
    )
    for number, block in enumerate(blocks):
        if block.is_prose and counts[block.container] >= _ALIKE:
            inside[number] = True


def _add_headings(blocks: Sequence[WebBlock], inside: list[bool]) -> None:
    """A heading belongs to the content if, and only if, content comes right after it."""
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if block.kind == "heading":
            following = number + 1 < len(blocks) and inside[number + 1]
            inside[number] = not block.chrome and (following or block.level == 1)


def page_title(tree: "HtmlElement") -> str:
    """The title: of the page's only first-level heading, else as the page gives it for sharing."""
    headings = [_text(heading) for heading in tree.iter("h1")]
    shared = tree.xpath("string(//meta[@property='og:title']/@content)")
    title = _text_of_first(tree, "title")
    if len(headings) == 1 and headings[0] and (not title or headings[0] in title):
        return headings[0]
    return _SPACES.sub(" ", shared).strip() or title or (headings[0] if headings else "")


def _main_content(tree: "HtmlElement") -> str:
    import trafilatura

    text = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_precision=True
    )
    return text or ""


def _is_inside(block: WebBlock, lines: Set[str], running: str) -> bool:
    bare = _bare(block.text)
    return bool(bare) and (bare in running if len(bare) >= _SHORT else bare in lines)


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text)).lower()


class _Walker:
    """Goes through a page without recursion (pages nest thousands of elements deep)."""

    def __init__(self) -> None:
        self.inline: list[str] = []
        self.chrome = 0
        self.kinds: list[tuple[BlockKind, int, str]] = []
        self.lists: list[int | None] = []
        self.path: list[int] = [0]
        self.links = 0
        self.linked = 0
        self.bold = 0
        self.opening = True
        self.label: list[str] = []

    def walk(self, tree: "HtmlElement") -> Iterator[WebBlock]:
        stack: list[tuple[Any, bool]] = [(tree, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                yield from self._leave(element)
                self._write(element.tail)
                continue
            if not isinstance(element.tag, str) or _is_dropped(element):
                self._write(element.tail)
                continue
            if element.tag == "table" and _is_data_table(element):
                yield from self._flush()
                yield from self._table(element)
                self._write(element.tail)
                continue
            if element.tag == "pre":
                yield from self._flush()
                yield WebBlock("code", "".join(element.itertext()), chrome=self.chrome > 0)
                self._write(element.tail)
                continue
            yield from self._enter(element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        yield from self._flush()

    def _enter(self, element: "HtmlElement") -> Iterator[WebBlock]:
        tag = element.tag
        if tag in _BREAKING:
            yield from self._flush()
            self.path.append(hash((self.path[-1], tag, element.get("class", ""))))
        if tag == "a":
            self.links += 1
        if tag in _BOLD:
            self.bold += 1
        if _is_chrome(element):
            self.chrome += 1
        if tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.kinds.append(("item", max(1, len(self.lists)), self._marker()))
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.kinds.append(("heading", int(tag[1]), ""))
        if tag == "br":
            self.inline.append("\n")
        self._write(element.text)

    def _leave(self, element: "HtmlElement") -> Iterator[WebBlock]:
        tag = element.tag
        if tag in _BREAKING:
            yield from self._flush()
            self.path.pop()
        if tag == "a":
            self.links -= 1
        if tag in _BOLD:
            self.bold -= 1
        if _is_chrome(element):
            self.chrome -= 1
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "li" or (len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"):
            self.kinds.pop()

    def _write(self, text: str | None) -> None:
        if text:
            self.opening = self.opening and (self.bold > 0 or text.isspace())
            if self.opening:
                self.label.append(text)
            self.inline.append(text)
            self.linked += len(text) if self.links else 0

    def _marker(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "-"
        self.lists[-1] = number + 1
        return f"{number}."

    def _flush(self) -> Iterator[WebBlock]:
        text = _SPACES.sub(" ", "".join(self.inline)).strip()
        linked, self.linked = self.linked, 0
        label, self.label = _SPACES.sub(" ", "".join(self.label)).strip(), []
        self.opening = True
        self.inline.clear()
        if text:
            kind, level, marker = self.kinds[-1] if self.kinds else ("paragraph", 0, "")
            yield WebBlock(
                kind,
                text,
                level,
                marker=marker,
                chrome=self.chrome > 0,
                container=self.path[-1],
                linked=linked,
                label=label,
            )

    def _table(self, table: "HtmlElement") -> Iterator[WebBlock]:
        held: dict[
            int, tuple[int, str | None]
        ] = {}  # column -> rows below that its cell reaches, text
        for number, row in enumerate(table.iter("tr")):
            cells = _row_of(row, held)
            if any(cells):
                is_head = number == 0 and all(cell.tag == "th" for cell in row.iter("td", "th"))
                kind: BlockKind = "head" if is_head else "row"
                yield WebBlock(kind, " | ".join(cells), cells=cells, chrome=self.chrome > 0)


def _row_of(row: "HtmlElement", held: dict[int, tuple[int, str | None]]) -> tuple[str, ...]:
    """The cells of a row, each below its column's head; one that spans rows is read in each of
    them. `held` is what reaches down from above, and is brought up to date."""
    cells: list[str | None] = []

    def continued() -> None:
        while len(cells) in held:
            rows, text = held.pop(len(cells))
            if rows > 1:
                held[len(cells)] = (rows - 1, text)
            cells.append(text)

    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        continued()
        text, rows = _text(cell), _span(cell, "rowspan")
        for column in range(_span(cell, "colspan")):
            shown = None if column else text
            if rows > 1:
                held[len(cells)] = (rows - 1, shown)
            cells.append(shown)
    continued()
    return spread(cells)


def _span(cell: "HtmlElement", name: str) -> int:
    """How many columns or rows a cell spans: 1..`_WIDEST`."""
    given = cell.get(name, "").strip()
    return min(max(1, int(given)), _WIDEST) if given.isascii() and given.isdigit() else 1


def _is_dropped(element: "HtmlElement") -> bool:
    return (
        element.tag in _DROPPED
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_chrome(element: "HtmlElement") -> bool:
    if element.tag in _CHROME_TAGS or element.get("role", "").lower() in _CHROME_ROLES:
        return True
    # A page's header is chrome, an article's is not.
    return element.tag == "header" and not any(
        parent.tag in ("article", "main", "section") for parent in element.iterancestors()
    )


def _is_data_table(table: "HtmlElement") -> bool:
    """Whether a table holds data, and does not only lay the page out."""
    if next(table.iter("table", "form"), table) is not table or table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    widest = max(map(len, rows), default=0)
    longest = max((len(_text(cell)) for row in rows for cell in row), default=0)
    return widest >= 2 and len(rows) >= 2 and longest <= 1_000


def _text(element: "HtmlElement") -> str:
    return _SPACES.sub(" ", " ".join(element.itertext())).strip()


def _text_of_first(tree: "HtmlElement", tag: str) -> str:
    found = next(tree.iter(tag), None)
    return "" if found is None else _text(found)
