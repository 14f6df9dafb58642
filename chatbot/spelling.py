"""Slips of the keyboard in a question, put right by the words of the passages nearest to it.

No dictionary: a correction to a word that the documents do not hold could not help to find
anything. A word is doubted only if no passage holds it and the embedding model does not know it as
one word either, so that names and rare words stay as they are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 4
LONG = 8  # letters from which two slips are put right


def corrected(text: str, doubted: Sequence[tuple[int, int]], texts: Iterable[str]) -> str:
    """The question with each doubted word, given as [start, end), replaced by the commonest word
    of `texts` among those with the fewest slips between; unchanged where none is near enough."""
    counts = Counter(word.lower() for t in texts for word in _WORD.findall(t))
    for start, end in sorted(doubted, reverse=True):
        word = text[start:end]
        if better := _nearest(word.lower(), counts):
            better = better.capitalize() if word[0].isupper() else better
            text = text[:start] + better + text[end:]
    return text


def may_be_slip(text: str, start: int, end: int) -> bool:
    """Whether the word at [start, end) is of a form that is corrected at all: plain letters, long
    enough to tell, and not written as a name or acronym."""
    word = text[start:end]
    named = word[0].isupper() and text[:start].strip() != ""
    return len(word) >= LEAST_LETTERS and word.isalpha() and word[1:].islower() and not named


def _nearest(word: str, counts: Counter[str]) -> str | None:
    if word in counts:
        return None
    most = 2 if len(word) >= LONG else 1
    best: tuple[int, int, str] | None = None
    for other, count in counts.items():
        if abs(len(other) - len(word)) > most or other[0] != word[0] or len(other) < 3:
            continue
        slips = slips_between(word, other, most=most)
        if slips <= most and (best is None or (slips, -count, other) < best):
            best = (slips, -count, other)
    return best[2] if best else None


def slips_between(word: str, other: str, *, most: int) -> int:
    """Letters left out, added, taken for others, or swapped with their neighbour (optimal string
    alignment after Damerau 1964); `most` + 1 stands for anything greater."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        following = [i]
        for j, another in enumerate(other, 1):
            cost = min(row[j] + 1, following[-1] + 1, row[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == another:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)
