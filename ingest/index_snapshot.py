"""The local index as it was at one moment: one read transaction over the two derived stores."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ingest import index_reading as reading
from ingest.documents import Document, Encoding, Hit, Passage, Vector
from ingest.index import DocumentRecord, FileRecord
from ingest.index_cache import Cache
from ingest.index_schema import generation
from ingest.index_vectors import VectorStore
from ingest.index_words import WordStore

_SPARE = 16  # hits asked for beyond the limit, in place of rows that are not committed
_ENCODINGS = 64 << 20
_PASSAGES = 8 << 20


def _encoding_bytes(encoding: Encoding) -> int:
    tokens = encoding.tokens
    arrays = (encoding.vector, tokens.vectors, tokens.starts, tokens.ends)
    return 200 + sum(array.nbytes for array in arrays)


def _passage_bytes(passage: Passage) -> int:
    return 1_000 + 2 * len(passage.text) + 200 * len(passage.units)


@dataclass(frozen=True, slots=True)
class Caches:
    """Passages and encodings that the snapshots of one index have read; some 70 MB at most."""

    passages: Cache[Passage] = field(default_factory=lambda: Cache(_PASSAGES, _passage_bytes))
    encodings: Cache[Encoding] = field(default_factory=lambda: Cache(_ENCODINGS, _encoding_bytes))

    def clear(self) -> None:
        self.passages.clear()
        self.encodings.clear()


class LocalSnapshot:
    """A StoredSnapshot: what the records hold at one moment; the stores only point to it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        vectors: VectorStore,
        words: WordStore,
        caches: Caches,
    ) -> None:
        self._connection = connection
        self._vectors = vectors
        self._words = words
        self._caches = caches
        self._generation = generation(connection)
        self._searched: tuple[Vector, int, list[Hit]] | None = None

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        """The last search is remembered: one question asks for its neighbours more than once."""
        if self._searched is not None:
            searched, most, hits = self._searched
            if limit <= most and np.array_equal(searched, vector):
                return hits[:limit]
        hits = self._nearest(vector, limit)
        self._searched = vector, limit, hits
        return hits

    def _nearest(self, vector: Vector, limit: int) -> list[Hit]:
        found = self._committed(self._vectors.search(vector, limit + _SPARE), limit)
        return [Hit(passage, score=score, meaning=score) for passage, score in found]

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        found = self._committed(self._words.search(text, limit + _SPARE, holding=holding), limit)
        return [Hit(passage, score=score, words=score) for passage, score in found]

    def _committed(
        self, found: Sequence[tuple[int, float]], limit: int
    ) -> list[tuple[Passage, float]]:
        """The passages of the first `limit` rows that the records hold; the spare ones are read
        only where some are missing."""
        passages = self._by_row([row for row, _ in found[:limit]])
        if len(passages) < min(limit, len(found)):
            passages |= self._by_row([row for row, _ in found[limit:]])
        return [(passages[row], score) for row, score in found if row in passages][:limit]

    def _by_row(self, rows: Sequence[int]) -> dict[int, Passage]:
        keys = [f"row {row}" for row in rows]
        found = self._caches.passages.read(self._generation, keys, self._load_rows)
        return {row: found[key] for row, key in zip(rows, keys, strict=True) if key in found}

    def _load_rows(self, keys: Sequence[str]) -> dict[str, Passage]:
        rows = [int(key.removeprefix("row ")) for key in keys]
        found = reading.passages_by_row(self._connection, rows)
        return {f"row {row}": passage for row, passage in found.items()}

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        found = reading.passages_by_id(self._connection, ids)
        return [found[each] for each in ids if each in found]

    def neighbours(self, document_id: str) -> list[Passage]:
        return reading.passages_of(self._connection, document_id)

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        found = self._caches.encodings.read(
            self._generation, ids, lambda some: reading.encodings_by_id(self._connection, some)
        )
        return [found[each] for each in ids]

    def document(self, document_id: str) -> Document | None:
        return reading.document(self._connection, document_id)

    def documents(self) -> list[DocumentRecord]:
        return reading.document_records(self._connection)

    def passage_count(self) -> int:
        return reading.passage_count(self._connection)

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        return self._words.document_frequency(words)

    def files(self) -> dict[str, FileRecord]:
        return reading.files(self._connection)

    def holds(self, document_id: str) -> bool:
        return reading.has_document(self._connection, document_id)

    def was_known(self, document_id: str) -> bool:
        return reading.was_known(self._connection, document_id)

    def successors(self, document_id: str) -> list[str]:
        return reading.successors(self._connection, document_id)

    def signatures(self) -> dict[str, bytes]:
        return reading.signatures(self._connection)

    def known_encodings(self, contents: Sequence[str]) -> dict[str, Encoding]:
        return reading.known_encodings(self._connection, contents)

    def sampled_vectors(self, most: int) -> tuple[list[str], Vector]:
        return reading.sampled_vectors(self._connection, most)

    def generation(self) -> int:
        return self._generation
