"""Numbers that a sentence gives, in digits or in words, with their units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.grounding.tokens import Token
from chatbot.grounding.words import UNITS

_SMALL = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_MAGNITUDES = {
    "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "bn": 1e9,
}  # fmt: skip
_COUNTED = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_OTHER_NUMBERS = {"half": 0.5, "dozen": 12.0, "twice": 2.0, "double": 2.0, "triple": 3.0,
                  "both": 2.0, "single": 1.0, "couple": 2.0, "pair": 2.0}  # fmt: skip
_ANY = frozenset("no any every each the this that which some".split())


@dataclass(frozen=True, slots=True)
class Number:
    """A number: its value, its unit (or None), the stems of the words that it may count, and
    where it stands among the sentence's tokens. `exact` is False for words like 'both', which
    need not be found."""

    value: float
    unit: str | None
    counted: tuple[str, ...]
    token: int
    exact: bool = True


def numbers_in(
    text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]
) -> tuple[Number, ...]:
    """The numbers of a sentence, but for those within the stretches of text that are `taken` by
    its dates."""
    numbers: list[Number] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        value, unit = _value(token.lower)
        if value is None or any(start <= token.start < end for start, end in taken):
            place += 1
            continue
        first, exact = place, token.lower not in _OTHER_NUMBERS or token.lower == "half"
        place += 1
        while (
            place < len(tokens)
            and unit is None
            and tokens[place].start - tokens[place - 1].end <= 1
        ):
            word = tokens[place].lower
            if word in _MAGNITUDES:
                value *= _MAGNITUDES[word]
            elif tokens[place - 1].lower in _TENS and 0 < _SMALL.get(word, 0) < 10:
                value += _SMALL[word]
            else:
                break
            place += 1
        following = tokens[place : place + 3]
        after = text[tokens[place - 1].end : tokens[place - 1].end + 2].strip()[:1]
        before = text[: token.start].rstrip()[-1:]
        unit = (
            unit
            or UNITS.get(after if after in "%°" else "")
            or UNITS.get(before if before in "$€£" else "")
        )
        if unit is None and following and following[0].start - tokens[place - 1].end <= 2:
            unit = UNITS.get(following[0].lower)
        prior = tokens[first - 1].lower if first else ""
        verb = following and first == 0 and following[0].lower.endswith("s")  # 'One needs patience'
        if token.lower == "one" and (
            prior in _ANY or verb or not following or not following[0].content
        ):
            exact = False
        counted = tuple(t.stem for t in following if t.content and t.clause == token.clause)
        numbers.append(Number(value, unit, counted, first, exact))
    return tuple(numbers)


def _value(word: str) -> tuple[float | None, str | None]:
    """The value of a number in digits or words, and the unit written onto it ('5GB')."""
    digits = re.match(r"\d[\d.,]*", word)  # not superscripts, which are digits, too
    if digits is not None:
        try:
            value = float(digits.group().replace(",", "").rstrip("."))
        except ValueError:
            return None, None
        suffix = word[digits.end() :]
        if suffix in _MAGNITUDES:
            return value * _MAGNITUDES[suffix], None
        if suffix == "s" and len(word) == 5:
            return value, "decade"  # 1950s
        if suffix == "m":
            return value * 1e6, None
        return value, UNITS.get(suffix)
    for table in (_SMALL, _TENS, _OTHER_NUMBERS, _COUNTED):
        if word in table:
            return float(table[word]), None
    return None, None
