"""Fragments: "And a research scientist?", "What about the oldest?", "Why?", "The second one?"."""

from chatbot import followup_words as words
from chatbot.followup_phrases import NounPhrase, Parse, Token
from chatbot.followup_topics import Memory, Topic, topic_of

_LEADS = (
    ("and", "what", "about"), ("but", "what", "about"), ("what", "about"), ("how", "about"),
    ("and", "how", "about"), ("what", "of"), ("and",), ("or",), ("but",), ("also",), (),
)  # fmt: skip
_ASKING = frozenset("why how when where who what since".split())


def fragment(parse: Parse, memory: Memory) -> tuple[str, Topic | None] | None:
    """A question without a verb, completed after the last question; None where the question is
    whole, or nothing in the last one is its counterpart."""
    asked = memory.question
    if asked is None:
        return None
    lead = _lead(parse)
    rest = [token for token in parse.tokens[lead:] if token.kind != "mark"]
    if not rest:
        return None
    if all(token.lower in _ASKING or token.lower in ("not", "so", "exactly") for token in rest):
        return _asking(asked, rest), memory.focus
    if any(token.kind in ("verb", "auxiliary", "question", "pronoun") for token in rest):
        return None
    phrases = [phrase for phrase in parse.phrases if phrase.first >= lead]
    if not phrases:
        return None
    if rest[0].kind == "preposition":
        return _prepositional(parse, rest, asked, memory)
    if rest[0].start != phrases[0].start:
        return None
    return _nominal(parse, phrases[0], rest, asked, memory)


def _lead(parse: Parse) -> int:
    lowers = tuple(token.lower for token in parse.tokens[:3])
    return next(len(lead) for lead in _LEADS if lowers[: len(lead)] == lead)


def _asking(asked: Parse, rest: list[Token]) -> str:
    text = asked.text.rstrip(" ?.!")
    words_asked = " ".join(token.text for token in rest)
    if (
        asked.kind(0) == "auxiliary"
        and rest[0].lower in ("why", "how", "when", "where")
        and (len(rest) == 1)
    ):
        first = asked.tokens[0].text
        return f"{words_asked.capitalize()} {first.lower()}{text[len(first) :]}?"
    return f"{text}, and {words_asked.lower()}?"


def _prepositional(
    parse: Parse, rest: list[Token], asked: Parse, memory: Memory
) -> tuple[str, Topic | None]:
    """ "And in the UK?": in the place of what the same preposition led, or at the end."""
    said = parse.text[rest[0].start : rest[-1].end]
    lowered = said[0].lower() + said[1:]
    for phrase in reversed(asked.phrases):
        if phrase.preposition == rest[0].lower and rest[0].lower != "of":
            at = asked.tokens[phrase.first - 1].start
            text = asked.text[:at] + lowered + asked.text[phrase.end :]
            return text, memory.focus
    return f"{asked.text.rstrip(' ?.!')} {lowered}?", memory.focus


def _nominal(
    parse: Parse, phrase: NounPhrase, rest: list[Token], asked: Parse, memory: Memory
) -> tuple[str, Topic | None] | None:
    said = parse.text[rest[0].start : rest[-1].end]
    if phrase.relational:
        return _relational(parse, phrase, said, asked, memory)
    counterpart = _counterpart(phrase, asked, memory)
    if counterpart is None:
        return None
    text = asked.text[: counterpart.start] + said + asked.text[counterpart.end :]
    return text, topic_of(phrase)


def _relational(
    parse: Parse, phrase: NounPhrase, said: str, asked: Parse, memory: Memory
) -> tuple[str, Topic | None] | None:
    topic = memory.focus
    if topic is None or set(topic.core) <= {token.lower for token in parse.tokens}:
        return None
    if any(other.preposition == "of" for other in parse.phrases):
        return None
    joint = words.JOINED_BY.get(phrase.head, "of")
    at = phrase.end
    text = parse.text[:at] + f" {joint} {topic.text}" + parse.text[at:]
    return text, topic


def _counterpart(phrase: NounPhrase, asked: Parse, memory: Memory) -> NounPhrase | None:
    """The phrase of the last question that is most of the same form as this one."""
    best, most, tied = None, 2, False
    for other in asked.phrases:
        if other.preposition == "between" or "and" in (
            asked.lower(other.first - 1),
            asked.lower(other.last),
        ):
            continue
        score = 2 * (other.named == phrase.named) + (other.plural == phrase.plural)
        score += (other.determiner == phrase.determiner) + 3 * (other.head == phrase.head)
        alike = other.named == phrase.named or bool(phrase.determiner)
        if alike and memory.focus is not None and set(memory.focus.core) & _lowers(other):
            score += 1
        score -= not other.specific
        if score == most:
            tied = True
        if score > most:
            best, most, tied = other, score, False
    return None if tied else best


def _lowers(phrase: NounPhrase) -> set[str]:
    return {token.lower for token in phrase.core}
