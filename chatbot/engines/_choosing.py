"""Which units answer: a whole list or table where the question asks for one, else the units that
most probably belong to the answer, without saying anything twice."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chatbot.engines._evidence import Evidence
from chatbot.engines._features import LEANS, Numbers
from chatbot.engines._grouping import asks_for_less, best_group, places, without
from chatbot.engines._pointing import lead_ins, says_what_is_needed, sets_tasks, to_the_point
from chatbot.engines._structure import Group, groups, number_before
from chatbot.engines._weighing import Flags, log_odds, probability
from chatbot.question_kinds import Form, QuestionKind
from chatbot.reading import stems_of
from ingest.documents import Passage, Unit
from ingest.index import Snapshot

LEAST_SHARE: dict[Form, float] = {"definition": 0.6, "fact": 0.6, "choice": 0.6, "comparison": 0.5}
"""How probable a unit must be next to the best one; `OTHER_SHARE` for other forms."""
OTHER_SHARE = 0.45

FURTHER = 5.0
"""How far behind the best unit, in log-odds, another one may be."""

WHOLE: tuple[Form, ...] = ("list", "procedure", "open")
"""Forms for which a list is not given by halves."""

SINGLE: tuple[Form, ...] = ("definition", "fact", "comparison")
"""Forms that are answered by single sentences, items and rows."""

LED_IN = 8
"""Longest list that a lead-in brings along."""

SAME = 0.75
"""Share of content words in common from which one of two quotes says nothing new."""

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document that is to be said, and how surely it belongs to the answer.

    `leans_on` is the stretch that the reader needs in order to understand it, or None;
    `leans_on_heading`: it begins its passage, so only the heading tells what it speaks of;
    `headed`: its heading holds what is asked for, and is to be said before it."""

    passage: Passage
    kind: Literal["sentence", "item", "head", "row"]
    start: int
    end: int
    strength: float
    leans_on: tuple[int, int] | None = None
    leans_on_heading: bool = False
    headed: bool = False

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be said: `group` is a list or table that is given whole, `pieces` are single
    units, strongest first, which stand before it."""

    group: Group | None = None
    passage: Passage | None = None
    pieces: tuple[Piece, ...] = ()


def choose(
    kind: QuestionKind,
    evidence: Evidence,
    raised: Numbers,
    probabilities: Numbers,
    *,
    snapshot: Snapshot,
    least: float,
    brief: bool,
    nearer: float,
    most_words: int,
) -> Choice:
    """Nothing at all, if neither a list nor a unit of probability `least` answers.

    `raised` are probabilities (n,) with a reading, `probabilities` with all that counts besides
    (`_weighing.reordered`). A brief answer holds what is near to the best unit in them, `nearer`
    times as near as usual.
    """
    found = best_group(kind, evidence, raised, snapshot)
    if found is None and raised.max() < least:
        return Choice()
    allowed = to_the_point(kind, evidence, probabilities)
    if brief:
        best = float(probabilities[allowed].max())
        share = nearer * LEAST_SHARE.get(kind.form, OTHER_SHARE)
        least = max(least, share * best, probability(log_odds(best) - FURTHER))
    if found is not None:
        above = allowed & _above(found.group, evidence)
        pieces = _best_units(evidence, probabilities, above, least, most_words // 2)
        return Choice(group=found.group, passage=found.passage, pieces=pieces)
    pieces = _best_units(evidence, probabilities, allowed, least, most_words)
    if kind.form != "fact":
        pieces = tuple(_without_lone_steps(pieces))
    leading = lead_ins(evidence)[int(np.argmax(probabilities))]
    if kind.form not in SINGLE or (kind.form == "fact" and leading):
        sure = probabilities * (probabilities >= least)
        if (led_in := _led_in(kind, evidence, pieces, sure, snapshot)) is not None:
            return led_in
    if kind.form in WHOLE and (group := _half_quoted(kind, evidence, pieces, snapshot)) is not None:
        return Choice(group=without(group, kind.excluded), passage=pieces[0].passage)
    return Choice(pieces=pieces)


def _above(group: Group, evidence: Evidence) -> Flags:
    """Sentences between a table and the heading above it: what it shows may be said there."""
    low = group.heading.end if group.heading is not None else 0
    return np.array(
        [
            group.is_table
            and unit.kind == "sentence"
            and passage.document_id == group.document.id
            and low <= unit.start < group.start
            for unit, passage in zip(evidence.units, evidence.passages, strict=True)
        ]
    )


def _led_in(
    kind: QuestionKind,
    evidence: Evidence,
    pieces: Sequence[Piece],
    probabilities: Numbers,
    snapshot: Snapshot,
) -> Choice | None:
    """A sentence that leads in and would itself be quoted brings its list or table along, below
    what is more probable; None without one, or where that is long."""
    leads = np.array(
        [
            announces
            and not sets_tasks(passage.section.rpartition(" > ")[2], evidence)
            and not (kind.form == "procedure" and says_what_is_needed(text))
            for announces, text, passage in zip(
                lead_ins(evidence), evidence.texts, evidence.passages, strict=True
            )
        ]
    )
    best = int(np.argmax(probabilities * leads))
    unit, passage = evidence.units[best], evidence.passages[best]
    document = snapshot.document(passage.document_id)
    if not leads[best] or not probabilities[best] or document is None:
        return None
    for group in groups(document):
        if _leads_in(unit, group):
            if not 1 < len(group.members) <= LED_IN:
                return None
            before = [p for p in pieces if p.strength > probabilities[best]]
            before = [
                p
                for p in before
                if p.passage.document_id != passage.document_id
                or not group.opening_start <= p.start < group.end
            ]
            if group.is_table:  # a list says itself what leads it in
                before.append(_piece(evidence, best, float(probabilities[best]), set()))
            return Choice(without(group, kind.excluded), passage, tuple(before))
    return None


def _leads_in(unit: Unit, group: Group) -> bool:
    """Whether a sentence stands in the opening of a list, or right before a table."""
    if not group.is_table:
        return group.opening_start <= unit.start < group.start
    between = group.document.text[unit.end : group.opening_start]
    return unit.end <= group.opening_start and not between.strip()


def _without_lone_steps(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without single items of numbered lists, unless one is the strongest of all: a
    step says little by itself."""
    lists = Counter((p.passage.document_id, p.passage.section) for p in pieces if _is_step(p))
    for place, piece in enumerate(pieces):
        alone = lists[piece.passage.document_id, piece.passage.section] == 1
        if place == 0 or not alone or not _is_step(piece):
            yield piece


