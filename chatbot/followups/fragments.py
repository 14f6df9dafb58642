"""Fragments: "And a research scientist?", "What about the oldest?", "Why?", "The second one?"."""

from chatbot.followups import nouns, words
from chatbot.followups.exchanges import among, article, best_of, last_sentence, proper
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import NounPhrase, Parse
from chatbot.followups.phrases import parse as parse_text
from chatbot.followups.tagging import Token
from chatbot.followups.topics import Topic, topic_of

MOST = 7
"""Words from which on what has no verb is a title or a statement rather than a fragment."""

_LEADS = (
    ("and", "what", "about"), ("but", "what", "about"), ("what", "about"), ("how", "about"),
    ("and", "how", "about"), ("what", "of"), ("and",), ("or",), ("but",), ("also",), (),
)  # fmt: skip
_ASKING = words.word_set("why how when where who what since")


def fragment(parse: Parse, memory: Memory) -> tuple[str, Topic | None] | None:
    """A question without a verb, completed after the last question; None where the question is
    whole, or nothing in the last one is its counterpart."""
    asked = memory.question
    if asked is None:
        return None
    lead = _lead(parse)
    rest = [token for token in parse.tokens[lead:] if token.kind != "mark"]
    if not rest or _is_whole(parse, rest, lead):
        return None
    if _is_asking(rest):
        return _asking(asked, rest), memory.focus
    if lead and rest[0].lower in ("what", "which"):
        return _choice(parse, rest, asked), memory.focus
    if any(token.kind in ("verb", "auxiliary", "question", "pronoun") for token in rest):
        return None
    phrase = next((phrase for phrase in parse.phrases if phrase.first >= lead), None)
    if phrase is None:
        return None
    if rest[0].kind == "preposition":
        return _prepositional(parse, rest, asked, memory)
    if rest[0].start != phrase.start or not (lead or _short(parse, phrase, len(rest))):
        return None
    return _nominal(parse, phrase, rest, memory)


def _choice(parse: Parse, rest: list[Token], asked: Parse) -> str:
    """ "And which languages?": in the place of what was asked for before, or added."""
    said = parse.text[rest[0].start : rest[-1].end]
    fronted = next((phrase for phrase in asked.phrases if phrase.first == 0), None)
    if fronted is not None and fronted.tokens[0].kind == "question":
        return said[0].upper() + said[1:] + asked.text[fronted.end :]
    return f"{asked.text.rstrip(' ?.!')}, and {said[0].lower()}{said[1:]}?"


def _short(parse: Parse, phrase: NounPhrase, length: int) -> bool:
    """Whether a phrase without "and" or "what about" before it asks: "Salary?"; keywords do not."""
    if not parse.text.rstrip().endswith("?") or phrase.head in words.PREDICATES:
        return False
    return length <= 3 or (length <= 5 and (phrase.relational or bool(phrase.determiner)))


def _is_asking(rest: list[Token]) -> bool:
    """Why? How many? Since when? On what data?"""
    lowers = [token.lower for token in rest]
    first = lowers[1] if rest[0].kind == "preposition" and len(rest) > 1 else lowers[0]
    if first not in _ASKING or len(rest) > 4:
        return False
    if any(token.kind in ("auxiliary", "pronoun") for token in rest):
        return False
    if rest[0].kind == "preposition":
        return True
    return all(low in _ASKING or low in _DEGREES for low in lowers)


_DEGREES = words.word_set(
    "not so exactly many much long often far old big large fast soon else come"
)


def _is_whole(parse: Parse, rest: list[Token], lead: int) -> bool:
    """Whether what follows "and" or "what about" needs nothing, or is no question at all."""
    if lead and any(token.kind in ("verb", "auxiliary") for token in rest):
        return True
    if len(rest) > MOST or any(token.text in (",", ";", ":", ".") for token in parse.tokens[:-1]):
        return True
    return len(rest) < 4 and all(token.lower in words.CHAT for token in rest)


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
    led = parse.phrases[-1]
    counterpart = _counterpart(led, asked, memory)
    exchange = rest[0].lower == "for" and article(led) == "a"
    if exchange and counterpart is not None and article(counterpart) == "a":
        text = asked.text[: counterpart.start] + led.text + asked.text[counterpart.end :]
        return text, topic_of(led)
    for phrase in reversed(asked.phrases):
        if phrase.preposition == rest[0].lower:
            at = asked.tokens[phrase.first - 1].start
            if _bare_degree(led):
                lowered += " " + " ".join(token.text for token in phrase.core)
            text = asked.text[:at] + lowered + asked.text[phrase.end :]
            return text, memory.focus
    return f"{asked.text.rstrip(' ?.!')} {lowered}?", memory.focus


