"""The local index: records in SQLite, vectors in Chroma, words in tantivy, in one folder.

The records are the truth. A commit first reserves row numbers, then hands vectors and words to
their stores under these numbers, and last writes the records in one SQLite transaction, which makes
all of it visible at once. Searches drop rows that the records do not hold, so a reader never sees a
half document; rows left over by a killed writer are swept by the next one.
"""

import contextlib
import hashlib
import logging
import os
import queue
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np

from ingest import index_checking as checking
from ingest import index_reading as reading
from ingest import index_records as records
from ingest import index_schema as schema
from ingest.documents import Document, Encoding, Passage
from ingest.errors import StoreError
from ingest.index import Addition, FileRecord
from ingest.index_checking import explained
from ingest.index_snapshot import Caches, LocalSnapshot
from ingest.index_stores import DerivedStores

log = logging.getLogger(__name__)

REBUILD = "citewell ingest --rebuild"


class LocalIndex:
    """An Index in a folder, made if `create`; safe for threads, one writing process at a time.

    `model` and `chunking` name what made the vectors and passages: an index made with others is
    refused with the command that rebuilds it; None takes it as it is, for those who only list and
    remove. An older schema is migrated. A writer waits `patience` seconds for another one.
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
        self._connections: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._stores = DerivedStores(folder)
        self._caches = Caches()
        self._remains = False  # removed text may still lie in SQLite's log
        if not create and not (folder / schema.RECORDS).is_file():
            raise StoreError(f"there is no index in {folder}; run: citewell ingest")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._begin()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"cannot use the index in {folder}: {explained(error)}") from error

    def _begin(self) -> None:
        connection = schema.connect(self.folder)
        if not schema.is_created(connection):
            with self.writer():
                if not schema.is_created(connection):
                    schema.create(connection)
                    for key, value in self._identity.items():
                        schema.put_meta(connection, key, value)
        elif schema.is_older(connection, self.folder):
            self._migrate(connection)
        for key, value in self._identity.items():
            made_with = schema.meta(connection, key)
            if made_with != value:
                raise StoreError(
                    f"the index in {self.folder} was made with {key} {made_with}, "
                    f"the settings say {value}; run: {REBUILD}"
                )
        self._connections.put(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        with self._exclusively():
            if schema.is_older(connection, self.folder):
                log.info("the index in %s is brought to this version's schema", self.folder)
                schema.migrate(connection)

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[LocalSnapshot]:
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                vectors, words = self._stores.at(schema.generation(connection))
                yield LocalSnapshot(connection, vectors, words, self._caches)
            finally:
                connection.execute("COMMIT")
        if self._remains:  # this reader may have been what kept them
            self._empty_log()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connections.get_nowait()
        except queue.Empty:
            connection = schema.connect(self.folder)
        try:
            yield connection
        finally:
            self._connections.put(connection)

    # Writing

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the index against other writers; what a killed one left over is swept first."""
        with self._exclusively() as nested:
            if not nested:
                self._sweep()
            yield

    @contextmanager
    def _exclusively(self) -> Iterator[bool]:
        """Hold the writer's lock; True where this thread holds it already."""
        nested = self._lock.is_locked  # by this thread: others hold it as other processes do
        try:
            self._lock.acquire(timeout=self._patience)
        except filelock.Timeout:
            raise StoreError(
                f"{self._holder()} is writing to the index in {self.folder}; "
                "try again when it has finished"
            ) from None
        except OSError as error:
            said = f"cannot write to the index in {self.folder}: {explained(error)}"
            raise StoreError(said) from error
        try:
            if not nested:
                (self.folder / "writer.pid").write_text(str(os.getpid()), "utf-8")
            yield nested
        except (OSError, sqlite3.Error, ValueError) as error:
            raise StoreError(
                f"cannot write to the index in {self.folder}: {explained(error)}; "
                "what it held before is intact"
            ) from error
        finally:
            if not nested:
                self._stores.end_writing()
                if self._remains:
                    self._empty_log()
            self._lock.release()

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            process = (self.folder / "writer.pid").read_text("utf-8")
            if process == str(os.getpid()):
                return "another task of this program"
            return f"another process (process {process})"
        return "another process"

    def _sweep(self) -> None:
        with self._connection() as connection:
            if not schema.is_created(connection):
                return
            rows = records.pending(connection)
            if rows:
                self._forget(connection, rows)

    def _forget(self, connection: sqlite3.Connection, rows: Sequence[int]) -> None:
        vectors, words = self._stores.at(schema.generation(connection))
        vectors.remove(rows)
        words.remove(rows)
        with schema.transaction(connection):
            records.forget_pending(connection, rows)
        self._remains = True

    def _empty_log(self, *, patience: float = 0.0) -> None:
        """Write SQLite's log back, which keeps removed text until then. While anyone reads what was
        before, it cannot be; it is tried again when the next reading or writing ends."""
        with contextlib.suppress(sqlite3.Error), self._connection() as connection:
            connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
            try:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._remains = bool(busy)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {schema.PATIENCE * 1000}")

    @contextmanager
    def _next_generation(self, connection: sqlite3.Connection) -> Iterator[None]:
        """A transaction that makes the next generation of the index."""
        current = schema.generation(connection)  # which no one else moves meanwhile
        with self._stores.advancing(current), schema.transaction(connection):
            yield
            schema.advance(connection)

    def add(
        self, document: Document, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> None:
        file = FileRecord(document.source, document.source, document.id, 0, 0, (document.id,))
        self.commit([Addition(document, passages, encodings)], files=[file])

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
            fresh = {k: a for k, a in fresh.items() if not reading.has_document(connection, k)}
            passages = [p for a in fresh.values() for p in a.passages]
            encodings = [e for a in fresh.values() for e in a.encodings]
            rows = records.reserve(connection, len(passages))
            if rows:
                vectors, words = self._stores.at(schema.generation(connection))
                vectors.add(rows, np.stack([e.vector for e in encodings]))
                words.add(rows, [p.embedded_text for p in passages])
            with self._next_generation(connection):
                for a in fresh.values():
                    records.insert_document(connection, a.document, len(a.passages), a.signature)
                contents = [content_hash(p) for p in passages]
                records.insert_passages(connection, rows, passages, encodings, contents)
                touched = set(fresh)
                for path in gone:
                    touched.update(records.documents_of(connection, path))
                    records.delete_file(connection, path)
                for file in files:
                    touched.update(records.documents_of(connection, file.path), file.documents)
                    records.put_file(connection, file)
                orphans = records.orphans(connection, sorted(touched))
                removed = [r for each in orphans for r in records.delete_document(connection, each)]
                records.follow_renames(connection, touched)
            if removed:
                self._forget(connection, removed)

    def remove(self, document_id: str) -> bool:
        with self.writer(), self._connection() as connection:
            if not reading.has_document(connection, document_id):
                return False
            with self._next_generation(connection):
                rows = records.delete_document(connection, document_id)
            self._forget(connection, rows)
            self._caches.clear()
        return True

    def close(self) -> None:
        if (vectors := self._stores.close()) is not None:
            # A reader, too, leaves remains of its memory; who writes now blanks them itself.
            with contextlib.suppress(filelock.Timeout, OSError), self._lock.acquire(timeout=0):
                vectors.blank_remains()
        if self._remains:  # the last occasion: readers of other processes are waited for
            self._empty_log(patience=self._patience)
        while not self._connections.empty():
            self._connections.get_nowait().close()

    # Checking

    def check(self) -> list[str]:
        """What is wrong with the index, one line each; empty when all is well."""
        try:
            with self._connection() as connection:
                return checking.check(connection, *self._stores.at(schema.generation(connection)))
        except StoreError as error:
            return [str(error)]

    def repair(self) -> None:
        """Make vectors and words again from the records; needs no model."""
        with self._exclusively(), self._connection() as connection:
            self.close()
            for name in ("vectors", "words"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            stores = self._stores.at(schema.generation(connection))
            with self._next_generation(connection):
                checking.refill(connection, *stores)


def content_hash(passage: Passage) -> str:
    """What a passage's encoding depends on: equal hashes need one embedding."""
    read = f"{passage.context}\0{passage.text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(read).hexdigest()[:32]
