"""A question as tokens and noun phrases, read by closed word classes and by position.

No tagger and no model: auxiliaries, determiners, prepositions and question words are few and
frame an English question so tightly that what stands between them can be told apart well enough
to say what a question is about. One pass over the text, linear in its length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from chatbot import followup_words as words

Kind = Literal[
    "noun", "verb", "auxiliary", "determiner", "pronoun", "preposition", "conjunction", "adverb",
    "question", "possessive", "mark",
]  # fmt: skip
"""`noun` is every content word that is no verb, adjectives among them; `possessive` is 's."""

_TOKEN = re.compile(
    r"(?:\b(?:[Mm]rs?|[Dd]r|[Ss]t|[Vv]s?|[Nn]o)\.(?=\s+\w))|\w+(?:[.&+/-]\w+)*(?:\+\+|#(?!\w))?|['’]\w+|\S"
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


@dataclass(frozen=True)
class NounPhrase:
    """Tokens [first, last) of a question: perhaps a determiner, then its words.

    `preposition` leads it, or the phrase that it is joined to by "and"; `owned` after a possessive
    ("cancer's symptoms" are two phrases, the second owned).
    """

    tokens: tuple[Token, ...]
    first: int
    last: int
    text: str
    preposition: str = ""
    owned: bool = False

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @cached_property
    def determiner(self) -> str:
        first = self.tokens[0]
        return first.lower if first.kind in ("determiner", "question") else ""

    @cached_property
    def words(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind in ("noun", "verb"))

    @cached_property
    def core(self) -> tuple[Token, ...]:
        """The words that name the thing: without determiner and leading judging adjectives."""
        kept = list(self.words)
        while (
            len(kept) > 1
            and not kept[0].named
            and (kept[0].lower in words.EVALUATIVE or words.is_superlative(kept[0].lower))
        ):
            kept.pop(0)
        return tuple(kept)

    @cached_property
    def head(self) -> str:
        """The last word in lower case, in the singular."""
        return words.singular(self.words[-1].lower) if self.words else ""

    @cached_property
    def plural(self) -> bool:
        last = self.words[-1]
        if last.named and last.text.isupper():
            return False
        return words.is_plural(last.lower)

    @cached_property
    def named(self) -> bool:
        """A name: its last words are capitalised although they do not open the question."""
        return any(token.named for token in self.core)

    @cached_property
    def relational(self) -> bool:
        """Its head asks "of what?"."""
        if not self.words or self.words[-1].named or self.head not in words.RELATIONAL:
            return False
        return len(self.core) == 1 or self.head not in words.KINDS

    @cached_property
    def specific(self) -> bool:
        """Names something by itself, rather than by relation to what was spoken of before."""
        if self.named:
            return True
        if len(self.words) == 1 and any(t.lower in ("most", "least") for t in self.tokens):
            return False
        return not self.relational and any(
            words.singular(token.lower) not in words.BACKGROUND
            and token.lower not in words.PREDICATES
            and words.singular(token.lower) not in words.RELATIONAL
            and not token.text.isdigit()
            for token in self.words
        )

    @cached_property
    def topical(self) -> bool:
        """Can be what a conversation is about: specific, or a compound like "the drinking age"."""
        return self.specific or (
            self.relational
            and len(self.core) > 1
            and not self.owned
            and any(
                words.singular(token.lower) not in words.BACKGROUND | words.RELATIONAL
                and token.lower not in words.PREDICATES
                for token in self.core[:-1]
            )
        )


@dataclass(frozen=True)
class Parse:
    """A question's text, its tokens and its noun phrases in order."""

    text: str
    tokens: tuple[Token, ...]
    phrases: tuple[NounPhrase, ...]

    def token(self, position: int) -> Token | None:
        """The token at a position, None outside of the question."""
        return self.tokens[position] if 0 <= position < len(self.tokens) else None

    def lower(self, position: int) -> str:
        token = self.token(position)
        return token.lower if token else ""

    def kind(self, position: int) -> str:
        token = self.token(position)
        return token.kind if token else ""

    @cached_property
    def has_verb(self) -> bool:
        return any(token.kind in ("verb", "auxiliary") for token in self.tokens)


@lru_cache(maxsize=256)
def parse(text: str) -> Parse:
    """Read a question; the caller bounds its length."""
    tokens = _tag(text)
    return Parse(text, tokens, _phrases(text, tokens))


def _tag(text: str) -> tuple[Token, ...]:
    raw = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    shouting = text.isupper()
    tokens: list[Token] = []
    bare = not any(word.lower() in words.AUXILIARIES or word[0] in "'’" for word, _, _ in raw)
    asks = bool(raw) and raw[0][0].lower() in ("what", "which", "whose")
    wants_verb = bare and asks
    subject = 0
    for position, (word, start, end) in enumerate(raw):
        lower = word.lower().replace("’", "'")
        following = raw[position + 1][0].lower() if position + 1 < len(raw) else ""
        acronym = word.isupper() and len(word) > 1 and not shouting
        kind = "noun" if acronym else _closed(lower, following, tokens)
        if not kind:
            kind = _open(word, lower, following, tokens, wants_verb and subject > 0)
        if kind == "auxiliary" and lower not in words.BE | words.HAVE:
            wants_verb, subject = True, 0
        elif kind == "verb":
            wants_verb = False
        elif kind in ("noun", "pronoun") or lower in ("this", "that"):
            subject += 1
        elif kind == "mark" and lower in ".?!;" and position + 1 < len(raw):
            wants_verb = False
        tokens.append(Token(word, lower, start, end, kind))
    return tuple(_unended(tokens, wants_verb and not bare))


def _closed(lower: str, following: str, before: Sequence[Token]) -> Kind | Literal[""]:
    if not lower[0].isalnum() and lower[0] != "'":
        return "mark"
    previous = before[-1] if before else None
    if lower == "'s":
        verbal = previous is None or previous.kind in ("question", "pronoun")
        return "auxiliary" if verbal or previous.lower in ("that", "there", "it") else "possessive"  # type: ignore[union-attr]
    if lower == "'t":
        return "adverb"
    if lower[0] == "'":
        return "auxiliary"
    if lower in words.QUESTION_WORDS:
        return "question"
    if lower in words.AUXILIARIES:
        return "auxiliary"
    if lower in ("it", "they", "them", "he", "she", "him") or lower in words.PERSONAL:
        return "pronoun"
    if lower in ("itself", "themselves", "himself", "herself", "theirs", "hers"):
        return "pronoun"
    if lower == "her":
        return "determiner" if following.isalpha() and following not in _ENDS else "pronoun"
    if (
        lower == "that"
        and previous is not None
        and (previous.kind == "noun" or previous.lower in words.PREDICATES)
    ):
        return "conjunction"
    if lower in words.DETERMINERS:
        return "determiner"
    if lower in words.PREPOSITIONS:
        return "preposition"
    if lower in words.CONJUNCTIONS:
        return "conjunction"
    if lower == "one" and previous and previous.kind == "auxiliary" and following not in _ENDS:
        return "pronoun" if following.isalpha() and following != "of" else "noun"
    if previous and previous.lower == "how" and following in words.AUXILIARIES:
        return "adverb" if lower not in words.AUXILIARIES else "auxiliary"
    if lower in ("first", "long", "far", "well") and previous and previous.kind == "determiner":
        return "noun"
    if lower in words.ADVERBS:
        return "adverb"
    if lower.endswith("ly") and len(lower) > 4 and lower not in ("family", "assembly", "supply"):
        return "adverb"
    return ""


_ENDS = (
    words.PREPOSITIONS
    | words.AUXILIARIES
    | words.CONJUNCTIONS
    | words.QUESTION_WORDS
    | words.ADVERBS
)


def _open(
    word: str, lower: str, following: str, before: Sequence[Token], after_subject: bool
) -> Kind:
    """Noun or verb, by the word's form and by what stands before it."""
    previous = before[-1] if before else None
    kind = previous.kind if previous else "mark"
    named = word[:1].isupper() and kind != "mark"
    base = None if named else words.verb_base(lower)
    if kind == "pronoun" and after_subject and not named and lower not in words.PREDICATES:
        return "verb"
    if base is None:
        participle = (
            lower.endswith("ed") and not lower.endswith("eed") and len(lower) > 4 and not named
        )
        verbal = participle and kind in ("auxiliary", "noun", "pronoun", "adverb", "question")
        return "verb" if verbal else "noun"
    if kind in ("determiner", "possessive"):
        deictic = previous is not None and previous.lower in ("this", "that")
        ended = not following.isalnum() or following in _ENDS | words.ARTICLES | words.PERSONAL
        return (
            "verb"
            if deictic and (base in words.CERTAIN_VERBS or after_subject and ended)
            else "noun"
        )
    if lower.endswith("ing"):
        if kind == "preposition":
            return "verb" if following[:1].isalnum() and following not in _ENDS else "noun"
        return "verb" if kind == "auxiliary" else "noun"
    if kind == "mark" or kind == "pronoun":
        return "verb"
    if kind == "preposition":
        return "verb" if previous is not None and previous.lower == "to" else "noun"
    if kind == "question":
        return "noun" if _opens_noun(lower, base, before) else "verb"
    if kind == "auxiliary":
        return "verb" if _takes_verb(previous, lower) else "noun"
    if kind == "noun" and after_subject:
        return "verb"
    if lower.endswith("ed") and not lower.endswith("eed"):
        return "verb"
    if kind == "noun":
        return "verb" if base in words.CERTAIN_VERBS else "noun"
    if kind == "adverb":
        if len(before) > 1 and before[-2].lower == "to":
            return "verb"
        return "verb" if base in words.CERTAIN_VERBS or after_subject else "noun"
    return "verb" if base in words.CERTAIN_VERBS else "noun"


def _opens_noun(lower: str, base: str, before: Sequence[Token]) -> bool:
    """After "what" and "which": "What causes ..." asks with a verb, "What work ..." with a noun."""
    if before[-1].lower in ("who", "how", "why", "when", "where", "that"):
        return False
    return lower == base and base not in words.CERTAIN_VERBS


def _takes_verb(auxiliary: Token | None, lower: str) -> bool:
    if auxiliary is None:
        return False
    if auxiliary.lower in words.BE | words.HAVE or auxiliary.lower == "'s":
        return lower.endswith(("ed", "en", "n", "t", "ght")) or lower in words.CERTAIN_VERBS
    return auxiliary.lower in words.MODALS or auxiliary.lower == "'ll"


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
        before.kind == "pronoun" or before.lower in ("both", "these", "those", "this", "that")
    )
    if end - run >= 2 or (end - run == 1 and alone):
        last = tokens[end - 1]
        if not last.named:
            tokens[end - 1] = Token(last.text, last.lower, last.start, last.end, "verb")
    return tokens


