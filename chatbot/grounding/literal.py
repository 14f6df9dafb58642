"""Literally: what of a model's sentence must stand in the very quote that it is shown with.

Over ten passages a verdict by alignment is kind to a weak model, which strings together words that
all stand somewhere. So its numbers, names and subject, and most of its telling words, must be the
quote's own.
"""

import re
from calendar import month_name
from collections.abc import Iterator

from chatbot.answers import Quote
from chatbot.grounding.sources import plain
from chatbot.grounding.text import Reading, read
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import LIGHT
from chatbot.reading import is_stop_word

HELD = 0.7
"""Least share of a sentence's telling words that its quote must hold."""

SUBJECT = 6
"""Words within which the verb of a sentence is looked for."""

_PIECE = re.compile(r"\d[\d.,:]*|[^\W\d_](?:[\w&+]|['’](?=\w))*")
_VERBS = frozenset(
    "is are was were be has have had can could may might must shall should will would do does did "
    "means mean refers refer includes include uses use used involves involve consists consist "
    "needs need helps help allows allow requires require".split()
)


def departure(sentence: str, quote: Quote) -> str | None:
    """In plain words, how a model's sentence says more than its quote; None where it does not."""
    if stray := next(strays(sentence, quote.text), None):
        return f"the quote does not hold “{stray}”"
    if held(sentence, quote) < HELD:
        return "the quote holds too few of its words"
    if stranger := next(_strangers(sentence, quote), None):
        return f"the quote does not speak of “{stranger}”"
    return None


def held(sentence: str, quote: Quote) -> float:
    """The share, 0..1, of a sentence's telling words that its quote holds by their stems; 1 for a
    sentence without any."""
    wanted = {token.stem for token in read(plain(sentence)).tokens if tells(token)}
    given = {token.stem for token in read(quote.text).tokens}
    return len(wanted & given) / len(wanted) if wanted else 1.0


def strays(sentence: str, quote: str) -> Iterator[str]:
    """Numbers, names and months of a sentence that its quote does not hold: numbers by their value,
    names as whole words. The capital of the first word makes no name."""
    ours, theirs = read(plain(sentence)), read(quote)
    found = [*_numbers(sentence, ours, quote, theirs), *_names(sentence, quote)]
    months = {date.month for date in theirs.dates} | {None}
    found += (month_name[date.month or 0] for date in ours.dates if date.month not in months)
    yield from dict.fromkeys(found)


def tells(token: Token) -> bool:
    """Whether a word carries something that could be checked."""
    return token.content and token.lower not in LIGHT


def _numbers(sentence: str, ours: Reading, quote: str, theirs: Reading) -> Iterator[str]:
    """Numbers in digits, and those in words but for 'one', which is more often no number."""
    values = {number.value for number in theirs.numbers}
    values |= {float(part) for d in theirs.dates for part in (d.year, d.day) if part is not None}
    digits = {_digits(word) for word in _PIECE.findall(quote) if word[0].isdigit()}
    for word in _PIECE.findall(sentence):
        if word[0].isdigit() and _digits(word) not in digits and _value(word) not in values:
            yield word.rstrip(".,:")
    for number in ours.numbers:
        token = ours.tokens[number.token]
        spelt = number.exact and not token.text[0].isdigit() and number.value != 1
        if spelt and number.value not in values:
            yield token.text


def _names(sentence: str, quote: str) -> Iterator[str]:
    """Words with a capital inside of a sentence, and acronyms, whose case counts ('IT', 'it')."""
    cased = set(map(_singular, _PIECE.findall(quote)))
    lower = set(map(str.lower, cased))
    for place, word in enumerate(_PIECE.findall(sentence)):
        bare = _singular(word)
        if any(map(str.isupper, word[1:])):
            if bare not in cased:
                yield word
        elif word[0].isupper() and place and not is_stop_word(word) and bare.lower() not in lower:
            yield word


def _strangers(sentence: str, quote: Quote) -> Iterator[str]:
    """Words of the subject that stand neither in the quote nor in the headings above it."""
    tokens = read(plain(sentence)).tokens
    ends = [place for place, token in enumerate(tokens[:SUBJECT]) if token.lower in _VERBS]
    given = {t.stem for t in read(f"{quote.text} {quote.title} {quote.section}").tokens}
    for token in tokens[: ends[0]] if ends else tokens[:1]:
        if tells(token) and token.stem not in given:
            yield token.text


def _singular(word: str) -> str:
    """A word without its plural or genitive."""
    return re.sub(r"['’]?s$|s['’]$", "", word)


def _digits(word: str) -> str:
    return word.rstrip(".,:").replace(",", "")


def _value(word: str) -> float | None:
    try:
        return float(_digits(word))
    except ValueError:
        return None  # a time of day, a version
