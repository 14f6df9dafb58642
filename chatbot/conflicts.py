"""Conflicts: quotes of an answer, and of what was found beside it, that cannot both be right."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, product

from chatbot.answers import Citation, Conflict, Quote
from chatbot.citations import Citations
from chatbot.comparing import comparable
from chatbot.grounding import read
from chatbot.grounding.disagreement import disagreement
from chatbot.reading import stems_of
from ingest.documents import Hit, Passage
from ingest.index import Snapshot

MOST = 3
"""Conflicts that an answer shows."""

ALIKE = 0.4
"""Share of the shorter quote's longer words that both must have before the two are read closely;
words count as one when they begin alike."""

_LONGER = re.compile(r"[^\W\d_]{4,}")
_DATED = re.compile(r"^(?:D:)?(\d{4})-?(\d\d)-?(\d\d)")
_WRITTEN = ("date", "published")
_STAMPED = ("updated", "modified", "created")
"""What documents call their date: as somebody wrote it, and as a program stamped the file, which is
often a later copy."""

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_STATED = re.compile(
    r"\b(?:valid|effective|in (?:force|effect)|applies|as (?:of|at)|dated?|updated|revised|"
    r"issued|published|version)\b(?:(?!\buntil\b|\bbefore\b)[^.\n]){0,30}?"
    rf"(\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    rf"|{_MONTH} \d{{4}})\b",
    re.IGNORECASE,
)
_BEGINNING = 600  # characters in which a document states its date


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """Two quotes that disagree, and in what."""

    first: Quote
    second: Quote
    reason: str


def conflicts(
    quotes: Sequence[Quote], beside: Sequence[Quote] = (), *, question: str = ""
) -> Iterator[Disagreeing]:
    """Every pair of `quotes` that disagrees, and every one of them with one of `beside`, in this
    order, in what the `question` asks about. No model is called; ten quotes and a hundred beside
    take a millisecond or two."""
    asked = stems_of(question)
    for one, two in chain(combinations(quotes, 2), product(quotes, beside)):
        if reason := _reason(one, two, asked):
            yield Disagreeing(one, two, reason)


def find_conflicts(
    citations: Citations, hits: Sequence[Hit], snapshot: Snapshot, *, question: str = ""
) -> tuple[Conflict, ...]:
    """What the documents disagree about in an answer to `question`: among its citations, and
    between them and the units of the hits that it left out. Quotes that were left out are cited
    now; at most `MOST` conflicts, one for each citation."""
    cited = [_quote(citation) for citation in citations.all()]
    said = {quote.text for quote in cited}
    beside = [quote for quote in units(hit.passage for hit in hits) if quote.text not in said]
    found: list[Conflict] = []
    seen: set[tuple[str, int]] = set()
    for pair in conflicts(cited, beside, question=question):
        place = (pair.first.document_id, pair.first.start)
        if place in seen or not citations.holds(pair.second):
            continue
        seen.add(place)
        sides = citations.cite(pair.first), citations.cite(pair.second)
        dates = _date(pair.first, snapshot), _date(pair.second, snapshot)
        found.append(Conflict(*sides, reason=pair.reason, dates=dates))
        if len(found) == MOST:
            break
    return tuple(found)


def conflicts_text(found: Iterable[Conflict]) -> str:
    """Markdown that says what the documents disagree about, with both quotes."""
    blocks = []
    for conflict in found:
        sides = zip((conflict.first, conflict.second), conflict.dates, strict=True)
        lines = [f"- {_side(citation, date)}" for citation, date in sides]
        blocks.append(f"**The documents disagree: {conflict.reason}.**\n\n" + "\n".join(lines))
    return "\n\n".join(blocks)


def units(passages: Iterable[Passage]) -> Iterator[Quote]:
    """Every unit of the passages as a quote."""
    for passage in passages:
        for unit in passage.units:
            yield Quote(
                document_id=passage.document_id,
                source=passage.source,
                title=passage.title,
                section=passage.section,
                text=passage.text[unit.start - passage.start : unit.end - passage.start],
                start=unit.start,
                end=unit.end,
                page=passage.page,
            )


def _reason(one: Quote, two: Quote, asked: frozenset[str]) -> str | None:
    mine, other = _beginnings(one.text), _beginnings(two.text)
    if len(mine & other) < ALIKE * min(len(mine), len(other)):
        return None
    reason = disagreement(read(one.text), read(two.text))
    return reason if reason and comparable(one, two, asked) else None


@lru_cache(maxsize=8192)
def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:4] for word in _LONGER.findall(text.lower()))


def _quote(citation: Citation) -> Quote:
    return Quote(
        citation.document_id,
        citation.source,
        citation.title,
        citation.section,
        citation.quote,
        citation.start,
        citation.end,
        citation.page,
    )


def _date(quote: Quote, snapshot: Snapshot) -> str | None:
    document = snapshot.document(quote.document_id)
    return document_date(document.metadata, document.text) if document else None


def document_date(metadata: Mapping[str, str], text: str = "") -> str | None:
    """The date that a document gives of itself, in its metadata or at the beginning of its text
    ("valid from 1 May 2026"), else that of its file: as YYYY-MM-DD where it is written in figures,
    else in its own words."""
    stated = _STATED.search(text[:_BEGINNING])
    written = [metadata.get(name, "") for name in _WRITTEN]
    stamped = [metadata.get(name, "") for name in _STAMPED]
    for value in (*written, stated[1] if stated else "", *stamped):
        if value := value.strip():
            dated = _DATED.match(value)
            return "-".join(dated.groups()) if dated else value[:40]
    return None


def _side(citation: Citation, date: str | None) -> str:
    text = " ".join(citation.quote.split())
    where = citation.title or citation.source
    return f"“{text}” ({f'{where}, {date}' if date else where}) [{citation.number}]"
