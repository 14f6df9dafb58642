"""Which units are to the point: what the form of the question lets be quoted at all."""

import re

import numpy as np

from chatbot.engines._evidence import Evidence
from chatbot.engines._features import Numbers
from chatbot.engines._structure import leads_in
from chatbot.engines._weighing import (
    Flags,
    begins_with,
    defines,
    label,
    labels,
    log_odds,
    subjects_of,
)
from chatbot.question_kinds import QuestionKind
from chatbot.reading import stems_of
from ingest.documents import Passage, Unit

INSISTS = 0.5
"""How much better than all that a form asks for, in log-odds, another unit must be to be quoted."""

_TASKS = re.compile(
    r"\W*(?:[\d.]+\s+)?(?:(?:learning )?(?:objectives?|outcomes?)|learning goals|"
    r"(?:review|discussion|study|practice|self-check|critical thinking|end-of-chapter) questions|"
    r"exercises?|assignments?|homework|quiz|(?:further|additional|suggested) "
    r"(?:readings?|resources)|references|bibliography|works cited|see also|"
    r"table of contents|contents)\W*",
    re.IGNORECASE,
)
"""Headings of lists that tell nothing."""

_NEEDED = re.compile(
    r"\W*(?:ingredients|"
    r"(?:what )?you(?:['’]ll| will)? need)(?: needed| required)?\W*",
    re.IGNORECASE,
)

BETWEEN = 12  # characters of white space and mark between a lead-in and its first item
LEAST_WORDS = 3
"""Words of the shortest sentence or item that says something by itself."""


def to_the_point(kind: QuestionKind, evidence: Evidence, probabilities: Numbers) -> Flags:
    """Units that may be quoted: not a lead-in without its list, nor a scrap of one; for a
    definition the section of the best defining sentence, and other sentences that define; for a
    comparison what is about one of the sides."""
    allowed: Flags = np.array(
        [
            not leads
            and (len(text.split()) >= LEAST_WORDS or unit.kind == "row" or _replies(unit, passage))
            for unit, text, passage, leads in zip(
                evidence.units, evidence.texts, evidence.passages, lead_ins(evidence), strict=True
            )
        ]
    )
    if kind.form == "reason":
        asked = frozenset(evidence.stems)
        allowed &= np.array([not stems_of(text) <= asked for text in evidence.texts])
    allowed &= ~np.array(
        [
            unit.kind == "item" and sets_tasks(passage.section.rpartition(" > ")[2], evidence)
            for unit, passage in zip(evidence.units, evidence.passages, strict=True)
        ]
    )
    if kind.form == "procedure":
        allowed &= ~_needed(evidence)
    if excluded := stems_of(kind.excluded):
        allowed &= np.array(
            [
                label(unit.kind, text) != excluded
                for unit, text in zip(evidence.units, evidence.texts, strict=True)
            ]
        )
    narrower = np.zeros(len(allowed), bool)
    if kind.form == "definition":
        narrower = _defining(kind, evidence, probabilities)
    elif kind.form == "comparison":
        narrower = _sides(kind, evidence)
    narrowed: Flags = narrower & allowed
    if narrowed.any():
        ahead = log_odds(probabilities[allowed].max()) - log_odds(probabilities[narrowed].max())
        return allowed if ahead > INSISTS else narrowed
    if not allowed.any():
        return np.ones(len(allowed), bool)
    return allowed


def lead_ins(evidence: Evidence) -> list[bool]:
    """For each unit, whether it only announces the list or table below it."""
    documents = [passage.document_id for passage in evidence.passages]
    below = list(zip(evidence.units[1:], documents[1:], strict=True))
    items = [
        unit.kind == "sentence"
        and following.kind == "item"
        and document == other
        and 0 <= following.start - unit.end <= BETWEEN
        and text[:1].islower()
        for unit, document, (following, other), text in zip(
            evidence.units, documents, below, evidence.texts[1:], strict=False
        )
    ]
    return [
        leads_in(text, before_item=item)
        for text, item in zip(evidence.texts, [*items, False], strict=True)
    ]


def _replies(unit: Unit, passage: Passage) -> bool:
    """Whether a sentence stands right below a heading that asks: there one word may be it all."""
    asked = passage.section.rpartition(" > ")[2].rstrip().endswith("?")
    return asked and unit.kind == "sentence" and unit.start == passage.start


def sets_tasks(heading: str, evidence: Evidence) -> bool:
    """Whether lists under a heading set tasks, or refer to other texts, and the question does not
    ask for that."""
    return _TASKS.fullmatch(heading) is not None and not stems_of(heading) & {*evidence.stems}


def says_what_is_needed(above: str) -> bool:
    """Whether a heading or a lead-in announces what is needed for something ("Ingredients:"), which
    says nothing of how it is done."""
    return _NEEDED.fullmatch(above) is not None


def _needed(evidence: Evidence) -> Flags:
    """(n,) items of lists of what is needed."""
    needed = np.zeros(len(evidence.units), bool)
    inside, before = False, ""
    for index, (unit, passage) in enumerate(zip(evidence.units, evidence.passages, strict=True)):
        if passage.id != before:
            inside = says_what_is_needed(passage.section.rpartition(" > ")[2])
            before = passage.id
        if unit.kind == "item":
            needed[index] = inside
        else:
            inside = says_what_is_needed(evidence.texts[index])
    return needed


def _defining(kind: QuestionKind, evidence: Evidence, probabilities: Numbers) -> Flags:
    """Without a defining sentence: what holds the rarest word, itself or in its heading."""
    defining = np.array([defines(kind, text) for text in evidence.texts])
    if not defining.any():
        rarest = int(np.argmax(evidence.weights)) if len(evidence.weights) else None
        if rarest is None:
            return defining
        named: Flags = (evidence.held[:, rarest] + evidence.heading_held[:, rarest]) > 0
        return named
    best = evidence.passages[int(np.argmax(np.where(defining, probabilities, -1.0)))]
    same_section = np.array(
        [(p.document_id, p.section) == (best.document_id, best.section) for p in evidence.passages]
    )
    begins = [
        begins_with(kind, unit.kind, text)
        for unit, text in zip(evidence.units, evidence.texts, strict=True)
    ]
    either: Flags = defining | same_section | np.array(begins)
    return either


def _sides(kind: QuestionKind, evidence: Evidence) -> Flags:
    """Units about one of the two things compared: those that are labelled with it, or with what
    tells it from the other ("Active" for "active members"), and those that hold, themselves or in
    their heading, every word that only it has. A thing that most units are about tells nothing:
    then only those about the other one count. None, where nothing is about one of the two."""
    about = np.zeros(len(evidence.units), bool)
    holds = np.maximum(evidence.held, evidence.heading_held) > 0
    for stems, distinct in subjects_of(kind):
        columns = [column for column, stem in enumerate(evidence.stems) if stem in distinct]
        labelled = np.array(
            [
                any(own <= stems and own & distinct for own in labels(unit.kind, text))
                for unit, text in zip(evidence.units, evidence.texts, strict=True)
            ]
        )
        side = holds[:, columns].all(axis=1) if columns else labelled
        if not (side | labelled).any():
            return np.zeros(len(about), bool)
        about |= labelled
        if side.mean() <= 0.5:
            about |= side
    return about
