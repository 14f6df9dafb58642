"""How surely each unit belongs to the answer, beyond what was fitted on running text: a close
reading, the ranking, headings, labels and the form of the question have a say."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.designations import rivals
from chatbot.engines._compounds import of_another
from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.generic_words import is_generic
from chatbot.question_kinds import QuestionKind, ordinals_in
from chatbot.reading import content_words, stems_of
from ingest.documents import UnitKind
from ingest.tables import SEPARATOR

Flags = NDArray[np.bool_]

BEHIND = 3.0
"""How much a passage's odds of holding the answer fall, as a logarithm, for each unit of score
that it ranks behind the best."""
HEADED = 1.5
"""How much they fall for a heading that is not what the question asks for, next to one that is."""
LABELLED = 4.0
"""How much they rise for an item or row whose label is all that the question asks for."""
DEFINES = 2.0
"""How much the odds of a defining sentence rise for a definition, as a logarithm."""
ANOTHER = 2.0
"""How much they fall for a unit that speaks of another one: an "AI engineer", not a "data
engineer"."""
_LABEL = re.compile(r"[^:.?!]{2,60}?(?=:\s|\s[—–]\s)")
_AND = re.compile(r"\b(?:and|or)\b")
_ARTICLE = re.compile(r"\W*(?:an?|the)?\W*", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were|means|refers? to|denotes?|describes?|stands? for)\b")

READ, READ_FROM = 1.0, -1.0
"""How much the odds of a unit rise with its log-odds by a close reading, from where on."""
BESIDE = 0.4
"""How much they fall for each unit of log-odds that it is behind the best one of its window."""

SURE = 1e-9
"""How far from 0 and 1 a probability stays, so that its odds are finite."""


def read(evidence: Evidence, probabilities: Numbers) -> Numbers:
    """Probabilities raised where a close reading found that a unit may belong to the answer."""
    if not np.isfinite(evidence.read).any():
        return probabilities
    odds = log_odds(probabilities) + READ * np.maximum(0.0, evidence.read - READ_FROM)
    owners = np.array([passage.id for passage in evidence.passages])
    for owner in set(owners[np.isfinite(evidence.read)]):
        window = (owners == owner) & np.isfinite(evidence.read)
        odds[window] -= BESIDE * (evidence.read[window].max() - evidence.read[window])
    raised: Numbers = probability(odds)
    return raised


def log_odds(probabilities: Any) -> Any:
    """Their logarithm."""
    inside = np.clip(probabilities, SURE, 1.0 - SURE)
    return np.log(inside / (1.0 - inside))


def probability(odds: Any) -> Any:
    """Of log-odds."""
    return 1.0 / (1.0 + np.exp(-odds))


def reordered(kind: QuestionKind, evidence: Evidence, probabilities: Numbers) -> Numbers:
    """Probabilities were fitted on running text. Among several passages the ranking and the
    headings have a say; what a list item or a table row is labelled with counts; and for a
    definition the sentence that begins `X is ...` comes first."""
    odds = log_odds(probabilities)
    odds -= BEHIND * (evidence.scores.max() - evidence.scores)
    named = (evidence.headed @ evidence.weights) * evidence.heading_fit
    odds -= HEADED * (named.max() - named)
    odds += LABELLED * _labelled(kind, evidence)
    odds -= ANOTHER * _of_another(kind, evidence)
    odds -= ANOTHER * _without_condition(kind, evidence)
    odds -= ANOTHER * _other_members(kind, evidence)
    if kind.form == "definition":
        odds += DEFINES * np.array([defines(kind, text) for text in evidence.texts], float)
    weighed: Numbers = probability(odds)
    return weighed


def _of_another(kind: QuestionKind, evidence: Evidence) -> Flags:
    """(n,) sentences about another one than is asked about, by name or as the second is not the
    first, and rows of tables whose column heads are. Items and rows themselves may name kinds of
    it, or the other side of a comparison."""
    about = np.zeros(len(evidence.units), bool)
    for index, (unit, text) in enumerate(zip(evidence.units, evidence.texts, strict=True)):
        if unit.kind == "sentence":
            said = ordinals_in(text) if kind.ordinals else frozenset()
            rival = bool(said) and not said & kind.ordinals
            context = evidence.passages[index].context
            own = any(each.stands_in(context) for each in evidence.designations)
            rival = rival or (not own and rivals(evidence.designations, text))
            about[index] = rival or of_another(evidence.compounds, [text])
        elif unit.kind == "row" and kind.form != "comparison":
            heads = evidence.passages[index].context.rpartition("\n")[2]
            about[index] = of_another(evidence.compounds, [heads], [text])
    return about


