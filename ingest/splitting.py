"""Document -> Passages, along the document's own structure.

A passage holds neighbouring units (sentences, list items, table rows) of one section. Sections
are packed in reading order, without overlap; paragraphs, lists with the sentence that leads them
in, and tables stay whole where they fit.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.cutting import LARGEST_PIECE, CountTokens, between_lines, between_words
from ingest.documents import Block, BlockKind, Document, Passage, Unit, UnitKind
from ingest.sentences import sentences

_UNIT_KINDS: dict[BlockKind, UnitKind] = {"item": "item", "row": "row", "head": "row"}
_ORDINAL = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)]\W*")
_RUNS_IN = re.compile(r"(?=.{3,60}$)(?:\S+\s+){1,3}[—–-]\s(?:\S+\s+){0,3}\S+\.")
"""A label, a dash and a few words, as in "09:30 — The stand-up."."""
_LABEL = re.compile(r"(?:\S+\s+){0,2}\S+\.|.*(?::|\s[—–-]|\s[—–-]\s.*\.)")
"""What is in bold is a label if it is short, or has its mark; else it may be a sentence."""
_BEHIND_A_LABEL = 3
"""Marks that may stand between bold words and the end of their sentence."""


@dataclass(slots=True)
class _Section:
    """Blocks between two headings, without furniture between them, or one table:
    `column_heads` is its first row's text."""

    path: tuple[str, ...]
    column_heads: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit, where its line begins (before a list marker), its page and its tokens."""

    unit: Unit
    begin: int
    page: int | None
    tokens: int


def split(document: Document, *, count_tokens: CountTokens, most_tokens: int) -> list[Passage]:
    """The passages of a document in reading order; furniture is left out.

    No passage, with its context, has more than `most_tokens` tokens, and none cuts a unit, except
    one that is longer than that by itself, which is cut between sentences, then between words.
    """
    language = document.receipt.language or "en"
    passages: list[Passage] = []
    for section in _sections(document):
        context = _context(document.title, section, count_tokens, most_tokens // 2)
        budget = max(1, most_tokens - count_tokens(context))
        groups = _groups(document.text, section, language, count_tokens, budget)
        passages.extend(
            _passage(document, section.path, context, pieces) for pieces in _packed(groups, budget)
        )
    return passages


def _sections(document: Document) -> Iterator[_Section]:
    content = [block for block in document.blocks if block.kind != "furniture"]
    behind_furniture = {
        following.start
        for block, following in pairwise(document.blocks)
        if block.kind == "furniture"
    }
    headings: list[Block] = []
    section = _Section(())
    for block, following in zip(content, [*content[1:], None], strict=True):
        if block.kind == "heading":
            yield section
            while headings and headings[-1].level >= block.level:
                headings.pop()
            headings.append(block)
            section = _Section(tuple(_text(document, heading) for heading in headings))
            if following is None or (
                following.kind == "heading" and following.level <= block.level
            ):
                section.blocks.append(block)  # nothing below it: it must be found by itself
        elif block.kind == "head":
            yield section
            section = _Section(section.path, _text(document, block))
            if following is None or following.kind != "row":
                section.blocks.append(block)
        else:
            in_table = block.kind == "row"
            if block.start in behind_furniture or (section.column_heads and not in_table):
                yield section
                section = _Section(section.path, section.column_heads if in_table else "")
            section.blocks.append(block)
    yield section


def _context(title: str, section: _Section, count_tokens: CountTokens, most: int) -> str:
    """Title, heading path and column heads, a line each, cut to `most` tokens."""
    path = section.path
    if path and path[0].casefold() == title.casefold():
        path = path[1:]
    context = "\n".join(line for line in (title, " > ".join(path), section.column_heads) if line)
    while context and count_tokens(context) > most:
        context = context[: len(context) * 3 // 4].rpartition(" ")[0]
    return context


def _groups(
    text: str, section: _Section, language: str, count_tokens: CountTokens, budget: int
) -> list[list[_Piece]]:
    """Units that are better kept together: of a paragraph, of a list with its lead-in, of a
    table."""
    groups: list[list[_Piece]] = []
    last = None
    ordinal: Block | None = None
    for number, block in enumerate(section.blocks, start=1):
        kind = _UNIT_KINDS.get(block.kind, "sentence")
        if number < len(section.blocks) and _is_ordinal(text, block):
            ordinal = ordinal or block
            continue
        pieces = list(_pieces(text, block, kind, language, count_tokens, budget))
        if not pieces:
            continue
        if ordinal is not None:
            pieces[0] = _marked(text, ordinal, pieces[0], count_tokens, budget)
            ordinal = None
        if last == block.kind and kind != "sentence":
            groups[-1].extend(pieces)
        elif kind == "item" and last == "paragraph" and _leads_in(text, groups[-1][-1].unit):
            lead = groups[-1].pop()
            groups[-1:] = [group for group in (groups[-1], [lead, *pieces]) if group]
        else:
            groups.append(pieces)
        last = block.kind
    return groups


def _pieces(
    text: str,
    block: Block,
    kind: UnitKind,
    language: str,
    count_tokens: CountTokens,
    budget: int,
) -> Iterator[_Piece]:
    """The units of a block, the overlong ones cut."""
    for first, last in _spans(text, block, language):
        start, end = block.start + first, block.start + last
        begin = start
        if start == block.start and block.kind in ("item", "paragraph"):
            begin = text.rfind("\n", 0, start) + 1  # with the list marker or the indent
        too_long = end - begin > LARGEST_PIECE  # not even worth counting
        tokens = 0 if too_long else count_tokens(text[begin:end])
        if tokens <= budget and not too_long:
            yield _Piece(Unit(kind, start, end), begin, block.page, tokens)
            continue
        cut_up = between_lines if block.kind == "code" else between_words
        for cut, cut_end in cut_up(text, start, end, language, count_tokens, budget):
            tokens = count_tokens(text[cut:cut_end])
            yield _Piece(Unit(kind, cut, cut_end), cut, block.page, tokens)


def _spans(text: str, block: Block, language: str) -> list[tuple[int, int]]:
    """(start, end) of the units of a block, counted from its start: the sentences of a paragraph,
    the first of them with the label that runs into it; anything else as a whole."""
    shown = text[block.start : block.end]
    if block.kind not in ("paragraph", "heading"):
        return [(0, len(shown))]
    spans = sentences(shown, language=language)
    if block.kind == "paragraph" and len(spans) > 1:
        opening = shown[slice(*spans[0])]
        in_bold = block.level and len(opening) <= block.level + _BEHIND_A_LABEL
        if _RUNS_IN.fullmatch(opening) or (in_bold and _LABEL.fullmatch(opening)):
            spans[:2] = [(spans[0][0], spans[1][1])]
    return spans


def _is_ordinal(text: str, block: Block) -> bool:
    """Whether a paragraph is only the number of what follows."""
    return (
        block.kind == "paragraph"
        and block.end - block.start <= 8
        and _ORDINAL.fullmatch(text, block.start, block.end) is not None
    )


def _marked(
    text: str, ordinal: Block, piece: _Piece, count_tokens: CountTokens, budget: int
) -> _Piece:
    """The piece with a number that stands before it, if there is room for both."""
    tokens = count_tokens(text[ordinal.start : piece.unit.end])
    return replace(piece, begin=ordinal.start, tokens=tokens) if tokens <= budget else piece


def _leads_in(text: str, unit: Unit) -> bool:
    return text[unit.start : unit.end].endswith((":", "："))


def _packed(groups: Sequence[Sequence[_Piece]], budget: int) -> Iterator[list[_Piece]]:
    """Fill passages with whole groups; a group that is too long for one is spread evenly."""
    passage: list[_Piece] = []
    for group in groups:
        for part in _spread(group, budget):
            if passage and _tokens(passage) + _tokens(part) > budget:
                yield passage
                passage = []
            passage.extend(part)
    if passage:
        yield passage


def _spread(group: Sequence[_Piece], budget: int) -> Iterator[list[_Piece]]:
    remaining = _tokens(group)
    part: list[_Piece] = []
    filled = 0
    share = remaining / -(-remaining // budget) if remaining else 0
    for piece in group:
        if part and (filled + piece.tokens > budget or filled + piece.tokens / 2 > share):
            yield part
            remaining -= filled
            part, filled = [], 0
            share = remaining / -(-remaining // budget)
        part.append(piece)
        filled += piece.tokens
    if part:
        yield part


def _tokens(pieces: Sequence[_Piece]) -> int:
    return sum(piece.tokens for piece in pieces)


def _passage(
    document: Document, path: Sequence[str], context: str, pieces: Sequence[_Piece]
) -> Passage:
    start, end = pieces[0].begin, pieces[-1].unit.end
    text = document.text[start:end]
    identity = "\0".join((document.id, str(start), str(end), text, context))
    return Passage(
        id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        document_id=document.id,
        source=document.source,
        title=document.title,
        section=" > ".join(path),
        text=text,
        start=start,
        end=end,
        page=pieces[0].page,
        units=tuple(piece.unit for piece in pieces),
        context=context,
    )


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]
