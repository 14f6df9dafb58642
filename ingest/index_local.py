"""The local index: records in SQLite, vectors in Chroma, words in tantivy, in one folder.

The records are the truth. A commit first reserves row numbers, then hands vectors and words to
their stores under these numbers, and last writes the records in one SQLite transaction, which makes
all of it visible at once. Searches drop rows that the records do not hold, so a reader never sees a
half document; rows left over by a killed writer are swept by the next one.
"""

import contextlib
import hashlib
import os
import queue
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np

from ingest import index_records as records
from ingest.documents import Document, Encoding, Hit, Passage, Vector
from ingest.errors import StoreError
from ingest.index import Addition, DocumentRecord, FileRecord
from ingest.index_vectors import VectorStore
from ingest.index_words import WordStore

_SPARE = 16  # hits asked for beyond the limit, in place of rows that are not committed
REBUILD = "citewell ingest --rebuild"


class LocalSnapshot:
    """A Snapshot: one read transaction of the records, over the two derived stores."""

    def __init__(
        self, connection: sqlite3.Connection, vectors: VectorStore, words: WordStore
    ) -> None:
        self._connection = connection
        self._vectors = vectors
        self._words = words

    def search_meaning(self, vector: Vector, limit: int) -> list[Hit]:
        found = self._vectors.search(vector, limit + _SPARE)
        passages = records.passages_by_row(self._connection, [row for row, _ in found])
        hits = [Hit(passages[r], score=s, meaning=s) for r, s in found if r in passages]
        return hits[:limit]

    def search_words(self, text: str, limit: int) -> list[Hit]:
        found = self._words.search(text, limit + _SPARE)
        passages = records.passages_by_row(self._connection, [row for row, _ in found])
        hits = [Hit(passages[r], score=s, words=s) for r, s in found if r in passages]
        return hits[:limit]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        found = records.passages_by_id(self._connection, ids)
        return [found[each] for each in ids if each in found]

    def neighbours(self, document_id: str) -> list[Passage]:
        return records.passages_of(self._connection, document_id)

    def encodings(self, ids: Sequence[str]) -> list[Encoding]:
        found = records.encodings_by_id(self._connection, ids)
        return [found[each] for each in ids]

    def document(self, document_id: str) -> Document | None:
        return records.document(self._connection, document_id)

    def documents(self) -> list[DocumentRecord]:
        return records.document_records(self._connection)

    def passage_count(self) -> int:
        return records.passage_count(self._connection)

    def document_frequency(self, words: Sequence[str]) -> list[int]:
        return self._words.document_frequency(words)

    def files(self) -> dict[str, FileRecord]:
        return records.files(self._connection)

    def holds(self, document_id: str) -> bool:
        return records.has_document(self._connection, document_id)

    def was_known(self, document_id: str) -> bool:
        """Whether such a document was here once and has changed or gone since."""
        return records.was_known(self._connection, document_id)

    def signatures(self) -> dict[str, bytes]:
        return records.signatures(self._connection)

    def known_encodings(self, contents: Sequence[str]) -> dict[str, Encoding]:
        return records.known_encodings(self._connection, contents)

    def sampled_vectors(self, most: int) -> tuple[list[str], Vector]:
        """Ids and sentence vectors (n, d) of at most `most` passages, spread over all of them."""
        return records.sampled_vectors(self._connection, most)

    def generation(self) -> int:
        return records.generation(self._connection)


