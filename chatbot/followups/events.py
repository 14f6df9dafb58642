"""Doings that "it" stands for: "How long does it take?" after "How do I become an engineer?"."""

from chatbot.followups import words
from chatbot.followups.edits import Edit
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse

_JUDGED = words.word_set(
    "hard difficult easy possible impossible worth legal illegal allowed necessary common "
    "normal free expensive cheap required"
)
_SPENT = frozenset(["take", "cost", "require"])


def event(parse: Parse, memory: Memory) -> Edit | None:
    """What to append where "it" is something that one does, as the last question named it."""
    doing = _doing(memory.question) if memory.question is not None else None
    place = next((i for i, token in enumerate(parse.tokens) if token.lower == "it"), None)
    if doing is None or place is None:
        return None
    end = next((token for token in reversed(parse.tokens) if token.kind != "mark"), None)
    before, after = parse.kind(place - 1), parse.lower(place + 1)
    if before != "auxiliary" or end is None:
        return None
    rest = [token.lower for token in parse.tokens[place + 1 :] if token.kind != "mark"]
    spent = after in _SPENT and len(rest) == 1
    judged = any(word in _JUDGED for word in rest[:2]) and len(rest) <= 2
    return Edit(end.end, end.end, f" {doing}") if spent or judged else None


def _doing(asked: Parse) -> str | None:
    """ "to become an engineer" of "How do I become an engineer?" or "... it take to become ..."."""
    tokens = asked.tokens
    text = asked.text.rstrip(" ?.!")
    for position, token in enumerate(tokens[:-1]):
        if token.lower == "to" and tokens[position + 1].kind == "verb":
            return text[token.start :]
    own = len(tokens) > 3 and tokens[1].kind == "auxiliary" and tokens[1].lower not in words.BE
    anyone = own and tokens[2].lower in ("i", "you", "we", "one", "people")
    if asked.lower(0) == "how" and asked.lower(1) in words.DO and not anyone and asked.phrases:
        subject = asked.phrases[0]
        if subject.first == 2 and asked.kind(subject.last) == "verb":
            return f"for {subject.text} to {text[tokens[subject.last].start :]}"
    if asked.lower(0) == "how" and anyone and tokens[3].kind == "verb":
        return f"to {text[tokens[3].start :]}"
    return None
