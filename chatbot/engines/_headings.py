"""Headings: how far the one above a passage names what is asked for, and nothing else."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatbot.engines._features import Numbers, Places
from chatbot.reading import ContentWord, content_words
from ingest.documents import Passage, TokenVectors, Vector

Offsets = NDArray[np.int32]

_GENERIC = frozenset(
    "overview list summari introduct main common typic usual import type kind exampl differ number "
    "name detail brief glanc step stage process procedur way".split()
)
"""Stems of words that may stand in the heading of any list, whatever it is of."""


def heading_measured(
    similar: Vector, average: Numbers, stems: frozenset[str], passage: Passage, tokens: TokenVectors
) -> tuple[Numbers, float]:
    """How far the heading above a passage covers each word (w,), and how far the question covers
    the words of the heading; words that any heading of a list may have are not counted there."""
    start, end, text = heading_of(passage)
    first, behind = np.searchsorted(tokens.starts, [start, end])
    content = average.any(axis=0)
    if first >= behind or not content.any():
        return np.zeros(len(average)), 0.0
    headed: Numbers = np.clip(average @ similar[:, first:behind].max(axis=1), 0.0, 1.0)
    met = similar[content].max(axis=0)
    fits = []
    for word in _heading_words(text):
        if word.stem in stems:
            fits.append(1.0)
        elif word.stem not in _GENERIC:
            own = between(tokens.starts, tokens.ends, start + word.start, start + word.end)
            fits.append(float(met[own].max()) if len(own) else 0.0)
    return headed, float(np.mean(fits)) if fits else 1.0


def heading_of(passage: Passage) -> tuple[int, int, str]:
    """The nearest heading above a passage, or the title: its offsets, counted from the passage's
    start as those of the tokens are, and its text."""
    heading = passage.section.rpartition(" > ")[2] or passage.title
    place = passage.context.rfind(heading)
    if place < 0 or not heading:
        return 0, 0, heading
    start = place - len(passage.context) - 1
    return start, start + len(heading), heading


def between(starts: Offsets, ends: Offsets, start: int, end: int) -> Places:
    """The tokens that stand in [start, end), in part at least."""
    return np.flatnonzero((starts < end) & (ends > start))


@lru_cache(maxsize=4096)
def _heading_words(text: str) -> tuple[ContentWord, ...]:
    return tuple(content_words(text))
