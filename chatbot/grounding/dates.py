"""Dates and times of day that a sentence gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.grounding.tokens import Token
from chatbot.grounding.words import MONTHS, UNITS

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_MEASURES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}(?: of)? {_MONTH}(?:\s*,?\s*{_YEAR})?(?![\w-])",
        rf"\b{_MONTH} {_DAY}(?:\s*,?\s*{_YEAR})?(?![\w:-])",
        rf"\b{_MONTH},? {_YEAR}(?!\w)",
        r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
        r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?![\w.,]\d|\w)",
        # with a point it is a time only where it is said to be one, not a measure such as 4.56
        r"\b(?P<hour>1[0-2]|0?\d)\.(?P<minute>[0-5]\d) ?(?P<half>[ap])\.?m\b",
        r"\b(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?= o['’]clock\b)",
        r"(?<=\bat )(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)"
        rf"(?![\w.,]\d|\w| ?[%€$£°:×x]| (?:{_MEASURES})(?!\w))",
        r"\b(?P<hour>1[0-2]|\d) ?(?P<half>[ap])\.?m\b",
        rf"(?<![$€£\w.,-]){_YEAR}(?![\w%]|[.,:]\d)",
    )
)
_LONE_MONTH = re.compile(
    r"\b(?P<month>January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:in|of|since|until|by|during|last|next) (?P<other>March|May)\b"
)


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


def dates_in(text: str, tokens: Sequence[Token]) -> tuple[tuple[Date, ...], list[tuple[int, int]]]:
    """The dates of a sentence, and the stretches of text that its dated numbers take up (a month
    that stands alone takes none)."""
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