def _without_condition(kind: QuestionKind, evidence: Evidence) -> Flags:
    """(n,) units that know nothing of a condition ("without a degree"), where another one does."""
    condition = stems_of(kind.condition)
    columns = [column for column, stem in enumerate(evidence.stems) if stem in condition]
    held = np.maximum(evidence.held, evidence.heading_held)[:, columns]
    known: Flags = held.max(axis=1, initial=0.0) > 0
    return np.logical_not(known) if known.any() else known


def _other_members(kind: QuestionKind, evidence: Evidence) -> Flags:
    """(n,) rows and labelled items that hold no word of the question, in a table or list where one
    that tells its members apart stands in another: who asks for London's limit does not ask for
    that of breakfast, nor who asks for the weight for the power; unless whole lists are asked
    for."""
    other = np.zeros(len(evidence.units), bool)
    telling = np.array([not is_generic(stem) for stem in evidence.stems], bool)
    parts = [
        (passage.document_id, passage.section, unit.kind)
        for unit, passage in zip(evidence.units, evidence.passages, strict=True)
    ]
    single = kind.form not in ("list", "procedure")
    members = np.array(
        [
            unit.kind == "row" or (single and unit.kind == "item" and bool(_LABEL.match(text)))
            for unit, text in zip(evidence.units, evidence.texts, strict=True)
        ]
    )
    for part in {each for each, is_member in zip(parts, members, strict=True) if is_member}:
        own = members & np.array([each == part for each in parts])
        held = evidence.held[own] > 0
        apart = telling & held.any(axis=0) & ~held.all(axis=0)
        if apart.any():
            telling_held = held[:, apart]
            other[own] = ~telling_held.any(axis=1)
            if single and kind.form != "comparison":
                other[own] |= _outdone(telling_held)
    return other


def _outdone(held: Flags) -> Flags:
    """(members,) those of which another one holds every word (members, w), and more: "oak shelf,
    80 cm" next to "oak shelf, 120 cm", where that is asked for."""
    within = (held[:, None, :] <= held[None, :, :]).all(axis=2)
    more = held.sum(axis=1)[None, :] > held.sum(axis=1)[:, None]
    outdone: Flags = (within & more).any(axis=1)
    return outdone


def _labelled(kind: QuestionKind, evidence: Evidence) -> Numbers:
    """(n,) the weight of the question's words that make up a whole label of a row or an item, 0
    where labels say more than was asked; 1 for a label that is one side of a comparison."""
    weight = dict(zip(evidence.stems, evidence.weights, strict=True))
    sides = [own for own, _ in subjects_of(kind)]
    labelled = np.zeros(len(evidence.units))
    for index, (unit, text) in enumerate(zip(evidence.units, evidence.texts, strict=True)):
        for stems in labels(unit.kind, text):
            if stems in sides:
                labelled[index] = 1.0
            elif stems <= weight.keys():
                labelled[index] = max(labelled[index], sum(weight[stem] for stem in stems))
    return labelled


def labels(kind: UnitKind, text: str) -> Iterator[frozenset[str]]:
    """The stems of every cell of a row, of what stands before the colon of an item."""
    found: list[str] = []
    if kind == "row":
        found = text.split(SEPARATOR)
    elif kind == "item" and (match := _LABEL.match(text)) is not None:
        found = [match[0]]
    yield from filter(None, map(stems_of, found))


def label(kind: UnitKind, text: str) -> frozenset[str]:
    """The stems of what a unit is labelled with first; of all of it, where it has no label."""
    return next(labels(kind, text), stems_of(text))


def subjects_of(kind: QuestionKind) -> list[tuple[frozenset[str], frozenset[str]]]:
    """For each of two things compared, its stems, and those that the other one lacks."""
    if kind.form != "comparison" or len(kind.subjects) != 2:
        return []
    first, second = (stems_of(subject) for subject in kind.subjects)
    return [(first, first - second), (second, second - first)]


def defines(kind: QuestionKind, text: str) -> bool:
    """Whether a sentence says of the subject alone, before anything else, what it is."""
    match = _IS.search(text)
    if match is None:
        return False
    subject = frozenset().union(*map(stems_of, kind.subjects))
    before = text[: match.start()]
    said = [word.stem for word in content_words(before)]
    alone = not _AND.search(before) or any(_AND.search(each) for each in kind.subjects)
    return alone and bool(subject) and subject <= set(said) and len(said) <= len(subject) + 2


def begins_with(kind: QuestionKind, unit: UnitKind, text: str) -> bool:
    """Whether a sentence begins with the subject, or a row or item has it as its label."""
    subject = frozenset().union(*map(stems_of, kind.subjects))
    if unit != "sentence":
        return bool(subject) and subject == next(labels(unit, text), None)
    first = content_words(text)[: len(subject)]
    if not subject or {word.stem for word in first} != subject:
        return False
    start, end = first[0].start, first[-1].end
    return _ARTICLE.fullmatch(text[:start]) is not None and text[end : end + 1] == " "
