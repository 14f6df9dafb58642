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
from chatbot.reading import stem
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
MOST_ROWS = 12
"""Longest table that is given whole."""


_HOW = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:how|steps?\b|\w+ing (?:a|an|the|your|between)\b)", re.IGNORECASE
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
    starts = np.array([unit.start for unit in evidence.units])
    structured = np.array([unit.kind != "sentence" for unit in evidence.units])
    owners = np.array([passage.document_id for passage in evidence.passages])
    for document_id in dict.fromkeys(owners[structured]):
        document = snapshot.document(str(document_id))
        if document is None:
            continue
        own = owners == document_id
        for group in groups(document):
            inside = own & structured & (starts >= group.start) & (starts < group.end)
            if not inside.any() or len(group.members) < 2:
                continue
            if group.is_table and (kind.form != "list" or len(group.members) > MOST_ROWS):
                continue
            opening = own & (starts >= group.opening_start) & (starts < group.start)
            score = _score(kind, evidence, probabilities, inside, opening)
            if kind.form == "list" and kind.listed and _says_how(group):
                score -= ANOTHER_FORM
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
    named = evidence.path[inside].max(axis=0)
    said = float(probabilities[inside].mean())
    if opening.any():
        named = np.maximum(named, evidence.coverage[opening].max(axis=0))
        said = max(said, float(probabilities[opening].max()))
    listed = stem(kind.listed) if kind.listed else ""
    if listed in evidence.stems and named[evidence.stems.index(listed)] < LEAST_LISTED:
        return 0.0
    share = float(named @ evidence.weights)
    if share < LEAST_NAMED[kind.form]:
        return 0.0
    fit = float(evidence.path_fit[inside].max())
    rank = int(evidence.rank[inside | opening].min())
    behind = float(evidence.scores.max() - evidence.scores[inside | opening].max())
    return share + 0.5 * fit + said + 0.2 / (1 + rank) - BEHIND * behind


def _of_another(evidence: Evidence, group: Group) -> bool:
    """Whether heading and lead-in speak of another one than is asked about, and no member does."""
    above = [group.text(block) for block in (group.heading, group.opening) if block]
    return of_another(evidence.compounds, above, [group.text(each) for each in group.members])


def _says_how(group: Group) -> bool:
    """Whether the heading announces a way to do something: "How to choose", "Choosing a tool"."""
    heading = group.text(group.heading) if group.heading is not None else ""
    return _HOW.match(heading) is not None
