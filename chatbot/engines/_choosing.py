"""Which units answer: whole lists and tables where the question asks for them, else the units
that are most probably part of the answer, without saying anything twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chatbot.engines._evidence import LEANS, Evidence, Flags, Numbers
from chatbot.engines._structure import Group, groups
from chatbot.question_kinds import QuestionKind
from chatbot.reading import content_words
from ingest.documents import Passage
from ingest.index import Snapshot

WHOLE_FORMS = ("list", "procedure", "open", "reason")
"""Forms that a whole list may answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document that is to be said, and how surely it belongs to the answer.

    `leans_on` is the stretch that the reader needs in order to understand it, or None."""

    passage: Passage
    kind: Literal["sentence", "item", "head", "row"]
    start: int
    end: int
    strength: float
    leans_on: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be said; `whole` pieces are a list or table in its own order, `others` sentences
    and single items, strongest first."""

    whole: tuple[Piece, ...] = ()
    others: tuple[Piece, ...] = ()


def choose(
    kind: QuestionKind,
    evidence: Evidence,
    probabilities: Numbers,
    *,
    snapshot: Snapshot,
    threshold: float,
    most_words: int,
) -> Choice:
    """Nothing at all, if no unit is probable enough."""
    if probabilities.max() < threshold:
        return Choice()
    whole: tuple[Piece, ...] = ()
    if kind.form in WHOLE_FORMS:
        whole = _best_group(kind, evidence, probabilities, snapshot)
    if whole:
        return Choice(whole)
    return Choice(others=_best_units(evidence, probabilities, threshold, most_words))


def _best_units(
    evidence: Evidence, probabilities: Numbers, threshold: float, most_words: int
) -> tuple[Piece, ...]:
    chosen: list[int] = []
    said: list[frozenset[str]] = []
    words = 0
    for index in np.argsort(-probabilities, kind="stable"):
        index = int(index)
        if probabilities[index] < threshold:
            break
        text = evidence.text(index)
        length = len(text.split())
        stems = frozenset(word.stem for word in content_words(text))
        if chosen and words + length > most_words:
            continue
        if any(_same(stems, other) for other in said):
            continue
        chosen.append(index)
        said.append(stems)
        words += length
    return tuple(
        _piece(evidence, index, float(probabilities[index]), set(chosen)) for index in chosen
    )


def _piece(evidence: Evidence, index: int, strength: float, chosen: set[int]) -> Piece:
    unit = evidence.units[index]
    leans_on = None
    before = index - 1
    if (
        unit.kind == "sentence"
        and before >= 0
        and before not in chosen
        and evidence.passages[before].id == evidence.passages[index].id
        and LEANS.match(evidence.text(index))
    ):
        leans_on = (evidence.units[before].start, evidence.units[before].end)
    return Piece(evidence.passages[index], unit.kind, unit.start, unit.end, strength, leans_on)


def _same(stems: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one of two texts adds next to nothing to the other."""
    if not stems or not other:
        return not stems
    return len(stems & other) / min(len(stems), len(other)) > 0.75


def _best_group(
    kind: QuestionKind, evidence: Evidence, probabilities: Numbers, snapshot: Snapshot
) -> tuple[Piece, ...]:
    best: tuple[float, Group, Passage] | None = None
    for document_id in dict.fromkeys(passage.document_id for passage in evidence.passages):
        own = np.array([p.document_id == document_id for p in evidence.passages])
        structured = own & np.array([u.kind != "sentence" for u in evidence.units])
        if not structured.any():
            continue
        document = snapshot.document(document_id)
        if document is None:
            continue
        starts = np.array([unit.start for unit in evidence.units])
        for group in groups(document):
            inside = structured & (starts >= group.start) & (starts < group.end)
            if not inside.any() or (group.is_table and kind.form != "list"):
                continue
            opening = own & _within(starts, group)
            score = _group_score(evidence, probabilities, inside, opening)
            if score > (best[0] if best else 0.0):
                passage = evidence.passages[int(np.flatnonzero(inside)[0])]
                best = (score, group, passage)
    if best is None or best[0] < 1.0:
        return ()
    return _pieces_of(best[1], best[2], best[0])


def _within(starts: np.ndarray, group: Group) -> Flags:
    if group.opening is None:
        return np.zeros(len(starts), bool)
    found: Flags = (starts >= group.opening.start) & (starts < group.opening.end)
    return found


def _group_score(
    evidence: Evidence, probabilities: Numbers, inside: Flags, opening: Flags
) -> float:
    """How well heading and lead-in name what is asked for, plus how probable the members are."""
    if not len(evidence.weights):
        return 0.0
    named = evidence.context[inside].max(axis=0)
    if opening.any():
        named = np.maximum(named, evidence.coverage[opening].max(axis=0))
    return float(named @ evidence.weights) + float(probabilities[inside].mean())


def _pieces_of(group: Group, passage: Passage, strength: float) -> tuple[Piece, ...]:
    pieces = []
    if group.opening is not None:
        kind: Literal["head", "sentence"] = "head" if group.is_table else "sentence"
        pieces.append(Piece(passage, kind, group.opening.start, group.opening.end, strength))
    member: Literal["row", "item"] = "row" if group.is_table else "item"
    pieces += [Piece(passage, member, b.start, b.end, strength) for b in group.members]
    return tuple(pieces)
