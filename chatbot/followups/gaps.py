"""Gaps of a question: short names, "one", superlatives, and what the neighbouring files fill."""

from collections.abc import Callable

from chatbot.followups import nouns, words
from chatbot.followups.comparisons import between, compared, other, which
from chatbot.followups.complements import completed, definite, existential, referred
from chatbot.followups.edits import Edit, at_end
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import ADJECTIVAL, NounPhrase, Parse
from chatbot.followups.topics import Topic, main_topic, topic_of

MOST = 16
"""Tokens from which on a question is taken to say all that it means."""

_YOU = words.word_set("i you we there one people")

_WEIGHED = words.word_set("drink eat take use buy need give drinks consume smoke add drink")


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
    if anchored or edits or not parse.asks or len(parse.tokens) > MOST:
        return edits, topic
    if parse.lower(0).endswith("ing"):
        return edits, topic  # "Sorting numbers in a column?" is a title.
    for filler in _FILLERS:
        filled = filler(parse, memory)
        if filled is not None:
            subject = any(p.specific and not p.preposition for p in parse.phrases)
            if subject and filler is compared:
                return [filled], main_topic(parse)
            return [filled], memory.focus
    return [], None


def _short(parse: Parse, phrase: NounPhrase, memory: Memory) -> Topic | None:
    found = _fuller(phrase, memory)
    if found is None or set(found.core) <= parse.said:
        return None
    if phrase.named:
        return None if phrase.plural or phrase.determiner else found
    if parse.kind(phrase.last) == "preposition" or parse.lower(phrase.last) in _RELATIVE:
        return None
    pointing = phrase.determiner in words.DEMONSTRATIVES
    if not pointing and any(other is not phrase for other in parse.specific):
        return None
    back = phrase.determiner in ("the", "this", "that", "these", "those", "some")
    inside = phrase.preposition == "of" and phrase.plural
    return found if back or inside or len(phrase.words) > 1 else None


def _fuller(phrase: NounPhrase, memory: Memory) -> Topic | None:
    """The longer phrase that a short mention repeats: "the experiment" after "the Stanford
    Experiment", "Anne" after "Anne Bonny"."""
    *before, token = phrase.words
    if any(word.named or word.lower not in words.PREDICATES for word in before):
        return None
    judged = bool(before)
    if judged and (phrase.determiner not in ("a", "an") or len(before) > 1):
        return None
    for topic in (*memory.recent(), *reversed(memory.topics)):
        if len(topic.core) < 2 or " and " in topic.text:
            continue
        whole = all(word[:1].isupper() or word in ("of", "&") for word in topic.bare.split())
        if token.named and whole and not judged and token.lower in (topic.core[0], topic.core[-1]):
            return topic
        if topic.head == phrase.head and not token.named:
            return topic
    return None


_RELATIVE = frozenset(("that", "which", "who", "where", "whose", "used", "given", "called"))


def _named_in_full(phrase: NounPhrase, topic: Topic) -> Edit:
    first = phrase.words[-1]
    named = topic.bare if phrase.named else topic.name
    if not phrase.named and phrase.plural != topic.plural:
        named = " ".join([*named.split()[:-1], phrase.core[-1].text])
    return Edit(first.start, phrase.end, named)


def _ones(parse: Parse, memory: Memory) -> Edit | None:
    """ "the largest one", "popular ones", "become one"."""
    for position, token in enumerate(parse.tokens):
        if token.lower not in ("one", "ones"):
            continue
        if any(phrase.last <= position for phrase in parse.specific):
            return None
        before, after = parse.token(position - 1), parse.token(position + 1)
        whole = before is not None and (
            before.kind in ("verb", "preposition") or before.lower == "there"
        )
        if token.lower == "one":
            if before is None or before.lower in ("no", "each", "every") or before.kind in (
                "auxiliary", "pronoun",
            ):  # fmt: skip
                continue
            if after is not None and (after.lower in ("of", "day") or after.kind == "noun"):
                continue
            if not whole and before.kind not in ("determiner", "noun", "question"):
                continue
        noun = memory.kind(plural=token.lower == "ones", article=whole)
        if noun is not None and not _names(parse, position, noun):
            return Edit(token.start, token.end, noun)
    return None


