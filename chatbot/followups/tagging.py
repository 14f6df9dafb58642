"""A question as tokens, each with its part of speech, by closed word classes and by position."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.followups import words
from chatbot.followups.nouns import is_plural

Kind = Literal[
    "noun", "verb", "auxiliary", "determiner", "pronoun", "preposition", "conjunction", "adverb",
    "question", "possessive", "mark",
]  # fmt: skip
"""`noun` is every content word that is no verb, adjectives among them; `possessive` is 's."""

_TOKEN = re.compile(
    r"\b(?:[Mm]rs?|[Dd]r|[Ss]t|[Vv]s?|[Nn]o)\.(?=\s+\w)"  # Dr. and v., not the end of a sentence
    r"|\d+(?:[.,:]\d+)+"  # 3.5, 1,000, 16:8
    r"|\w+(?:[.&+/-]\w+)*(?:\+\+|#(?!\w))?"  # words, U.S, AT&T, CI/CD, C++
    r"|['’]\w+"  # what contractions and possessives leave
    r"|\S"
)

_OTHER_PRONOUNS = words.word_set(
    "it they them he she him itself themselves himself herself theirs hers"
)
_CLASSES: dict[str, Kind] = {
    **dict.fromkeys(words.ADVERBS, "adverb"),
    **dict.fromkeys(words.CONJUNCTIONS, "conjunction"),
    **dict.fromkeys(words.PREPOSITIONS, "preposition"),
    **dict.fromkeys(words.DETERMINERS, "determiner"),
    **dict.fromkeys(words.PERSONAL | _OTHER_PRONOUNS, "pronoun"),
    **dict.fromkeys(words.AUXILIARIES, "auxiliary"),
    **dict.fromkeys(words.QUESTION_WORDS, "question"),
}
_DOING = frozenset(("for", "by", "without", "before", "after", "from"))
_NOT_ADVERBS = frozenset(("family", "assembly", "supply"))
_ENDS = frozenset(
    word
    for word, kind in _CLASSES.items()
    if kind in ("preposition", "auxiliary", "conjunction", "question", "adverb")
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at [start, end) of the question; `lower` is it in lower case."""

    text: str
    lower: str
    start: int
    end: int
    kind: Kind

    @property
    def named(self) -> bool:
        """Written as a name or an acronym; the question's first word tells only by its inside."""
        inside = self.text[1:] != self.lower[1:]
        return inside or (self.start > 0 and self.text[:1].isupper())


def tag(text: str) -> tuple[Token, ...]:
    """Read a text, one pass from left to right."""
    raw = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    shouting = text.isupper()
    tokens: list[Token] = []
    bare = not any(word.lower() in words.AUXILIARIES or word[0] in "'’" for word, _, _ in raw)
    asks = bool(raw) and raw[0][0].lower() in ("what", "which", "whose")
    asks = asks and not (len(raw) > 1 and raw[1][0].lower() in ("about", "of"))
    told = _is_told(raw)
    wants_verb = bare and asks
    subject = 0
    for position, (word, start, end) in enumerate(raw):
        lower = word.lower().replace("’", "'")
        following = raw[position + 1][0].lower() if position + 1 < len(raw) else ""
        acronym = word.isupper() and len(word) > 1 and not shouting
        kind = "noun" if acronym else _closed(lower, following, tokens)
        if not kind:
            claims = told and subject > 0 and _agrees(lower, following, tokens)
            kind = _open(word, lower, following, tokens, claims or (wants_verb and subject > 0))
        if lower == "do" and wants_verb and subject and not bare:
            kind = "verb"  # Why would I do that?
        if kind == "auxiliary" and lower not in words.BE | words.HAVE:
            wants_verb, subject = True, 0
        elif kind == "verb":
            wants_verb = False
        told = told and kind not in ("verb", "auxiliary")
        if kind in ("noun", "pronoun") or lower in words.DEMONSTRATIVES or lower == "both":
            subject += 1
        elif kind == "mark" and lower in ".?!;" and position + 1 < len(raw):
            wants_verb = False
        tokens.append(Token(word, lower, start, end, kind))
    return tuple(_unended(tokens, wants_verb and not bare))


def _is_told(raw: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a text is a statement: it ends in a full stop and opens like none that asks."""
    opens = raw[0][0].lower() if raw else ""
    asking = words.QUESTION_WORDS | words.AUXILIARIES | words.REQUESTS | words.OPENINGS
    ends = (word for word, _, _ in reversed(raw) if word not in "[]" and not word.isdigit())
    return next(ends, "") == "." and opens not in asking


def _agrees(lower: str, following: str, before: Sequence[Token]) -> bool:
    """Whether a word of a statement may be its verb: "a bee collects", "bees and wasps sting"."""
    base, previous = words.verb_base(lower), before[-1]
    if base is None or following not in _CLASSES or previous.kind != "noun":
        return False
    several = is_plural(previous.lower) or any(token.lower == "and" for token in before)
    return several if lower == base else lower.endswith("s") and not is_plural(previous.lower)


def _closed(lower: str, following: str, before: Sequence[Token]) -> Kind | Literal[""]:
    """The class of a word of the closed classes, "" of any other."""
    previous = before[-1] if before else None
    if not lower[0].isalnum():
        return _apostrophe(lower, previous)
    if lower == "her":
        return "determiner" if following.isalpha() and following not in _ENDS else "pronoun"
    if previous is not None:
        found = _after(lower, following, previous)
        if found:
            return found
    if lower in _CLASSES:
        return _CLASSES[lower]
    return "adverb" if lower.endswith("ly") and len(lower) > 4 and lower not in _NOT_ADVERBS else ""


def _apostrophe(lower: str, previous: Token | None) -> Kind:
    """Marks, and what contractions leave: 's, 't, 're."""
    if lower[0] != "'" or len(lower) == 1:
        return "mark"
    if lower == "'s" and previous is not None:
        verbal = previous.kind in ("question", "pronoun") or previous.lower in ("that", "there")
        return "auxiliary" if verbal else "possessive"
    return "adverb" if lower == "'t" else "auxiliary"


def _after(lower: str, following: str, previous: Token) -> Kind | Literal[""]:
    """The class of a word that the word before it decides, "" where it does not."""
    if lower == "that" and (previous.kind == "noun" or previous.lower in words.PREDICATES):
        return "conjunction"
    if lower == "one" and previous.kind == "auxiliary":
        verbal = following.isalpha() and following not in _ENDS
        return "pronoun" if verbal and following != "of" else "noun"
    if previous.lower == "how" and following in words.AUXILIARIES and lower not in _CLASSES:
        return "adverb"
    if previous.kind == "determiner" and lower in ("first", "long", "far", "well"):
        return "noun"
    return ""


def _open(
    word: str, lower: str, following: str, before: Sequence[Token], after_subject: bool
) -> Kind:
    """Noun or verb, by the word's form and by what stands before it."""
    previous = before[-1] if before else None
    kind = previous.kind if previous else "mark"
    named = word[:1].isupper() and kind != "mark"
    if named:
        return "noun"
    if kind == "mark" and lower in words.REQUESTS:
        return "verb"
    if kind == "conjunction" and len(before) == 1 and _participle(lower):
        return "noun"  # And dried pasta?
    base = words.verb_base(lower)
    verb = _CHOICES.get(kind, _after_other)
    if kind == "pronoun" and after_subject and lower not in words.PREDICATES:
        return "verb"
    objected = _CLASSES.get(following) in ("pronoun", "determiner")
    led = kind == "preposition" and (before[-1].lower == "to" or lower.endswith("ing"))
    if base is None and objected and led:
        return "verb"  # to interpret it, for spotting them
    doing = kind == "preposition" and before[-1].lower in _DOING and lower.endswith("ing")
    if base is None and doing and following not in _ENDS and is_plural(following):
        return "verb"  # for submitting expenses
    if base is None and after_subject and lower.endswith(("ate", "ify", "ize", "ise")):
        return "verb"
    if base is None:
        follows = kind in ("auxiliary", "noun", "pronoun", "adverb", "question")
        return "verb" if follows and len(lower) > 4 and _participle(lower) else "noun"
    if lower.endswith("ing") and kind not in ("determiner", "possessive"):
        led = kind == "preposition" and following[:1].isalnum() and following not in _ENDS
        opened = len(before) == 1 and before[0].lower in words.BE
        return "verb" if led or (kind == "auxiliary" and not opened) else "noun"
    return "verb" if verb(_Spot(lower, base, following, before, after_subject)) else "noun"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word that may be a verb of the base form `base`, where it stands."""

    lower: str
    base: str
    following: str
    before: Sequence[Token]
    after_subject: bool


def _participle(lower: str) -> bool:
    return lower.endswith("ed") and not lower.endswith("eed")


def _after_determiner(spot: _Spot) -> bool:
    """ "How did this become a trend?": "this" may be all of the subject."""
    if spot.before[-1].lower == "both":
        return spot.after_subject and spot.lower == spot.base
    if spot.before[-1].lower not in words.DEMONSTRATIVES:
        return False
    shared = len(spot.before) > 1 and spot.before[-2].lower == "of"
    if shared and spot.before[-1].lower in ("these", "those") and spot.lower == f"{spot.base}s":
        # Which of these needs C++? But: which of these plans includes roaming?
        return spot.following not in words.AUXILIARIES and not words.verb_base(spot.following)
    ended = (
        not spot.following.isalnum() or spot.following in _ENDS | words.ARTICLES | words.PERSONAL
    )
    return spot.base in words.CERTAIN_VERBS or (spot.after_subject and ended)


def _after_noun(spot: _Spot) -> bool:
    compound = spot.lower == spot.base and spot.following in words.VERBS
    if compound and spot.base not in words.CERTAIN_VERBS:
        return False  # How does a heat pump work?
    return spot.after_subject or _participle(spot.lower) or spot.base in words.CERTAIN_VERBS


def _after_question_word(spot: _Spot) -> bool:
    """ "What causes ..." asks with a verb, "What work ..." with a noun."""
    if spot.before[-1].lower in ("who", "how", "why", "when", "where"):
        return True
    ended = not spot.following.isalnum() or spot.following in words.AUXILIARIES
    if spot.before[-1].lower == "which" and spot.lower == f"{spot.base}s" and ended:
        return False  # And which books?
    return spot.lower != spot.base or spot.base in words.CERTAIN_VERBS


def _after_auxiliary(spot: _Spot) -> bool:
    auxiliary = spot.before[-1].lower
    if auxiliary in words.BE | words.HAVE or auxiliary == "'s":
        return spot.lower.endswith(("ed", "en", "n", "t")) or spot.lower in words.CERTAIN_VERBS
    return auxiliary in words.MODALS or auxiliary == "'ll"


def _after_adverb(spot: _Spot) -> bool:
    infinitive = len(spot.before) > 1 and spot.before[-2].lower == "to"
    return infinitive or spot.after_subject or _after_other(spot)


def _after_other(spot: _Spot) -> bool:
    return _participle(spot.lower) or spot.base in words.CERTAIN_VERBS


_CHOICES: dict[str, Callable[[_Spot], bool]] = {
    "determiner": _after_determiner,
    "possessive": lambda spot: False,
    "mark": lambda spot: True,
    "pronoun": lambda spot: True,
    "preposition": lambda spot: spot.before[-1].lower == "to",
    "question": _after_question_word,
    "auxiliary": _after_auxiliary,
    "noun": _after_noun,
    "adverb": _after_adverb,
}
"""Whether a word that may be a verb is one, by the kind of the word before it."""


def _unended(tokens: list[Token], wants_verb: bool) -> list[Token]:
    """In "How does a plan work?" the last of the words before the end must be the verb."""
    if not wants_verb:
        return tokens
    end = len(tokens)
    while end and tokens[end - 1].kind == "mark":
        end -= 1
    run = end
    while run and tokens[run - 1].kind == "noun":
        run -= 1
    while end - run >= 3 and tokens[end - 1].lower in words.PREDICATES:
        end -= 1
    before = tokens[run - 1] if run else None
    alone = before is not None and (
        before.kind == "pronoun"
        or before.lower in ("both", "each", "these", "those", "this", "that")
    )
    if end - run >= 2 or (end - run == 1 and alone):
        last = tokens[end - 1]
        if not last.named:
            tokens[end - 1] = Token(last.text, last.lower, last.start, last.end, "verb")
    return tokens