def _nominal(
    parse: Parse, phrase: NounPhrase, rest: list[Token], memory: Memory
) -> tuple[str, Topic | None] | None:
    asked = memory.question
    said = parse.text[rest[0].start : rest[-1].end]
    if asked is None:
        return None
    same = _same_kind(phrase, asked)
    if same is not None and phrase.end == rest[-1].end:
        return _exchanged(phrase, same, said, asked), memory.focus
    sides = memory.sides()
    if sides is not None and phrase.head in ("former", "latter") and phrase.end == rest[-1].end:
        meant = sides[phrase.head == "latter"]
        other = next((p for p in asked.phrases if topic_of(p).core == sides[0].core), None)
        other = other or next((p for p in asked.phrases if topic_of(p).core == sides[1].core), None)
        if other is not None:
            return asked.text[: other.start] + meant.text + asked.text[other.end :], meant
        return f"{parse.text[: phrase.start]}{meant.text}{parse.text[phrase.end :]}", meant
    if phrase.head == "one":
        return _one(parse, phrase, asked, memory)
    if phrase.relational:
        return _relational(parse, phrase, said, asked, memory)
    if fronted := best_of(parse, phrase, asked):
        return fronted, memory.focus
    counterpart = _counterpart(phrase, asked, memory)
    asked, counterpart = among(phrase, memory) or (asked, counterpart)
    return _in_place(phrase, said, asked, counterpart) if counterpart is not None else None


def _in_place(
    phrase: NounPhrase, said: str, asked: Parse, counterpart: NounPhrase
) -> tuple[str, Topic | None]:
    """The question before with a phrase in the place of its counterpart."""
    if _bare_degree(phrase):
        kept = counterpart.core[counterpart.core[0].lower in words.ORDINALS :]
        if kept != counterpart.core and kept:
            said = said[: -len(phrase.words[-1].text)] + phrase.words[-1].text.capitalize()
        said += " " + " ".join(token.text for token in kept or counterpart.core)
    text = asked.text[: counterpart.start] + said + asked.text[counterpart.end :]
    return text, topic_of(phrase)


def _one(
    parse: Parse, phrase: NounPhrase, asked: Parse, memory: Memory
) -> tuple[str, Topic | None] | None:
    """ "And a variable one?": of the kind that was spoken of, and in its place."""
    noun = memory.kind(plural=False, article=len(phrase.tokens) == 1)
    if noun is None:
        return None
    if len(phrase.words) > 1:
        noun = noun.split()[-1]
    one = phrase.words[-1]
    text = parse.text[: one.start] + noun + parse.text[one.end :]
    named = parse_text(text)
    found = next((p for p in named.phrases if p.start == phrase.start), None)
    counterpart = _counterpart(found, asked, memory) if found is not None else None
    if found is None or counterpart is None:
        return text, memory.focus
    said = text[found.start :].rstrip(" ?.!")
    return asked.text[: counterpart.start] + said + asked.text[counterpart.end :], topic_of(found)


def _bare_degree(phrase: NounPhrase) -> bool:
    """ "the oldest": an adjective that waits for its noun."""
    last = phrase.words[-1].lower
    return words.is_superlative(last) or last in words.PREDICATES or last in words.ORDINALS


def _same_kind(phrase: NounPhrase, asked: Parse) -> NounPhrase | None:
    """The phrase of the last question that "the technical ones" or "the soft skills" repeats."""
    for other in asked.phrases:
        if phrase.words[-1].lower == "ones" and other.plural and len(phrase.words) > 1:
            return other
        repeated = phrase.head == other.head and len(phrase.words) > 1
        if repeated and other.relational and phrase.determiner in ("the", ""):
            return other
    return None


def _exchanged(phrase: NounPhrase, other: NounPhrase, said: str, asked: Parse) -> str:
    """The last question with `phrase` for `other`, its question word kept: "What technical
    skills ...?"."""
    inner = phrase.words[:-1]
    adjectives = " ".join(token.text for token in inner)
    name = other.core[-1].text
    first = other.tokens[0]
    lead = f"{first.text} " if other.determiner else ""
    new = f"{lead}{adjectives} {name}"
    return asked.text[: other.start] + new + asked.text[other.end :]


def _relational(
    parse: Parse, phrase: NounPhrase, said: str, asked: Parse, memory: Memory
) -> tuple[str, Topic | None] | None:
    topic = memory.focus
    if topic is None or set(topic.core) <= {token.lower for token in parse.tokens}:
        return None
    if any(other.preposition == "of" for other in parse.phrases):
        return None
    joint = nouns.JOINED_BY.get(phrase.head, "of")
    at = phrase.end
    text = parse.text[:at] + f" {joint} {topic.text}" + parse.text[at:]
    return text, topic


def _counterpart(phrase: NounPhrase, asked: Parse, memory: Memory) -> NounPhrase | None:
    """The phrase of the last question that is most of the same form as this one."""
    best, most, tied = None, 2, False
    begin = last_sentence(asked)
    for other in asked.phrases:
        if (
            other.first < begin
            or asked.lower(other.first - 1) in ("'m", "am")
            or other.preposition == "between"
            or "and"
            in (
                asked.lower(other.first - 1),
                asked.lower(other.last),
            )
        ):
            continue
        named = proper(other) == proper(phrase)
        score = 2 * named + (other.plural == phrase.plural)
        score += article(other) == article(phrase)
        score += 3 * (other.head == phrase.head)
        alike = named or bool(phrase.determiner)
        doer = other.plural and asked.kind(other.first - 1) == "auxiliary"
        alike = alike and not (doer and not phrase.plural and not phrase.determiner)
        alike = alike and (other.plural == phrase.plural or bool(phrase.determiner))
        if alike and memory.focus is not None and set(memory.focus.core) & _lowers(other):
            score += 1
        score -= not other.specific
        if score == most and memory.focus is not None and phrase.named:
            tied = True
        elif score == most:
            best = other
        if score > most:
            best, most, tied = other, score, False
    return None if tied else best


def _lowers(phrase: NounPhrase) -> set[str]:
    return {token.lower for token in phrase.core}
