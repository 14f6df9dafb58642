"""Document -> HTML: the document beside the chat as its reader sees it, quotes highlighted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup

from chatbot.answers import Citation
from ingest.documents import Block, Document
from ui.sources import shown_source
from ui.web.markup import Content, action, count, joined, shortened, tag
from ui.web.rendering_citations import section_of

_CELLS = re.compile(r" \| ")
_MOST_CHARACTERS = 400_000


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of the document's text to show: `number` of its citation (0: a passage), and
    whether it is the one to look at now."""

    start: int
    end: int
    number: int
    current: bool


def render_reader(
    document: Document,
    citations: Sequence[Citation] = (),
    *,
    number: int = 0,
    passage: tuple[int, int] | None = None,
    turn: int = 0,
) -> Markup:
    """The document with the citations that quote it marked, citation `number` (or the stretch
    `passage`) as the current one, and the way to the answer's other quotes."""
    marks = [
        Highlight(each.start, each.end, each.number, each.number == number)
        for each in citations
        if each.document_id == document.id and _within(each.start, each.end, document)
    ]
    if passage and _within(*passage, document):
        marks.append(Highlight(*passage, 0, True))
    current = next((each for each in citations if each.number == number), None)
    return reader_frame(
        document.title,
        joined([_from(document), render_blocks(document, marks)]),
        under=section_of(current) if current else shown_source(document.source),
        steps=_steps(citations, number, turn),
    )


def reader_frame(title: str, content: Content, *, under: str = "", steps: Content = "") -> Markup:
    """The panel around a document or a message in its place."""
    return tag(
        "aside",
        tag(
            "header",
            tag("div", tag("h2", title), tag("p", under), class_="cw-reader-title"),
            tag("div", steps, _close(), class_="cw-reader-tools"),
        ),
        tag("div", content, class_="cw-document", tabindex=0, role="document", aria_label=title),
        class_="cw-reader",
        aria_label="Document",
    )


def render_gone(citation: Citation, citations: Sequence[Citation], turn: int) -> Markup:
    """In place of a document that has changed or is gone: the quote as it was kept."""
    content = joined(
        [
            tag("p", "This document has changed or was removed since.", class_="cw-gone"),
            tag("p", "The quote as it stood in it then:"),
            tag("blockquote", citation.quote),
            action("Ask the question again", "retry", turn=turn),
        ]
    )
    steps = _steps(citations, citation.number, turn)
    return reader_frame(citation.title, content, under=section_of(citation), steps=steps)


def render_blocks(document: Document, marks: Sequence[Highlight] = ()) -> Markup:
    """All blocks in order; each list and each table in one element."""
    text = document.text
    if len(text) > _MOST_CHARACTERS:
        return _excerpt(document, marks)
    return joined(_blocks(document, document.blocks, marks))


def _excerpt(document: Document, marks: Sequence[Highlight]) -> Markup:
    """A very long document around what is looked at: a browser does not lay out megabytes."""
    at = next((mark.start for mark in marks if mark.current), 0)
    start, end = at - _MOST_CHARACTERS // 4, at + _MOST_CHARACTERS // 4
    blocks = [block for block in document.blocks if block.end > start and block.start < end]
    note = tag("p", f"An excerpt of {len(document.text):,} characters.", class_="cw-note")
    return joined([note, *_blocks(document, blocks, marks)])


def _blocks(
    document: Document, blocks: Sequence[Block], marks: Sequence[Highlight]
) -> Iterable[Markup]:
    page: int | None = None
    before = 0
    for kind, group in groupby(blocks, key=_group):
        members = list(group)
        if members[0].page is not None and members[0].page != page:
            page = members[0].page
            yield tag("p", f"Page {page}", class_="cw-page")
        if kind == "list":
            yield _list(document, members, marks, before)
        elif kind == "table":
            yield _table(document, members, marks)
        else:
            for block in members:
                yield _single(document.text, block, marks)
        before = members[-1].end


def _group(block: Block) -> object:
    if block.kind == "item":
        return "list"
    if block.kind in ("head", "row"):
        return "table"
    return block.kind, block.page


