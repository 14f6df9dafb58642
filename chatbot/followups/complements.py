"""Nouns that wait for their complement: "What are the symptoms?", "Are there any festivals?"."""

from chatbot.followups import nouns, words
from chatbot.followups.binding import points_inside
from chatbot.followups.edits import Edit, at_end
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import NounPhrase, Parse
from chatbot.followups.topics import Topic

_OPENING_VERBS = words.word_set("give show tell list name describe explain write provide")

_OF_TWO = frozenset(("difference", "similarity", "comparison"))
_NEEDED = frozenset(["needed", "required", "necessary", "recommended"])

_OWNED = words.POSSESSIVES - {"my", "your"}

_LEANING = words.word_set("the any some many much what which no more")


def referred(parse: Parse, memory: Memory) -> Edit | None:
    """ "the city", "this disease": a class noun that names what is spoken of."""
    topic = memory.focus
    if topic is None:
        return None
    for phrase in parse.phrases:
        if not _names_a_class(parse, phrase) or phrase.head in topic.core:
            continue
        if phrase.head in nouns.DOCUMENTS and memory.title:
            part = phrase.head in ("section", "chapter") and memory.section
            return Edit(phrase.end, phrase.end, f" “{part or memory.title}”")
        if phrase.head in nouns.DOCUMENTS - nouns.REFERENTIAL:
            continue
        someone = phrase.head in nouns.PEOPLE
        worker = next(filter(_works, [*memory.recent(), *reversed(memory.topics)]), None)
        if phrase.head in nouns.WORK and worker is not None:
            return Edit(phrase.end, phrase.end, f" ({worker.text})")
        fitting = [known for known in memory.recent() if someone or not known.person] or [topic]
        named = next((known for known in fitting if known.named), fitting[0])
        return Edit(phrase.end, phrase.end, f" ({named.text})")
    return None


def _works(topic: Topic) -> bool:
    return topic.head.endswith(_WORKERS)


_WORKERS = ("er", "or", "ist", "ian", "ant", "yst", "nurse", "chef")


def _names_a_class(parse: Parse, phrase: NounPhrase) -> bool:
    """Whether "the" or "this" with one common noun points out of the question."""
    if phrase.determiner not in words.DEMONSTRATIVES | {"the"} or len(phrase.words) != 1:
        return False
    known = nouns.REFERENTIAL | nouns.DOCUMENTS
    if phrase.determiner == "the" and (phrase.plural or phrase.head not in known):
        return False
    vague = nouns.BACKGROUND - nouns.REFERENTIAL
    if phrase.words[0].named or phrase.head in vague | words.PREDICATES:
        return False
    after = parse.token(phrase.last)
    ended = after is None or (after.kind == "mark" and phrase.last == len(parse.tokens) - 1)
    others = any(other is not phrase for other in parse.specific)
    if others and not (ended and phrase.preposition in ("to", "with")):
        return False
    if points_inside(parse, phrase.first):
        return False
    if after is None or after is parse.last or parse.lower(phrase.first - 1) in words.DO:
        return True
    return after.kind not in ("verb", "noun") and after.lower not in _ADDED


_ADDED = frozenset(("of", "that", "who", "which", "where", "with"))


def completed(parse: Parse, memory: Memory) -> Edit | None:
    """ "What are the symptoms?": of what?"""
    topic = memory.focus
    if topic is None or set(topic.core) <= parse.said:
        return None
    found = _waiting(parse)
    if found is None:
        return None
    place, phrase = found
    pair = memory.pair() if phrase.head in _OF_TWO else None
    if pair is not None:
        return Edit(phrase.end, phrase.end, f" between {pair.text}")
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
        if phrase.owned or (waiting is not None and phrase.determiner in ("a", "an")):
            return None
        if phrase.specific or not phrase.relational or len(phrase.core) > 2:
            blocks = phrase.specific or phrase.topical
            if blocks and not (_member(parse) or _outside(phrase, waiting)):
                return None
        elif waiting is None:
            if _leaning(parse, phrase) and not _filled(parse, place):
                waiting = place, phrase
        elif phrase.preposition in ("of", "between") and not _filled(parse, place):
            waiting = place, phrase
    return waiting


def _outside(phrase: NounPhrase, waiting: tuple[int, NounPhrase] | None) -> bool:
    """Whether a phrase says where or on what, not of what: "the salary in Spain", "the effects on
    vitamins", "the role of melatonin"."""
    if waiting is None:
        return False
    head = waiting[1].head
    if phrase.preposition == "on":
        return head in ("effect", "impact", "influence")
    if phrase.preposition == "for" and waiting[1].determiner in ("what", "which"):
        return phrase.first > waiting[1].last + 1
    if phrase.preposition == "of":
        return head in nouns.OUTER_ROLES and len(phrase.core) < 3
    return phrase.preposition == "in"


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
    before = parse.kind(phrase.first - 1)
    opening = any(token.lower in _OPENING_VERBS for token in parse.tokens[:3])
    judged = len(phrase.words) > len(phrase.core)
    given = phrase.determiner in ("a", "an") and (opening or phrase.head in nouns.GIVEN)
    return (
        given
        or (phrase.determiner in ("a", "an") and _member(parse))
        or phrase.determiner in _LEANING
        or (phrase.determiner in ("my", "your") and not phrase.topical)
        or (judged and phrase.determiner not in ("a", "an"))
        or (phrase.plural and not phrase.determiner and before in ("mark", "", "auxiliary"))
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
        if other.preposition in joints:
            bare = not other.plural and not other.determiner
            return bare or not other.relational or other.topical or _filled(parse, offset)
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
    if phrase.named or phrase.relational or phrase.determiner in _OWNED or len(phrase.core) > 2:
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
    phrase = next((phrase for phrase in parse.phrases if _bare_definite(phrase)), None)
    if topic is None or phrase is None or set(topic.core) & parse.said:
        return None
    rest = [other for other in parse.phrases if other is not phrase]
    if any(other.specific and not _addressee(other) for other in rest) or (
        rest and phrase.preposition
    ):
        return None
    asked = sum(token.kind == "question" for token in parse.tokens)
    after = parse.token(phrase.last)
    open_ended = after is not None and (after.lower in _ADDED or after.kind == "mark")
    if asked > 1 or (open_ended and phrase.last < len(parse.tokens) - 1):
        return None
    listed = memory.enumerated.name_of(phrase.head) if memory.enumerated is not None else ""
    if listed:
        return Edit(phrase.words[0].start, phrase.end, listed)
    if memory.place is not None:
        return at_end(parse, f" in {memory.place.text}")
    if topic.plural:
        return at_end(parse, f" (about {topic.text})")
    return Edit(phrase.end, phrase.end, f" of {topic.text}")


def _bare_definite(phrase: NounPhrase) -> bool:
    """ "the" and one common noun that needs to be known."""
    known = nouns.UNIQUE | nouns.BACKGROUND | words.PREDICATES | frozenset(words.CARDINALS)
    return (
        phrase.determiner == "the"
        and len(phrase.tokens) == 2
        and not phrase.named
        and phrase.head not in known
        and not words.is_superlative(phrase.head)
    )


def _addressee(phrase: NounPhrase) -> bool:
    """ "open to visitors"."""
    return phrase.preposition == "to" and phrase.plural and not phrase.determiner
