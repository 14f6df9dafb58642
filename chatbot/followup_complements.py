"""Nouns that wait for their complement: "What are the symptoms?", "Are there any festivals?"."""

from chatbot import followup_nouns as nouns
from chatbot import followup_words as words
from chatbot.followup_edits import Edit, at_end
from chatbot.followup_memory import Memory
from chatbot.followup_phrases import NounPhrase, Parse

_OPENING_VERBS = words.word_set("give show tell list name describe explain write provide")

_NEEDED = frozenset(["needed", "required", "necessary", "recommended"])

_OWNED = words.POSSESSIVES - {"my", "your"}

_LEANING = words.word_set("the any some many much what which no more my your")


def referred(parse: Parse, memory: Memory) -> Edit | None:
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
        if not pointing and (phrase.plural or phrase.head not in nouns.REFERENTIAL):
            continue
        if parse.lower(phrase.last) in ("of", "that", "who", "which", "where", "with"):
            continue
        if phrase.head in nouns.BACKGROUND and phrase.head not in nouns.REFERENTIAL:
            continue
        someone = phrase.head in nouns.PEOPLE
        fitting = [known for known in memory.recent() if someone or not known.person] or [topic]
        named = next((known for known in fitting if known.named), fitting[0])
        return Edit(phrase.end, phrase.end, f" ({named.text})")
    return None


def completed(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are the symptoms?": of what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= parse.said:
        return None
    found = _waiting(parse)
    if found is None:
        return None
    place, phrase = found
    if phrase.head in nouns.OUTER_ROLES and parse.lower(phrase.last) == "of":
        return at_end(parse, f" in {topic.text}")
    if phrase.tokens[0].kind == "question" and parse.kind(phrase.last) != "":
        needed = any(token.lower in _NEEDED for token in parse.tokens)
        if needed:
            return at_end(parse, f" for {topic.text}")
    joint = nouns.JOINED_BY.get(phrase.head, "of")
    end = phrase.end
    for other in parse.phrases[place + 1 :]:
        if not other.relational or parse.lower(other.first - 1) not in ("and", "or"):
            break
        end = other.end
    return Edit(end, end, f" {joint} {topic.text}")


def _waiting(parse: Parse) -> tuple[int, NounPhrase] | None:
    """The phrase of a question that waits for its complement, None in one that stands alone."""
    waiting: tuple[int, NounPhrase] | None = None
    for place, phrase in enumerate(parse.phrases):
        if phrase.owned:
            return None
        if phrase.relational and _leaning(parse, phrase):
            inner = waiting is not None and phrase.preposition in ("of", "between")
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
        phrase.head in nouns.MEMBERSHIP
        and phrase.determiner in ("a", "an", "the")
        and parse.kind(phrase.last) in ("", "mark")
        and not phrase.preposition
    )


def _leaning(parse: Parse, phrase: NounPhrase) -> bool:
    if any(token.named for token in phrase.core) or phrase.determiner in _OWNED:
        return False
    opening = any(token.lower in _OPENING_VERBS for token in parse.tokens[:3])
    judged = len(phrase.words) > len(phrase.core)
    given = phrase.determiner in ("a", "an") and (opening or phrase.head in nouns.GIVEN)
    return (
        given
        or (phrase.determiner in ("a", "an") and _member(parse))
        or phrase.determiner in _LEANING
        or (judged and phrase.determiner not in ("a", "an"))
        or (not phrase.determiner and parse.kind(phrase.first - 1) in ("mark", "", "auxiliary"))
        or phrase.preposition == "of"
        or parse.lower(phrase.first - 1) == "there"
        or (parse.lower(phrase.first - 1) in ("and", "or"))
        or (opening and parse.kind(phrase.first - 1) == "verb")
    )


def _filled(parse: Parse, place: int) -> bool:
    """Whether the relational phrase has its complement in the question."""
    phrase = parse.phrases[place]
    joints = nouns.ARGUMENTS.get(phrase.head, frozenset(("of",)))
    if phrase.head in nouns.OUTER_ROLES:
        return any(other.preposition in ("in", "to", "with", "between") for other in parse.phrases)
    for offset, other in enumerate(parse.phrases[place + 1 :], place + 1):
        if other.preposition not in joints:
            continue
        if other.specific or (other.relational and _filled(parse, offset)):
            return True
        if other.head in nouns.BACKGROUND:
            return phrase.head not in ("impact", "effect", "role")
    return parse.lower(phrase.last) in joints and parse.kind(phrase.last + 1) in (
        "verb", "pronoun", "question", "determiner",
    )  # fmt: skip


def existential(parse: Parse, memory: Memory) -> Edit | None:
    """ "Are there any festivals?", "What are popular trails?": where, and of what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= parse.said:
        return None
    lowers = [token.lower for token in parse.tokens]
    place = memory.place
    if lowers[:3] == ["what", "is", "there"] and "to" in lowers:
        return at_end(parse, f" in {(place or topic).text}")
    if len(parse.phrases) != 1 or any(token.kind == "verb" for token in parse.tokens):
        return None
    phrase = parse.phrases[0]
    if phrase.named or phrase.relational or phrase.determiner in _OWNED:
        return None
    there = parse.kind(0) == "auxiliary" and lowers[1:2] == ["there"]
    judged = (
        lowers[:1] in (["what"], ["who"])
        and lowers[1:2] in (["are"], ["were"])
        and phrase.plural
        and len(phrase.words) > 1
        and (phrase.words[0].lower in words.EVALUATIVE or phrase.determiner == "some")
    )
    how_many = lowers[:2] == ["how", "many"] and lowers[-2:] == ["there", "?"]
    if not there and not judged and not how_many:
        return None
    joint = nouns.JOINED_BY.get(phrase.head, "for" if topic.person else "in")
    return Edit(phrase.end, phrase.end, f" {joint} {(place or topic).text}")


def definite(parse: Parse, memory: Memory) -> Edit | None:
    """ "How tough is the exam?": "the", of something that was not named in the question."""
    topic = memory.focus
    if topic is None or any(phrase.named for phrase in parse.phrases):
        return None
    if set(topic.core) & parse.said:
        return None
    waiting: NounPhrase | None = None
    for phrase in parse.phrases:
        single = phrase.determiner == "the" and len(phrase.tokens) == 2
        if single and phrase.head not in nouns.UNIQUE | nouns.BACKGROUND | words.PREDICATES:
            if words.is_superlative(phrase.head) or parse.lower(phrase.last) in ("of", "that"):
                return None
            waiting = waiting or phrase
        elif phrase.specific and (phrase.determiner or phrase.preposition not in ("to", "by")):
            return None
    if waiting is None:
        return None
    if memory.place is not None:
        return at_end(parse, f" in {memory.place.text}")
    return Edit(waiting.end, waiting.end, f" of {topic.text}")
