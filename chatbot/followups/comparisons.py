"""Comparisons that lack one side or both: "Which is better?", "How does it differ?"."""

from chatbot.followups import words
from chatbot.followups.edits import Edit, at_end
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse
from chatbot.followups.topics import Topic, joined

_SIDES = {
    "compare": "to", "compares": "to", "differ": "from", "differs": "from", "different": "from",
    "related": "to", "connected": "to", "linked": "to", "help": "with", "helps": "with",
    "similar": "to",
}  # fmt: skip


def which(parse: Parse, memory: Memory) -> Edit | None:
    """ "Which is better?", "Which one earns more?": which of the two."""
    sides = memory.sides()
    if parse.lower(0) == "who" and sides is not None and not parse.specific:
        last = parse.last
        graded = last is not None and last.lower in ("more", "less", "better", "longer", "most")
        return at_end(parse, f", {sides[0].text} or {sides[1].text}") if graded else None
    one = parse.lower(1) == "one"
    if parse.lower(0) != "which" or not (one or parse.kind(1) in ("auxiliary", "verb")):
        return None
    comparing = any(_comparative(parse, position) for position in range(2, len(parse.tokens)))
    if memory.compared is not None:
        comparing = comparing or any(
            words.is_superlative(token.lower) or token.lower == "most" for token in parse.tokens[1:]
        )
    pair = memory.pair()
    if pair is None or not comparing or "than" in parse.said:
        return None
    end = parse.tokens[1 if one else 0].end
    return Edit(end, end, f" of {pair.text}")


def sides(parse: Parse, memory: Memory) -> Edit | None:
    """ "the former", "the latter", "the second", "both"."""
    sides = memory.sides()
    if sides is None:
        return None
    for position, token in enumerate(parse.tokens):
        before = parse.token(position - 1)
        if token.lower in ("former", "latter") and before is not None and before.lower == "the":
            if parse.kind(position + 1) == "noun":
                continue
            return Edit(before.start, token.end, sides[token.lower == "latter"].text)
        placed = token.lower in ("first", "second") and memory.compared is not None
        if placed and before is not None and before.lower == "the":
            one = parse.lower(position + 1) == "one"
            end = position + one
            after = parse.token(end + 1)
            if one or after is None or after.kind == "mark" or after is parse.last:
                return Edit(
                    before.start, parse.tokens[end].end, sides[token.lower == "second"].text
                )
        told = token.lower == "both" or (token.lower == "each" and memory.compared is not None)
        if told and parse.kind(position + 1) in ("verb", "auxiliary", "", "mark"):
            return Edit(token.end, token.end, f" ({joined(*sides).text})")
    return None


def compared(parse: Parse, memory: Memory) -> Edit | None:
    """ "How does X compare?", "Which is better?": the other side is missing, or both."""
    topic = memory.focus
    last = parse.last
    if topic is None or last is None:
        return None
    named = [phrase for phrase in parse.phrases if phrase.specific]
    for phrase in parse.phrases:
        if any(token.lower == "similar" for token in phrase.tokens) and not (
            parse.lower(phrase.last) == "to" or set(topic.core) <= parse.said
        ):
            return Edit(phrase.end, phrase.end, f" to {topic.text}")
    if last.lower not in _SIDES or len(named) != 1 or set(topic.core) <= parse.said:
        return None
    return Edit(last.end, last.end, f" {_SIDES[last.lower]} {topic.text}")


def _comparative(parse: Parse, position: int) -> bool:
    lower = parse.lower(position)
    return lower in ("better", "worse", "more", "less") or (
        (lower.endswith("er") and parse.kind(position) == "noun" and lower in words.PREDICATES)
        or (lower.endswith("er") and len(lower) > 4 and parse.kind(position - 1) == "auxiliary")
    )


def between(parse: Parse, memory: Memory) -> Edit | None:
    """ "the differences between the studies", "these two planets": which two."""
    for phrase in parse.phrases:
        if not phrase.plural or phrase.named or phrase.relational:
            continue
        two = "two" in {token.lower for token in phrase.tokens} or phrase.determiner == "both"
        if phrase.determiner not in ("the", "these", "those", "both"):
            continue
        if any(rest is not phrase for rest in parse.specific):
            continue
        named = [token for token in phrase.words if token.lower != "two"]
        if len(named) > 1 or parse.lower(phrase.last) in ("and", "or", "of", "that"):
            continue
        if two or (phrase.preposition == "between"):
            pair = memory.pair()
            if pair is not None:
                return Edit(phrase.end, phrase.end, f" ({pair.text})")
    return None


def other(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are other sources of calcium?": other than what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= parse.said or parse.said & {"than", "besides"}:
        return None
    for phrase in parse.phrases:
        others = [
            rest for rest in parse.specific if rest is not phrase and rest.preposition != "of"
        ]
        if others or len(phrase.core) > 2:
            continue
        if any(token.lower == "other" for token in phrase.tokens[:-1]) and not phrase.preposition:
            return at_end(parse, f" besides {topic.text}")
    return None


def against(parse: Parse, memory: Memory, topic: Topic) -> Edit | None:
    """ "How does it compare?" once "it" is known: with what was spoken of before."""
    last = parse.last
    if last is None or last.lower not in ("compare", "differ", "different"):
        return None
    if any(phrase.specific for phrase in parse.phrases):
        return None
    before = (other for other in reversed(memory.foci) if set(other.core) != set(topic.core))
    other = next(before, None)
    return Edit(last.end, last.end, f" {_SIDES[last.lower]} {other.text}") if other else None
