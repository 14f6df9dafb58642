"""Agreement of a sentence that is nearly a copy: every place where it departs from its source."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from chatbot.grounding.agreement import Disagreement
from chatbot.grounding.polarity import is_negation, no_denial, opposing
from chatbot.grounding.text import Reading, abbreviates
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import (
    LIGHT,
    MODALS,
    OPPOSING_PREFIXES,
    REVERSALS,
    SCALE,
)
from ingest.documents import Vector

NEARLY = 0.7
"""Share of a sentence's words that stand in the same order in its source, from which on the
sentence is read as a copy with changes."""

REWORDED = 0.25
"""Least likeness of a word to the one whose place it takes. A synonym's contextual vector lies
close to the vector of the word that it replaces, since the words around it are the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words of ours that stand where the source has theirs; either may be empty."""

    ours: range
    theirs: range


def changes(ours: Reading, theirs: Reading) -> tuple[float, list[Change]]:
    """The share of our words that are kept in order, and the places of change."""
    matcher = SequenceMatcher(
        None, [t.stem for t in ours.tokens], [t.stem for t in theirs.tokens], autojunk=False
    )
    found = [
        Change(range(a, b), range(c, d))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
    kept = len(ours.tokens) - sum(len(change.ours) for change in found)
    return kept / max(1, len(ours.tokens)), found


def wording(
    ours: Reading, theirs: Reading, similar: Callable[[], Vector]
) -> Iterator[Disagreement]:
    """What a near copy changed; nothing for a sentence in words of its own. `similar` gives the
    (our words, their words) likeness of the two sentences, each read alone."""
    kept, found = changes(ours, theirs)
    if kept < NEARLY:
        return
    denied = _count(ours) != _count(theirs) and not _prefixed(ours, theirs)
    for change in found:
        mine = [ours.tokens[i] for i in change.ours]
        others = [theirs.tokens[i] for i in change.theirs]
        if denied:
            yield from _denials(ours, theirs, change)
        yield from _quantity(mine, others)
    yield from _figures(ours, theirs, found)
    yield from _substitutions(ours, theirs, found, similar)
    yield from _exchange(ours, theirs, found)


def _prefixed(ours: Reading, theirs: Reading) -> bool:
    """Whether one side says with a prefix what the other denies ('unsupervised')."""
    mine = {token.stem for token in ours.tokens}
    given = {token.stem for token in theirs.tokens}
    return any(opposing(word) & given for word in mine - given) or any(
        word.startswith(prefix) and word.removeprefix(prefix)[:7] in {w[:7] for w in given}
        for word in mine - given
        for prefix in OPPOSING_PREFIXES
        if len(word) > len(prefix) + 5
    )


def _count(reading: Reading) -> int:
    return sum(map(is_negation, reading.tokens))


def _denials(ours: Reading, theirs: Reading, change: Change) -> Iterator[Disagreement]:
    for mine, places, others, reason in (
        (ours, change.ours, [theirs.tokens[i] for i in change.theirs], "“{}” is not the source's"),
        (theirs, change.theirs, [ours.tokens[i] for i in change.ours], "leaves out “{}”"),
    ):
        for place in places:
            token = mine.tokens[place]
            if not is_negation(token) or no_denial(mine.tokens, place):
                continue
            if mine is theirs and not _kept(theirs.tokens, place, {t.stem for t in ours.tokens}):
                continue
            if not any(is_negation(t) or t.lower in REVERSALS for t in others):
                yield Disagreement("contradicted", reason.format(token.text))


def _kept(tokens: Sequence[Token], place: int, stems: set[str]) -> bool:
    """Whether the word that the cue speaks of, behind it or else before it, is kept."""
    behind = [token for token in tokens[place + 1 :] if token.content]
    before = [token for token in tokens[:place] if token.content]
    return bool(behind or before) and (behind[:1] or before[-1:])[0].stem in stems


def _quantity(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[Disagreement]:
    for table in (SCALE, MODALS):
        mine = [t for t in ours if t.lower in table]
        others = [t for t in theirs if t.lower in table]
        if mine and others:
            levels = {table[mine[0].lower], table[others[0].lower]}
            if len(levels) == 2 and levels not in ({3, 4}, {2, 3} if table is MODALS else {3, 4}):
                yield Disagreement(
                    "partly", f"says “{mine[0].text}”, the source “{others[0].text}”"
                )


def _figures(ours: Reading, theirs: Reading, found: Sequence[Change]) -> Iterator[Disagreement]:
    """Numbers, and numbers in dates, that stand in another's place."""
    values = {number.token: number.value for number in ours.numbers}
    given = {number.token: number.value for number in theirs.numbers}
    for change in found:
        mine = [i for i in change.ours if i in values or ours.tokens[i].text[0].isdigit()]
        others = [i for i in change.theirs if i in given or theirs.tokens[i].text[0].isdigit()]
        if not mine or not others:
            continue
        one = {values.get(i, ours.tokens[i].text) for i in mine}
        two = {given.get(i, theirs.tokens[i].text) for i in others}
        if not one & two:
            said, source = ours.tokens[mine[0]].text, theirs.tokens[others[0]].text
            yield Disagreement("contradicted", f"says {said}, the source {source}")


def _substitutions(
    ours: Reading, theirs: Reading, found: Sequence[Change], similar: Callable[[], Vector]
) -> Iterator[Disagreement]:
    mine = {token.stem for token in ours.tokens}
    given = {token.stem for token in theirs.tokens}
    for change in found:
        others = [i for i in change.theirs if _tells(theirs.tokens[i])]
        if len(found) > 1:  # else nothing can merely have been moved
            others = [i for i in others if theirs.tokens[i].stem not in mine]
        said = [
            i
            for i in change.ours
            if _tells(ours.tokens[i])
            and not abbreviates(ours.tokens[i].text, theirs)
            and (ours.tokens[i].stem not in given or len(found) <= 2)
        ]
        if not others or not said:
            continue
        likeness = similar()[np.ix_(said, others)]
        strange = bool((likeness.max(axis=1) < REWORDED).any())
        if len(said) == len(others):  # word for word: none of theirs may be lost, either
            strange = strange or bool((likeness.max(axis=0) < REWORDED).any())
        if strange:
            yield Disagreement(
                "contradicted" if len(found) == 1 else "unsupported",
                f"says “{_span(ours, change.ours)}” where the source says "
                f"“{_span(theirs, change.theirs)}”",
            )
            return


def _tells(token: Token) -> bool:
    return token.content and token.lower not in LIGHT and token.lower not in SCALE


def _span(reading: Reading, places: range) -> str:
    return reading.text[reading.tokens[places[0]].start : reading.tokens[places[-1]].end]


def _exchange(ours: Reading, theirs: Reading, found: Sequence[Change]) -> Iterator[Disagreement]:
    """The same words with two of them in each other's places ('A pays B' for 'B pays A')."""
    if Counter(t.stem for t in ours.tokens) != Counter(t.stem for t in theirs.tokens):
        return
    moved = [[ours.tokens[i] for i in change.ours] for change in found if change.ours]
    if len(moved) == 2 and all(t.content for tokens in moved for t in tokens):
        names = [" ".join(t.text for t in tokens) for tokens in moved]
        yield Disagreement("contradicted", f"exchanges “{names[0]}” and “{names[1]}”")
