"""Agreement: do two sentences about the same thing say the same of it?

Vectors of opposite statements lie close together, so that likeness alone lets a changed number or
a lost 'not' pass. What may not differ is compared here by rule: numbers with their units, dates,
negations, quantities and hedges, opposites.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.grounding.dates import Date
from chatbot.grounding.numbers import Number
from chatbot.grounding.text import Reading

Severity = Literal["contradicted", "unsupported", "partly"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How a sentence departs from its source: how badly, and in plain words."""

    severity: Severity
    reason: str


def numbers(ours: Reading, theirs: Sequence[Reading]) -> Iterator[Disagreement]:
    """Numbers of the sentence that its sources do not give."""
    given = [number for reading in theirs for number in reading.numbers]
    years = {float(d.year) for reading in theirs for d in reading.dates if d.year}
    stems = {token.stem for reading in theirs for token in reading.tokens}
    for number in ours.numbers:
        written = _written(ours, number)
        if number.value in years or (number.value == 1 and stems & {"a", "an", "one", "singl"}):
            continue
        if not number.exact:
            continue
        same = [g for g in given if g.value == number.value and _one_unit(g, number)]
        rivals = [g for g in given if g.value != number.value and g.exact and _rival(g, number)]
        if not same:
            if rivals:
                other = next(_written(r, g) for r in theirs for g in r.numbers if g in rivals)
                yield Disagreement("contradicted", f"says {written}, the source {other}")
            else:
                yield Disagreement("unsupported", f"the source does not give {written}")
        elif same and rivals and not any(_counts_same(g, number) for g in same):
            yield Disagreement("contradicted", f"the source gives {written} for something else")


def _one_unit(one: Number, other: Number) -> bool:
    return one.unit is None or other.unit is None or one.unit == other.unit


def _rival(given: Number, number: Number) -> bool:
    """Whether both count the same thing, so that they should be equal."""
    if given.unit and number.unit:
        return given.unit == number.unit
    return _counts_same(given, number)


def _counts_same(given: Number, number: Number) -> bool:
    return bool(set(given.counted[:1]) & set(number.counted)) or bool(
        set(number.counted[:1]) & set(given.counted)
    )


def _written(reading: Reading, number: Number) -> str:
    first = reading.tokens[number.token]
    following = reading.tokens[number.token + 1 : number.token + 2]
    if number.unit and following:
        return reading.text[first.start : following[0].end]
    return first.text


def dates(ours: Reading, theirs: Sequence[Reading]) -> Iterator[Disagreement]:
    """Dates and times of day that the sources do not give."""
    given = [date for reading in theirs for date in reading.dates]
    values = {number.value for reading in theirs for number in reading.numbers}
    for date in ours.dates:
        if any(date.agrees(other) for other in given) or date.year in values:
            continue
        if any(date.clashes(other) for other in given):
            yield Disagreement("contradicted", f"the source gives another date than {_said(date)}")
        else:
            yield Disagreement("unsupported", f"the source does not give the date {_said(date)}")


def _said(date: Date) -> str:
    if date.minutes is not None:
        return f"{date.minutes // 60}:{date.minutes % 60:02}"
    parts = (date.year, date.month, date.day)
    return "-".join(f"{part:02}" for part in parts if part is not None)
