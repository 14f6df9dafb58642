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
from chatbot.followups.comparisons import against, sides
from chatbot.followups.edits import apply
from chatbot.followups.events import event
from chatbot.followups.fragments import fragment
from chatbot.followups.gaps import gaps
from chatbot.followups.items import listed, ordinal
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import parse
from chatbot.followups.pronouns import pronouns
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
    title: str = ""
    section: str = ""


def _told(turn: Turn) -> _Told:
    answer = turn.answer
    if answer is None:
        return _Told(turn.question)
    if answer.refused:
        return _Told(turn.question, answer.understood)
    opening = answer.parts[0].text if answer.parts else answer.text
    cited = answer.citations[0] if answer.citations else None
    return _Told(
        question=turn.question,
        understood=answer.understood,
        opening=opening[:OPENING],
        items=tuple(listed(answer)),
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
    memory.listen(parse(understood), kept=kept, called=called)
    if turn.opening:
        items, title, section = turn.items, turn.title, turn.section
        memory.hear(parse(turn.opening), items=items, title=title, section=section)
    if memory.focus is None and turn.title:
        memory.focus = main_topic(parse(turn.title), turn=memory.turn)
    return memory


def _understand(question: str, memory: Memory) -> tuple[str, Topic | None, str]:
    """The question standing alone, the topic of the conversation that it keeps, and the
    pronoun that it called it by."""
    if memory.question is None:
        return question, None, ""
    read = parse(question)
    counted, item = ordinal(read, memory)
    if counted:
        return apply(question, counted), item, ""
    side = sides(read, memory)
    if side is not None:
        question = apply(question, [side])
        read = parse(question)
    whole = fragment(read, memory)
    if whole is not None:
        return *whole, ""
    doing = event(read, memory)
    if doing is not None:
        return apply(question, [doing]), memory.focus, ""
    edits, topic, called = pronouns(read, memory)
    if topic is not None:
        edits += filter(None, [against(read, memory, topic)])
    more, gap_topic = gaps(read, memory, anchored=bool(edits))
    edits = [*edits, *more]
    if not edits:
        return question, None, ""  # one side of a comparison may stand in it by now
    return apply(question, edits), topic or gap_topic, called


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
