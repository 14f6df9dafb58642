"""Gaps of a question: short names, "one", superlatives and nouns that wait for their complement."""

from collections.abc import Callable

from chatbot import followup_words as words
from chatbot.followup_phrases import NounPhrase, Parse, Token
from chatbot.followup_pronouns import Edit
from chatbot.followup_topics import Memory, Topic, fuller, joined, main_topic

_YOU = frozenset("i you we there one people".split())
_WEIGHED = frozenset("drink eat take use buy need give drinks consume smoke add drink".split())
_SIDES = {
    "compare": "to", "compares": "to", "differ": "from", "differs": "from", "different": "from",
    "related": "to", "connected": "to", "linked": "to", "help": "with", "helps": "with",
    "similar": "to",
}  # fmt: skip
_OPENING_VERBS = frozenset("give show tell list name describe explain write provide".split())


def gaps(parse: Parse, memory: Memory, *, anchored: bool) -> tuple[list[Edit], Topic | None]:
    """What to insert so that nothing is left to guess, and the topic it speaks of. `anchored` says
    that a pronoun has tied the question to the conversation already."""
    edits: list[Edit] = []
    topic: Topic | None = None
    for phrase in parse.phrases:
        found = _short(parse, phrase, memory)
        if found is not None:
            edits.append(_named_in_full(phrase, found))
            topic = topic or found
    if anchored or edits:
        return edits, topic
    for filler in _FILLERS:
        filled = filler(parse, memory)
        if filled is not None:
            subject = any(p.specific and not p.preposition for p in parse.phrases)
            if subject and filler is _compared:
                return [filled], main_topic(parse)
            return [filled], None if filler is _sides else memory.focus
    return [], None


def _short(parse: Parse, phrase: NounPhrase, memory: Memory) -> Topic | None:
    found = fuller(phrase, memory)
    if found is None or set(found.core) <= _said(parse):
        return None
    if phrase.named:
        return found
    back = phrase.determiner in ("the", "this", "that", "these", "those", "some")
    back = back or len(phrase.words) > 1
    inside = phrase.preposition == "of" and phrase.plural
    return found if back or inside else None


def _named_in_full(phrase: NounPhrase, topic: Topic) -> Edit:
    first = phrase.words[-1]
    named = topic.bare if phrase.named else topic.name
    if not phrase.named and phrase.plural != topic.plural:
        named = " ".join([*named.split()[:-1], phrase.core[-1].text])
    return Edit(first.start, phrase.end, named)


def _said(parse: Parse) -> set[str]:
    return {token.lower for token in parse.tokens}


def _last(parse: Parse) -> Token | None:
    return next((token for token in reversed(parse.tokens) if token.kind != "mark"), None)


def _ones(parse: Parse, memory: Memory) -> Edit | None:
    """ "the largest one", "popular ones", "become one"."""
    for position, token in enumerate(parse.tokens):
        if token.lower not in ("one", "ones"):
            continue
        before, after = parse.token(position - 1), parse.token(position + 1)
        whole = before is not None and (before.kind == "verb" or before.lower in ("without", "for"))
        if token.lower == "one":
            if before is None or before.lower in ("no", "each", "every") or before.kind in (
                "auxiliary", "pronoun",
            ):  # fmt: skip
                continue
            if after is not None and (after.lower in ("of", "day", "-") or after.kind == "noun"):
                continue
            if not whole and before.kind not in ("determiner", "noun", "question"):
                continue
        noun = memory.kind(plural=token.lower == "ones", article=whole)
        if noun is not None and not _names(parse, position, noun):
            return Edit(token.start, token.end, noun)
    return None


def _names(parse: Parse, position: int, noun: str) -> bool:
    """Whether the question itself names the kind before: "Which dog is the largest one?"."""
    head = words.singular(noun.split()[-1])
    return any(words.singular(token.lower) == head for token in parse.tokens[:position])


