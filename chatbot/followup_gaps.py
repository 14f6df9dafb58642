"""Gaps of a question: short names, "one", superlatives and nouns that wait for their complement."""

from chatbot import followup_words as words
from chatbot.followup_phrases import NounPhrase, Parse
from chatbot.followup_pronouns import Edit
from chatbot.followup_topics import Memory, Topic, fuller


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
    if not anchored and not edits:
        for filler in (_ones, _superlative, _compared, _referred, _completed):
            filled = filler(parse, memory)
            if filled is not None:
                return [filled], memory.focus
    return edits, topic


def _short(parse: Parse, phrase: NounPhrase, memory: Memory) -> Topic | None:
    found = fuller(phrase, memory)
    if found is None:
        return None
    if set(found.core) <= {token.lower for token in parse.tokens}:
        return None
    if phrase.named:
        return found
    back = phrase.determiner in ("the", "this", "that", "these", "those", "some")
    inside = phrase.preposition == "of" and phrase.plural
    return found if back or inside else None


def _named_in_full(phrase: NounPhrase, topic: Topic) -> Edit:
    first = phrase.core[0]
    if phrase.named:
        return Edit(first.start, phrase.end, topic.bare)
    named = topic.bare
    if phrase.plural != topic.plural:
        head = phrase.core[-1].text
        named = " ".join([*named.split()[:-1], head])
    return Edit(first.start, phrase.end, named)


def _kind(memory: Memory, *, plural: bool) -> str | None:
    """The common noun that "one" or "ones" repeats."""
    for topic in memory.recent():
        if topic.core and (topic.plural or topic.counted) and " and " not in topic.text:
            last = topic.bare.split()[-1].lower()
            name = " ".join([*topic.bare.split()[:-1], last]) if not topic.named else topic.bare
            head = name.split()[-1]
            changed = words.plural(head.lower()) if plural else words.singular(head.lower())
            return " ".join([*name.split()[:-1], changed])
    return None


def _ones(parse: Parse, memory: Memory) -> Edit | None:
    for position, token in enumerate(parse.tokens):
        if token.lower not in ("one", "ones"):
            continue
        before, after = parse.lower(position - 1), parse.kind(position + 1)
        if token.lower == "one":
            if before in ("no", "each", "") or parse.lower(position + 1) in ("of", "day", "-"):
                continue
            if after in ("noun", "verb") or parse.kind(position - 1) in ("auxiliary", "verb"):
                continue
        noun = _kind(memory, plural=token.lower == "ones")
        if noun is None or _has_class(parse, position, noun):
            continue
        return Edit(token.start, token.end, noun)
    return None


def _has_class(parse: Parse, position: int, noun: str) -> bool:
    """Whether the question itself names the kind before: "Which dog is the largest one?"."""
    head = words.singular(noun.split()[-1])
    return any(words.singular(token.lower) == head for token in parse.tokens[:position])


def _superlative(parse: Parse, memory: Memory) -> Edit | None:
    """ "What is the largest on land?": the kind is missing after the superlative."""
    for phrase in parse.phrases:
        if phrase.determiner != "the" or not phrase.words:
            continue
        last = phrase.words[-1].lower
        degree = [token.lower for token in phrase.tokens if token.kind != "noun"]
        most = len(degree) > 1 and degree[1] in ("most", "least")
        if not (words.is_superlative(last) or most and last in words.PREDICATES | _MOST):
            continue
        if any(other.specific for other in parse.phrases if other.last <= phrase.first):
            continue
        if memory.focus is None:
            return None
        if memory.focus.named and memory.focus.plural or memory.focus.text.startswith("The "):
            return Edit(phrase.end, phrase.end, f" of {memory.focus.text}")
        noun = _kind(memory, plural=parse.lower(phrase.first - 1) in ("are", "were"))
        return Edit(phrase.end, phrase.end, f" {noun}") if noun else None
    return None


_MOST = frozenset("powerful famous popular".split())


