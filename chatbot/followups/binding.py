"""Whether a pronoun points out of its question at all."""

from chatbot.followups import words
from chatbot.followups.phrases import NounPhrase, Parse

_REFLEXIVE = frozenset(("itself", "themselves", "himself", "herself"))
_OWNING = frozenset(("its", "their", "theirs", "his", "her", "hers"))
_PERSONS = frozenset(("he", "him", "his", "she", "her", "hers"))
_SUBORDINATING = words.word_set(
    "if because when while before after without as than until since though although unless "
    "whether where how why what who which once"
)
_SPENDING = words.word_set("take mean cost require make help feel matter")
_INFINITIVE = words.word_set(
    "possible impossible legal illegal okay ok mandatory necessary advisable allowed likely hard "
    "easy difficult safe good bad better best worth common normal feasible option idea way "
    "recommended required optional permitted acceptable wise smart time important"
)
"""What is said of doing something: "Is it possible to ..."."""

_WEATHER = words.word_set("rain raining snow snowing hail sunny noon midnight dark")


def stands_for_noun(parse: Parse, position: int) -> bool:
    """Whether "this" or "that" is a pronoun here, not a determiner or a conjunction."""
    before, after = parse.token(position - 1), parse.token(position + 1)
    lower = parse.lower(position)
    predicate = (
        after is not None
        and after.lower in words.PREDICATES
        and parse.kind(position + 2) in ("", "mark", "preposition", "conjunction")
    )
    if after is not None and after.kind == "noun" and not predicate:
        return False
    if lower == "that" and before is not None:
        if before.kind in ("noun", "pronoun", "adverb") or before.lower in words.PREDICATES:
            return False
        if before.lower in words.DEMONSTRATIVES:
            return False
        if before.kind == "verb":
            return after is None or after.kind in ("mark", "conjunction")
        if before.kind in ("preposition", "conjunction") and after is not None:
            return after.kind in ("mark", "auxiliary", "conjunction")
    if (
        lower == "those"
        and after is not None
        and after.lower in ("who", "that", "of", "with", "in")
    ):
        return False
    return after is None or after.kind not in ("determiner", "pronoun", "question")


def is_expletive(parse: Parse, position: int) -> bool:
    """Whether "it" stands for nothing, as in "Is it true that", "How long does it take to"."""
    before = parse.token(position - 1)
    if parse.lower(position) != "it":
        return False
    if any(parse.lower(at) in _WEATHER for at in range(position + 1, position + 5)):
        return True
    so = parse.lower(position + 1) == "so" and parse.kind(position + 2) in (
        "pronoun",
        "conjunction",
    )
    asked = parse.lower(position + 1) == "to" and parse.kind(position - 1) == "auxiliary"
    if so or asked:
        return True
    found = before is not None and words.verb_base(before.lower) in ("make", "find", "think")
    subject = before is None or before.kind in ("auxiliary", "conjunction", "question", "mark")
    if not (found or subject or (before is not None and before.lower in _SUBORDINATING)):
        return False
    return _to_clause(parse, position + 1)


def _to_clause(parse: Parse, begin: int) -> bool:
    """An adjective or a verb of cost or meaning, then "to" and a verb, or "that" and a clause."""
    spent = False
    for position in range(begin, min(begin + 9, len(parse.tokens))):
        token = parse.tokens[position]
        if token.kind == "verb":
            spent = words.verb_base(token.lower) in _SPENDING
            if not spent:
                return False
        if token.kind == "mark":
            return False
        if token.lower == "to":
            return _infinitive(parse, position, spent=spent)
        if token.lower in ("that", "if", "whether", "when") and position > begin:
            return True
    return False


def _infinitive(parse: Parse, position: int, *, spent: bool) -> bool:
    """Whether "to" at a position goes on with a verb, known or not."""
    following = parse.token(position + 1)
    if following is None or following.kind in ("determiner", "pronoun", "mark", "question"):
        return False
    if following.kind == "verb" or following.lower in ("be", "have", "do"):
        return True
    return spent or parse.lower(position - 1) in _INFINITIVE


def points_inside(parse: Parse, position: int, *, bound: bool = True) -> bool:
    """Whether a pronoun points to a phrase of its own question: "What is CBT and how does it
    work?"; not within one clause, where subject and object are two things. With `bound` a
    possessive belongs to the clause's subject: "Does the firm pay its staff?"."""
    lower = _possessive(parse, position)
    before, after = parse.token(position - 1), parse.kind(position + 1)
    if before is not None and before.kind == "verb" and after == "auxiliary" and lower != "its":
        return True  # Who announced it would ...
    if lower in _REFLEXIVE or _said_elsewhere(parse, position):
        return True
    for phrase in parse.phrases:
        if phrase.last > position or not phrase.specific or _fronted(parse, phrase, position):
            continue
        if lower in _PERSONS or (lower in _OWNING and bound):
            return True
        contact = phrase.last == position and after in ("verb", "auxiliary", "noun", "adverb")
        if contact or parse.lower(position - 1) in ("that", "which"):
            return True
        if any(_parts(parse, at) for at in range(phrase.last, position)):
            return True
        done = phrase.first > 1 and parse.kind(phrase.first - 1) == "verb"
        if done and any(_does(parse, at) for at in range(phrase.last, position)):
            return True
        if parse.lower(0) in _SUBORDINATING and parse.kind(1) not in ("auxiliary", "verb", ""):
            return parse.kind(0) == "preposition" or phrase.first > 0
    return False


def _possessive(parse: Parse, position: int) -> str:
    """The pronoun in lower case; "its" for an "it's" that a noun follows after a preposition."""
    lower = parse.lower(position)
    contracted = lower == "it" and parse.lower(position + 1) == "'s"
    led = parse.kind(position - 1) in ("preposition", "verb")
    return "its" if contracted and led and parse.kind(position + 2) == "noun" else lower


def _parts(parse: Parse, position: int) -> bool:
    """Whether a new clause begins at a token."""
    token = parse.tokens[position]
    following = parse.token(position + 1)
    if token.kind in ("conjunction", "mark"):
        return token.lower != "that"
    if token.lower in _SUBORDINATING:
        return True
    inverted = following is not None and following.lower in ("i", "we", "you")
    return token.kind == "auxiliary" and inverted


def _does(parse: Parse, position: int) -> bool:
    """Whether "to" or a preposition goes on with a verb: "to mark it", "by downloading them"."""
    token, following = parse.tokens[position], parse.token(position + 1)
    if token.kind != "preposition" or following is None or following.kind != "verb":
        return False
    return token.lower == "to" or following.lower.endswith("ing")


def _fronted(parse: Parse, phrase: NounPhrase, position: int) -> bool:
    """ "How many books did she write?": what is asked for, before subject and verb."""
    if parse.kind(0) != "question" or phrase.first > 2 or parse.kind(phrase.last) != "auxiliary":
        return False
    subject = position == phrase.last + 1
    return subject or parse.lower(position) not in _OWNING | _PERSONS


def _said_elsewhere(parse: Parse, position: int) -> bool:
    """Whether another sentence of the question, or a clause before, says what is meant."""
    marks = [at for at, token in enumerate(parse.tokens[:-1]) if token.text in (".", "?", "!")]
    begin = max((at for at in marks if at < position), default=-1)
    end = min((at for at in marks if at > position), default=len(parse.tokens))
    for phrase in parse.phrases:
        if phrase.specific and not begin < phrase.first < end:
            return True
    commas = [at for at in range(position) if parse.tokens[at].text in (",", ";", ":", "-")]
    return bool(commas) and any(token.kind == "verb" for token in parse.tokens[: commas[-1]])
