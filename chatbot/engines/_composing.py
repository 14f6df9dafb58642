"""Chosen pieces into Parts, in an order that reads well."""

from collections.abc import Iterator, Sequence

from chatbot.answers import Part, PartKind, Quote
from chatbot.engines._choosing import Choice, Piece
from chatbot.engines._structure import Group
from ingest.documents import Document, Passage
from ingest.index import Snapshot
from ingest.sentences import sentences


def compose(choice: Choice, snapshot: Snapshot) -> Iterator[Part]:
    """A whole list or table in its own order; single pieces section by section: the section with
    the strongest piece first, and the document's order within each."""
    if choice.group is not None and choice.passage is not None:
        yield from _whole(choice.group, choice.passage)
    documents: dict[str, Document | None] = {}
    for section in _by_section(choice.pieces):
        head_given: int | None = None
        for piece in section:
            if piece.kind == "row":
                document_id = piece.passage.document_id
                if document_id not in documents:
                    documents[document_id] = snapshot.document(document_id)
                head = _head_above(documents[document_id], piece)
                if head is not None and head.quotes[0].start != head_given:
                    head_given = head.quotes[0].start
                    yield head
            yield _part(piece)


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
        yield _quoted("row" if group.is_table else "item", passage, text, member.start)


def _by_section(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sections: dict[tuple[str, str], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda each: -each.strength):
        sections.setdefault((piece.passage.document_id, piece.passage.section), []).append(piece)
    return [sorted(section, key=lambda each: each.start) for section in sections.values()]


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


def _part(piece: Piece) -> Part:
    part = _quoted(
        piece.kind, piece.passage, _text(piece.passage, piece.start, piece.end), piece.start
    )
    if piece.leans_on is None:
        return part
    support = _quote(piece.passage, _text(piece.passage, *piece.leans_on), piece.leans_on[0])
    return Part(part.kind, part.text, (*part.quotes, support))


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
