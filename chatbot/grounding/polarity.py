"""Agreement of negations, quantities, hedges and opposites between a sentence and its source."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from chatbot.grounding.agreement import Disagreement
from chatbot.grounding.text import Reading
from chatbot.grounding.tokens import Token
from chatbot.grounding.words import (
    BOUNDS,
    EXCLUSIVES,
    MODALS,
    NEGATIONS,
    OPPOSING_PREFIXES,
    OPPOSITES,
    REVERSALS,
    SCALE,
)
from chatbot.reading import stem

SCOPE = 4
"""Words after a cue that it may speak of."""

Pairs = dict[int, int]
"""Our word to the source's word that carries it."""


def negations(
    ours: Reading, theirs: Reading, pairs: Pairs, *, main: bool = True
) -> Iterator[Disagreement]:
    """Statements that one side makes and the other denies. A source that is not the `main` one
    is asked only about the words that it alone carries."""
    back = {source: word for word, source in pairs.items()}
    for mine, other, links, said in (
        (ours, theirs, pairs, "the source does not deny"),
        (theirs, ours, back, "the source denies"),
    ):
        for place, token in enumerate(mine.tokens):
            if not is_negation(token) or no_denial(mine.tokens, place):
                continue
            target = _target(mine.tokens, place)
            if target is None:
                continue
            there = links.get(target)
            same = there is not None and other.tokens[there].stem == mine.tokens[target].stem
            word = mine.tokens[target]
            if same and any(
                t.stem == word.stem and _turned(other.tokens, i) for i, t in enumerate(other.tokens)
            ):
                continue
            if there is None and not main:
                continue
            if not same and ((mine is theirs and there is None) or any(map(_turns, other.tokens))):
                continue
            yield Disagreement("contradicted", f"{said} that it is so of “{word.text}”")
            break


def is_negation(token: Token) -> bool:
    return token.lower in NEGATIONS or token.lower.endswith("n't")


def _turns(token: Token) -> bool:
    return is_negation(token) or token.lower in REVERSALS


def no_denial(tokens: Sequence[Token], place: int) -> bool:
    """'not only', 'no longer than', 'whether or not', 'no doubt' deny nothing."""
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    before = tokens[place - 1].lower if place else ""
    return following in {
        "but",
        "only",
        "just",
        "merely",
        "doubt",
        "matter",
        "less",
        "more",
        "fewer",
    } or (before == "or" and following not in {"a", "the"})


def _target(tokens: Sequence[Token], place: int) -> int | None:
    """The first content word that the cue speaks of."""
    for i in range(place + 1, min(place + 1 + SCOPE, len(tokens))):
        if tokens[i].content and tokens[i].lower not in SCALE:
            return i
    return None


def _turned(tokens: Sequence[Token], place: int) -> bool:
    """Whether a cue stands before the word, in its clause or near it, or right behind it."""
    clause = tokens[place].clause
    return any(
        _turns(token)
        for i, token in enumerate(tokens[: place + 3])
        if place - i <= SCOPE or (token.clause == clause and i < place)
    )


def quantities(ours: Reading, theirs: Reading, pairs: Pairs) -> Iterator[Disagreement]:
    """'all' for 'most', a lost 'usually' or 'may', an added 'only'."""
    back = {source: word for word, source in pairs.items()}
    for table, name in ((SCALE, "how many or how often"), (MODALS, "how certain")):
        for mine, other, links in ((ours, theirs, pairs), (theirs, ours, back)):
            cues, facing = _unmatched(_levels(mine.tokens, table), _levels(other.tokens, table))
            for place, level in cues.items():
                target = _target(mine.tokens, place)
                if target is None or target not in links:
                    continue
                word = mine.tokens[place].lower
                if _differ(level, facing, word, ours=mine is ours, modal=table is MODALS):
                    said = mine.tokens[place].text
                    yield Disagreement("partly", f"differs from the source in {name}: “{said}”")
                    return
    yield from _exclusives(ours, theirs, pairs)
    yield from _bounds(ours, theirs)


def _levels(tokens: Sequence[Token], table: dict[str, int]) -> dict[int, int]:
    """The cues of a sentence with their levels; 'nearly all' is one cue, and means 'most'."""
    levels: dict[int, int] = {}
    for place, token in enumerate(tokens):
        level = table.get(token.lower)
        if level is None or token.name:
            continue
        if place - 1 in levels and tokens[place - 1].lower in _NEARLY:
            levels[place - 1] = {0: 1, 5: 4}.get(level, level)
            continue
        before = tokens[place - 1].lower if place else ""
        if before in {"how", "more"} or (token.lower == "most" and before in {"the", "a", "at"}):
            continue  # a question, a comparison, a superlative or a bound
        levels[place] = level
    return levels


