"""Assertions: which sentences say that something is so, and whether one denies another's."""

import re
from collections.abc import Iterator, Sequence

from chatbot.followups.words import verb_base
from chatbot.grounding.polarity import SCOPE, is_negation, no_denial
from chatbot.grounding.text import Reading
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import SCALE

_NO_ASSERTION = re.compile(
    r"[?!:…][\"'”’)\]*_]*\s*$"
    r"|^\W*(?:how|what|why|where|which|who|whether|imagine|suppose|assume|consider|let)\b"
    r"|\b(?:for example|for instance|e\.g\.|could|would|might)(?!\w)",
    re.IGNORECASE,
)
"""Questions, exclamations, headings, thought experiments, examples, and what only might be."""

_CONDITION = re.compile(
    r"\b(?:if|unless|except|whether|supposing|assuming|provided|otherwise|in case|as long as)\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:claim|argu|believ|assert|contend|alleg|suggest|maintain|insist|hold|think|thought)"
    r"(?:e?s|ed|ing|e)?\b (?:that|how)\b|\baccording to\b|\bis claiming\b",
    re.IGNORECASE,
)


def asserts(reading: Reading) -> bool:
    """Whether a sentence says that something is so: no question, exclamation or example, and not
    what could be."""
    return _NO_ASSERTION.search(reading.text.strip()) is None


def alike_qualified(first: Reading, second: Reading) -> bool:
    """Whether both sentences hold on some condition, or neither does, and both are somebody's
    opinion, or neither is."""
    return all(
        (pattern.search(first.text) is None) == (pattern.search(second.text) is None)
        for pattern in (_CONDITION, _ATTRIBUTED)
    )


def denials(reading: Reading) -> int:
    """How many words deny something; '..., not ...' only sets apart."""
    return sum(1 for _ in _denying(reading))


def denies(first: Reading, second: Reading) -> bool:
    """Whether one of the sentences denies of a subject what the other says of the same subject."""
    return any(
        _denied(reading, place, other)
        for reading, other in ((first, second), (second, first))
        for place in _denying(reading)
    )


def tells_apart(word: str, first: Reading, second: Reading) -> bool:
    """Whether the stem stands as an adjective before a noun that both sentences name: the 'old'
    server and the 'new' one are two."""
    common = {token.stem for token in first.tokens} & {token.stem for token in second.tokens}
    return any(
        token.stem == word
        and not token.lower.endswith(("s", "ed"))
        and verb_base(token.lower) is None
        and following.content
        and following.stem in common
        and following.start - token.end == 1
        for reading in (first, second)
        for token, following in zip(reading.tokens, reading.tokens[1:], strict=False)
    )


def _denying(reading: Reading) -> Iterator[int]:
    for place, token in enumerate(reading.tokens):
        apart = reading.text[: token.start].rstrip()[-1:] == "," and token.lower == "not"
        if is_negation(token) and not apart and not no_denial(reading.tokens, place):
            yield place


def _denied(reading: Reading, place: int, other: Reading) -> bool:
    """Whether the other sentence says what is denied here, and of a common subject."""
    after = reading.tokens[place + 1 : place + 1 + SCOPE]
    target = next((t for t in after if t.content and t.lower not in SCALE), None)
    there = _place(target, other.tokens) if target else None
    if target is None or there is None:
        return False
    subject = {token.stem for token in reading.tokens[:place] if token.content}
    theirs = {token.stem for token in other.tokens[:there] if token.content}
    return not subject or bool(subject & theirs)


def _place(word: Token, tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if token.stem == word.stem), None)