def _phrases(text: str, tokens: Sequence[Token]) -> tuple[NounPhrase, ...]:
    found: list[NounPhrase] = []
    position = 0
    while position < len(tokens):
        begin = position
        if tokens[position].kind == "question":
            asks = tokens[position].lower in ("what", "which", "whose")
            if not asks or position + 1 >= len(tokens) or tokens[position + 1].kind != "noun":
                position += 1
                continue
            position += 1
        while position < len(tokens) and tokens[position].kind == "determiner":
            position += 1
        while position < len(tokens) and _inner(tokens, position):
            position += 1
        stop = position
        while stop > begin and tokens[stop - 1].kind != "noun":
            stop -= 1
        stop = _without_predicate(tokens, begin, stop)
        if stop > begin and any(token.kind == "noun" for token in tokens[begin:stop]):
            found.append(_phrase(text, tokens, begin, stop, found))
        position = max(position, begin + 1)
    return tuple(found)


def _phrase(
    text: str, tokens: Sequence[Token], begin: int, stop: int, found: Sequence[NounPhrase]
) -> NounPhrase:
    before = tokens[begin - 1] if begin else None
    preposition = before.lower if before and before.kind == "preposition" else ""
    if before and before.lower in ("and", "or") and found and found[-1].last == begin - 1:
        preposition = found[-1].preposition
    inside = tuple(tokens[begin:stop])
    span = text[inside[0].start : inside[-1].end]
    owned = before is not None and before.kind == "possessive"
    return NounPhrase(inside, begin, stop, span, preposition, owned)


