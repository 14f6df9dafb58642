"""An exact index in memory: for one-off questions over a few texts, and for tests.

The simplest Index that keeps the promises of `index.py`; `index_local.py` is its big sibling.
"""

import math
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import snowballstemmer

from ingest.documents import Document, Encoding, Hit, Passage, Vector
from ingest.index import DocumentRecord

_STEMMING = threading.Lock()  # a stemmer keeps the word at hand
K1, B = 1.2, 0.75  # BM25 as in Robertson & Zaragoza 2009, and in tantivy


@dataclass(frozen=True, slots=True)
class _Entry:
    document: Document
    passages: tuple[Passage, ...]
    encodings: tuple[Encoding, ...]
    added: float


@dataclass(frozen=True, slots=True)
class MemorySnapshot:
    """A Snapshot over entries that no longer change."""

    entries: tuple[_Entry, ...]
    _passages: tuple[Passage, ...] = field(init=False)
    _encodings: tuple[Encoding, ...] = field(init=False)
    _stems: tuple[Counter[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        passages = tuple(p for entry in self.entries for p in entry.passages)
        object.__setattr__(self, "_passages", passages)
        encodings = tuple(e for entry in self.entries for e in entry.encodings)
        object.__setattr__(self, "_encodings", encodings)
        stems = tuple(Counter(stem_words(p.embedded_text)) for p in passages)
        object.__setattr__(self, "_stems", stems)

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        if not self._passages:
            return []
        cosines = np.stack([e.vector for e in self._encodings]) @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [
            Hit(self._passages[i], score=float(cosines[i]), meaning=float(cosines[i])) for i in best
        ]

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        if not self._passages:
            return []
        lengths = [sum(stems.values()) for stems in self._stems]
        mean = sum(lengths) / len(lengths) or 1.0
        scores = [0.0] * len(lengths)
        for stem in set(stem_words(text)):
            found = sum(stem in stems for stems in self._stems)
            idf = math.log(1 + (len(lengths) - found + 0.5) / (found + 0.5))
            for i, stems in enumerate(self._stems):
                count = stems[stem]
                norm = K1 * (1 - B + B * lengths[i] / mean)
                scores[i] += idf * count * (K1 + 1) / (count + norm)
        held = set(stem_words(holding))
        known = [i for i in range(len(scores)) if scores[i] > 0 and held <= self._stems[i].keys()]
        best = sorted(known, key=lambda i: -scores[i])[:limit]
        return [Hit(self._passages[i], score=scores[i], words=scores[i]) for i in best]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        by_id = {p.id: p for p in self._passages}
        return [by_id[i] for i in ids if i in by_id]

    def neighbours(self, document_id: str) -> list[Passage]:
        return [p for p in self._passages if p.document_id == document_id]

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        by_id = {p.id: e for p, e in zip(self._passages, self._encodings, strict=True)}
        return [by_id[i] for i in ids]

    def document(self, document_id: str) -> Document | None:
        found = (e.document for e in self.entries if e.document.id == document_id)
        return next(found, None)

    def documents(self) -> list[DocumentRecord]:
        return [
            DocumentRecord(
                id=e.document.id,
                source=e.document.source,
                title=e.document.title,
                characters=len(e.document.text),
                passages=len(e.passages),
                paths=(e.document.source,),
                added=e.added,
            )
            for e in self.entries
        ]

    def passage_count(self) -> int:
        return len(self._passages)

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        wanted = [stem_words(word) for word in words]
        return [sum(all(s in held for s in stems) for held in self._stems) for stems in wanted]


class MemoryIndex:
    """An Index that forgets at the end of the process."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    @contextmanager
    def snapshot(self) -> Iterator[MemorySnapshot]:
        yield MemorySnapshot(tuple(self._entries.values()))

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        self._entries[document.id] = _Entry(
            document, tuple(passages), tuple(encodings), time.time()
        )

    def remove(self, document_id: str) -> bool:
        return self._entries.pop(document_id, None) is not None


def stem_words(text: str) -> list[str]:
    """Lower-case English stems of the words, in order."""
    with _STEMMING:
        stems: list[str] = _stemmer().stemWords(re.findall(r"\w+", text.lower()))
    return stems


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")
