"""Items of the last answer, by their place: "the second one", "number 3", "the last point"."""

import re
from collections.abc import Sequence

from chatbot.answers import Answer
from chatbot.followups import nouns, words
from chatbot.followups.edits import Edit
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse
from chatbot.followups.topics import Topic

LABEL = 12
"""The most words of an item that stand for all of it."""

_ITEM = words.word_set(
    "one item point option step thing example reason entry row bullet answer line idea way"
)
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+")
_MARKER = re.compile(r"\s*\[\d{1,4}\]")
_NUMBERED = words.word_set("number point item option step no.")


def listed(answer: Answer) -> list[str]:
    """The names of what an answer lists: its items and rows, its sentences when there are none."""
    parts = [part.text for part in answer.parts if part.kind in ("item", "row")]
    if not parts:
        parts = [part.text for part in answer.parts if part.kind == "sentence"]
    return [label(part) for part in parts] if len(parts) > 1 else []


def rows(answer: Answer) -> list[str]:
    """The names of the items and rows of an answer's list."""
    parts = [part.text for part in answer.parts if part.kind in ("item", "row")]
    return [label(part) for part in parts] if len(parts) > 1 else []


def label(text: str) -> str:
    """What an item is called: what stands before its colon, dash or bracket, else its start."""
    plain = _BULLET.sub("", _MARKER.sub("", text[:400])).replace("**", "").replace("`", "").strip()
    for mark in (" | ", ": ", " – ", " — ", " - ", " ("):
        before, found, _ = plain.partition(mark)
        if found and 0 < len(before.split()) <= LABEL // 2:
            return before.strip(" |:")
    return " ".join(plain.split()[:LABEL]).rstrip(".,;:")


def ordinal(parse: Parse, memory: Memory) -> tuple[list[Edit], Topic | None]:
    """The item of the last answer that the question counts to, in its place."""
    if not memory.items:
        return [], None
    for position, token in enumerate(parse.tokens):
        first, last, number = position, position + 1, None
        if token.lower in words.ORDINALS and parse.lower(position - 1) in ("the", "that", "this"):
            first, number = position - 1, words.ORDINALS[token.lower]
            last = _stop(parse, position, memory)
        elif token.lower in words.CARDINALS and parse.lower(position - 1) in _NUMBERED:
            first, number = position - 1, words.CARDINALS[token.lower]
            first -= parse.lower(first - 1) == "the"
        if number is None or not last or not -1 <= number < len(memory.items):
            continue
        name = memory.items[number]
        said = f"“{name}”" if len(name.split()) > 2 else name
        edit = Edit(parse.tokens[first].start, parse.tokens[last - 1].end, said)
        return [edit], Topic(said, tuple(name.lower().split()), named=True, name=name)
    return [], None


def _stop(parse: Parse, position: int, memory: Memory) -> int:
    """The token after "the second one"; 0 where the ordinal counts something else."""
    following, kind = parse.lower(position + 1), parse.kind(position + 1)
    asked = _nouns(memory)
    if following in _ITEM or (kind == "noun" and nouns.singular(following) in asked):
        return position + 2
    return position + 1 if kind in ("", "mark", "auxiliary", "preposition", "conjunction") else 0


def _nouns(memory: Memory) -> Sequence[str]:
    """The kinds that the last question asked a list of."""
    phrases = memory.question.phrases if memory.question is not None else ()
    return [phrase.head for phrase in phrases if phrase.plural]