def _inner(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    if token.kind == "noun":
        return True
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    previous = tokens[position - 1] if position else None
    if following is None or previous is None or following.kind != "noun":
        return False
    if token.lower in ("and", "or") and previous.lower in words.PREDICATES:
        # big and active dogs
        return position < 2 or tokens[position - 2].kind != "noun"
    if token.kind == "possessive":
        last = position + 1
        while last + 1 < len(tokens) and tokens[last + 1].kind == "noun":
            last += 1
        return words.singular(tokens[last].lower) not in words.RELATIONAL
    if token.lower in ("of", "&", "v.") and previous.named and following.named:
        return position > 1  # Museum of Art: a name goes on over small words.
    return token.kind == "adverb" and previous.kind == "determiner"


_LED = frozenset("similar different available responsible necessary suitable related equal".split())
_ADJECTIVAL = ("able", "ible", "ous", "ful", "less", "ive", "al", "ic", "ary")


def _without_predicate(tokens: Sequence[Token], begin: int, stop: int) -> int:
    """In "Is Red Bull bad for you" the predicate is not part of the phrase."""
    asked = begin and tokens[begin - 1].kind in ("auxiliary",)
    after = tokens[stop] if stop < len(tokens) else None
    if stop - begin > 1 and after is not None and after.kind == "preposition":
        last, before = tokens[stop - 1], tokens[stop - 2]
        judged = before.lower in words.EVALUATIVE or words.is_superlative(before.lower)
        if last.lower in _LED and before.kind == "noun" and not judged:
            return stop - 1
    opened = begin > 0 and asked and tokens[begin].kind in ("noun", "determiner")
    while opened and stop - begin > 1:
        last, before = tokens[stop - 1], tokens[stop - 2]
        predicate = last.lower in words.PREDICATES or last.lower.endswith(_ADJECTIVAL)
        if (
            not predicate
            or last.named
            or before.kind != "noun"
            or (before.lower in words.EVALUATIVE or words.is_superlative(before.lower))
        ):
            break
        stop -= 1
    return stop