def _single(text: str, block: Block, marks: Sequence[Highlight]) -> Markup:
    content = _marked(text, block.start, block.end, marks)
    if block.kind == "heading":
        # The page's own headings are of level 1 and 2.
        return tag(f"h{min(block.level + 2, 6)}", content, class_=f"cw-level-{block.level}")
    if block.kind == "code":
        return tag("pre", tag("code", content), tabindex=0)
    if block.kind == "furniture":
        return tag("p", content, class_="cw-furniture", title="Around the content: never quoted")
    return tag("p", content)


def _list(
    document: Document, members: Sequence[Block], marks: Sequence[Highlight], before: int
) -> Markup:
    """Items with the mark that stands before each in the text, indented by depth."""
    items = []
    for block in members:
        sign = document.text[before : block.start].strip() or "•"
        bullet = "•" if len(sign) > 6 or sign in "-*+" else sign
        content = _marked(document.text, block.start, block.end, marks)
        items.append(
            tag(
                "li",
                tag("span", bullet, class_="cw-bullet", aria_hidden="true"),
                tag("span", content),
                style=f"--depth:{max(0, min(block.level, 8) - 1)}",
            )
        )
        before = block.end
    return tag("ul", joined(items), class_="cw-list")


def _table(document: Document, members: Sequence[Block], marks: Sequence[Highlight]) -> Markup:
    head = joined(_row(document.text, block, marks) for block in members if block.kind == "head")
    body = joined(_row(document.text, block, marks) for block in members if block.kind == "row")
    table = tag("table", tag("thead", head) if head else "", tag("tbody", body))
    return tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label="Table")


def _row(text: str, block: Block, marks: Sequence[Highlight]) -> Markup:
    name, scope = ("th", "col") if block.kind == "head" else ("td", None)
    cells, start = [], block.start
    for gap in _CELLS.finditer(text, block.start, block.end):
        cells.append(tag(name, _marked(text, start, gap.start(), marks), scope=scope))
        start = gap.end()
    cells.append(tag(name, _marked(text, start, block.end, marks), scope=scope))
    return tag("tr", *cells)


def _marked(text: str, start: int, end: int, marks: Sequence[Highlight]) -> Markup:
    """text[start:end] with the marks in it; where marks overlap, the current one shows."""
    near = [mark for mark in marks if mark.start < end and mark.end > start]
    if not near:
        return joined([text[start:end]])
    cuts = sorted({start, end, *(min(max(c, start), end) for m in near for c in (m.start, m.end))})
    pieces: list[Content] = []
    for left, right in pairwise(cuts):
        over = [mark for mark in near if mark.start <= left and mark.end >= right]
        if not over:
            pieces.append(text[left:right])
            continue
        shown = max(over, key=lambda mark: (mark.current, -mark.number))
        name = "cw-current" if shown.current else None
        pieces.append(tag("mark", text[left:right], class_=name, data_number=shown.number))
    return joined(pieces)


def _within(start: int, end: int, document: Document) -> bool:
    return 0 <= start < end <= len(document.text)


def _from(document: Document) -> Markup:
    facts = [document.receipt.format, count(len(document.text), "character")]
    if document.receipt.pages:
        facts.append(count(document.receipt.pages, "page"))
    return tag(
        "p",
        shortened(shown_source(document.source), 120),
        " · ",
        " · ".join(facts),
        class_="cw-source",
    )


def _steps(citations: Sequence[Citation], number: int, turn: int) -> Content:
    """Previous and next among all quotes of the answer."""
    order = [each.number for each in citations]
    if number not in order:
        return ""
    at = order.index(number)

    def step(label: str, name: str, to: int) -> Markup:
        reachable = 0 <= to < len(order)
        target = order[to] if reachable else number
        return tag(
            "button",
            label,
            type="button",
            class_="cw-step",
            aria_label=name,
            disabled=not reachable,
            data_event="select",
            data_turn=turn,
            data_number=target,
        )

    return tag(
        "div",
        step("‹", "Previous quote", at - 1),
        tag("span", f"Quote {at + 1} of {len(order)}", aria_live="polite"),
        step("›", "Next quote", at + 1),
        class_="cw-steps",
        data_turn=turn,
        data_number=number,
        role="group",
        aria_label="Quotes of the answer",
    )


def _close() -> Markup:
    return action("✕", "clear", class_="cw-close", aria_label="Close the document")
