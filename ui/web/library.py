"""What the page does with documents: take files in, sync a folder, remove with undo.

Uploaded files are kept below the index's folder, so that all that the page stores is in one place.
"""

import re
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.documents import Document, Encoding, Passage
from ingest.embedding import Embedder
from ingest.errors import CitewellError
from ingest.fetching import is_address
from ingest.index_local import LocalIndex
from ingest.pipeline import IngestReport, Progress, ingest

_UNDOABLE = 20
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was removed, with all that brings it back."""

    document: Document
    passages: Sequence[Passage]
    encodings: Sequence[Encoding]
    upload: Path | None


class Library:
    """Adds to and removes from one index; safe for threads."""

    def __init__(self, index: LocalIndex, embedder: Embedder, passage_tokens: int) -> None:
        self.index = index
        self._embedder = embedder
        self._passage_tokens = passage_tokens
        self._removed: OrderedDict[str, Removed] = OrderedDict()
        self._lock = threading.Lock()
        self.uploads = index.folder.absolute() / "uploads"

    def add_files(
        self, paths: Sequence[Path], *, progress: Callable[[Progress], None] = lambda _: None
    ) -> IngestReport:
        """Keep copies of the files and take them into the index; a file of the same name as one
        that is kept takes its place."""
        self.uploads.mkdir(parents=True, exist_ok=True)
        taken: list[Path] = []
        for path in paths:
            target = self.uploads / self._free_name(safe_name(path.name), taken)
            shutil.copyfile(path, target)
            taken.append(target)
        return self._ingest(taken, progress)

    def sync(
        self, folder: str, *, progress: Callable[[Progress], None] = lambda _: None
    ) -> IngestReport:
        """Make the index equal to a folder of this machine.

        Raises CitewellError where there is no such folder.
        """
        path = Path(folder.strip()).expanduser()
        if not folder.strip() or not path.is_dir():
            raise CitewellError(f"there is no folder {folder.strip() or '(nothing was given)'}")
        return self._ingest([path], progress)

    def add_address(
        self, address: str, *, progress: Callable[[Progress], None] = lambda _: None
    ) -> IngestReport:
        """Take in the page or file at a web address; one known already is fetched anew.

        Raises CitewellError where it is no such address; what fetching it says is in the report.
        """
        plain = address.strip()
        if not is_address(plain):
            raise CitewellError(f"{plain[:200]} is no web address; begin it with https://")
        return self._ingest([], progress, addresses=[plain])

    def remove(self, document_id: str) -> str | None:
        """Remove a document; a token that `restore` takes, None if it is not there."""
        with self.index.snapshot() as snapshot:
            document = snapshot.document(document_id)
            if document is None:
                return None
            passages = snapshot.neighbours(document_id)
            encodings = snapshot.encodings([passage.id for passage in passages])
        self.index.remove(document_id)
        upload = self._set_aside(document)
        token = secrets.token_urlsafe(9)
        with self._lock:
            self._removed[token] = Removed(document, passages, encodings, upload)
            while len(self._removed) > _UNDOABLE:
                _, forgotten = self._removed.popitem(last=False)
                if forgotten.upload:
                    forgotten.upload.unlink(missing_ok=True)
        return token

    def restore(self, token: str) -> str | None:
        """Bring a removed document back; its title, None where that is no longer possible."""
        with self._lock:
            removed = self._removed.pop(token, None)
        if removed is None:
            return None
        if removed.upload:
            removed.upload.rename(self.uploads / safe_name(PurePath(removed.document.source).name))
        self.index.add(removed.document, removed.passages, removed.encodings)
        return removed.document.title

    def forget_removed(self) -> None:
        """Give up what could still be brought back."""
        with self._lock:
            self._removed.clear()
        shutil.rmtree(self.uploads / ".removed", ignore_errors=True)

    def clear(self) -> int:
        """Remove every document, without a way back; how many there were."""
        with self.index.snapshot() as snapshot:
            files, documents = list(snapshot.files()), len(snapshot.documents())
        self.index.commit([], gone=files)
        self.forget_removed()
        shutil.rmtree(self.uploads, ignore_errors=True)
        return documents

    def _ingest(
        self,
        paths: Sequence[Path],
        progress: Callable[[Progress], None],
        addresses: Sequence[str] = (),
    ) -> IngestReport:
        return ingest(
            paths,
            index=self.index,
            embedder=self._embedder,
            most_tokens=self._passage_tokens,
            addresses=addresses,
            progress=progress,
        )

    def _set_aside(self, document: Document) -> Path | None:
        """Hide the kept copy of an uploaded document, where a sync does not find it."""
        kept = Path(document.source)
        if kept.parent != self.uploads or not kept.is_file():
            return None
        hidden = self.uploads / ".removed"
        hidden.mkdir(exist_ok=True)
        return kept.rename(hidden / f"{secrets.token_hex(4)}-{kept.name}")

    @staticmethod
    def _free_name(name: str, taken: Sequence[Path]) -> str:
        """The name, numbered where another file of the same upload has it."""
        used = {path.name for path in taken}
        stem, suffix, number = PurePath(name).stem, PurePath(name).suffix, 2
        while name in used:
            name = f"{stem} ({number}){suffix}"
            number += 1
        return name


def safe_name(name: str) -> str:
    """A file name that stays inside its folder, whatever was sent: no path, no hidden file."""
    last = name.encode("utf-8", "replace").decode("utf-8").replace("\\", "/").rpartition("/")[2]
    cleaned = _NOT_IN_NAMES.sub("_", last).strip(" .") or "document"
    stem, suffix = PurePath(cleaned).stem, PurePath(cleaned).suffix[:16]
    while len((stem + suffix).encode("utf-8")) > 200:
        stem = stem[:-1]
    return stem + suffix
