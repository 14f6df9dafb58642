"""Files and addresses to documents with their passages: what is found, and what is read of it."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import Document, Passage
from ingest.duplicates import Signature, signature
from ingest.embedding import Embedder
from ingest.errors import DocumentError
from ingest.fetching import fetch, is_address
from ingest.index import FileRecord
from ingest.index_schema import RECORDS
from ingest.splitting import split

_SMALL = 128 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not go in, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, its passages, and the signature that tells near-duplicates."""

    document: Document
    passages: Sequence[Passage]
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its record and documents; a copy of known content has no documents,
    and neither has one that was only touched. Else `failure` says why there is no record."""

    source: str
    known: bool
    record: FileRecord | None = None
    documents: Sequence[ReadDocument] = ()
    failure: str | None = None
    touched: bool = False


def find_files(paths: Iterable[Path]) -> tuple[dict[str, str], list[Failure]]:
    """Regular files at and below the paths: absolute path -> source as shown, in order of name.

    Hidden files and folders are passed over, and so are indexes that lie below the paths; links
    are followed once, so loops end.
    """
    found: dict[str, str] = {}
    failures = []
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                absolute = os.path.abspath(file)
                found.setdefault(absolute, shown(absolute))
        elif not path.exists():
            failures.append(Failure(str(path), "there is no such file or folder"))
        elif not stat.S_ISREG(path.stat().st_mode):
            failures.append(Failure(str(path), "not a regular file"))
        else:
            found.setdefault(os.path.abspath(path), shown(path))
    return found, failures


def shown(path: Path | str) -> str:
    """How a file is named to people: below the current folder without the way to that."""
    absolute = os.path.abspath(path)
    here = os.getcwd()  # of thousands of files: paths as strings take a tenth of the time
    below = here.rstrip(os.sep) + os.sep
    if absolute == here:
        return "."
    return absolute.removeprefix(below).replace(os.sep, "/")


def _walk(folder: Path) -> Iterator[str]:
    seen: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(each for each in folders if not _is_apart(root, each))
        for name in sorted(names):
            path = os.path.join(root, name)
            # A broken link, a pipe or a socket is no document.
            if not name.startswith(".") and os.path.isfile(path):
                yield path


def _is_apart(root: str, folder: str) -> bool:
    return folder.startswith(".") or os.path.isfile(os.path.join(root, folder, RECORDS))


def _digest(file: Path, size: int) -> str:
    """SHA-256 of a file; a small one's without the large buffer that the library would fill."""
    with file.open("rb") as opened:
        if size <= _SMALL:
            return hashlib.sha256(opened.read()).hexdigest()
        return hashlib.file_digest(opened, "sha256").hexdigest()


class FileReader:
    """Reads files, each content once: a copy or a renamed file keeps the documents it had."""

    def __init__(self, known: dict[str, FileRecord], embedder: Embedder, most_tokens: int) -> None:
        self._known = known
        self._by_digest: dict[str, tuple[str, ...]] = {}
        self._embedder = embedder
        self._most_tokens = most_tokens

    def to_read(self, found: Mapping[str, str]) -> dict[str, str]:
        """The files among those found whose size or time are not what the index knows.

        What they held leaves the index when they are committed, so a file that holds it now does
        not count as a copy of them.
        """
        new = {path: source for path, source in found.items() if not self._is_unchanged(path)}
        kept = (record for path, record in self._known.items() if path not in new)
        self._by_digest = {record.digest: record.documents for record in kept}
        return new

    def _is_unchanged(self, path: str) -> bool:
        before = self._known.get(path)
        if before is None or is_address(path):
            return False
        try:
            status = os.stat(path)
        except OSError:  # reading it will say why
            return False
        return (before.size, before.modified) == (status.st_size, status.st_mtime_ns)

    def read(self, path: str, source: str) -> ReadFile:
        """A file, or a web address, with its documents; or why there are none. Never raises."""
        known = path in self._known
        try:
            if not is_address(path):
                return self._read(path, source, Path(path))
            with tempfile.TemporaryDirectory(prefix="citewell-") as folder:
                return self._read(path, source, fetch(path, Path(folder)))
        except DocumentError as error:
            return ReadFile(source, known, failure=str(error))
        except OSError as error:
            return ReadFile(source, known, failure=error.strerror or str(error))
        except RecursionError:
            return ReadFile(source, known, failure="nested too deeply to be read")
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a library that trips over a file, one in Rust by a panic
            reason = f"cannot be read ({type(error).__name__}: {error})"
            return ReadFile(source, known, failure=" ".join(reason.split()))

    def _read(self, path: str, source: str, file: Path) -> ReadFile:
        before = self._known.get(path)
        status = file.stat()
        digest = _digest(file, status.st_size)
        size, modified = status.st_size, status.st_mtime_ns
        touched = before is not None and before.digest == digest
        held = before.documents if before and touched else self._by_digest.get(digest)
        if held is not None:
            self._by_digest[digest] = held
            record = FileRecord(path, source, digest, size, modified, held)
            return ReadFile(source, before is not None, record, touched=touched)
        documents = self._documents(file, source)
        ids = tuple(read.document.id for read in documents)
        self._by_digest[digest] = ids
        record = FileRecord(path, source, digest, size, modified, ids)
        return ReadFile(source, before is not None, record, documents)

    def _documents(self, file: Path, source: str) -> list[ReadDocument]:
        from ingest.loaders import load

        count = self._embedder.count_tokens
        return [
            ReadDocument(
                document,
                split(document, count_tokens=count, most_tokens=self._most_tokens),
                signature(document),
            )
            for document in load(file, source=source)
        ]
