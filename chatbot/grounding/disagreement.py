"""Disagreement: two sentences that cannot both be right.

Two sentences are about the same thing when nearly all telling words of the shorter one stand in the
longer one, too. They disagree when they then give different numbers or dates, or when one denies
what the other says of the same subject. What tells the subjects apart (another name, another year,
'adult' and 'child') makes different figures harmless, and so does a condition that only one holds
on. Questions, examples and what only could be state nothing.
"""

from collections.abc import Sequence
from itertools import pairwise

from chatbot.grounding.assertions import alike_qualified, asserts, denials, denies, tells_apart
from chatbot.grounding.dates import Date
from chatbot.grounding.numbers import Number
from chatbot.grounding.polarity import bound, is_negation, opposing
from chatbot.grounding.text import Reading
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import LIGHT, MONTHS, SCALE, UNITS

SHARED = 0.6
"""Least share of the shorter sentence's telling words that both must have."""

SHARED_BY_LONGER = 1 / 3
"""Least share of the longer sentence's telling words that both must have: one word of many
('model', 'first') is no common subject."""

FEWEST_SHARED = 2
"""Telling words that both must have, a pair of opposites among them: what is spoken of, and what is
said of it."""

MOST_OPPOSED = 1
"""Opposite words that two sentences about the same thing are thought to hold, for a quick look."""

CLOSE = 0.05
"""Numbers that differ by less than this share are one number, rounded."""


def disagreement(first: Reading, second: Reading) -> str | None:
    """In what two sentences about the same thing disagree; None where they do not."""
    one, two = _folded(_telling(first), _telling(second))
    if len(one & two) < SHARED * min(len(one), len(two)) - MOST_OPPOSED:
        return None
    opposed = {(a, b) for a in one - two for b in two - one if b in opposing(a)}
    contrary = {word for pair in opposed for word in pair}
    mine, other = one - two - contrary, two - one - contrary
    fewest, most = sorted((len(one - contrary), len(two - contrary)))
    shared = len(one & two)
    if not fewest or shared < max(SHARED * fewest, SHARED_BY_LONGER * most):
        return None
    evidence = shared + bool(opposed) + _counts_alike(first, second)
    if evidence < FEWEST_SHARED or not alike_qualified(first, second):
        return None
    if not (asserts(first) and asserts(second)):
        return None
    figures = _dates(first.dates, second.dates), _numbers(first, second)
    if any(figures):
        # Of two figures, one says when or of which the other holds; so does a pair of opposites.
        single = not all(figures) and not opposed and denials(first) == denials(second)
        told = not _distinguished(first, second, mine, other)
        return (figures[0] or figures[1]) if single and told else None
    if mine and other:
        return None
    odd = (denials(first) + denials(second)) % 2 == 1
    if opposed:
        attributes = any(tells_apart(word, first, second) for word in contrary)
        said = "one says “{}”, the other “{}”".format(*min(opposed))
        return None if odd or attributes else said
    return "one denies what the other says" if odd and denies(first, second) else None


def _telling(reading: Reading) -> set[str]:
    """Stems that say what the sentence is about, without numbers, dates and light words."""
    numbers = {number.token for number in reading.numbers}
    return {
        token.stem
        for place, token in enumerate(reading.tokens)
        if place not in numbers and _tells(token)
    }


_SAYS_LITTLE = LIGHT - {"part", "include", "includes", "included", "including"}

_MEASURES = {
    "length": "long", "depth": "deep", "height": "high", "tall": "high", "width": "wide",
    "weight": "weigh", "durat": "last", "start": "begin", "buy": "purchas", "price": "cost",
}  # fmt: skip
"""Stems of one and the same measure or event."""


def _folded(one: set[str], two: set[str]) -> tuple[set[str], set[str]]:
    """Both sets, a word that is the beginning of the other side's ('deliv', 'deliveri') made
    equal to it."""
    one, two = ({_MEASURES.get(word, word) for word in words} for words in (one, two))
    for word in tuple(one - two):
        longer = {w for w in two - one if len(word) >= 5 and w.startswith(word)}
        two = two - longer | ({word} if longer else set())
    for word in tuple(two - one):
        longer = {w for w in one - two if len(word) >= 5 and w.startswith(word)}
        one = one - longer | ({word} if longer else set())
    return one, two


