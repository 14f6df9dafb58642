"""Chosen pieces into Parts, in an order that reads well."""

from collections.abc import Iterator, Sequence

from chatbot.answers import Part, Quote
from chatbot.engines._choosing import Choice, Piece
from chatbot.question_kinds import QuestionKind
from ingest.documents import Document, Passage
from ingest.index import Snapshot


def compose(kind: QuestionKind, choice: Choice, snapshot: Snapshot) -> Iterator[Part]:
    """A whole list or table in its own order; then the other pieces, section by section: the
    section with the strongest piece first, and the document's order within each."""
    documents: dict[str, Document | None] = {}

    def document_of(passage: Passage) -> Document | None:
        if passage.document_id not in documents:
            documents[passage.document_id] = snapshot.document(passage.document_id)
        return documents[passage.document_id]

    for piece in choice.whole:
        if (part := _part(piece, document_of(piece.passage))) is not None:
            yield part
    for section in _by_section(choice.others):
        head_given: int | None = None
        for piece in section:
            document = document_of(piece.passage)
            if piece.kind == "row" and document is not None:
                head = _head_above(document, piece)
                if head is not None and head.start != head_given:
                    head_given = head.start
                    if (part := _part(head, document)) is not None:
                        yield part
            if (part := _part(piece, document)) is not None:
                yield part


def _by_section(pieces: Sequence[Piece]) -> list[list[Piece]]:
    sections: dict[tuple[str, str], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda each: -each.strength):
        sections.setdefault((piece.passage.document_id, piece.passage.section), []).append(piece)
    return [sorted(section, key=lambda each: each.start) for section in sections.values()]


def _head_above(document: Document, row: Piece) -> Piece | None:
    """The column heads of the table that holds the row."""
    head = None
    for block in document.blocks:
        if block.start >= row.start:
            break
        if block.kind == "head":
            head = block
        elif block.kind != "row":
            head = None
    if head is None:
        return None
    return Piece(row.passage, "head", head.start, head.end, row.strength)


def _part(piece: Piece, document: Document | None) -> Part | None:
    quote = _quote(piece.passage, piece.start, piece.end, document)
    if quote is None:
        return None
    quotes = [quote]
    if piece.leans_on is not None:
        support = _quote(piece.passage, *piece.leans_on, document)
        quotes += [support] if support is not None else []
    return Part(piece.kind, quote.text, tuple(quotes))


def _quote(passage: Passage, start: int, end: int, document: Document | None) -> Quote | None:
    if passage.start <= start and end <= passage.end:
        text = passage.text[start - passage.start : end - passage.start]
    elif document is not None:
        text = document.text[start:end]
    else:
        return None
    return Quote(
        document_id=passage.document_id,
        source=passage.source,
        title=passage.title,
        section=passage.section,
        text=text,
        start=start,
        end=end,
        page=passage.page,
    )
