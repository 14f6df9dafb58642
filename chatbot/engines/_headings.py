"""Headings: how far the one above a passage names what is asked for, and nothing else.

A heading that any document may have ("Directions", "How to do it") names nothing: what stands below
it is about what the headings above it name, and the title.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatbot.engines._features import Numbers, Places
from chatbot.generic_words import is_generic
from chatbot.questions import Word
from chatbot.reading import ContentWord, content_words, stems_of
from ingest.documents import Passage, TokenVectors, Vector

Offsets = NDArray[np.int32]

_GENERIC = frozenset(
    "overview list summari introduct main common typic usual import type kind exampl differ number "
    "name detail brief glanc step stage process procedur way".split()
)
"""Stems of words that may stand in the heading of any list, whatever it is of."""

_PARTS = _GENERIC | frozenset(
    "direct ingredi instruct prepar note background descript materi tool requir prerequisit setup "
    "remark refer sourc resourc link conclus time equip faq".split()
)
"""Stems of words that name a part of a document, whatever it is about."""

SHARED = 3
"""From how many documents among the hits on a heading of theirs is a mere part of each."""


def shared_headings(passages: Iterable[Passage]) -> frozenset[str]:
    """The nearest headings, in lower case, under which passages of `SHARED` documents stand."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        if passage.section:
            holders[_path(passage)[-1].casefold()].add(passage.document_id)
    return frozenset(heading for heading, held in holders.items() if len(held) >= SHARED)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading against the question: `covered` (w,) how far it covers each word, 1 for a stem that
    stands in it; `held` (w,) whether it does; `fit` how far the question covers the words of the
    heading, 0..1, without those that the heading of any list may have."""

    covered: Numbers
    held: Numbers
    fit: float


def headings_measured(
    similar: Vector,
    average: Numbers,
    words: Sequence[Word],
    passage: Passage,
    tokens: TokenVectors,
    *,
    shared: frozenset[str] = frozenset(),
) -> tuple[Heading, Heading]:
    """The nearest heading above a passage, or else the title; and the same, but where it names a
    mere part of its document, with those above it that tell what the document is about."""
    nearest: Heading | None = None
    whole: Heading | None = None
    named = True
    for place in reversed(_places(passage)):
        own = _measured(similar, average, words, tokens, place)
        nearest = nearest or own
        fit = own.fit if whole is None or not named else max(whole.fit, own.fit)
        whole = whole or own
        whole = Heading(
            np.maximum(whole.covered, own.covered), np.maximum(whole.held, own.held), fit
        )
        named = _named(place[2])
        if named and place[2].casefold() not in shared and nearest.fit < 1.0:
            break
    nothing = Heading(np.zeros(len(words)), np.zeros(len(words)), 0.0)
    return nearest or nothing, whole or nothing


def _measured(
    similar: Vector,
    average: Numbers,
    words: Sequence[Word],
    tokens: TokenVectors,
    place: tuple[int, int, str],
) -> Heading:
    start, end, text = place
    found = {word.stem: word for word in _heading_words(text)}
    held = np.array([float(word.stem in found) for word in words])
    first, behind = np.searchsorted(tokens.starts, [start, end])
    content = average.any(axis=0)
    if first >= behind or not content.any():
        return Heading(held, held, 0.0)
    covered = np.clip(average @ similar[:, first:behind].max(axis=1), 0.0, 1.0)
    met = similar[content].max(axis=0)
    stems = {word.stem for word in words}
    fits = []
    for word in _heading_words(text):
        if word.stem in stems:
            fits.append(1.0)
        elif word.stem not in _GENERIC:
            own = between(tokens.starts, tokens.ends, start + word.start, start + word.end)
            fits.append(float(met[own].max()) if len(own) else 0.0)
    return Heading(np.maximum(covered, held), held, float(np.mean(fits)) if fits else 1.0)


def _named(heading: str) -> bool:
    """Whether a heading says what its text is about, not only what part of a document it is."""
    return any(stem not in _PARTS and not is_generic(stem) for stem in stems_of(heading))


def _path(passage: Passage) -> list[str]:
    """The title and the headings above a passage, outermost first; a first heading that repeats the
    title stands in the passage's context once, too."""
    parts = [part for part in passage.section.split(" > ") if part]
    if parts and parts[0].casefold() == passage.title.casefold():
        del parts[0]
    return [passage.title, *parts] if passage.title else parts


def _places(passage: Passage) -> list[tuple[int, int, str]]:
    """Offsets of the path's headings in the passage's context, counted from the passage's start as
    those of its tokens are, and their texts; a heading that the context does not hold at 0, 0."""
    places, behind = [], 0
    for heading in _path(passage):
        place = passage.context.find(heading, behind)
        if place < 0:
            places.append((0, 0, heading))
            continue
        behind = place + len(heading)
        start = place - len(passage.context) - 1
        places.append((start, start + len(heading), heading))
    return places


def between(starts: Offsets, ends: Offsets, start: int, end: int) -> Places:
    """The tokens that stand in [start, end), in part at least."""
    return np.flatnonzero((starts < end) & (ends > start))


@lru_cache(maxsize=4096)
def _heading_words(text: str) -> tuple[ContentWord, ...]:
    return tuple(content_words(text))
