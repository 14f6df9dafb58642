"""Document, Passage, Hit: what the rest of the house talks about.

Every offset counts characters (Unicode code points) from the start of `Document.text`, and
`document.text[start:end]` is always exactly what is shown as a quote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

BlockKind = Literal["heading", "paragraph", "item", "head", "row", "code", "furniture"]
"""`head` is a table's row of column heads; `furniture` is text around the content (menus,
advertisements, comments): kept in the document, never made into a passage."""

UnitKind = Literal["sentence", "item", "row"]

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text with one role.

    `level` is 1..6 for headings, the depth, from 1, for list items, and for paragraphs that begin
    with a label in bold ("Hives. They stand ..."), a heading that runs in, its letters; else 0.
    `page` is counted from 1 where the format has pages or slides, else None.
    Blocks are in the text's order and do not overlap.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a loader or a repair noticed, for the Receipt: what, and how often."""

    what: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened to a file on its way to a Document."""

    format: str = "text"
    pages: int | None = None
    language: str | None = None
    repairs: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    """Sentences that read like orders to a language model; shown to the user, obeyed by no one."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its reader sees it.

    `id` is a hash of title and text, so that adding the same thing twice changes nothing.
    `source` is where it came from (a path or address); `metadata` is what the file says of
    itself (author, date, summary, ...), as plain strings.
    """

    id: str
    source: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    receipt: Receipt = field(default_factory=Receipt)
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that is quoted: a sentence, a list item or a table row.

    A list item of several sentences is one unit. Offsets count in the document's text.
    """

    kind: UnitKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched: neighbouring units of one section.

    `section` is the path of headings, outermost first, joined by " > " (empty before the first).
    `context` is what stands before `text` when the passage is embedded: title, section and the
    table's column heads, which make a list findable under its heading.
    `id` is a hash of document id, offsets, text and context.
    """

    id: str
    document_id: str
    source: str
    title: str
    section: str
    text: str
    start: int
    end: int
    page: int | None
    units: tuple[Unit, ...]
    context: str = ""

    @property
    def embedded_text(self) -> str:
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """Contextual vectors of the tokens of one text, for matching words by their meaning.

    `starts`, `ends`: (n,) character offsets in `Passage.text` (or in the question); tokens of a
    passage's context have negative offsets, counted back from the passage's start.
    `vectors`: (n, r) float32, r is the embedder's `token_dimension`. Of unit length as they come
    from the embedder; those that an index stored are some 5 % longer, so that products with unit
    vectors are cosines without bias (see `quantising.py`).
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    vectors: Vector


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the embedder makes of one text: `vector` (d,) unit length, and its tokens."""

    vector: Vector
    tokens: TokenVectors


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    `score` orders hits (higher is better). `meaning` is the cosine of the sentence vectors,
    `words` the BM25 score, None where that side did not find the passage; `late` the
    late-interaction score in 0..1, None where it was not computed. `read` is the log-odds that a
    window of the passage answers, None where none was read closely; `answers` (units,) are those
    that each unit belongs to the answer, None for units outside of the window; empty without one.
    """

    passage: Passage
    score: float
    meaning: float | None = None
    words: float | None = None
    late: float | None = None
    read: float | None = None
    answers: tuple[float | None, ...] = ()
