"""Headings that hold what is asked for: the day of a release, the number of a version."""

import re
from collections.abc import Callable
from dataclasses import replace

from chatbot.answer_types import answer_kind, holds_kind
from chatbot.designations import designations
from chatbot.engines._choosing import Choice

_VERSION = re.compile(r"\b(?:which|what) (?:version|release|edition)\b", re.IGNORECASE)


def with_headings(choice: Choice, question: str) -> Choice:
    """The same choice; where none of its pieces holds a date or a version that is asked for, and
    headings above them do, these are to be said with them."""
    holds = _asked_for(question)
    if holds is None or any(holds(piece.text) for piece in choice.pieces):
        return choice
    pieces = (
        replace(piece, headed=holds(piece.passage.section.rpartition(" > ")[2]))
        for piece in choice.pieces
    )
    return replace(choice, pieces=tuple(pieces))


def _asked_for(question: str) -> Callable[[str], bool] | None:
    """What tells whether a text holds what is asked for; None for all that headings seldom hold."""
    if _VERSION.search(question):
        return lambda text: any(each.shape == "version" for each in designations(text))
    if (kind := answer_kind(question)) == "time":
        return lambda text: holds_kind(kind, text, question=question)
    return None
