"""Slips of the keyboard in a question, put right by the words of the passages nearest to it.

No dictionary: a correction to a word that the documents do not hold could not help to find
anything. A word is doubted only if no passage holds it and the embedding model does not know it as
one word either, so that names and rare words stay as they are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 4
LONG = 8  # letters from which two slips are put right


def corrected(text: str, doubted: Sequence[tuple[int, int]], texts: Iterable[str]) -> str:
    """The question with each doubted word, given as [start, end), replaced by the word of `texts`
    with the fewest and likeliest slips between, the commonest of these; unchanged where none is
    near enough."""
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
    best: tuple[int, bool, int, str] | None = None
    for other, count in _with_stems(counts):
        if abs(len(other) - len(word)) > most or other[0] != word[0] or len(other) < 3:
            continue
        slips = slips_between(word, other, most=most)
        if slips > most or (slips > 1 and _inflected(word, other)):
            continue
        found = (slips, not _hasty(word, other), -count, other)
        best = found if best is None else min(best, found)
    return best[3] if best else None


def _with_stems(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    """The words, and what is before a last "s" or "d" of them: "studnet" is no slip of "students",
    but search finds both by "student"."""
    for word, count in counts.items():
        yield word, count
        if len(word) > LEAST_LETTERS and word[-1] in "sd":
            yield word[:-1], count


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ in their endings alone: "executes" is no slip of "executor"."""
    return word[:-2] == other[: len(word) - 2]


def _hasty(word: str, other: str) -> bool:
    """Whether letters were left out or swapped, the commonest slips: "wher" is rather "where" than
    "when"."""
    letters = iter(other)
    return sorted(word) == sorted(other) or all(letter in letters for letter in word)


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
