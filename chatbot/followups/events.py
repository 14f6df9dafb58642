"""Doings that "it" and "that" stand for: "How long does it take?" after "How do I become a nurse?",
"Why do they do that?" after "How do bees make honey?"."""

from chatbot.followups import words
from chatbot.followups.edits import Edit
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse
from chatbot.followups.topics import Topic

_JUDGED = words.word_set(
    "hard difficult easy possible impossible worth legal illegal allowed necessary common "
    "normal free expensive cheap required safe dangerous"
)
_SPENT = frozenset(["take", "cost", "require"])
_STANDING = frozenset(["it", "that", "this"])
_DOING = frozenset(["do", "doing"])
_OBJECTLESS = words.word_set("what which who whom whose")
_ANYONE = words.word_set("i you we one people")

_STANDING_FOR = words.word_set("it they them these those he she him her")
_ACTIVE = ("ing", "tion", "sion", "ment", "sis", "ance", "run")

_OPENING = 4
"""The last place of a pronoun that is the subject of the question itself."""

MOST = 9
"""The most words of a doing that is said again."""


def event(parse: Parse, memory: Memory) -> list[Edit]:
    """What to append where "it" is something that one does, as the last question named it."""
    doing = _doing(memory.question) if memory.question is not None else None
    place = next((i for i, token in enumerate(parse.tokens) if token.lower in _STANDING), None)
    if doing is None or place is None:
        return []
    end = parse.last
    before, after = parse.kind(place - 1), parse.lower(place + 1)
    if before != "auxiliary" or end is None or place > _OPENING:
        return []
    rest = [token.lower for token in parse.tokens[place + 1 :] if token.kind != "mark"]
    spent = after in _SPENT and len(rest) == 1
    judged = any(word in _JUDGED for word in rest[:2]) and len(rest) <= 2
    if not (spent or judged):
        return []
    standing = parse.tokens[place]
    return [Edit(standing.start, standing.end, "it"), Edit(end.end, end.end, f" {doing}")]


def done(parse: Parse, memory: Memory) -> Edit | None:
    """ "do that", "doing it": in its place what the last question said that someone does."""
    said = predicate(memory.question) if memory.question is not None else None
    for position, token in enumerate(parse.tokens):
        if token.lower not in _STANDING or not main_do(parse, position):
            continue
        before = parse.tokens[position - 1]
        topic = memory.focus
        if not said and topic is not None and _is_activity(topic):
            return Edit(token.start, token.end, topic.text)
        if not said:
            return None
        first, space, rest = said.partition(" ")
        text = (words.gerund(first) if before.lower == "doing" else first) + space + rest
        return Edit(before.start, token.end, text)
    return None


def main_do(parse: Parse, position: int) -> bool:
    """Whether the word at a position is the object of "do" as a verb of its own."""
    if parse.lower(position - 1) not in _DOING:
        return False
    if parse.lower(position - 1) == "doing":
        return True
    led = parse.kind(position - 2) in ("pronoun", "noun", "adverb") or (
        parse.lower(position - 2) in ("to", "and", "'t") or parse.kind(position - 2) == "auxiliary"
    )
    return led and parse.kind(position + 1) not in ("verb", "noun")


def doing(asked: Parse) -> str | None:
    """ "making honey" of "How do bees make honey?"."""
    said = predicate(asked)
    if not said or asked.said & _STANDING_FOR:
        return None
    first, space, rest = said.partition(" ")
    return words.gerund(first) + space + rest


def _is_activity(topic: Topic) -> bool:
    """Whether "do" can take a topic as its object: "do interval training"."""
    return not topic.counted and topic.text == topic.bare and topic.head.endswith(_ACTIVE)


def predicate(asked: Parse) -> str | None:
    """ "make honey" of "How do bees make honey?": the verb in its base form, and what follows."""
    if asked.lower(0) in _OBJECTLESS:
        return None
    text = asked.text.rstrip(" ?.!")
    for position, token in enumerate(asked.tokens[:-1]):
        spent = asked.lower(position - 2) == "it" or asked.lower(position - 1) in _JUDGED
        if token.lower == "to" and spent and asked.kind(position + 1) == "verb":
            return text[asked.tokens[position + 1].start :]
    place = next((i for i, t in enumerate(asked.tokens[:4]) if t.kind == "auxiliary"), None)
    if place is None or asked.lower(place) not in words.DO | words.MODALS:
        return None
    phrase = next((phrase for phrase in asked.phrases if phrase.first == place + 1), None)
    verb = phrase.last if phrase is not None else place + 2
    if phrase is not None and asked.kind(phrase.last - 1) == "verb":
        verb = phrase.last - 1
    subject = phrase is not None or asked.kind(place + 1) == "pronoun"
    if not subject or asked.kind(verb) != "verb" or asked.lower(verb) in words.DO:
        return None
    inside = [token for token in asked.tokens[verb:] if token.kind != "mark"]
    if len(inside) > MOST or any(token.lower in _STANDING for token in inside):
        return None
    return asked.text[inside[0].start : inside[-1].end]


def _doing(asked: Parse) -> str | None:
    """ "to become an engineer" of "How do I become an engineer?" or "... it take to become ..."."""
    tokens = asked.tokens
    text = asked.text.rstrip(" ?.!")
    for position, token in enumerate(tokens[:-1]):
        if token.lower == "to" and tokens[position + 1].kind == "verb":
            return text[token.start :]
    own = len(tokens) > 3 and tokens[1].kind == "auxiliary" and tokens[1].lower not in words.BE
    anyone = own and tokens[2].lower in _ANYONE
    if asked.lower(0) == "how" and asked.lower(1) in words.DO and not anyone and asked.phrases:
        subject = asked.phrases[0]
        if subject.first == 2 and asked.kind(subject.last) == "verb":
            return f"for {subject.text} to {text[tokens[subject.last].start :]}"
    if asked.lower(0) == "how" and anyone and tokens[3].kind == "verb":
        return f"to {text[tokens[3].start :]}"
    return None
