"""Files into the index: find, skip what is unchanged, load, split, embed, commit, report.

One thread reads and splits files ahead while this one embeds and commits, in batches that bound
the memory whatever the number of files. What was committed stays, whatever stops the run.
"""

import hashlib
import os
import queue
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.documents import Document, Encoding, Passage
from ingest.duplicates import Signature, signature
from ingest.embedding import Embedder, encode_passages
from ingest.errors import DocumentError
from ingest.index import Addition, FileRecord
from ingest.index_local import LocalIndex, content_hash
from ingest.splitting import split

BATCH_PASSAGES = 256  # committed together; also what a stop loses at most
BATCH_SECONDS = 20.0
AHEAD = 16  # files that are read while earlier ones are embedded


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not go in, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingestion is: files looked at of all, passages so far, the file at hand."""

    done: int
    total: int
    passages: int
    source: str


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A document, its passages, and the signature that tells near-duplicates."""

    document: Document
    passages: Sequence[Passage]
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file that was read: its record, its documents with their passages; or why not."""

    source: str
    known: bool
    record: FileRecord | None = None
    documents: Sequence[_Read] = ()
    failure: str | None = None


def ingest(
    paths: Sequence[Path],
    *,
    index: LocalIndex,
    embedder: Embedder,
    most_tokens: int = 200,
    progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Make the index equal to the files and folders at `paths`.

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
        report.failures += failures
        batch = _Batch(index, embedder, report)
        try:
            loader = _Loader(known, embedder, most_tokens)
            loaded = _ahead(loader.load(path, source) for path, source in found.items())
            for done, item in enumerate(loaded, start=1):
                progress(Progress(done, len(found), report.passages, item.source))
                batch.take(item)
            # Last, so that a file that was renamed keeps its documents.
            batch.commit(gone=[p for p in known if p not in found and _below(p, paths)])
        except KeyboardInterrupt:
            report.interrupted = True
    report.seconds = time.monotonic() - began
    return report


def find_files(paths: Iterable[Path]) -> tuple[dict[str, str], list[Failure]]:
    """Regular files at and below the paths: absolute path -> source as shown, in order of name.

    Hidden files and folders are passed over; links are followed once, so loops end.
    """
    found: dict[str, str] = {}
    failures = []
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                found.setdefault(os.path.abspath(file), shown(file))
        elif not path.exists():
            failures.append(Failure(str(path), "there is no such file or folder"))
        elif not stat.S_ISREG(path.stat().st_mode):
            failures.append(Failure(str(path), "not a regular file"))
        else:
            found.setdefault(os.path.abspath(path), shown(path))
    return found, failures


def shown(path: Path) -> str:
    """How a file is named to people: below the current folder without the way to that."""
    absolute = Path(os.path.abspath(path))
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            # A broken link, a pipe or a socket is no document.
            if not name.startswith(".") and path.is_file():
                yield path


def _below(path: str, roots: Iterable[Path]) -> bool:
    folders = [os.path.abspath(root) for root in roots if root.is_dir()]
    return any(path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


class _Loader:
    """Reads files, each content once: a copy or a renamed file keeps the documents it had."""

    def __init__(self, known: dict[str, FileRecord], embedder: Embedder, most_tokens: int) -> None:
        self._known = known
        self._by_digest = {record.digest: record.documents for record in known.values()}
        self._embedder = embedder
        self._most_tokens = most_tokens

    def load(self, path: str, source: str) -> _Loaded:
        before = self._known.get(path)
        known = before is not None
        try:
            status = os.stat(path)
            if before and (before.size, before.modified) == (status.st_size, status.st_mtime_ns):
                return _Loaded(source, known)
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if (ids := self._by_digest.get(digest)) is not None:
                return _Loaded(source, known, _record(path, source, digest, status, ids))
            documents = self._documents(path, source)
        except DocumentError as error:
            return _Loaded(source, known, failure=str(error))
        except OSError as error:
            return _Loaded(source, known, failure=error.strerror or str(error))
        except RecursionError:
            return _Loaded(source, known, failure="nested too deeply to be read")
        except Exception as error:  # a library that trips over a file must not stop the others
            reason = f"cannot be read ({type(error).__name__}: {error})"
            return _Loaded(source, known, failure=reason)
        ids = tuple(read.document.id for read in documents)
        self._by_digest[digest] = ids
        return _Loaded(source, known, _record(path, source, digest, status, ids), documents)

    def _documents(self, path: str, source: str) -> list[_Read]:
        from ingest.loaders import load

        count = self._embedder.count_tokens
        return [
            _Read(
                document,
                split(document, count_tokens=count, most_tokens=self._most_tokens),
                signature(document),
            )
            for document in load(Path(path), source=source)
        ]


def _record(
    path: str, source: str, digest: str, status: os.stat_result, ids: tuple[str, ...]
) -> FileRecord:
    return FileRecord(path, source, digest, status.st_size, status.st_mtime_ns, ids)


def _ahead(items: Iterator[_Loaded]) -> Iterator[_Loaded]:
    """The same items, made by a thread that runs at most `AHEAD` of them in advance."""
    made: queue.Queue[_Loaded | BaseException | None] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def put(item: _Loaded | BaseException | None) -> None:
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
        self._items: list[_Loaded] = []
        self._passages = 0
        self._since = time.monotonic()

    def take(self, item: _Loaded) -> None:
        if item.failure is not None:
            self._report.failures.append(Failure(item.source, item.failure))
        elif item.record is None:
            self._report.unchanged += 1
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
        fresh: dict[str, _Read] = {}
        with self._index.snapshot() as snapshot:
            for item in self._items:
                report.changed += item.known
                report.added += not item.known
                report.duplicates += not item.documents
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
