"""Resolving: what a question leaves out is found in the conversation, by rule.

What leans is told by closed classes of words and by position, as in the centering account of
discourse (Grosz, Joshi, Weinstein 1995): a question goes on about the thing that the last one was
about unless it names another. Everything that names its own thing comes back byte for byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.answers import Turn
from chatbot.followups import words
from chatbot.followups.claims import about_claim, asked_of_claim, denies, main_clause
from chatbot.followups.comparisons import against, sides
from chatbot.followups.edits import apply
from chatbot.followups.events import done, event
from chatbot.followups.fragments import fragment
from chatbot.followups.gaps import gaps
from chatbot.followups.items import listed, ordinal, rows
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import parse
from chatbot.followups.pronouns import pronouns
from chatbot.followups.several import several
from chatbot.followups.soundness import safe, sound
from chatbot.followups.topics import Topic, main_topic

LONGEST = 400
"""Characters from which on a question is taken to bring its own context."""

OPENING = 200
"""Characters of an answer that are read for the names in them."""

TURNS = 12
"""At least so many of the latest turns are read, at most twice as many."""


class FollowUps:
    """Makes questions stand alone by what was asked and answered before them."""

    def resolve(self, question: str, history: Sequence[Turn]) -> str:
        """The question as someone would ask it who had said nothing before.

        `history` is the conversation, oldest turn first. A question that stands alone, one in
        another language and one of more than `LONGEST` characters are returned unchanged, as is
        every question when there is no history. Takes well below a millisecond, when the turns
        before were read in the same process.
        """
        if not history or not _readable(question):
            return question
        begin = max(0, len(history) // TURNS - 1) * TURNS  # moves seldom, so that reading is reused
        memory = _remembered(tuple(_told(turn) for turn in history[begin:]))
        return _understand(question, memory.copy())[0]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read of a turn."""

    question: str
    understood: str = ""
    opening: str = ""
    items: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    claim: str = ""
    title: str = ""
    section: str = ""


def _told(turn: Turn) -> _Told:
    answer = turn.answer
    if answer is None:
        return _Told(turn.question)
    if answer.refused:
        return _Told(turn.question, answer.understood)
    opening = answer.parts[0].text if answer.parts else answer.text
    sentence = next((part.text for part in answer.parts if part.kind == "sentence"), "")
    cited = answer.citations[0] if answer.citations else None
    return _Told(
        question=turn.question,
        understood=answer.understood,
        opening=opening[:OPENING],
        items=tuple(listed(answer)),
        listed=tuple(rows(answer)),
        claim=main_clause(sentence[:LONGEST]),
        title=cited.title[:OPENING] if cited else "",
        section=cited.section.rpartition(" > ")[2][:OPENING] if cited else "",
    )


@lru_cache(maxsize=512)
def _remembered(turns: tuple[_Told, ...]) -> Memory:
    """The memory after some turns; it is shared, so whoever changes it takes a copy."""
    if not turns:
        return Memory()
    memory, turn = _remembered(turns[:-1]).copy(), turns[-1]
    if not _readable(turn.question):
        return memory
    understood, kept, called = _understand(turn.question, memory)
    if turn.understood not in ("", understood) and _readable(turn.understood):
        understood, kept = turn.understood, None
    aside = bool(asked_of_claim(parse(turn.question)) and memory.claim)
    memory.listen(parse(understood), kept=kept, called=called, aside=aside)
    if turn.opening:
        memory.hear(
            parse(turn.opening),
            items=turn.items,
            listed=turn.listed,
            claim=turn.claim,
            title=turn.title,
            section=turn.section,
        )
    if memory.focus is None and turn.title:
        memory.focus = main_topic(parse(turn.title), turn=memory.turn)
    return memory


def _understand(question: str, memory: Memory) -> tuple[str, Topic | None, str]:
    """The question standing alone, the topic of the conversation that it keeps, and the
    pronoun that it called it by; what would be no English is put in a plainer form."""
    if memory.question is None:
        return question, None, ""
    understood, topic, called = _rewritten(question, memory)
    if understood == question or sound(understood, question):
        return understood, topic, called
    return safe(question, memory.focus), memory.focus, ""


def _rewritten(question: str, memory: Memory) -> tuple[str, Topic | None, str]:
    """The question with all that it leaves out, right or wrong as English."""
    read = parse(question)
    asks = asked_of_claim(read)
    if asks and memory.claim:
        claimed = _of_claim(asks, memory)
        if claimed is not None:
            return claimed, memory.focus, ""
    counted, item = ordinal(read, memory)
    if counted:
        return apply(question, counted), item, ""
    kept = None
    for fill in (several, sides, done):
        edit = fill(read, memory)
        if edit is not None:
            question, kept = apply(question, [edit]), memory.focus
            read = parse(question)
    whole = fragment(read, memory)
    if whole is not None:
        return *whole, ""
    doing = event(read, memory)
    if doing:
        return apply(question, doing), memory.focus, ""
    edits, topic, called = pronouns(read, memory)
    if topic is not None:
        edits += filter(None, [against(read, memory, topic)])
    more, gap_topic = gaps(read, memory, anchored=bool(edits or kept))
    edits = [*edits, *more]
    if not edits:
        return question, kept, ""
    return apply(question, edits), topic or gap_topic, called


def _of_claim(asks: str, memory: Memory) -> str | None:
    """The question about what the last answer claimed; None where the last question itself can be
    asked so ("How?" after "Can I ...?"), or the claim cannot be said again."""
    asked = memory.question
    if asked is None:
        return None
    if asks == "how" and asked.kind(0) == "auxiliary" and not denies(memory.claim):
        return None
    return about_claim(asks, memory.claim, asked.text, memory.focus)


@lru_cache(maxsize=256)
def _readable(question: str) -> bool:
    """Whether a question is short English that can be read at all."""
    if not question.strip() or len(question) > LONGEST or "\n" in question.strip():
        return False
    read = parse(question)
    foreign = sum(token.lower in words.FOREIGN for token in read.tokens)
    english = sum(
        token.kind not in ("noun", "verb", "mark") and token.lower not in words.FOREIGN
        for token in read.tokens
    )
    latin = sum(character.isascii() for character in question)
    return foreign <= english and latin * 2 > len(question)
