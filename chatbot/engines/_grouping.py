"""The list or table that answers as a whole, if there is one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatbot.engines._compounds import of_another
from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.engines._pointing import says_what_is_needed, sets_tasks
from chatbot.engines._structure import Group, groups, leads_in
from chatbot.engines._weighing import Flags, label, subjects_of
from chatbot.question_kinds import Form, QuestionKind
from chatbot.reading import stem, stems_of
from ingest.documents import Passage, UnitKind
from ingest.index import Snapshot
from ingest.tables import SEPARATOR

LEAST_NAMED: dict[Form, float] = {"list": 0.7, "procedure": 0.6, "reason": 0.85, "open": 0.85}
"""How much of the question heading and lead-in must name before a list is given whole; forms that
are not here are never answered by one."""

LEAST_GIVEN = 0.7
"""The same for a reason, where heading or lead-in say that reasons are given."""

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

_LEAVING_OUT = "besides except apart aside addition"
_REASONS = re.compile(r"\b(?:why|reasons?|causes?|because)\b", re.IGNORECASE)
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
    sides = [distinct for _, distinct in subjects_of(kind)]
    if (kind.form not in LEAST_NAMED and not sides) or not len(evidence.weights):
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
            if not inside.any() or not _may_answer(kind, group) or _sets_tasks(group, evidence):
                continue
            if sides:
                score = _compared(sides, evidence, group, inside)
            else:
                given = kind.form == "reason" and _gives_reasons(group)
                score = _score(
                    kind, evidence, probabilities, inside, opening, heads=_heads(group), given=given
                )
                score += _agreement(kind, group)
            group = without(group, kind.excluded)
            if score > max(LEAST_SCORE, best.score if best else 0.0) and not _of_another(
                evidence, group
            ):
                passage = evidence.passages[int(np.flatnonzero(inside)[0])]
                best = FoundGroup(group, passage, score)
    return best


def _may_answer(kind: QuestionKind, group: Group) -> bool:
    """Whether the question may be answered by all of such a list or table: what is needed for
    something says nothing of how it is done."""
    if kind.form == "procedure" and any(map(says_what_is_needed, _above(group))):
        return False
    if not group.is_table:
        return len(group.members) > 1
    return 1 < len(group.members) <= MOST_ROWS and kind.form in ("list", "open", "comparison")


def _sets_tasks(group: Group, evidence: Evidence) -> bool:
    return group.heading is not None and sets_tasks(group.text(group.heading), evidence)


def _agreement(kind: QuestionKind, group: Group) -> float:
    """What a group gains or loses since its heading says how something is done."""
    if kind.form == "procedure" and _is_directions(group):
        return SAME_FORM
    return -ANOTHER_FORM if kind.form == "list" and kind.listed and _says_how(group) else 0.0


def _score(
    kind: QuestionKind,
    evidence: Evidence,
    probabilities: Numbers,
    inside: Flags,
    opening: Flags,
    *,
    heads: frozenset[str],
    given: bool,
) -> float:
    """How much of what is asked for heading and lead-in name, how much of the heading is asked
    for, how probable the members are, and how high the passage ranks; 0 if they name too little.
    `given`: they say that the members are what is asked for."""
    named = _named(evidence, inside, opening, heads)
    said = float(probabilities[inside].mean())
    if opening.any():
        last = evidence.texts[int(np.flatnonzero(opening)[-1])].rstrip()
        # What a paragraph without a colon says is its own: for steps, what they make, but not how.
        if kind.form == "list" or leads_in(last, before_item=False):
            said = max(said, float(probabilities[opening].max()))
    listed = stem(kind.listed) if kind.listed else ""
    if listed in evidence.stems and named[evidence.stems.index(listed)] < LEAST_LISTED:
        return 0.0
    if not given and asks_for_less(kind, evidence, inside, opening):
        return 0.0
    weights = evidence.weights
    if kind.excluded:
        weights = weights * ~_among(evidence, f"{kind.excluded} {_LEAVING_OUT}")
    share = float(named @ weights) / max(float(weights.sum()), 1e-9)
    if share < (LEAST_GIVEN if given else LEAST_NAMED[kind.form]):
        return 0.0
    fit = float(evidence.path_fit[inside].max())
    rank = int(evidence.rank[inside | opening].min())
    behind = float(evidence.scores.max() - evidence.scores[inside | opening].max())
    return share + 0.5 * fit + said + 0.2 / (1 + rank) - BEHIND * behind


def _compared(
    sides: Sequence[frozenset[str]],
    evidence: Evidence,
    group: Group,
    inside: Flags,
) -> float:
    """How well a table answers that has a column for each of the two things compared; else 0."""
    if not group.is_table or group.opening is None:
        return 0.0
    cells = [stems_of(cell) for cell in group.text(group.opening).split(SEPARATOR)]
    columns = [[place for place, cell in enumerate(cells) if cell & side] for side in sides]
    if not all(columns) or columns[0] == columns[1]:
        return 0.0
    behind = float(evidence.scores.max() - evidence.scores[inside].max())
    return LEAST_SCORE + 0.5 - behind


def _named(
    evidence: Evidence, inside: Flags, opening: Flags, heads: frozenset[str] = frozenset()
) -> Numbers:
    """(w,) how far the headings above the members, the lead-in and the stems of a table's column
    heads cover each word."""
    named: Numbers = evidence.path[inside].max(axis=0)
    if opening.any():
        named = np.maximum(named, evidence.coverage[opening].max(axis=0))
    return np.maximum(named, [float(stem in heads) for stem in evidence.stems])


def _heads(group: Group) -> frozenset[str]:
    return stems_of(group.text(group.opening)) if group.is_table and group.opening else frozenset()


def places(evidence: Evidence, group: Group) -> tuple[Flags, Flags]:
    """(n,) which units are members of the group, and which its lead-in or column heads."""
    starts = np.array([unit.start for unit in evidence.units])
    own = np.array([p.document_id == group.document.id for p in evidence.passages])
    inside = own & (starts >= group.start) & (starts < group.end)
    inside &= np.array([unit.kind != "sentence" for unit in evidence.units])
    return inside, own & (starts >= group.opening_start) & (starts < group.start)


def _among(evidence: Evidence, text: str) -> Flags:
    """(w,) which words of the question stand in a part of it."""
    stems = stems_of(text)
    return np.array([stem in stems for stem in evidence.stems], bool)


def asks_for_less(kind: QuestionKind, evidence: Evidence, inside: Flags, opening: Flags) -> bool:
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
    asked = evidence.weights * ~_among(evidence, kind.excluded)
    few = (asked >= TELLING) & (share > 0) & (share <= 0.5)
    absent = _among(evidence, kind.condition) & (evidence.coverage[inside].max(axis=0) < UNNAMED)
    return bool((unnamed & (few | absent)).any())


def _gives_reasons(group: Group) -> bool:
    return _REASONS.search(" ".join(_above(group))) is not None


def _above(group: Group) -> list[str]:
    """The heading and the lead-in, where there are such."""
    return [group.text(block) for block in (group.heading, group.opening) if block]


def _is_directions(group: Group) -> bool:
    heading = group.text(group.heading) if group.heading is not None else ""
    return _HOW.match(heading) is not None or _DIRECTIONS.search(heading) is not None


def _of_another(evidence: Evidence, group: Group) -> bool:
    """Whether heading and lead-in speak of another one than is asked about, and no member does."""
    return of_another(
        evidence.compounds, _above(group), [group.text(each) for each in group.members]
    )


def without(group: Group, excluded: str) -> Group:
    """The group without members whose label is what the question leaves out; two must remain."""
    stems = stems_of(excluded)
    kind: UnitKind = "row" if group.is_table else "item"
    kept = tuple(m for m in group.members if not stems or label(kind, group.text(m)) != stems)
    return replace(group, members=kept) if len(kept) > 1 else group


def _says_how(group: Group) -> bool:
    """Whether the heading announces a way to do something: "How to choose", "Choosing a tool"."""
    heading = group.text(group.heading) if group.heading is not None else ""
    return _HOW.match(heading) is not None
