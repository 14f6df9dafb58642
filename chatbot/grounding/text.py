"""Reading a sentence for comparison: its words, numbers and dates."""

from dataclasses import dataclass
from functools import lru_cache

from chatbot.grounding.dates import Date, dates_in
from chatbot.grounding.numbers import Number, numbers_in
from chatbot.grounding.tokens import Token, tokens_in


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence taken apart."""

    text: str
    tokens: tuple[Token, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """Take a sentence apart; source sentences come back with every question."""
    tokens = tokens_in(text)
    dates, spans = dates_in(text, tokens)
    return Reading(text, tokens, numbers_in(text, tokens, spans), dates)


def abbreviates(word: str, reading: Reading) -> bool:
    """Whether the word is made of the first letters of neighbouring words of the sentence."""
    letters = word.removesuffix("s")
    initials = "".join(token.lower[0] for token in reading.tokens)
    return len(letters) > 1 and letters.isupper() and letters.lower() in initials
