"""A question as tokens and noun phrases, read by closed word classes and by position.

No tagger and no model: auxiliaries, determiners, prepositions and question words are few and
frame an English question so tightly that what stands between them can be told apart well enough
to say what a question is about. One pass over the text, linear in its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from chatbot.followups import nouns, words
from chatbot.followups.tagging import Token, tag

_NUMBERS = words.word_set("two three four five six seven eight nine ten")


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
        return nouns.singular(self.words[-1].lower) if self.words else ""

    @cached_property
    def plural(self) -> bool:
        last = self.words[-1]
        if last.named and last.text.isupper():
            return False
        return nouns.is_plural(last.lower)

    @cached_property
    def named(self) -> bool:
        """A name: its last words are capitalised although they do not open the question."""
        return any(token.named for token in self.core)

    @cached_property
    def relational(self) -> bool:
        """Its head asks "of what?"."""
        if not self.words or self.words[-1].named or self.head not in nouns.RELATIONAL:
            return False
        return len(self.core) == 1 or self.head not in nouns.KINDS

    @cached_property
    def specific(self) -> bool:
        """Names something by itself, rather than by relation to what was spoken of before."""
        if self.named:
            return True
        if len(self.words) == 1 and any(t.lower in ("most", "least") for t in self.tokens):
            return False
        return not self.relational and any(
            nouns.singular(token.lower) not in nouns.BACKGROUND
            and token.lower not in words.PREDICATES
            and nouns.singular(token.lower) not in nouns.RELATIONAL
            and not token.text.isdigit()
            and token.lower not in _NUMBERS
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
                nouns.singular(token.lower) not in nouns.BACKGROUND | nouns.RELATIONAL
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
    def last(self) -> Token | None:
        """The last word before the closing marks."""
        return next((token for token in reversed(self.tokens) if token.kind != "mark"), None)

    @cached_property
    def specific(self) -> tuple[NounPhrase, ...]:
        """The phrases that name something by themselves, in order."""
        return tuple(phrase for phrase in self.phrases if phrase.specific)

    @cached_property
    def asks(self) -> bool:
        """Whether it is put as a question or a request, not as a statement or as keywords."""
        if self.text.rstrip().endswith("?"):
            return True
        first = next((t for t in self.tokens if t.lower not in words.OPENINGS), None)
        if first is None:
            return False
        led = first.kind == "preposition" and self.kind(self.tokens.index(first) + 1) == "question"
        return (
            first.kind == "question"
            or led
            or first.kind == "auxiliary"
            or first.lower in words.REQUESTS
        )

    @cached_property
    def said(self) -> frozenset[str]:
        """All of its words, in lower case."""
        return frozenset(token.lower for token in self.tokens)


@lru_cache(maxsize=256)
def parse(text: str) -> Parse:
    """Read a question; the caller bounds its length."""
    tokens = tag(text)
    return Parse(text, tokens, _phrases(text, tokens))


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
        return nouns.singular(tokens[last].lower) not in nouns.RELATIONAL
    if token.lower in ("of", "&", "v.") and previous.named and following.named:
        return position > 1  # Museum of Art: a name goes on over small words.
    return token.kind == "adverb" and previous.kind == "determiner"


_LED = words.word_set("similar different available responsible necessary suitable related equal")

ADJECTIVAL = ("able", "ible", "ous", "ful", "less", "ive", "al", "ic", "ary")
"""Endings of adjectives."""


def _without_predicate(tokens: Sequence[Token], begin: int, stop: int) -> int:
    """In "Is Red Bull bad for you" the predicate is not part of the phrase."""
    asked = begin and tokens[begin - 1].kind in ("auxiliary",)
    after = tokens[stop] if stop < len(tokens) else None
    if stop - begin > 1 and after is not None and after.kind == "preposition":
        last, before = tokens[stop - 1], tokens[stop - 2]
        judged = before.lower in words.EVALUATIVE or words.is_superlative(before.lower)
        if last.lower in _LED and before.kind == "noun" and not judged:
            return stop - 1
    ended = after is None or (after.kind == "mark" and stop == len(tokens) - 1)
    yes_or_no = begin == 1 or (begin == 2 and tokens[0].lower == "why")
    yes_or_no = yes_or_no or (begin == 3 and tokens[0].lower == "how")
    if asked and ended and yes_or_no and tokens[begin - 1].lower in words.BE:
        # "Why is my bread dense?" ends with its predicate, whatever that is.
        single = stop - begin > 1 and not tokens[stop - 1].named
        return stop - 1 if single and tokens[stop - 2].kind == "noun" else stop
    opened = begin > 0 and asked and tokens[begin].kind in ("noun", "determiner")
    while opened and stop - begin > 1:
        last, before = tokens[stop - 1], tokens[stop - 2]
        predicate = last.lower in words.PREDICATES or last.lower.endswith(ADJECTIVAL)
        if (
            not predicate
            or last.named
            or before.kind != "noun"
            or (before.lower in words.EVALUATIVE or words.is_superlative(before.lower))
        ):
            break
        stop -= 1
    return stop
