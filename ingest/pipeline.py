"""Files into the index: find, skip what is unchanged, load, split, embed, commit, report.

One thread reads and splits files ahead while this one embeds and commits, in batches that bound
the memory whatever the number of files. What was committed stays, whatever stops the run.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.documents import Encoding, Passage
from ingest.embedding import Embedder, encode_passages
from ingest.files import Failure, FileReader, ReadDocument, ReadFile, find_files
from ingest.index import Addition
from ingest.index_local import LocalIndex, content_hash

BATCH_PASSAGES = 256  # committed together; also what a stop loses at most
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
    with index.writer():
        with index.snapshot() as snapshot:
            known = snapshot.files()
        found, failures = find_files(paths)
        found |= {address: address for address in addresses}
        report.failures += failures
        batch = _Batch(index, embedder, report)
        try:
            reader = FileReader(known, embedder, most_tokens)
            new = {p: source for p, source in found.items() if not reader.is_unchanged(p)}
            report.unchanged = len(found) - len(new)
            if report.unchanged:
                last = next(source for path, source in reversed(found.items()) if path not in new)
                seconds = time.monotonic() - began
                progress(Progress(report.unchanged, len(found), 0, last, seconds))
            items = _ahead(reader.read(path, source) for path, source in new.items())
            for done, item in enumerate(items, start=report.unchanged + 1):
                seconds = time.monotonic() - began
                progress(Progress(done, len(found), report.passages, item.source, seconds))
                batch.take(item)
            # Last, so that a file that was renamed keeps its documents.
            batch.commit(gone=[p for p in known if p not in found and _below(p, paths)])
        except KeyboardInterrupt:
            report.interrupted = True
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


class _Batch:
    """Documents on their way to one commit."""

    def __init__(self, index: LocalIndex, embedder: Embedder, report: IngestReport) -> None:
        self._index = index
        self._embedder = embedder
        self._report = report
        self._items: list[ReadFile] = []
        self._passages = 0
        self._since = time.monotonic()

    def take(self, item: ReadFile) -> None:
        if item.failure is not None:
            self._report.failures.append(Failure(item.source, item.failure))
        else:
            self._items.append(item)
            self._passages += sum(len(read.passages) for read in item.documents)
        full = self._passages >= BATCH_PASSAGES
        if full or (self._items and time.monotonic() - self._since > BATCH_SECONDS):
            self.commit()

    def commit(self, *, gone: Sequence[str] = ()) -> None:
        if not self._items and not gone:
            return
        report = self._report
        fresh: dict[str, ReadDocument] = {}
        with self._index.snapshot() as snapshot:
            for item in self._items:
                report.unchanged += item.touched
                report.changed += item.known and not item.touched
                report.added += not item.known
                report.duplicates += not item.documents and not item.touched
                for read in item.documents:
                    if not snapshot.holds(read.document.id):
                        fresh[read.document.id] = read
        encodings = self._encode([p for read in fresh.values() for p in read.passages])
        additions = [
            Addition(
                read.document,
                read.passages,
                [encodings[content_hash(p)] for p in read.passages],
                None if read.signature is None else read.signature.tobytes(),
            )
            for read in fresh.values()
        ]
        files = [item.record for item in self._items if item.record is not None]
        self._index.commit(additions, files=files, gone=gone)
        report.passages += sum(len(addition.passages) for addition in additions)
        report.removed += len(gone)
        self._items, self._passages = [], 0
        self._since = time.monotonic()

    def _encode(self, passages: Sequence[Passage]) -> dict[str, Encoding]:
        """Encodings by content: known ones from the index, each other text once by the model."""
        by_content = {content_hash(passage): passage for passage in passages}
        with self._index.snapshot() as snapshot:
            encodings = snapshot.known_encodings(list(by_content))
        new = [content for content in by_content if content not in encodings]
        made = encode_passages(self._embedder, [by_content[content] for content in new])
        self._report.embedded += len(new)
        return encodings | dict(zip(new, made, strict=True))
