"""The kind of answer that a question asks for, and where a text holds something of that kind."""

import re
from functools import lru_cache
from typing import Literal

AnswerKind = Literal["money", "time", "number", "duration", "other"]
"""`other` is everything that has no form of its own: names and roles of people, places, reasons,
definitions, lists, yes or no."""

_ASKING: tuple[tuple[AnswerKind, str], ...] = (
    (
        "money",
        r"\bhow much (?:money|does|do|did|is|are|was|were|will|would)\b.*"
        r"\b(?:cost|pay|paid|earn|charge|spend|make|worth)\w*"
        r"|\b(?:what|which)\b.*\b(?:cost|price|salary|wage|pay|fee)s?\b"
        r"|\bhow expensive\b",
    ),
    (
        "number",
        r"\bhow (?:many|much|far|big|large|tall|high|fast|often|deep|wide|heavy)\b"
        r"|\b(?:what|which) (?:number|percent\w*|share|proportion|amount|size|age)\b",
    ),
    ("duration", r"\bhow (?:long|old)\b"),
    (
        "time",
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|season|time)\b",
    ),
)

_NUMERALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|"
    "millions?|billions?|half|thirds?|quarters?|percent|several|both|once|twice|none"
)
_PERIODS = "second|minute|hour|day|week|month|year|decade|centur(?:y|ie)|semester|term|quarter"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_HELD: dict[AnswerKind, str] = {
    "money": r"[$€£¥]|(?i:\b(?:dollar|euro|pound|cent|usd|eur|gbp)s?\b)|\b\d[\d,]*(?:\.\d+)?k\b",
    "number": rf"\d|(?i:\b(?:{_NUMERALS})\b)",
    "duration": rf"(?i:\b(?:{_PERIODS})s?\b)",
    "time": rf"\b(?:1\d{{3}}|20\d\d)\b|\d(?:st|nd|rd|th)\b|\d ?(?:AD|BC|CE|BCE|am|pm|a\.m|p\.m)\b"
    rf"|(?i:\b(?:{_MONTHS}|{_DAYS}|today|yesterday|until|during|daily|weekly|monthly|annually"
    rf"|spring|summer|autumn|winter|morning|evening|night|(?:{_PERIODS})s?)\b)",
}


@lru_cache(maxsize=1024)
def answer_kind(question: str) -> AnswerKind:
    """The kind of answer a question asks for, by its words."""
    lowered = question.lower()
    return next((kind for kind, asked in _ASKING if re.search(asked, lowered)), "other")


def holds_kind(kind: AnswerKind, text: str, *, question: str) -> bool:
    """Whether the text holds something of the kind that the question does not itself say; always
    so for `other`."""
    if kind not in _HELD:
        return True
    lowered = question.lower()
    found = re.finditer(_HELD[kind], text)
    return any(match.group().lower() not in lowered for match in found)
