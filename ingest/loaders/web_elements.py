"""A page's HTML elements -> blocks in reading order: headings, lists, tables, running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.documents import BlockKind
from ingest.tables import SEPARATOR, spread

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHROME_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "select", "dialog", "menu"))
_CHROME_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alert")
)
_DROPPED = frozenset(
    "script style noscript template head title meta link iframe object embed svg canvas video "
    "audio map input textarea option".split()
)
_BREAKING = frozenset(
    "address article aside blockquote body button center dd details div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p "
    "pre section summary table tbody td tfoot th thead tr ul caption dialog menu option "
    "select".split()
)
_LISTS = frozenset(("ul", "ol", "dl"))
_PRESSED = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_LINES = frozenset("p h1 h2 h3 h4 h5 h6".split())
"""Elements that hold one block and are no place for others."""
_BOLD = frozenset(("b", "strong"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
SPACES = re.compile(r"\s+")
_WIDEST = 60
"""Columns or rows that a cell of a table may span; what says more is not meant so."""
_PROSE = 80

_Held = dict[int, tuple[int, str | None]]
"""Column -> in how many rows below its cell is read again, and as what."""


@dataclass(frozen=True, slots=True)
class WebBlock:
    """A block of a page. `chrome` marks menus, forms and the like, by their tags; `container` is
    the same for blocks whose ancestors have the same tags and classes; `section` is so too, but
    of what stands around the block's paragraph, heading or whole list, in which it then is
    `listed`; `linked` counts the letters that are links; `label` are the words in bold with which
    it begins."""

    kind: BlockKind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    marker: str = "-"
    chrome: bool = False
    container: int = 0
    section: int = 0
    listed: bool = False
    linked: int = 0
    label: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: long, and hardly any of it a link."""
        return not self.chrome and len(self.text) >= _PROSE and self.linked < len(self.text) / 3


class Walker:
    """Goes through a page without recursion (pages nest thousands of elements deep)."""

    def __init__(self) -> None:
        self.inline: list[str] = []
        self.chrome = 0
        self.kinds: list[tuple[BlockKind, int, str]] = []
        self.lists: list[int | None] = []
        self.path: list[int] = [0]
        self.tags: list[str] = [""]
        self.around: list[int] = []
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
                yield WebBlock(
                    "code",
                    "".join(element.itertext()),
                    chrome=self.chrome > 0,
                    section=self._section(),
                )
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
            if tag in _LISTS:
                self.around.append(self._section())
            self.path.append(hash((self.path[-1], tag, element.get("class", ""))))
            self.tags.append(tag)
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
            self.tags.pop()
            if tag in _LISTS:
                self.around.pop()
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

    def _section(self) -> int:
        """What stands around a paragraph or the outermost list; a caption stands on its own, as
        galleries are lists too."""
        if self.around and "figcaption" not in self.tags[-2:]:
            return self.around[0]
        return self.path[-2] if self.tags[-1] in _LINES else self.path[-1]

    def _marker(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "-"
        self.lists[-1] = number + 1
        return f"{number}."

    def _flush(self) -> Iterator[WebBlock]:
        text = SPACES.sub(" ", "".join(self.inline)).strip()
        linked, self.linked = self.linked, 0
        label, self.label = SPACES.sub(" ", "".join(self.label)).strip(), []
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
                section=self._section(),
                listed=bool(self.around),
                linked=linked,
                label=label,
            )

    def _table(self, table: "HtmlElement") -> Iterator[WebBlock]:
        held: _Held = {}
        for number, row in enumerate(table.iter("tr")):
            cells = _row_of(row, held)
            if any(cells):
                is_head = number == 0 and all(cell.tag == "th" for cell in row.iter("td", "th"))
                kind: BlockKind = "head" if is_head else "row"
                yield WebBlock(
                    kind,
                    SEPARATOR.join(cells),
                    cells=cells,
                    chrome=self.chrome > 0,
                    section=self._section(),
                )


def _row_of(row: "HtmlElement", held: _Held) -> tuple[str, ...]:
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
        text, rows = text_of(cell), _span(cell, "rowspan")
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
    longest = max((len(text_of(cell)) for row in rows for cell in row), default=0)
    return widest >= 2 and len(rows) >= 2 and longest <= 1_000


def unwrap_headings(tree: "HtmlElement") -> None:
    """Headings that can be pressed, as those of accordions, are headings and no buttons."""
    for button in list(tree.iter("button")):
        if next(button.iterancestors(*_PRESSED), None) is not None:
            button.drop_tag()


def text_of(element: "HtmlElement") -> str:
    return SPACES.sub(" ", " ".join(element.itertext())).strip()