def _tells(token: Token) -> bool:
    return (
        token.content
        and not token.text[0].isdigit()
        and not is_negation(token)
        and not any(token.lower in table for table in (_SAYS_LITTLE, SCALE, UNITS, MONTHS))
    )


def _distinguished(first: Reading, second: Reading, mine: set[str], other: set[str]) -> bool:
    """Whether words of their own name different subjects: names, the words that the sentences
    begin with, or the words before the same noun ('adult tickets', 'child tickets')."""
    if all(
        any(t.name and t.stem in own for t in r.tokens)
        for r, own in ((first, mine), (second, other))
    ):
        return True
    one, two = _before(first, mine), _before(second, other)
    return bool(one & two)


def _before(reading: Reading, own: set[str]) -> set[str]:
    """The stems that a word of the sentence's own stands before, and "" if it begins with one."""
    telling = [token for token in reading.tokens if _tells(token)]
    followed = {b.stem for a, b in pairwise(telling) if a.stem in own}
    return followed | ({""} if telling and telling[0].stem in own else set())


def _dates(one: Sequence[Date], two: Sequence[Date]) -> str | None:
    if len(one) == 1 and len(two) == 1 and one[0].clashes(two[0]):
        return "they give different dates"
    return None


def _numbers(first: Reading, second: Reading) -> str | None:
    one, two = _apart(first, second), _apart(second, first)
    if len(one) != 1 or len(two) != 1 or bound(first.text) != bound(second.text):
        return None
    return "they give different numbers" if _of_one_kind(one[0], two[0]) else None


def _of_one_kind(one: Number, two: Number) -> bool:
    """Whether both numbers measure or count the same thing, as far as they say what."""
    if _dimension(one) != _dimension(two):
        return False
    counted = bool(set(one.counted[:2]) & set(two.counted[:2]))
    return one.unit is not None or counted or not (one.counted and two.counted)


def _apart(reading: Reading, other: Reading) -> list[Number]:
    """The reading's numbers that the other does not give; '18F' and '3D' are names."""
    return [
        number
        for number in reading.numbers
        if number.exact
        and not (number.unit is None and reading.tokens[number.token].name)
        and not any(_same(number, each) for each in other.numbers)
    ]


def _counts_alike(first: Reading, second: Reading) -> bool:
    """Whether a number of each is followed by the same word ('euros per kilometre')."""
    return any(set(a.counted) & set(b.counted) for a in first.numbers for b in second.numbers)


_BASE = {
    "millisecond": ("second", 0.001), "minute": ("second", 60.0), "hour": ("second", 3600.0),
    "day": ("second", 86400.0), "week": ("second", 604800.0), "month": ("second", 2629800.0),
    "year": ("second", 31557600.0), "decade": ("second", 315576000.0),
    "kilometre": ("metre", 1000.0), "centimetre": ("metre", 0.01), "millimetre": ("metre", 0.001),
    "kilogram": ("gram", 1000.0), "tonne": ("gram", 1e6), "percent": (None, 0.01),
    "kilobyte": ("byte", 1e3), "megabyte": ("byte", 1e6), "gigabyte": ("byte", 1e9),
    "terabyte": ("byte", 1e12), "kilowatt": ("watt", 1000.0),
}  # fmt: skip


def _dimension(number: Number) -> str | None:
    return _BASE[number.unit][0] if number.unit in _BASE else number.unit


def _same(one: Number, two: Number) -> bool:
    if _dimension(one) != _dimension(two):
        return False
    a, b = (n.value * (_BASE[n.unit][1] if n.unit in _BASE else 1.0) for n in (one, two))
    return abs(a - b) <= CLOSE * max(abs(a), abs(b))
