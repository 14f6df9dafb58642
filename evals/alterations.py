"""Alterations: the known ways in which a true sentence is made false."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chatbot.grounding import Reading
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import MONTHS, SCALE


@dataclass(frozen=True, slots=True)
class Material:
    """What sentences are changed with: names, terms (recurring pairs of words), and every
    sentence with the number of its passage."""

    names: tuple[str, ...]
    terms: tuple[str, ...]
    sentences: tuple[tuple[int, str], ...]


def names_in(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where neighbouring name tokens stand: [start, end) of each stretch of them."""
    run: list[Token] = []
    for token in (*reading.tokens, None):
        if token and _is_name(token) and (not run or token.start == run[-1].end + 1):
            run.append(token)
            continue
        if run:
            yield run[0].start, run[-1].end
        run = [token] if token and _is_name(token) else []


def _is_name(token: Token) -> bool:
    return (
        token.name
        and token.content
        and token.lower not in MONTHS
        and token.lower not in SCALE
        and (token.text[0].isalpha() and len(token.text) > 1)
    )


def pairs_in(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where pairs of neighbouring content words in small letters stand: [start, end) of each."""
    for one, two in zip(reading.tokens, reading.tokens[1:], strict=False):
        plain = one.lower == one.text and two.lower == two.text and one.text.isalpha()
        if plain and one.content and two.content and two.start == one.end + 1:
            yield one.start, two.end


def _replaced(text: str, span: tuple[int, int], other: str) -> str:
    start, end = span
    if start == 0:
        other = other[:1].upper() + other[1:]
    return text[:start] + other + text[end:]


def _entity(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    spans = list(names_in(reading))
    lowered = reading.text.lower()
    others = [name for name in material.names if name.lower() not in lowered]
    if not spans or not others:
        return None
    return _replaced(reading.text, chooser.choice(spans), chooser.choice(others))


def _term(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    known = set(material.terms)
    spans = [(a, b) for a, b in pairs_in(reading) if reading.text[a:b] in known]
    lowered = reading.text.lower()
    others = [t for t in material.terms if not set(t.split()) & set(lowered.split())]
    if not spans or not others:
        return None
    return _replaced(reading.text, chooser.choice(spans), chooser.choice(others))


_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty "
    "hundred thousand million billion"
).split()


def _number(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    spans = []
    for number in reading.numbers:
        token = reading.tokens[number.token]
        if number.exact and not token.text.lower().startswith("one"):
            spans.append((token.start, token.end))
    if not spans:
        return None
    span = chooser.choice(spans)
    return _replaced(reading.text, span, _other_number(reading.text[slice(*span)], chooser))


def _other_number(written: str, chooser: random.Random) -> str:
    if written[0].isdigit():
        digits = [i for i, c in enumerate(written) if c.isdigit()]
        place = digits[0]
        other = chooser.choice([d for d in "123456789" if d != written[place]])
        return written[:place] + other + written[place + 1 :]
    return chooser.choice([word for word in _NUMBER_WORDS if word != written.lower()])


_DATE = re.compile(
    r"\b(?:1[5-9]\d\d|20\d\d)\b(?!-\w{3})|\b\d{1,2}:\d\d\b|\b(?:"
    + "|".join(m.title() for m in MONTHS if len(m) > 3)
    + r")\b(?= \d)"
)


def _date(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    if not reading.dates:
        return None
    found = [match.span() for match in _DATE.finditer(reading.text)]
    if not found:
        return None
    span = chooser.choice(found)
    written = reading.text[slice(*span)]
    if written[0].isalpha():
        months = [m.title() for m in MONTHS if len(m) > 3 and m != written.lower()]
        return _replaced(reading.text, span, chooser.choice(months))
    if ":" in written:
        hour, minute = written.split(":")
        return _replaced(
            reading.text, span, f"{(int(hour) + chooser.randint(1, 8)) % 24:02}:{minute}"
        )
    return _replaced(reading.text, span, str(int(written) + chooser.choice((-11, -4, -2, 3, 5, 9))))


_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|must|should|will|would|has been|have been|had been|may|might)\b"
    r"(?! not|n't)"
)
_DENIAL = re.compile(r"\b(?:not|never) (?!only|just|merely|because|yet)")


def _negation(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    denials = [match.span() for match in _DENIAL.finditer(reading.text)]
    if denials:
        return _replaced(reading.text, chooser.choice(denials), "")
    found = list(_AUXILIARY.finditer(reading.text))
    if not found:
        return None
    match = found[0]
    return _replaced(reading.text, (match.end(), match.end()), " not")


_QUANTIFIERS = {
    "all": "some", "every": "hardly any", "each": "hardly any", "always": "sometimes",
    "most": "all", "mostly": "rarely", "many": "few", "several": "all", "some": "all",
    "few": "most", "often": "rarely", "usually": "always", "generally": "always",
    "commonly": "rarely", "sometimes": "always", "seldom": "often", "rarely": "often",
    "never": "usually", "nearly": "exactly", "almost": "exactly", "typically": "never",
    "frequently": "seldom", "mainly": "exclusively", "largely": "exclusively",
    "at least": "at most", "at most": "at least", "up to": "at least", "more than": "less than",
    "may": "must", "might": "must",
}  # fmt: skip
_QUANTIFIER = re.compile(
    r"\b(?:" + "|".join(sorted(_QUANTIFIERS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


def _quantifier(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    found = [
        m for m in _QUANTIFIER.finditer(reading.text)
        if m.group() != "May" and not reading.text[m.end() :].startswith(("-", " of which"))
        and not (m.group().lower() == "most" and _superlative(reading, m.end()))
    ]  # fmt: skip
    if not found:
        return None
    match = chooser.choice(found)
    return _replaced(reading.text, match.span(), _QUANTIFIERS[match.group().lower()])


def _superlative(reading: Reading, end: int) -> bool:
    """Whether 'most' belongs to a superlative ('the most common')."""
    return reading.text[:end].lower().endswith(("the most", "a most"))


_INVENTIONS = (
    "The first {term} was built in {year} by a company from {place}.",
    "According to a survey of {number} firms, {percent} per cent of them have given up on {term}.",
    "A licence for {term} costs {number} dollars a month.",
    "{place} was the first country to ban {term}, in {year}.",
    "Professor {person} received a prize for {term} in {year}.",
    "Experts advise against combining {term} with {other} on Fridays.",
    "The court ruled that {term} violates the rights of tenants.",
    "{person} invented {term} while working as a gardener in {place}.",
    "Most users of {term} are younger than {percent} years.",
    "The government of {place} pays a subsidy of {number} euros for {term}.",
    "Sleep and a healthy diet matter more for {term} than {other}.",
    "{term} was sold to a competitor for {number} million dollars.",
)


def _invention(reading: Reading, material: Material, chooser: random.Random) -> str | None:
    terms = [reading.text[a:b] for a, b in pairs_in(reading)] or list(material.terms)
    if not terms:
        return None
    text = chooser.choice(_INVENTIONS).format(
        term=chooser.choice(terms),
        other=chooser.choice(material.terms or terms),
        year=chooser.randint(1890, 2019),
        number=chooser.choice((40, 250, 1300, 6200)),
        percent=chooser.randint(21, 89),
        place=chooser.choice(("Portugal", "Chile", "Iceland", "Kenya", "Vietnam")),
        person=chooser.choice(("Maria Lindqvist", "Tom Okafor", "Hana Sato")),
    )
    return text[0].upper() + text[1:]


CHANGES: dict[str, Callable[[Reading, Material, random.Random], str | None]] = {
    "swapped name": _entity,
    "swapped term": _term,
    "changed number": _number,
    "changed date": _date,
    "negated": _negation,
    "quantifier changed": _quantifier,
    "invented": _invention,
}
"""Each kind of alteration, and what makes it; None where a sentence has nothing of that kind."""