def _is_step(piece: Piece) -> bool:
    start = piece.start - piece.passage.start
    return piece.kind == "item" and number_before(piece.passage.text, start) is not None


def _half_quoted(
    kind: QuestionKind, evidence: Evidence, pieces: Sequence[Piece], snapshot: Snapshot
) -> Group | None:
    """The list of which the strongest piece and at least one more are items; none where the
    question is about some of its items, unless half of them are pieces."""
    if not pieces or pieces[0].kind != "item":
        return None
    document = snapshot.document(pieces[0].passage.document_id)
    for group in groups(document) if document is not None else ():
        inside = [
            piece.passage.document_id == pieces[0].passage.document_id
            and group.start <= piece.start < group.end
            for piece in pieces
        ]
        if inside[0]:
            few = kind.form == "open" or 2 * sum(inside) < len(group.members)
            if sum(inside) < 2 or group.is_table:
                return None
            less = few and asks_for_less(kind, evidence, *places(evidence, group))
            return None if less else group
    return None


def _best_units(
    evidence: Evidence, probabilities: Numbers, allowed: Flags, least: float, most_words: int
) -> tuple[Piece, ...]:
    chosen: list[int] = []
    words = 0
    for index in map(int, np.argsort(-probabilities, kind="stable")):
        if probabilities[index] < least:
            break
        text = evidence.texts[index]
        length = len(text.split())
        if not allowed[index] or (chosen and words + length > most_words):
            continue
        if any(_same(evidence, index, other) for other in chosen):
            continue
        chosen.append(index)
        words += length
    return tuple(_piece(evidence, i, float(probabilities[i]), set(chosen)) for i in chosen)


def _piece(evidence: Evidence, index: int, strength: float, chosen: set[int]) -> Piece:
    unit, passage = evidence.units[index], evidence.passages[index]
    leans_on, alone = None, False
    before = index - 1
    if unit.kind == "sentence" and before not in chosen and LEANS.match(evidence.texts[index]):
        if before >= 0 and evidence.passages[before].id == passage.id:
            leans_on = (evidence.units[before].start, evidence.units[before].end)
        else:
            alone = True
    return Piece(passage, unit.kind, unit.start, unit.end, strength, leans_on, alone)


def _same(evidence: Evidence, index: int, other: int) -> bool:
    """Whether a unit says nothing new beside another one. Rows of one document differ in what they
    are about, and where each has a figure that the other one lacks, both are told."""
    one, two = evidence.texts[index], evidence.texts[other]
    stems, others = stems_of(one), stems_of(two)
    if not stems or not others:
        return not stems
    if evidence.units[index].kind == evidence.units[other].kind == "row":
        documents = {evidence.passages[each].document_id for each in (index, other)}
        if len(documents) == 1 and stems != others:
            return False
    if _figures(one) - _figures(two) and _figures(two) - _figures(one):
        return False
    return len(stems & others) / min(len(stems), len(others)) > SAME


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(text))
