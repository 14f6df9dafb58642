"""One door to the index: what the rest of the house asks of it. The embedded index is
`index_local.py`; a shared one would stand beside it and answer the same calls."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ingest.documents import Document, Encoding, Hit, Passage, Vector


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A line of the list of documents: without text and passages. `paths` are all files that
    hold it (exact duplicates are stored once); `added` is seconds since 1970."""

    id: str
    source: str
    title: str
    characters: int
    passages: int
    paths: tuple[str, ...]
    added: float


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when it was read: its absolute `path`, the `source` that is shown for it,
    SHA-256 `digest`, `size` in bytes, `modified` in nanoseconds since 1970, and the ids of the
    documents that it holds."""

    path: str
    source: str
    digest: str
    size: int
    modified: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """A document with all that makes it searchable; `signature` tells near-duplicates."""

    document: Document
    passages: Sequence[Passage]
    encodings: Sequence[Encoding]
    signature: bytes | None = None


class Snapshot(Protocol):
    """The index as it was at one moment; a writer's later commits do not show in it."""

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        """The passages nearest to a unit vector (d,), best first; `Hit.meaning` is the cosine."""
        ...

    def search_words(self, text: str, limit: int, *, holding: str = "") -> list[Hit]:
        """The best passages by BM25 of stemmed words, best first, of those that hold every word of
        `holding`; `Hit.words` is the score."""
        ...

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Passages by id, in the order asked for; unknown ids are left out."""
        ...

    def neighbours(self, document_id: str) -> list[Passage]:
        """All passages of a document in reading order."""
        ...

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        """Stored sentence and token vectors of passages, in the order of `ids`."""
        ...

    def document(self, document_id: str) -> Document | None: ...

    def documents(self) -> list[DocumentRecord]: ...

    def passage_count(self) -> int: ...

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        """For each word, how many passages hold its stem."""
        ...


class StoredSnapshot(Snapshot, Protocol):
    """A snapshot of an index that is kept: it knows files and earlier versions too."""

    def files(self) -> dict[str, FileRecord]:
        """Every file that was read, by its path."""
        ...

    def holds(self, document_id: str) -> bool: ...

    def was_known(self, document_id: str) -> bool:
        """Whether such a document was here once and has changed or gone since."""
        ...

    def successors(self, document_id: str) -> list[str]:
        """The documents that took the place of one that was here: the file has changed. None:
        the file is gone, or the document is here, or never was."""
        ...

    def signatures(self) -> dict[str, bytes]:
        """By document, what tells near-duplicates."""
        ...

    def known_encodings(self, contents: Sequence[str]) -> dict[str, Encoding]:
        """Encodings of passages that read the same, by the hash of what is embedded."""
        ...

    def sampled_vectors(self, most: int) -> tuple[list[str], Vector]:
        """Ids and sentence vectors (n, d) of at most `most` passages, spread over all of them."""
        ...

    def generation(self) -> int:
        """Counts commits: what was read at one generation may be stale at the next."""
        ...


class Index(Protocol):
    """Reading through snapshots, writing document by document."""

    def snapshot(self) -> AbstractContextManager[Snapshot]: ...

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        """Make a document visible, with all that belongs to it, in one commit."""
        ...

    def remove(self, document_id: str) -> bool:
        """Remove all of a document; False if there is none with this id."""
        ...