def _unmatched(mine: dict[int, int], others: dict[int, int]) -> tuple[dict[int, int], set[int]]:
    """Our cues and the other side's levels, without those that both have."""
    left = list(others.values())
    cues = {}
    for place, level in mine.items():
        same = next((o for o in left if o == level or {o, level} == {3, 4}), None)
        if same is None:
            cues[place] = level
        else:
            left.remove(same)
    return cues, set(left)


_NEARLY = frozenset("nearly almost practically virtually".split())
_DOUBTS = frozenset("may might possibly perhaps maybe probably likely".split())
_LOOSE = frozenset("any each every whole can could should ought everything few little".split())


def _differ(level: int, facing: set[int], word: str, *, ours: bool, modal: bool) -> bool:
    if not facing:
        if modal:  # a doubt that is lost; one that is added says less than the source, not more
            return not ours and word in _DOUBTS
        if ours:
            return level > 2 and word not in _LOOSE
        return 0 < level < 5 and word not in _LOOSE
    if modal:
        return all(abs(level - other) >= 2 for other in facing)
    return level not in facing and not any({level, other} == {3, 4} for other in facing)


def _exclusives(ours: Reading, theirs: Reading, pairs: Pairs) -> Iterator[Disagreement]:
    cues = {token.lower for token in theirs.tokens}
    if cues & (EXCLUSIVES | {"just", "except", "unless", "until", "nothing", "no", "single"}):
        return
    for place, token in enumerate(ours.tokens):
        before = ours.tokens[place - 1].lower if place else ""
        after = ours.tokens[place + 1].lower if place + 1 < len(ours.tokens) else ""
        if token.lower in EXCLUSIVES and before not in {"not", "the", "an"} and after not in _ONLY:
            yield Disagreement("partly", f"the source does not say “{token.text}”")
            return


_ONLY = frozenset("few once a one after when if because".split())


def _bounds(ours: Reading, theirs: Reading) -> Iterator[Disagreement]:
    if not ours.numbers:
        return
    mine, others = bound(ours.text), bound(theirs.text)
    if (mine is None and " than " in ours.text) or (others is None and " than " in theirs.text):
        return  # a comparison, not a bound
    if mine != others and (mine or others):
        said = {"least": "at least", "most": "at most", None: "exactly"}
        yield Disagreement(
            "contradicted" if mine and others else "partly",
            f"says {said[mine]}, the source {said[others]}",
        )


def bound(text: str) -> str | None:
    """`least` or `most` where the text bounds a number from one side only."""
    lowered = text.lower()
    for name, pattern in BOUNDS:
        found = re.search(pattern, lowered)
        if found:
            return name
    return None


def opposites(ours: Reading, theirs: Reading, pairs: Pairs) -> Iterator[Disagreement]:
    """'increases' where the source says 'decreases', unless a negation makes up for it."""
    stems = {token.stem: place for place, token in enumerate(theirs.tokens)}
    mine = {token.stem for token in ours.tokens}
    turned = _sides_exchanged(ours, theirs)
    for place, token in enumerate(ours.tokens):
        if token.stem in stems:
            continue
        for opposite in opposing(token.stem):
            there = stems.get(opposite)
            if there is None or opposite in mine:
                continue
            denied = any(is_negation(t) for t in ours.tokens[max(0, place - SCOPE) : place])
            denies = any(is_negation(t) for t in theirs.tokens[max(0, there - SCOPE) : there])
            if (denied == denies) != turned:
                yield Disagreement(
                    "contradicted",
                    f"says “{token.text}”, the source “{theirs.tokens[there].text}”",
                )
                return


def _sides_exchanged(ours: Reading, theirs: Reading) -> bool:
    """Whether two comparisons name their sides in opposite order ('A is more than B' and 'B is
    less than A')."""
    sides = []
    for reading in (ours, theirs):
        cut = next((i for i, t in enumerate(reading.tokens) if t.lower == "than"), None)
        if cut is None:
            return False
        sides += [
            {t.stem for t in part if t.content}
            for part in (reading.tokens[:cut], reading.tokens[cut:])
        ]
    before, after, their_before, their_after = sides
    crossed = min(len(before & their_after), len(after & their_before))
    return crossed > len(after & their_after)


@cache
def opposing(word: str) -> frozenset[str]:
    """Stems of the words that cannot be said along with this stem."""
    return frozenset(_table().get(word, set())) | {
        other for prefix in OPPOSING_PREFIXES for other in _prefixed(word, prefix)
    }


def _prefixed(word: str, prefix: str) -> Iterator[str]:
    if len(word) >= 4:
        yield prefix + word
    if word.startswith(prefix) and len(word) - len(prefix) >= 4:
        yield word[len(prefix) :]


@cache
def _table() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for one, other in OPPOSITES:
        table.setdefault(stem(one), set()).add(stem(other))
        table.setdefault(stem(other), set()).add(stem(one))
    return table
