"""Compound names: a "data engineer" is no "AI engineer", though each word of it is everywhere."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chatbot.generic_words import is_generic
from chatbot.questions import Question
from chatbot.reading import content_words

Pair = tuple[str, str]
"""The stems of two words that stand side by side."""

_JOINED = (" ", "-")
_ASKS_DOING = re.compile(r"\b(?:do|does|did)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def compounds(question: Question) -> frozenset[Pair]:
    """The names in a question that are made of two words. What comes first is singular in them:
    that tells "AI engineer" from "engineers use"; and it is no everyday word: "typical day"."""
    end = _verb(question.text)
    return frozenset(
        (before.stem, word.stem)
        for before, word in pairwise(question.words)
        if question.text[before.end : word.start] in _JOINED
        and not _is_plural(before.text)
        and not is_generic(before.stem)
        and word.start < end
    )


def _verb(text: str) -> int:
    """Where the last word begins, if it is a verb and so no part of a name, as in "When does the
    ferry leave?"; the length of the text otherwise."""
    asked = _ASKS_DOING.search(text)
    words = [match.start() for match in _WORD.finditer(text, asked.end())] if asked else []
    return words[-1] if words else len(text)


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
        if text[before.end : word.start] in _JOINED and not is_generic(before.stem):
            yield before.stem, word.stem


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))
