"""Chosen pieces into Parts, in an order that reads well."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answers import Part, PartKind, Quote
from chatbot.engines._choosing import Choice, Piece
from chatbot.engines._structure import Group, groups, heading_above, number_before
from ingest.documents import Document, Passage
from ingest.index import Snapshot
from ingest.sentences import sentences

_DENIES = re.compile(
    r"\b(?:not|no|never|nothing|without|cannot|except|exceptions?|excluded|excluding|exclusions?|"
    r"forbidden|prohibited|banned|neither|avoid)\b|n['’]t\b",
    re.IGNORECASE,
)


def compose(choice: Choice, snapshot: Snapshot) -> Iterator[Part]:
    """A whole list or table in its own order; single pieces section by section: the section with
    the strongest piece first, and the document's order within each."""
    documents: dict[str, Document | None] = {}
    for section in _by_section(choice.pieces):
        above_given: int | None = None
        for piece in section:
            document_id = piece.passage.document_id
            if document_id not in documents and (
                piece.kind != "sentence" or piece.leans_on_heading or piece.headed
            ):
                documents[document_id] = snapshot.document(document_id)
            above = _above(documents.get(document_id), piece)
            if above is not None and above.quotes[0].start != above_given:
                above_given = above.quotes[0].start
                yield above
            yield _part(piece, documents.get(document_id))
    if choice.group is not None and choice.passage is not None:
        yield from _whole(choice.group, choice.passage)


def _whole(group: Group, passage: Passage) -> Iterator[Part]:
    """The sentence that leads in, or the column heads, then every item or row."""
    document = group.document
    if group.opening is not None:
        start, end = group.opening.start, group.opening.end
        if group.is_table:
            yield _quoted("head", passage, document.text[start:end], start)
        else:
            spans = [(start + a, start + b) for a, b in sentences(document.text[start:end])]
            # What leads in is the last sentence; one before it may say what the list is of.
            for first, behind in spans[-2:]:
                yield _quoted("sentence", passage, document.text[first:behind], first)
    for member in group.members:
        text = document.text[member.start : member.end]
        part = _quoted("row" if group.is_table else "item", passage, text, member.start)
        yield replace(part, number=number_before(document.text, member.start))


def _by_section(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sections: dict[tuple[str, str], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda each: -each.strength):
        sections.setdefault((piece.passage.document_id, piece.passage.section), []).append(piece)
    return [sorted(section, key=lambda each: each.start) for section in sections.values()]


def _above(document: Document | None, piece: Piece) -> Part | None:
    """What must be said before the piece: a heading that answers; a row's column heads; before an
    item, what denies it."""
    if piece.headed and document and (heading := heading_above(document, piece.start)):
        text = document.text[heading.start : heading.end]
        return _quoted("heading", piece.passage, text, heading.start)
    if piece.kind == "row":
        return _head_above(document, piece)
    return _denial_above(document, piece) if piece.kind == "item" and document else None


def _denial_above(document: Document, item: Piece) -> Part | None:
    """The end of a list's lead-in, or else its heading, where that turns its items round: "What is
    not covered"."""
    for group in groups(document):
        if group.start <= item.start < group.end:
            if group.opening is not None:
                leads = document.text[group.opening.start : group.opening.end]
                start, end = sentences(leads)[-1]
                if _DENIES.search(leads[start:end]):
                    at = group.opening.start + start
                    return _quoted("sentence", item.passage, leads[start:end], at)
            if group.heading is not None:
                heading = document.text[group.heading.start : group.heading.end]
                if _DENIES.search(heading):
                    return _quoted("heading", item.passage, heading, group.heading.start)
    return None


def _head_above(document: Document | None, row: Piece) -> Part | None:
    """The column heads of the table that holds the row."""
    head = None
    for block in document.blocks if document is not None else ():
        if block.start >= row.start:
            break
        if block.kind == "head":
            head = block
        elif block.kind != "row":
            head = None
    if head is None or document is None:
        return None
    return _quoted("head", row.passage, document.text[head.start : head.end], head.start)


def _part(piece: Piece, document: Document | None) -> Part:
    """The piece, with what it leans on as a further quote."""
    part = _quoted(piece.kind, piece.passage, piece.text, piece.start)
    if piece.kind == "item":
        part = replace(
            part, number=number_before(piece.passage.text, piece.start - piece.passage.start)
        )
    if piece.leans_on is not None:
        start, text = piece.leans_on[0], _text(piece.passage, *piece.leans_on)
    elif piece.leans_on_heading and document and (above := heading_above(document, piece.start)):
        start, text = above.start, document.text[above.start : above.end]
    else:
        return part
    support = _quote(piece.passage, text, start)
    return replace(part, quotes=(*part.quotes, support))


def _quoted(kind: PartKind, passage: Passage, text: str, start: int) -> Part:
    return Part(kind, text, (_quote(passage, text, start),))


def _quote(passage: Passage, text: str, start: int) -> Quote:
    return Quote(
        document_id=passage.document_id,
        source=passage.source,
        title=passage.title,
        section=passage.section,
        text=text,
        start=start,
        end=start + len(text),
        page=passage.page,
    )


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]
