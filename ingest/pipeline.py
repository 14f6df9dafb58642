"""Files into the index: find, skip what is unchanged, load, split, embed, commit, report.

One thread reads and splits files ahead, one embeds, and this one commits, in batches that bound the
memory whatever the number of files. What was committed stays, whatever stops the run; an
interrupt commits what is being embedded, too.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from ingest.blas import single_threaded_blas
from ingest.documents import Encoding, Passage
from ingest.embedding import Embedder, encode_passages
from ingest.files import Failure, FileReader, ReadDocument, ReadFile, find_files
from ingest.index import Addition
from ingest.index_local import LocalIndex, content_hash

BATCH_PASSAGES = 256  # committed together
FIRST_PASSAGES = 16  # of the first batch, so that embedding soon begins
GROWTH = 4  # of a batch to the next
BATCH_SECONDS = 20.0
_LEAST_SECONDS = 1.0
AHEAD = 16  # files that are read while earlier ones are embedded


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingestion is: files looked at of all, passages so far, the file at hand, and the
    seconds since it began."""

    done: int
    total: int
    passages: int
    source: str
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """0..1, of the files."""
        return self.done / self.total if self.total else 1.0

    @property
    def rate(self) -> float:
        """Files a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None before anything can be said."""
        if self.seconds < _LEAST_SECONDS or not self.done:
            return None
        return (self.total - self.done) / self.rate

    def __str__(self) -> str:
        """For a progress bar: files, passages, rate, time left."""
        said = f"{self.done}/{self.total} files, {self.passages} passages"
        if self.seconds_left is None:
            return said
        return f"{said}, {self.rate:.1f} files/s, {self.seconds_left:.0f} s left"


@dataclass(slots=True)
class IngestReport:
    """What an ingestion did, in numbers of files; `passages` are new ones, `embedded` those of
    them that needed the model; `duplicates` are files whose content was known already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    failures: list[Failure] = field(default_factory=list)


def ingest(
    paths: Sequence[Path],
    *,
    index: LocalIndex,
    embedder: Embedder,
    most_tokens: int = 200,
    addresses: Sequence[str] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Make the index equal to the files and folders at `paths`, and to the pages at web
    `addresses`, which are the only thing that is ever fetched.

    A file that cannot be read becomes a Failure and the others go in; what the index held of it
    stays. Files below a given folder that are no longer there are removed. An interrupt
    (Ctrl-C) ends the run and keeps what was committed.
    """
    began = time.monotonic()
    report = IngestReport()
    with index.writer(), single_threaded_blas():
        with index.snapshot() as snapshot:
            known = snapshot.files()
        found, failures = find_files(paths)
        found |= {address: address for address in addresses}
        report.failures += failures
        with _Batches(index, embedder, report) as batches:
            try:
                reader = FileReader(known, embedder, most_tokens)
                new = reader.to_read(found)
                report.unchanged = len(found) - len(new)
                if report.unchanged:
                    last = next(s for path, s in reversed(found.items()) if path not in new)
                    seconds = time.monotonic() - began
                    progress(Progress(report.unchanged, len(found), 0, last, seconds))
                items = _ahead(reader.read(path, source) for path, source in new.items())
                for done, item in enumerate(items, start=report.unchanged + 1):
                    seconds = time.monotonic() - began
                    progress(Progress(done, len(found), report.passages, item.source, seconds))
                    batches.take(item)
                # Last, so that a file that was renamed keeps its documents.
                batches.finish([p for p in known if p not in found and _below(p, paths)])
            except KeyboardInterrupt:
                report.interrupted = True
                batches.settle()
    report.seconds = time.monotonic() - began
    return report