class LocalIndex:
    """An Index in a folder, made if `create`; safe for threads, one writing process at a time.

    `model` and `chunking` name what made the vectors and passages: an index made with others is
    refused with the command that rebuilds it; None takes it as it is, for those who only list and
    remove. `patience` is how many seconds a writer waits for
    another one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        model: str | None = None,
        chunking: str | None = None,
        create: bool = False,
        patience: float = 10.0,
    ) -> None:
        self.folder = folder
        identity = {"model": model, "chunking": chunking}
        self._identity = {key: value for key, value in identity.items() if value is not None}
        self._patience = patience
        self._lock = filelock.FileLock(folder / "writer.lock")
        self._stores_lock = threading.Lock()
        self._writing = threading.RLock()
        self._connections: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._vectors: VectorStore | None = None
        self._words: WordStore | None = None
        self._seen = -1
        exists = (folder / "records.sqlite3").is_file()
        if not exists and not create:
            raise StoreError(f"there is no index in {folder}; run: citewell ingest")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._begin()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"cannot use the index in {folder}: {error}") from error

    def _begin(self) -> None:
        connection = records.connect(self.folder)
        if not records.is_created(connection):
            with self.writer():
                if not records.is_created(connection):
                    records.create(connection)
                    for key, value in self._identity.items():
                        records.put_meta(connection, key, value)
        records.check_schema(connection, self.folder)
        for key, value in self._identity.items():
            made_with = records.meta(connection, key)
            if made_with != value:
                raise StoreError(
                    f"the index in {self.folder} was made with {key} {made_with}, "
                    f"the settings say {value}; run: {REBUILD}"
                )
        self._connections.put(connection)

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[LocalSnapshot]:
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                vectors, words = self._stores(records.generation(connection))
                yield LocalSnapshot(connection, vectors, words)
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connections.get_nowait()
        except queue.Empty:
            connection = records.connect(self.folder)
        try:
            yield connection
        finally:
            self._connections.put(connection)

    def _stores(self, generation: int) -> tuple[VectorStore, WordStore]:
        """The derived stores, reopened when another process has committed since."""
        with self._stores_lock:
            if self._vectors is None or self._words is None:
                self._vectors = VectorStore(self.folder / "vectors")
                self._words = WordStore(self.folder / "words")
            elif generation != self._seen:
                self._vectors.reopen()
                self._words.reopen()
            self._seen = generation
            return self._vectors, self._words

    # Writing

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the index against other writers; what a killed one left over is swept first."""
        with self._writing:
            nested = self._lock.is_locked
            try:
                self._lock.acquire(timeout=self._patience)
            except filelock.Timeout:
                raise StoreError(
                    f"another process is writing to the index in {self.folder}"
                    f"{self._holder()}; try again when it has finished"
                ) from None
            except OSError as error:
                raise StoreError(f"cannot write to the index in {self.folder}: {error}") from error
            try:
                if not nested:
                    (self.folder / "writer.pid").write_text(str(os.getpid()), "utf-8")
                    self._sweep()
                yield
            except (OSError, sqlite3.Error, ValueError) as error:
                raise StoreError(
                    f"cannot write to the index in {self.folder}: {error}; "
                    "what it held before is intact"
                ) from error
            finally:
                if not nested and self._words is not None:
                    self._words.close()  # tantivy's own lock, for the next process
                self._lock.release()

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            return f" (process {(self.folder / 'writer.pid').read_text('utf-8')})"
        return ""

    def _sweep(self) -> None:
        with self._connection() as connection:
            if not records.is_created(connection):
                return
            rows = records.pending(connection)
            if rows:
                self._forget(connection, rows)

    def _forget(self, connection: sqlite3.Connection, rows: Sequence[int]) -> None:
        vectors, words = self._stores(records.generation(connection))
        vectors.remove(rows)
        words.remove(rows)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM pending WHERE row = ?", [(row,) for row in rows])
        connection.execute("COMMIT")

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        source = document.source
        self.commit(
            [Addition(document, passages, encodings)],
            files=[FileRecord(source, source, document.id, 0, 0, (document.id,))],
        )

    def commit(
        self,
        additions: Sequence[Addition],
        *,
        files: Iterable[FileRecord] = (),
        gone: Iterable[str] = (),
    ) -> None:
        """Make documents visible and their files known, forget files that are gone, and remove
        the documents that no file holds any more: all at once."""
        with self.writer(), self._connection() as connection:
            fresh = {a.document.id: a for a in additions}
            fresh = {k: a for k, a in fresh.items() if not records.has_document(connection, k)}
            passages = [p for a in fresh.values() for p in a.passages]
            encodings = [e for a in fresh.values() for e in a.encodings]
            rows = records.reserve(connection, len(passages))
            vectors, words = self._stores(records.generation(connection))
            if rows:
                vectors.add(rows, np.stack([e.vector for e in encodings]))
                words.add(rows, [p.embedded_text for p in passages])
            removed: list[int] = []
            connection.execute("BEGIN IMMEDIATE")
            try:
                for addition in fresh.values():
                    records.insert_document(
                        connection,
                        addition.document,
                        len(addition.passages),
                        addition.signature,
                    )
                contents = [content_hash(p) for p in passages]
                records.insert_passages(connection, rows, passages, encodings, contents)
                for path in gone:
                    records.delete_file(connection, path)
                for file in files:
                    records.put_file(connection, file)
                for orphan in records.orphans(connection):
                    removed += records.delete_document(connection, orphan)
                records.follow_renames(connection)
                records.advance(connection)
                self._seen = records.generation(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            if removed:
                self._forget(connection, removed)

    def remove(self, document_id: str) -> bool:
        with self.writer(), self._connection() as connection:
            if not records.has_document(connection, document_id):
                return False
            connection.execute("BEGIN IMMEDIATE")
            rows = records.delete_document(connection, document_id)
            records.advance(connection)
            self._seen = records.generation(connection)
            connection.execute("COMMIT")
            self._forget(connection, rows)
            # The log would keep the removed text until the next checkpoint.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def close(self) -> None:
        with self._stores_lock:
            if self._words is not None:
                self._words.close()
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = self._words = None
        while not self._connections.empty():
            self._connections.get_nowait().close()

    # Checking

    def check(self) -> list[str]:
        """What is wrong with the index, one line each; empty when all is well."""
        problems = []
        with self._connection() as connection:
            vectors, words = self._stores(records.generation(connection))
            rows = records.passage_rows(connection)
            for name, stored in (("vectors", vectors.rows()), ("words", words.rows())):
                if missing := len(rows - stored):
                    problems.append(f"{name}: {missing} passages are missing")
                if extra := len(stored - rows):
                    problems.append(f"{name}: {extra} left over from an interrupted run")
            if left := len(records.pending(connection)):
                problems.append(f"records: {left} rows are still pending")
            if records.orphans(connection):
                problems.append("records: documents without a file")
        return problems

    def repair(self) -> None:
        """Make vectors and words again from the records; needs no model."""
        with self.writer(), self._connection() as connection:
            self.close()
            for name in ("vectors", "words"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            vectors, words = self._stores(records.generation(connection))
            rows = sorted(records.passage_rows(connection))
            for batch, array, texts in records.all_vectors(connection, rows):
                vectors.add(batch, array)
                words.add(batch, texts)
            connection.execute("DELETE FROM pending")
            records.advance(connection)
            self._seen = records.generation(connection)


def content_hash(passage: Passage) -> str:
    """What a passage's encoding depends on: equal hashes need one embedding."""
    read = f"{passage.context}\0{passage.text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(read).hexdigest()[:32]


def remove_index(folder: Path) -> None:
    """Delete an index, and nothing else that lies in its folder."""
    for name in ("vectors", "words"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("records.sqlite3*"):
        path.unlink()