def _how_many(parse: Parse, memory: Memory) -> Edit | None:
    """ "How many can you have?": of what?"""
    topic = memory.focus
    if topic is None or parse.lower(0) != "how" or parse.lower(1) not in ("many", "much"):
        return None
    if parse.kind(2) != "auxiliary" or parse.lower(3) not in _YOU:
        return None
    eaten = any(words.verb_base(token.lower) in _WEIGHED for token in parse.tokens)
    if any(phrase.specific for phrase in parse.phrases if not phrase.preposition):
        return None
    end = parse.tokens[1].end
    if parse.lower(1) == "many":
        return Edit(end, end, f" {topic.several if topic.several != topic.text else topic.bare}")
    return Edit(end, end, f" {topic.bare}") if eaten else None


def _superlative(parse: Parse, memory: Memory) -> Edit | None:
    """ "What is the largest on land?": the kind is missing after the superlative."""
    topic = memory.focus
    if topic is None:
        return None
    for phrase in parse.phrases:
        if not phrase.words or phrase.determiner != "the":
            continue
        last = phrase.words[-1].lower
        if last in topic.core[:-1] and last != topic.core[-1] and not topic.named:
            # "the youngest oceanic" after "the oceanic crust"
            return Edit(phrase.end, phrase.end, f" {topic.core[-1]}")
        degree = [token.lower for token in phrase.tokens if token.kind != "noun"]
        most = len(degree) > 1 and degree[1] in ("most", "least")
        if not (words.is_superlative(last) or (most and len(phrase.words) == 1)):
            continue
        if most and parse.kind(phrase.last) in ("auxiliary", "verb", "noun"):
            continue
        if any(other.specific for other in parse.phrases if other.last <= phrase.first):
            continue
        if (topic.named and topic.plural) or topic.text.startswith("The "):
            return Edit(phrase.end, phrase.end, f" of {topic.text}")
        noun = memory.kind(plural=parse.lower(phrase.first - 1) in ("are", "were"))
        return Edit(phrase.end, phrase.end, f" {noun}") if noun else None
    return None


def _which(parse: Parse, memory: Memory) -> Edit | None:
    """ "Which is better?", "Which one earns more?": which of the two."""
    one = parse.lower(1) == "one"
    if parse.lower(0) != "which" or not (one or parse.kind(1) == "auxiliary"):
        return None
    comparing = any(_comparative(parse, position) for position in range(2, len(parse.tokens)))
    pair = memory.pair()
    if pair is None or not comparing or "than" in _said(parse):
        return None
    end = parse.tokens[1 if one else 0].end
    return Edit(end, end, f" of {pair.text}")


def _sides(parse: Parse, memory: Memory) -> Edit | None:
    """ "the former", "the latter", "both"."""
    sides = memory.sides()
    if sides is None:
        return None
    for position, token in enumerate(parse.tokens):
        before = parse.token(position - 1)
        if token.lower in ("former", "latter") and before is not None and before.lower == "the":
            if parse.kind(position + 1) == "noun":
                continue
            return Edit(before.start, token.end, sides[token.lower == "latter"].text)
        if token.lower == "both" and parse.kind(position + 1) in ("verb", "auxiliary", "", "mark"):
            return Edit(token.end, token.end, f" ({joined(*sides).text})")
    return None


def _more(parse: Parse, memory: Memory) -> Edit | None:
    """ "Tell me more.", "Can you elaborate?"."""
    topic = memory.focus
    if topic is None or any(phrase.words[-1].lower not in _TELLING for phrase in parse.phrases):
        return None
    said = _said(parse)
    if "about" in said or "on" in said or not said & _TELLING or len(said) > 9:
        return None
    return _at_end(parse, f" about {topic.text}")


def _compared(parse: Parse, memory: Memory) -> Edit | None:
    """ "How does X compare?", "Which is better?": the other side is missing, or both."""
    topic = memory.focus
    last = _last(parse)
    if topic is None or last is None:
        return None
    named = [phrase for phrase in parse.phrases if phrase.specific]
    for phrase in parse.phrases:
        if any(token.lower == "similar" for token in phrase.tokens) and not (
            parse.lower(phrase.last) == "to" or set(topic.core) <= _said(parse)
        ):
            return Edit(phrase.end, phrase.end, f" to {topic.text}")
    if last.lower not in _SIDES or len(named) != 1 or set(topic.core) <= _said(parse):
        return None
    return Edit(last.end, last.end, f" {_SIDES[last.lower]} {topic.text}")


_TELLING = frozenset("more elaborate details detail further information info".split())


