"""Reading a sentence for comparison: its words, numbers, dates and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.grounding.words import FILLERS, MONTHS, UNITS
from chatbot.reading import is_stop_word, stem

_WORD = re.compile(
    r"n['’]t\b"
    r"|[^\W\d_](?:\.[^\W\d_])+\.?"  # U.S.
    r"|\d+(?:[.,:]\d+)*(?:[^\W\d_]+)?"  # 1,000 and 10:30, 3rd and 5GB
    r"|[^\W_]+(?:['’][^\W\d_]+)*(?:\+\+|#(?!\w))?"
)
_CLAUSE = re.compile(
    r"[,:](?!\d)|[;()—–]|\s-\s|\b(?:and|but|or|whereas|while|because|although|so that)\b"
)

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
class Token:
    """A word at [start, end). `filler` words say nothing about a source, `content` words carry
    the topic; `clause` counts the clauses of the sentence from 0; `name` is a proper name or an
    acronym."""

    text: str
    lower: str
    stem: str
    start: int
    end: int
    clause: int
    content: bool
    filler: bool
    name: bool


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


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is given; `minutes` since midnight for a time of day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    minutes: int | None = None

    def agrees(self, other: "Date") -> bool:
        """Whether `other` says all that this date says."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.year, other.year),
                (self.month, other.month),
                (self.day, other.day),
                (self.minutes, other.minutes),
            )
        )

    def clashes(self, other: "Date") -> bool:
        """Whether both give a part (a year, say) differently."""
        return any(
            mine is not None and theirs is not None and mine != theirs
            for mine, theirs in (
                (self.year, other.year),
                (self.month, other.month),
                (self.day, other.day),
                (self.minutes, other.minutes),
            )
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence taken apart."""

    text: str
    tokens: tuple[Token, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]


_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}(?: of)? {_MONTH}(?:\s*,?\s*{_YEAR})?(?![\w-])",
        rf"\b{_MONTH} {_DAY}(?:\s*,?\s*{_YEAR})?(?![\w:-])",
        rf"\b{_MONTH},? {_YEAR}(?!\w)",
        r"\b(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)"
        r"(?: ?(?P<half>[ap])\.?m\.?)?(?![\w.,]\d|\w)",
        r"\b(?P<hour>1[0-2]|\d) ?(?P<half>[ap])\.?m\b",
        rf"(?<![$€£\w.,-]){_YEAR}(?![\w%]|[.,:]\d)",
    )
)
_LONE_MONTH = re.compile(
    r"\b(?P<month>January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:in|of|since|until|by|during|last|next) (?P<other>March|May)\b"
)


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """Take a sentence apart; source sentences come back with every question."""
    tokens = _tokens(text)
    dates, spans = _dates(text, tokens)
    return Reading(text, tokens, _numbers(text, tokens, spans), dates)


def abbreviates(word: str, reading: Reading) -> bool:
    """Whether the word is made of the first letters of neighbouring words of the sentence."""
    letters = word.removesuffix("s")
    initials = "".join(token.lower[0] for token in reading.tokens)
    return len(letters) > 1 and letters.isupper() and letters.lower() in initials


def _tokens(text: str) -> tuple[Token, ...]:
    cuts = [match.start() for match in _CLAUSE.finditer(text)]
    matches = list(_WORD.finditer(text))
    capitals = sum(match.group()[0].isupper() for match in matches)
    headline = capitals > 0.6 * len(matches) and len(matches) > 3
    tokens = []
    clause = 0
    for place, match in enumerate(matches):
        word = match.group()
        while clause < len(cuts) and cuts[clause] <= match.start():
            clause += 1
        lower = word.lower().replace("’", "'")
        acronym = len(word) > 1 and word[1:] != word[1:].lower() and not headline
        name = acronym or (
            place > 0
            and word[0].isupper()
            and not headline
            and lower != "i"
            and text[: match.start()].rstrip()[-1:] not in '.!?:"“|'
        )
        content = acronym or not is_stop_word(word)
        bare = lower.removesuffix("'s")
        tokens.append(
            Token(
                word,
                lower,
                stem(bare or lower),
                match.start(),
                match.end(),
                clause,
                content,
                lower in FILLERS and not acronym,
                name,
            )
        )
    return tuple(tokens)


def _dates(text: str, tokens: Sequence[Token]) -> tuple[tuple[Date, ...], list[tuple[int, int]]]:
    found: list[Date] = []
    spans: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in spans):
                continue
            groups = match.groupdict()
            if groups.get("year") and len(groups) == 1 and _counts(text, match.end(), tokens):
                continue
            spans.append(match.span())
            found.append(_date(groups))
    found += [
        Date(month=MONTHS[(match["month"] or match["other"]).lower()])
        for match in _LONE_MONTH.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]
    return tuple(found), spans


def _counts(text: str, end: int, tokens: Sequence[Token]) -> bool:
    """Whether a number like 1500 is followed by a unit, and so no year."""
    following = next((token for token in tokens if token.start >= end), None)
    return following is not None and following.lower in UNITS and following.start <= end + 1


def _date(groups: dict[str, str | None]) -> Date:
    month = groups.get("number") or MONTHS.get((groups.get("month") or "").lower())
    minutes = None
    if hour := groups.get("hour"):
        minutes = 60 * int(hour) + int(groups.get("minute") or 0)
        if (groups.get("half") or "").lower() == "p" and int(hour) < 12:
            minutes += 720
    return Date(
        int(year) if (year := groups.get("year")) else None,
        int(month) if month else None,
        int(day) if (day := groups.get("day")) else None,
        minutes,
    )


def _numbers(
    text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]
) -> tuple[Number, ...]:
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
    if word[0].isdigit():
        digits = re.match(r"[\d.,]+", word)
        assert digits is not None
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
