"""Citation -> HTML: the markers in an answer and the cards below it."""

from collections.abc import Sequence

from markupsafe import Markup

from chatbot.answers import Answer, Citation, Part, Quote
from ui.sources import shown_source
from ui.web.markup import Content, action, count, joined, shortened, tag

Place = tuple[str, int, int]


def place(quote: Quote | Citation) -> Place:
    return (quote.document_id, quote.start, quote.end)


def numbers(parts: Sequence[Part]) -> dict[Place, Citation]:
    """Citations of parts, numbered from 1 in the order of their first appearance."""
    found: dict[Place, Citation] = {}
    for quote in (quote for part in parts for quote in part.quotes):
        if place(quote) not in found:
            found[place(quote)] = Citation(
                len(found) + 1,
                quote.document_id,
                quote.source,
                quote.title,
                quote.section,
                quote.text,
                quote.start,
                quote.end,
                quote.page,
            )
    return found


def marker(citation: Citation, turn: int, *, again: str = "") -> Markup:
    """The button `[n]` with its tooltip: the quote and where it stands. `again` tells markers of
    the same citation apart."""
    identity = f"cw-tip-{turn}-{citation.number}{again}"
    left, right = (tag("span", sign, class_="cw-bracket") for sign in "[]")
    button = action(
        joined([left, str(citation.number), right]),
        "select",
        class_="cw-marker",
        turn=turn,
        number=citation.number,
        aria_label=f"[{citation.number}] {shortened(citation.title, 80)}",
        aria_describedby=identity,
    )
    tooltip = tag(
        "span",
        tag("span", shortened(citation.quote, 320), class_="cw-tip-quote"),
        tag("span", where(citation), class_="cw-tip-where"),
        id=identity,
        class_="cw-tip",
        role="tooltip",
    )
    return tag("span", button, tooltip, class_="cw-cite")


def where(citation: Citation | Quote) -> str:
    """Document, section and page of a citation, on one line."""
    return " · ".join(each for each in (citation.title, section_of(citation)) if each)


def section_of(citation: Citation | Quote) -> str:
    """Section and page, without the document's title where the section begins with it."""
    section = citation.section.removeprefix(citation.title).removeprefix(" > ")
    page = f"page {citation.page}" if citation.page else ""
    return " · ".join(each for each in (section.replace(" > ", " › "), page) if each)


def sources(answer: Answer, turn: int) -> Content:
    """A card for each document that the answer quotes, with its quotes as numbered buttons."""
    documents: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        documents.setdefault(citation.document_id, []).append(citation)
    if not documents:
        return ""
    cards = (tag("li", _card(citations, turn)) for citations in documents.values())
    return tag(
        "section",
        tag("h4", count(len(documents), "source")),
        tag("ul", joined(cards)),
        class_="cw-sources",
    )


def _card(citations: Sequence[Citation], turn: int) -> Markup:
    first = citations[0]
    sections = list(dict.fromkeys(filter(None, map(section_of, citations))))
    more = f" and {len(sections) - 1} more" if len(sections) > 1 else ""
    title = tag("span", shortened(first.title, 90), class_="cw-card-title")
    under = tag(
        "span",
        (sections[0] if sections else shown_source(first.source)) + more,
        class_="cw-card-where",
    )
    numbered = tag("span", f"{count(len(citations), 'quote')}", class_="cw-card-count")
    return action(
        joined([title, under, numbered]),
        "select",
        class_="cw-card",
        turn=turn,
        number=first.number,
        title=shown_source(first.source),
    )