def _below(path: str, roots: Iterable[Path]) -> bool:
    folders = [os.path.abspath(root) for root in roots if root.is_dir()]
    return any(path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _ahead(items: Iterator[ReadFile]) -> Iterator[ReadFile]:
    """The same items, made by a thread that runs at most `AHEAD` of them in advance."""
    made: queue.Queue[ReadFile | BaseException | None] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def put(item: ReadFile | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                return made.put(item, timeout=0.1)
            except queue.Full:
                continue

    def work() -> None:
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:
            put(error)

    thread = threading.Thread(target=work, name="reading ahead", daemon=True)
    thread.start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files read for one commit: the documents that are new, and the encodings of their passages
    by content, which another thread is making."""

    items: Sequence[ReadFile]
    fresh: Mapping[str, ReadDocument]
    encodings: Future[dict[str, Encoding]]


class _Batches:
    """Documents on their way into the index: while one batch is embedded, the one before it is
    committed, and files for the next are read."""

    def __init__(self, index: LocalIndex, embedder: Embedder, report: IngestReport) -> None:
        self._index = index
        self._embedder = embedder
        self._report = report
        self._items: list[ReadFile] = []
        self._passages = 0
        self._most = min(FIRST_PASSAGES, BATCH_PASSAGES)
        self._since = time.monotonic()
        self._embedding: _Batch | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="embedding batches")

    def __enter__(self) -> "_Batches":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, item: ReadFile) -> None:
        if item.failure is not None:
            self._report.failures.append(Failure(item.source, item.failure))
        else:
            self._items.append(item)
            self._passages += sum(len(read.passages) for read in item.documents)
        waited = time.monotonic() - self._since > BATCH_SECONDS
        if self._passages >= self._most or (self._items and waited):
            self._next()
            self._most = min(GROWTH * self._most, BATCH_PASSAGES)

    def finish(self, gone: Sequence[str]) -> None:
        """Commit everything, and forget the files that are gone."""
        if self._items or gone:
            self._next()
        self.settle(gone)

    def settle(self, gone: Sequence[str] = ()) -> None:
        """Commit what is being embedded."""
        if self._embedding is not None:
            self._commit(self._embedding, gone)
            self._embedding = None

    def _next(self) -> None:
        """Have what was read embedded, and meanwhile commit what is embedded."""
        before, known = self._embedding, {}
        if before is not None:
            known = before.encodings.result()
        fresh = self._missing(self._items, {} if before is None else before.fresh)
        passages = [p for read in fresh.values() for p in read.passages]
        encodings = self._pool.submit(self._encode, passages, known)
        self._embedding = _Batch(self._items, fresh, encodings)
        self._items, self._passages = [], 0
        if before is not None:
            self._commit(before)
        self._since = time.monotonic()

    def _missing(
        self, items: Iterable[ReadFile], besides: Mapping[str, ReadDocument]
    ) -> dict[str, ReadDocument]:
        """The documents of files that the index does not hold, without those given besides."""
        with self._index.snapshot() as snapshot:
            return {
                read.document.id: read
                for item in items
                for read in item.documents
                if read.document.id not in besides and not snapshot.holds(read.document.id)
            }

    def _commit(self, batch: _Batch, gone: Sequence[str] = ()) -> None:
        encodings = batch.encodings.result()
        # What the index held when the batch was made may have left it with the file that held it.
        lost = self._missing(batch.items, batch.fresh)
        if lost:
            again = [p for read in lost.values() for p in read.passages]
            encodings |= self._encode(again, encodings)
        additions = [
            Addition(
                read.document,
                read.passages,
                [encodings[content_hash(p)] for p in read.passages],
                None if read.signature is None else read.signature.tobytes(),
            )
            for read in [*batch.fresh.values(), *lost.values()]
        ]
        files = [item.record for item in batch.items if item.record is not None]
        self._index.commit(additions, files=files, gone=gone)
        report = self._report
        for item in batch.items:
            report.unchanged += item.touched
            report.changed += item.known and not item.touched
            report.added += not item.known
            report.duplicates += not item.documents and not item.touched
        report.passages += sum(len(addition.passages) for addition in additions)
        report.removed += len(gone)

    def _encode(
        self, passages: Sequence[Passage], known: Mapping[str, Encoding]
    ) -> dict[str, Encoding]:
        """Encodings by content: known ones as they are, also from the index, each other text once
        by the model."""
        by_content = {content_hash(passage): passage for passage in passages}
        with self._index.snapshot() as snapshot:
            encodings = snapshot.known_encodings(list(by_content))
        encodings |= {content: known[content] for content in by_content if content in known}
        new = [content for content in by_content if content not in encodings]
        made = encode_passages(self._embedder, [by_content[content] for content in new])
        self._report.embedded += len(new)
        return encodings | dict(zip(new, made, strict=True))
