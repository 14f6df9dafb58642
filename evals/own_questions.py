"""Questions made from someone's own documents: headings, definitions, lists, table rows.

Each knows the stretch of its document that answers it, so that the answer can be judged; asked of
all documents but its own, it should be refused.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from chatbot.reading import content_words
from chatbot.suggestions import question_of
from ingest.documents import Block, Document
from ingest.index import Snapshot
from ingest.sentences import sentences

OwnKind = Literal["heading", "definition", "list", "table row"]

_LEAST_ITEMS = 3
_LONGEST_CELL = 60
_ROWS = 2  # of a table that are asked about
_DEFINITION = re.compile(
    r"(?:(?P<article>an?|the) )?(?P<term>[^\W\d_][\w' /-]{2,48}?) (?P<verb>is|are)"
    r" (?:an?|the|any|when) ",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:what|where|when|who|why|how|which)\b", re.IGNORECASE)
_NO_TERM = re.compile(
    r"(?:it|this|that|these|those|there|here|he|she|they|we|you|i|what|who|which|one|but|and|if|in|"
    r"on|at|for|with|as|when|while|where|both|each|all|some|most|many|another|other)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, the document that answers it, and the stretches of its text that do: one of
    them for a heading, all of them for a list."""

    kind: OwnKind
    question: str
    document_id: str
    title: str
    gold: tuple[tuple[int, int], ...]


def make_questions(snapshot: Snapshot, *, most: int = 60, seed: int = 7) -> list[OwnQuestion]:
    """At most `most` questions, no two alike, spread over documents and kinds; the same documents
    and seed give the same questions."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    records = snapshot.documents()
    chance.shuffle(records)
    made: dict[frozenset[str], OwnQuestion] = {}
    waiting: dict[OwnKind, list[list[OwnQuestion]]] = defaultdict(list)
    for record in records[: 4 * most]:
        document = snapshot.document(record.id)
        if document is None:
            continue
        by_kind: dict[OwnKind, list[OwnQuestion]] = defaultdict(list)
        for question in _of_document(document):
            by_kind[question.kind].append(question)
        for kind, questions in by_kind.items():
            chance.shuffle(questions)
            waiting[kind].append(questions)
    while any(waiting.values()):
        for kind in get_args(OwnKind):
            for question in _next(waiting[kind]):
                about = frozenset(word.stem for word in content_words(question.question))
                if about:
                    made.setdefault(about, question)
                break
            if len(made) >= most:
                return list(made.values())
    return list(made.values())


def answered_elsewhere(question: OwnQuestion, snapshot: Snapshot) -> bool:
    """Whether a passage of another document holds every content word of the question, so that
    leaving its own document out proves nothing."""
    wanted = {word.stem for word in content_words(question.question)}
    return any(
        wanted <= {word.stem for word in content_words(hit.passage.embedded_text)}
        for hit in snapshot.search_words(question.question, 20)
        if hit.passage.document_id != question.document_id
    )


def _next(documents: list[list[OwnQuestion]]) -> Iterator[OwnQuestion]:
    """The next question of the next document in turn."""
    while documents:
        questions = documents.pop(0)
        if questions:
            question = questions.pop()
            documents.append(questions)
            yield question


def _of_document(document: Document) -> Iterator[OwnQuestion]:
    blocks = [block for block in document.blocks if block.kind != "furniture"]
    for heading, body in _sections(blocks):
        yield from _of_heading(document, heading, body)
    for block in blocks:
        if block.kind == "paragraph":
            yield from _definition(document, block)
    yield from _rows(document, blocks)


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[Block, list[Block]]]:
    """Each heading with the blocks between it and the next heading."""
    starts = [number for number, block in enumerate(blocks) if block.kind == "heading"]
    for start, end in pairwise([*starts, len(blocks)]):
        if body := list(blocks[start + 1 : end]):
            yield blocks[start], body


def _of_heading(document: Document, heading: Block, body: list[Block]) -> Iterator[OwnQuestion]:
    text = document.text
    under = text[body[0].start : body[-1].end]
    question = question_of(text[heading.start : heading.end], under)
    if question is None:
        return
    items = tuple((block.start, block.end) for block in body if block.kind == "item")
    if len(items) >= _LEAST_ITEMS:
        yield OwnQuestion("list", question, document.id, document.title, items)
    else:
        gold = ((body[0].start, body[-1].end),)
        yield OwnQuestion("heading", question, document.id, document.title, gold)


def _definition(document: Document, block: Block) -> Iterator[OwnQuestion]:
    """What the paragraph's first sentence defines."""
    paragraph = document.text[block.start : block.end]
    for start, end in sentences(paragraph)[:1]:
        match = _DEFINITION.match(paragraph, start, end)
        if match is None or _NO_TERM.match(match["term"]) or len(match["term"].split()) > 5:
            return
        term = " ".join(filter(None, ((match["article"] or "").lower(), match["term"].strip())))
        asked = f"What {match['verb']} {term}?"
        gold = ((block.start + start, block.start + end),)
        yield OwnQuestion("definition", asked, document.id, document.title, gold)


def _rows(document: Document, blocks: Sequence[Block]) -> Iterator[OwnQuestion]:
    head: list[str] = []
    rows = 0
    for block in blocks:
        if block.kind not in ("head", "row"):
            head = []
            continue
        cells = [cell.strip() for cell in document.text[block.start : block.end].split(" | ")]
        if block.kind == "head":
            head, rows = cells, 0
        elif rows < _ROWS and len(cells) == len(head) and 0 < len(cells[0]) <= _LONGEST_CELL:
            columns = [n for n in range(1, len(head)) if cells[n] and _names_something(head[n])]
            if columns:
                named = head[columns[rows % len(columns)]]
                rows += 1
                gold = ((block.start, block.end),)
                asked = f"What {_of_head(named)} of {cells[0]}?"
                yield OwnQuestion("table row", asked, document.id, document.title, gold)


def _names_something(head: str) -> bool:
    """Whether a column's head is a noun that can be asked for: not empty, not a question."""
    return bool(head) and not _ASKING.match(head) and len(head) <= _LONGEST_CELL


def _of_head(head: str) -> str:
    """`is the main use`, `are the typical applications`: the head inside a sentence."""
    first, gap, rest = head.partition(" ")
    inside = first if first[1:] != first[1:].lower() else first.lower()
    words = inside + gap + rest
    last = words.split(" of ")[0].split(" in ")[0]
    return f"{'are' if last.endswith('s') and not last.endswith('ss') else 'is'} the {words}"
