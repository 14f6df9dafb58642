"""Words that mean several things named before: "the two", "both of them", "which of these"."""

from chatbot.followups import words
from chatbot.followups.edits import Edit
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse

_SHARES = words.word_set("which each one all any some none most neither either many both")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_LEADS = words.word_set("the these those all")
_THEM = words.word_set("these those them")


def several(read: Parse, memory: Memory) -> Edit | None:
    """What "the two", "both", "which of these" and "those" mean, in its place."""
    known = memory.enumerated
    for position, token in enumerate(read.tokens):
        counted = _counted(read, position)
        if counted:
            first, last, number = counted
            text = _so_many(memory, number)
            if text is not None:
                return Edit(read.tokens[first].start, read.tokens[last - 1].end, text)
            continue
        if token.lower == "one" and known is not None and read.kind(position - 1) == "noun":
            before = read.tokens[position - 1]
            meant = [name for name in known.names if name.lower().split()[0] == before.lower]
            if len(meant) == 1:
                return Edit(before.start, token.end, meant[0])
        if token.lower not in _THEM or known is None or not _fits(read, position, memory):
            continue
        if read.lower(position - 1) == "both" or _both_of(read, position):
            continue
        return Edit(token.start, token.end, _cased(known.text, token.text))
    return None


def _fits(read: Parse, position: int, memory: Memory) -> bool:
    """Whether "these" is of what was listed: a share of it, or right after the list."""
    known = memory.enumerated
    partitive = read.lower(position - 1) == "of" and read.lower(position - 2) in _SHARES
    partitive = partitive or (
        read.lower(position - 1) == "of" and read.lower(position - 3) in _SHARES
    )
    after = read.token(position + 1)
    noun = after is not None and after.kind in ("noun", "adverb") and not partitive
    if read.lower(position) != "them" and noun and after is not None:
        predicate = after.lower in words.PREDICATES
        if not predicate and read.kind(position + 1) == "noun":
            return False
    if known is None:
        return False
    return partitive or (read.lower(position) != "them" and _fresh(memory))


def _fresh(memory: Memory) -> bool:
    """Whether nothing else that is many was named after what was enumerated."""
    known = memory.enumerated
    if known is None or known.turn == memory.turn:
        return known is not None
    return memory.turn - known.turn == 1 and not any(topic.plural for topic in memory.latest)


def _both_of(read: Parse, position: int) -> bool:
    return read.lower(position - 1) == "of" and read.lower(position - 2) == "both"


def _counted(read: Parse, position: int) -> tuple[int, int, int] | None:
    """First and last token, and number, of "the two", "both of them", "all three"."""
    lower = read.lower(position)
    if lower in _NUMBERS and read.lower(position - 1) in _LEADS:
        if read.kind(position + 1) == "noun" and read.lower(position + 1) not in words.PREDICATES:
            return None
        last = position + 1
        if read.lower(last) == "of" and read.lower(last + 1) in _THEM:
            last += 2
        elif read.lower(last) == "of":
            return None
        return position - 1, last, _NUMBERS[lower]
    if lower == "both" and read.lower(position + 1) == "of" and read.lower(position + 2) in _THEM:
        return position, position + 3, 2
    if lower in ("them", "these", "those") and read.lower(position + 1) == "both":
        return position, position + 2, 2
    return None


def _so_many(memory: Memory, number: int) -> str | None:
    known = memory.enumerated
    if known is not None and len(known.names) == number and known.turn == memory.turn:
        return known.text
    pair = memory.pair() if number == 2 else None
    if pair is not None:
        return pair.text
    return known.text if known is not None and len(known.names) == number else None


def _cased(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like[:1].isupper() else text
