"""Compound names: a "data engineer" is no "AI engineer", though each word of it is everywhere."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chatbot.generic_words import is_generic
from chatbot.questions import Question
from chatbot.reading import content_words, is_stop_word

Pair = tuple[str, str]
"""The stems of two words that stand side by side."""

_JOINED = (" ", "-")
_ASKS_DOING = re.compile(
    r"\b(?:does|did)\s+(?:(?:the|an?|this|that|my|our|your|their|its|his|her)\s+)?", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_VERBS = frozenset(("do", "have", "be"))
_NUMERALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million dozen half".split()
)
"""How many there are makes no name: "five years" are no other years than "ten years"."""


def compounds(question: Question) -> frozenset[Pair]:
    """The names in a question that are made of two words. What comes first is singular in them:
    that tells "AI engineer" from "engineers use"; and it is no everyday word: "typical day"."""
    verb = _verb(question.text)
    return frozenset(
        (before.stem, word.stem)
        for before, word in pairwise(question.words)
        if question.text[before.end : word.start] in _JOINED
        and not _is_plural(before.text)
        and not is_generic(before.stem)
        and not _is_number(before.text)
        and word.start != verb
    )


def _verb(text: str) -> int | None:
    """Where the verb begins behind "does" or "did" and the subject, as in "When does the ferry
    leave from Kelm?": the last word before one like "to" or "a". It is no part of a name."""
    asked = _ASKS_DOING.search(text)
    last = None
    for word in _WORD.finditer(text, asked.end()) if asked else ():
        if is_stop_word(word[0]):
            return None if word[0].lower() in _VERBS else last
        last = word.start()
    return last


def of_another(asked: frozenset[Pair], texts: Sequence[str], beside: Sequence[str] = ()) -> bool:
    """Whether the texts have the second word of a compound with another word before it, and
    neither they nor those `beside` them have the compound."""
    if not asked:
        return False
    said = {pair for text in texts for pair in _pairs(text)}
    held = said.union(*map(_pairs, beside))
    return any(
        pair not in held and any(noun == pair[1] and before != pair[0] for before, noun in said)
        for pair in asked
    )


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[Pair]:
    return frozenset(_beside(text))


def _beside(text: str) -> Iterator[Pair]:
    for before, word in pairwise(content_words(text)):
        named = not is_generic(before.stem) and not _is_number(before.text)
        if text[before.end : word.start] in _JOINED and named:
            yield before.stem, word.stem


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word.lower() in _NUMERALS


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))
