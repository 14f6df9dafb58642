"""The list or table that answers as a whole, if there is one."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.engines._compounds import of_another
from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.engines._structure import Group, groups
from chatbot.question_kinds import Form, QuestionKind
from chatbot.reading import stem, stems_of
from ingest.documents import Passage
from ingest.index import Snapshot

LEAST_NAMED: dict[Form, float] = {"list": 0.7, "procedure": 0.6, "reason": 0.85, "open": 0.85}
"""How much of the question heading and lead-in must name before a list is given whole; forms that
are not here are never answered by one."""

LEAST_LISTED = 0.6
"""The same of the noun that is asked for alone: "tools" in "which tools are used for X?"."""

LEAST_SCORE = 1.35
BEHIND = 0.5
"""What a group loses for each unit of score that its passages rank behind the best."""
ANOTHER_FORM = 0.4
"""What it loses if its heading says how something is done, and the question asks what there is."""
SAME_FORM = 0.4
"""What it gains if the question asks how something is done, and its heading says how."""
MOST_ROWS = 12
"""Longest table that is given whole."""
UNNAMED = 0.5
"""How far a word may be covered by heading and lead-in, and yet count as one that they do not
name."""
TELLING = 0.1
"""The least weight of such a word for it to tell one member from the others."""

_HOW = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:how|steps?\b|\w+ing (?:a|an|the|your|between)\b)", re.IGNORECASE
)

_DIRECTIONS = re.compile(
    r"\b(?:directions|instructions|method|procedure|process|workflow|walkthrough|tutorial|"
    r"preparation|recipe|guide)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group, a passage that holds part of it, and how well it answers."""

    group: Group
    passage: Passage
    score: float


def best_group(
    kind: QuestionKind, evidence: Evidence, probabilities: Numbers, snapshot: Snapshot
) -> FoundGroup | None:
    """The group that answers best; None if the question asks for none or none answers."""
    if kind.form not in LEAST_NAMED or not len(evidence.weights):
        return None
    best: FoundGroup | None = None
    owners = [
        passage.document_id
        for unit, passage in zip(evidence.units, evidence.passages, strict=True)
        if unit.kind != "sentence"
    ]
    for document_id in dict.fromkeys(owners):
        document = snapshot.document(document_id)
        for group in groups(document) if document is not None else ():
            inside, opening = places(evidence, group)
            if not inside.any() or len(group.members) < 2:
                continue
            if group.is_table and (kind.form != "list" or len(group.members) > MOST_ROWS):
                continue
            score = _score(kind, evidence, probabilities, inside, opening)
            if kind.form == "list" and kind.listed and _says_how(group):
                score -= ANOTHER_FORM
            if kind.form == "procedure" and _is_directions(group):
                score += SAME_FORM
            if score > max(LEAST_SCORE, best.score if best else 0.0) and not _of_another(
                evidence, group
            ):
                passage = evidence.passages[int(np.flatnonzero(inside)[0])]
                best = FoundGroup(group, passage, score)
    return best


def _score(
    kind: QuestionKind,
    evidence: Evidence,
    probabilities: Numbers,
    inside: NDArray[np.bool_],
    opening: NDArray[np.bool_],
) -> float:
    """How much of what is asked for heading and lead-in name, how much of the heading is asked
    for, how probable the members are, and how high the passage ranks; 0 if they name too little."""
    named = _named(evidence, inside, opening)
    said = float(probabilities[inside].mean())
    if opening.any():
        last = evidence.texts[int(np.flatnonzero(opening)[-1])].rstrip()
        # What a paragraph without a colon says is its own: for steps, what they make, but not how.
        if kind.form == "list" or last.endswith((":", "：")):
            said = max(said, float(probabilities[opening].max()))
    listed = stem(kind.listed) if kind.listed else ""
    if listed in evidence.stems and named[evidence.stems.index(listed)] < LEAST_LISTED:
        return 0.0
    if asks_for_less(kind, evidence, inside, opening):
        return 0.0
    share = float(named @ evidence.weights)
    if share < LEAST_NAMED[kind.form]:
        return 0.0
    fit = float(evidence.path_fit[inside].max())
    rank = int(evidence.rank[inside | opening].min())
    behind = float(evidence.scores.max() - evidence.scores[inside | opening].max())
    return share + 0.5 * fit + said + 0.2 / (1 + rank) - BEHIND * behind


def _named(evidence: Evidence, inside: NDArray[np.bool_], opening: NDArray[np.bool_]) -> Numbers:
    """(w,) how far the headings above the members and the lead-in cover each word."""
    named: Numbers = evidence.path[inside].max(axis=0)
    return np.maximum(named, evidence.coverage[opening].max(axis=0)) if opening.any() else named


def places(evidence: Evidence, group: Group) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) which units are members of the group, and which its lead-in or column heads."""
    starts = np.array([unit.start for unit in evidence.units])
    own = np.array([p.document_id == group.document.id for p in evidence.passages])
    inside = own & (starts >= group.start) & (starts < group.end)
    inside &= np.array([unit.kind != "sentence" for unit in evidence.units])
    return inside, own & (starts >= group.opening_start) & (starts < group.start)


def asks_for_less(
    kind: QuestionKind, evidence: Evidence, inside: NDArray[np.bool_], opening: NDArray[np.bool_]
) -> bool:
    """Whether a word that neither heading nor lead-in names stands in half of the members `inside`
    or fewer, or in none though it is a condition: then these are asked about, or others, and not
    the whole. A heading that the question repeats in full is asked for as it is."""
    listed = stem(kind.listed) if kind.listed else ""
    column = evidence.stems.index(listed) if listed in evidence.stems else None
    repeated = inside & (evidence.heading_fit == 1.0)
    if column is not None and evidence.heading_held[repeated, column].any():
        return False
    unnamed = _named(evidence, inside, opening) < UNNAMED
    share = evidence.held[inside].mean(axis=0)
    few = (evidence.weights >= TELLING) & (share > 0) & (share <= 0.5)
    condition = stems_of(kind.condition)
    absent = np.array([stem in condition for stem in evidence.stems]) & (
        evidence.coverage[inside].max(axis=0) < UNNAMED
    )
    return bool((unnamed & (few | absent)).any())


def _is_directions(group: Group) -> bool:
    heading = group.text(group.heading) if group.heading is not None else ""
    return _HOW.match(heading) is not None or _DIRECTIONS.search(heading) is not None


def _of_another(evidence: Evidence, group: Group) -> bool:
    """Whether heading and lead-in speak of another one than is asked about, and no member does."""
    above = [group.text(block) for block in (group.heading, group.opening) if block]
    return of_another(evidence.compounds, above, [group.text(each) for each in group.members])


def _says_how(group: Group) -> bool:
    """Whether the heading announces a way to do something: "How to choose", "Choosing a tool"."""
    heading = group.text(group.heading) if group.heading is not None else ""
    return _HOW.match(heading) is not None