def _compared(parse: Parse, memory: Memory) -> Edit | None:
    """ "How does X compare?": the other side is missing."""
    topic = memory.focus
    if topic is None or not parse.tokens:
        return None
    last = next((token for token in reversed(parse.tokens) if token.kind != "mark"), None)
    if last is None or last.lower not in ("compare", "compares", "differ", "differs", "different"):
        return None
    specific = [phrase for phrase in parse.phrases if phrase.specific]
    if len(specific) != 1 or specific[0].plural and " and " in parse.text:
        return None
    if set(topic.core) <= {token.lower for token in parse.tokens}:
        return None
    joint = "to" if last.lower.startswith("compare") else "from"
    return Edit(last.end, last.end, f" {joint} {topic.text}")


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
        demonstrative = phrase.determiner != "the"
        if not demonstrative and (phrase.plural or phrase.head not in words.REFERENTIAL):
            continue
        after = parse.token(phrase.last)
        if after is not None and after.lower in ("of", "that", "who", "which", "where", "with"):
            continue
        if any(other.specific and other is not phrase for other in parse.phrases if other.named):
            continue
        return Edit(phrase.end, phrase.end, f" ({topic.text})")
    return None


def _completed(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are the symptoms?": of what?"""
    topic = memory.focus
    if topic is None:
        return None
    phrase = _waiting(parse)
    if phrase is None or set(topic.core) <= {token.lower for token in parse.tokens}:
        return None
    after = parse.token(phrase.last)
    if phrase.head in words.OUTER_ROLES and after is not None and after.lower == "of":
        end = next((token for token in reversed(parse.tokens) if token.kind != "mark"), after)
        return Edit(end.end, end.end, f" in {topic.text}")
    joint = words.JOINED_BY.get(phrase.head, "of")
    if not phrase.relational:
        joint = "for" if topic.person else "in"
    return Edit(phrase.end, phrase.end, f" {joint} {topic.text}")


def _waiting(parse: Parse) -> NounPhrase | None:
    """The phrase of a question that waits for its complement, None in one that stands alone."""
    waiting: NounPhrase | None = None
    for place, phrase in enumerate(parse.phrases):
        if waiting is None and phrase.relational and _leaning(parse, phrase):
            if not _filled(parse, place):
                waiting = phrase
        elif phrase.specific and not phrase.preposition:
            return None
    return waiting or _existential(parse)


def _leaning(parse: Parse, phrase: NounPhrase) -> bool:
    judged = len(phrase.words) > len(phrase.core)
    return (
        phrase.determiner in ("the", "any", "some", "many", "much", "what", "which", "no", "more")
        or judged
        or parse.kind(phrase.first - 1) in ("mark", "")
    ) and not any(token.named for token in phrase.core)


def _filled(parse: Parse, place: int) -> bool:
    """Whether the relational phrase has its complement in the question."""
    phrase = parse.phrases[place]
    joints = words.ARGUMENTS.get(phrase.head, frozenset(("of",)))
    if phrase.head in words.OUTER_ROLES:
        return any(other.preposition in ("in", "to", "with", "between") for other in parse.phrases)
    for other in parse.phrases[place + 1 :]:
        if other.preposition in joints and (other.specific or other.head not in words.BACKGROUND):
            return True
    following = parse.token(phrase.last)
    return (
        following is not None
        and following.lower in joints
        and parse.kind(phrase.last + 1) in ("verb", "pronoun", "question")
    )


def _existential(parse: Parse) -> NounPhrase | None:
    """ "Are there any festivals?", "What are popular trails?": where, and for whom?"""
    if len(parse.phrases) != 1:
        return None
    phrase = parse.phrases[0]
    if phrase.named or any(token.kind == "verb" for token in parse.tokens):
        return None
    there = parse.kind(0) == "auxiliary" and parse.lower(1) == "there"
    judged = (
        parse.lower(0) == "what"
        and parse.lower(1) in ("are", "is")
        and phrase.plural
        and (phrase.words[0].lower in words.EVALUATIVE and len(phrase.words) > 1)
    )
    return phrase if there or judged else None