def _names(parse: Parse, position: int, noun: str) -> bool:
    """Whether the question itself names the kind before: "Which dog is the largest one?"."""
    head = nouns.singular(noun.split()[-1])
    return any(nouns.singular(token.lower) == head for token in parse.tokens[:position])


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
    fronted = parse.kind(0) == "question" and parse.kind(1) == "noun"
    if topic is None or fronted:
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
        graded = last in words.PREDICATES or last.endswith((*ADJECTIVAL, "ant", "ent"))
        if not (words.is_superlative(last) or (most and len(phrase.words) == 1 and graded)):
            continue
        if not _ends(parse, phrase.last, most=most):
            continue
        if any(other.last <= phrase.first for other in parse.specific):
            continue
        if (topic.named and topic.plural) or topic.text.startswith("The "):
            return Edit(phrase.end, phrase.end, f" of {topic.text}")
        noun = memory.kind(plural=parse.lower(phrase.first - 1) in ("are", "were"))
        return Edit(phrase.end, phrase.end, f" {noun}") if noun else None
    return None


def _ends(parse: Parse, position: int, *, most: bool) -> bool:
    """Whether a superlative ends before a token, rather than going on to its noun."""
    token = parse.token(position)
    if token is None or position == len(parse.tokens) - 1:
        return True
    if token.kind == "verb":
        return not most and parse.kind(position + 1) not in ("noun", "determiner")
    return token.kind in ("preposition", "conjunction", "adverb") and token.lower != "of"


def _there(parse: Parse, memory: Memory) -> Edit | None:
    """ "How do I get there?"."""
    for position, token in enumerate(parse.tokens):
        before = parse.token(position - 1)
        if token.lower != "there" or before is None or before.kind not in ("verb", "noun"):
            continue
        last = memory.question.phrases[-1] if memory.question and memory.question.phrases else None
        located = last if last is not None and last.preposition in ("in", "at", "on") else None
        moving = words.verb_base(before.lower) in _MOVING
        if memory.place is not None and (before.kind == "verb" or located is None):
            led = "to" if moving else "in"
            return Edit(token.start, token.end, f"{led} {memory.place.text}")
        if located is not None and located.specific and parse.last is token:
            led = "to" if moving else located.preposition
            return Edit(token.start, token.end, f"{led} {topic_of(located).text}")
    return None


_MOVING = words.word_set("get go travel fly drive come move walk")


def _dangling(parse: Parse, memory: Memory) -> Edit | None:
    """ "What is the best time to visit?", "How easy is it to use?": what?"""
    topic, last = memory.focus, parse.last
    if topic is None or last is None or last.kind not in ("verb", "noun"):
        return None
    to = len(parse.tokens) - 1 - next(i for i, t in enumerate(reversed(parse.tokens)) if t is last)
    if parse.lower(to - 1) != "to" or last.lower not in _TRANSITIVE:
        return None
    if any(phrase.specific and phrase.last <= to - 1 for phrase in parse.phrases):
        return None
    return Edit(last.end, last.end, f" {topic.text}")


_TRANSITIVE = words.word_set(
    "visit see learn use buy eat cook make watch read take treat prevent grow store clean install "
    "operate maintain build"
)


def _eventless(parse: Parse, memory: Memory) -> Edit | None:
    """ "Who won?", "How many people died?", "What countries were involved?": in what?"""
    topic = memory.focus
    if topic is None or len(parse.tokens) > 7 or parse.kind(0) != "question":
        return None
    if any(phrase.specific or phrase.relational for phrase in parse.phrases):
        return None
    kinds = {token.kind for token in parse.tokens}
    if "verb" not in kinds or kinds & {"pronoun", "preposition", "conjunction"}:
        return None
    if any(token.lower in ("this", "that", "happens", "happened") for token in parse.tokens):
        return None
    return at_end(parse, f" in {topic.text}")


def _more(parse: Parse, memory: Memory) -> Edit | None:
    """ "Tell me more.", "Can you elaborate?"."""
    topic = memory.focus
    if topic is None or any(phrase.words[-1].lower not in _TELLING for phrase in parse.phrases):
        return None
    said = parse.said
    requested = bool(said & words.REQUESTS) or "elaborate" in said or len(parse.tokens) < 4
    if not requested or said & {"about", "on"} or not said & _TELLING or len(said) > 9:
        return None
    return at_end(parse, f" about {topic.text}")


_TELLING = words.word_set("more elaborate details detail further information info")

_FILLERS: tuple[Callable[[Parse, Memory], Edit | None], ...] = (
    which,
    _ones,
    _more,
    _how_many,
    _superlative,
    between,
    compared,
    referred,
    completed,
    other,
    _there,
    _dangling,
    existential,
    definite,
    _eventless,
)