def _comparative(parse: Parse, position: int) -> bool:
    lower = parse.lower(position)
    return lower in ("better", "worse", "more", "less") or (
        lower.endswith("er")
        and parse.kind(position) == "noun"
        and lower in words.PREDICATES
        or lower.endswith("er")
        and len(lower) > 4
        and parse.kind(position - 1) == "auxiliary"
    )


def _between(parse: Parse, memory: Memory) -> Edit | None:
    """ "the differences between the studies", "these two planets": which two."""
    for phrase in parse.phrases:
        if not phrase.plural or phrase.named or phrase.relational:
            continue
        two = "two" in {token.lower for token in phrase.tokens} or phrase.determiner == "both"
        if phrase.determiner not in ("the", "these", "those", "both"):
            continue
        if two or phrase.preposition == "between" and parse.lower(phrase.last) != "and":
            pair = memory.pair()
            if pair is not None:
                return Edit(phrase.end, phrase.end, f" ({pair.text})")
    return None


def _other(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are other sources of calcium?": other than what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= _said(parse) or _said(parse) & {"than", "besides"}:
        return None
    for phrase in parse.phrases:
        if any(token.lower == "other" for token in phrase.tokens[:-1]) and not phrase.preposition:
            return _at_end(parse, f" besides {topic.text}")
    return None


def _referred(parse: Parse, memory: Memory) -> Edit | None:
    """ "the city", "this disease": a class noun that names what is spoken of."""
    topic = memory.focus
    if topic is None:
        return None
    for phrase in parse.phrases:
        if phrase.determiner not in ("the", "this", "that", "these", "those"):
            continue
        if len(phrase.words) != 1 or phrase.words[0].named or phrase.head in topic.core:
            continue
        pointing = phrase.determiner != "the"
        if not pointing and (phrase.plural or phrase.head not in words.REFERENTIAL):
            continue
        if parse.lower(phrase.last) in ("of", "that", "who", "which", "where", "with"):
            continue
        if phrase.head in words.BACKGROUND and phrase.head not in words.REFERENTIAL:
            continue
        named = next((topic for topic in memory.recent() if topic.named), topic)
        return Edit(phrase.end, phrase.end, f" ({named.text})")
    return None


def _completed(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are the symptoms?": of what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= _said(parse):
        return None
    found = _waiting(parse)
    if found is None:
        return None
    place, phrase = found
    if phrase.head in words.OUTER_ROLES and parse.lower(phrase.last) == "of":
        return _at_end(parse, f" in {topic.text}")
    if phrase.tokens[0].kind == "question" and parse.kind(phrase.last) != "":
        needed = any(token.lower in _NEEDED for token in parse.tokens)
        if needed:
            return _at_end(parse, f" for {topic.text}")
    joint = words.JOINED_BY.get(phrase.head, "of")
    end = phrase.end
    for other in parse.phrases[place + 1 :]:
        if not other.relational or parse.lower(other.first - 1) not in ("and", "or"):
            break
        end = other.end
    return Edit(end, end, f" {joint} {topic.text}")


_NEEDED = frozenset("needed required necessary recommended".split())


def _at_end(parse: Parse, text: str) -> Edit | None:
    last = _last(parse)
    return Edit(last.end, last.end, text) if last else None


def _waiting(parse: Parse) -> tuple[int, NounPhrase] | None:
    """The phrase of a question that waits for its complement, None in one that stands alone."""
    waiting: tuple[int, NounPhrase] | None = None
    for place, phrase in enumerate(parse.phrases):
        if phrase.owned:
            return None
        if phrase.relational and _leaning(parse, phrase):
            inner = waiting is not None and phrase.preposition == "of"
            if not _filled(parse, place) and (waiting is None or inner):
                waiting = place, phrase
        elif phrase.specific and not phrase.preposition and not _member(parse):
            return None
    return waiting


def _member(parse: Parse) -> bool:
    """ "Why is Batman not a member?": said of something, and still of what?"""
    if not parse.phrases or not any(token.lower in words.BE for token in parse.tokens):
        return False
    phrase = parse.phrases[-1]
    return (
        phrase.head in words.MEMBERSHIP
        and phrase.determiner in ("a", "an", "the")
        and parse.kind(phrase.last) in ("", "mark")
        and not phrase.preposition
    )


def _leaning(parse: Parse, phrase: NounPhrase) -> bool:
    if any(token.named for token in phrase.core) or phrase.determiner in _OWNED:
        return False
    opening = any(token.lower in _OPENING_VERBS for token in parse.tokens[:3])
    judged = len(phrase.words) > len(phrase.core)
    given = phrase.determiner in ("a", "an") and (opening or phrase.head in words.GIVEN)
    return (
        given
        or (phrase.determiner in ("a", "an") and _member(parse))
        or phrase.determiner in _LEANING
        or (judged and phrase.determiner not in ("a", "an"))
        or (not phrase.determiner and parse.kind(phrase.first - 1) in ("mark", "", "auxiliary"))
        or phrase.preposition == "of"
        or (parse.lower(phrase.first - 1) in ("and", "or"))
        or opening
        and parse.kind(phrase.first - 1) == "verb"
    )


_OWNED = words.POSSESSIVES - {"my", "your"}
_LEANING = frozenset("the any some many much what which no more my your".split())


def _filled(parse: Parse, place: int) -> bool:
    """Whether the relational phrase has its complement in the question."""
    phrase = parse.phrases[place]
    joints = words.ARGUMENTS.get(phrase.head, frozenset(("of",)))
    if phrase.head in words.OUTER_ROLES:
        return any(other.preposition in ("in", "to", "with", "between") for other in parse.phrases)
    for offset, other in enumerate(parse.phrases[place + 1 :], place + 1):
        if other.preposition not in joints:
            continue
        if other.specific or (other.relational and _filled(parse, offset)):
            return True
        if other.head in words.BACKGROUND:
            return phrase.head not in ("impact", "effect", "role")
    return parse.lower(phrase.last) in joints and parse.kind(phrase.last + 1) in (
        "verb", "pronoun", "question",
    )  # fmt: skip


def _existential(parse: Parse, memory: Memory) -> Edit | None:
    """ "Are there any festivals?", "What are popular trails?": where, and of what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= _said(parse):
        return None
    lowers = [token.lower for token in parse.tokens]
    place = memory.place
    if lowers[:3] == ["what", "is", "there"] and "to" in lowers:
        return _at_end(parse, f" in {(place or topic).text}")
    if len(parse.phrases) != 1 or any(token.kind == "verb" for token in parse.tokens):
        return None
    phrase = parse.phrases[0]
    if phrase.named or phrase.relational:
        return None
    there = parse.kind(0) == "auxiliary" and lowers[1:2] == ["there"]
    judged = (
        lowers[:1] in (["what"], ["who"])
        and lowers[1:2] in (["are"], ["were"])
        and phrase.plural
        and (phrase.words[0].lower in words.EVALUATIVE and len(phrase.words) > 1)
    )
    how_many = lowers[:2] == ["how", "many"] and lowers[-2:] == ["there", "?"]
    if not there and not judged and not how_many:
        return None
    joint = words.JOINED_BY.get(phrase.head, "for" if topic.person else "in")
    return Edit(phrase.end, phrase.end, f" {joint} {(place or topic).text}")


def _definite(parse: Parse, memory: Memory) -> Edit | None:
    """ "How tough is the exam?": "the", of something that was not named in the question."""
    topic = memory.focus
    if topic is None or any(phrase.named for phrase in parse.phrases):
        return None
    if set(topic.core) & _said(parse):
        return None
    waiting: NounPhrase | None = None
    for phrase in parse.phrases:
        single = phrase.determiner == "the" and len(phrase.words) == 1
        if single and phrase.head not in words.UNIQUE | words.BACKGROUND | words.PREDICATES:
            if words.is_superlative(phrase.head) or parse.lower(phrase.last) in ("of", "that"):
                return None
            waiting = waiting or phrase
        elif phrase.specific:
            return None
    return _at_end(parse, f" in {topic.text}") if waiting else None


_FILLERS: tuple[Callable[[Parse, Memory], Edit | None], ...] = (
    _which,
    _sides,
    _ones,
    _more,
    _how_many,
    _superlative,
    _between,
    _compared,
    _referred,
    _completed,
    _other,
    _existential,
    _definite,
)
