"""Outcomes: what became of a golden question, seen from its gold units.

All overlaps count words (runs of letters and digits, case ignored), so that white space and the
marks around a table's cells do not matter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.answers import Answer
from evals.golden import GoldenQuestion, GoldenUnit, Kind, PartOfFile, QuestionFileError
from ingest.documents import Document

_WORD = re.compile(r"\w+")
ENOUGH = 0.5  # of the words of a unit, to count it as cited or found


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [start, end) of a document's text."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question as it was answered.

    `right`, `recall` (gold units in the five best passages), `reciprocal_rank` and the shares
    `gold_cited` and `cited_gold` are explained in `evals/questions/README.md`; None where they
    do not apply: the shares to refusals, all of them to questions without gold.
    """

    id: str
    kind: Kind
    part: PartOfFile
    question: str
    understood: str
    probability: float
    answerable: bool
    refused: bool
    words: int
    seconds: float
    right: bool | None = None
    recall: float | None = None
    reciprocal_rank: float | None = None
    gold_cited: float | None = None
    cited_gold: float | None = None
    cited: tuple[str, ...] = ()


class Texts:
    """The documents of a collection, with the places of gold units in them."""

    def __init__(self, documents: Iterable[Document], sources: Mapping[str, Sequence[str]]) -> None:
        """`sources` are, for a document's id, the paths of the files that hold it."""
        self._texts = {document.id: document.text for document in documents}
        self._sources = {key: [path.replace("\\", "/") for path in sources[key]] for key in sources}
        self._words = {key: list(_WORD.finditer(text)) for key, text in self._texts.items()}
        self._starts = {key: [w.start() for w in words] for key, words in self._words.items()}
        self._joined = {key: _joined(text) for key, text in self._texts.items()}

    def find(self, unit: GoldenUnit) -> list[Span]:
        """Every place that reads as the unit does; empty if none."""
        wanted = _joined(unit.quote)
        found = []
        for key, paths in self._sources.items():
            if not any(f"/{path}".endswith(f"/{unit.document}") for path in paths):
                continue
            joined, words = self._joined[key], self._words[key]
            place = joined.find(wanted)
            while place >= 0:
                first = joined.count(" ", 0, place)
                last = first + wanted.count(" ") - 2
                found.append(Span(key, words[first].start(), words[last].end()))
                place = joined.find(wanted, place + 1)
        return found

    def words(self, span: Span) -> set[int]:
        """The numbers, in the document, of the words that lie wholly in the span."""
        starts, words = self._starts[span.document_id], self._words[span.document_id]
        first, last = bisect_left(starts, span.start), bisect_right(starts, span.end - 1)
        while last > first and words[last - 1].end() > span.end:
            last -= 1
        return set(range(first, last))

    def share(self, inner: Span, outer: Iterable[Span]) -> float:
        """Of the words of `inner`, the share that lies in the spans `outer`."""
        wanted = self.words(inner)
        same = (span for span in outer if span.document_id == inner.document_id)
        held: set[int] = set().union(*(self.words(span) for span in same))
        return len(wanted & held) / len(wanted) if wanted else 0.0


def outcome(question: GoldenQuestion, answer: Answer, texts: Texts) -> Outcome:
    """What became of the question; raises QuestionFileError if a gold unit is in no document."""
    base = Outcome(
        id=question.id,
        kind=question.kind,
        part=question.part,
        question=question.question,
        understood=answer.understood,
        probability=answer.answerability.probability,
        answerable=question.answerable,
        refused=answer.refused,
        words=0 if answer.refused else sum(_length(part.text) for part in answer.parts),
        seconds=sum(answer.seconds.values()),
        cited=tuple(citation.quote for citation in answer.citations),
    )
    if not question.answerable:
        return base
    alternatives = [[_places(unit, texts) for unit in units] for units in question.alternatives]
    citations = _citations(answer)
    hits = [Span(h.passage.document_id, h.passage.start, h.passage.end) for h in answer.hits]
    complete = max(_covered(units, citations, texts) for units in alternatives)
    return replace(
        base,
        right=not answer.refused and complete > 0,
        recall=max(_covered(units, hits[:5], texts) for units in alternatives),
        reciprocal_rank=_reciprocal_rank(alternatives, hits[:10], texts),
        gold_cited=None if answer.refused else complete,
        cited_gold=None if answer.refused else _precision(alternatives, citations, texts),
    )


def _length(text: str) -> int:
    """Words of a text, without the bars between a table's cells."""
    return sum(word != "|" for word in text.split())


def _joined(text: str) -> str:
    return f" {' '.join(word[0].casefold() for word in _WORD.finditer(text))} "


def _places(unit: GoldenUnit, texts: Texts) -> list[Span]:
    if spans := texts.find(unit):
        return spans
    raise QuestionFileError(
        f"{unit.document} does not hold the gold quote {unit.quote!r}; correct the quote, or give "
        "the documents that the questions are about"
    )


def _citations(answer: Answer) -> list[Span]:
    """What is cited, without column heads and headings: they only introduce what is said."""
    introducing = {
        (quote.document_id, quote.start, quote.end)
        for part in answer.parts
        if part.kind in ("head", "heading")
        for quote in part.quotes
    }
    places = ((c.document_id, c.start, c.end) for c in answer.citations)
    return [Span(*place) for place in places if place not in introducing]


def _covered(units: Sequence[Sequence[Span]], by: Sequence[Span], texts: Texts) -> float:
    """The share of the units (each given by its places) of which enough lies in `by`."""
    held = [any(texts.share(place, by) >= ENOUGH for place in places) for places in units]
    return sum(held) / len(held)


def _reciprocal_rank(
    alternatives: Sequence[Sequence[Sequence[Span]]], hits: Sequence[Span], texts: Texts
) -> float:
    for rank, hit in enumerate(hits, 1):
        if any(_covered(units, [hit], texts) > 0 for units in alternatives):
            return 1 / rank
    return 0.0


def _precision(
    alternatives: Sequence[Sequence[Sequence[Span]]], citations: Sequence[Span], texts: Texts
) -> float:
    gold = [place for units in alternatives for places in units for place in places]
    to_the_point = [
        texts.share(citation, gold) >= ENOUGH
        or any(texts.share(place, [citation]) >= ENOUGH for place in gold)
        for citation in citations
    ]
    return sum(to_the_point) / len(to_the_point) if to_the_point else 0.0
