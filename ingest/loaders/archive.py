"""ZIP archives of documents."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from ingest.documents import Document
from ingest.errors import DocumentError
from ingest.loaders.nested import nested_documents
from ingest.loaders.ooxml import checked

SUFFIXES = (".zip",)


def load(path: Path, *, source: str) -> Iterator[Document]:
    """The Documents of its files, one after the other; the last carries the warnings.

    Raises DocumentError where none of them can be read.
    """
    checked(path)
    warnings = _Warnings()
    last: Document | None = None
    with zipfile.ZipFile(path) as archive:
        entries = (
            (entry.filename, partial(archive.read, entry))
            for entry in archive.infolist()
            if not entry.is_dir() and not _is_hidden(entry.filename)
        )
        for document in nested_documents(entries, source, warnings):
            if last is not None:
                yield last
            last = document
    if last is None:
        reasons = "; ".join(warnings.lines[:3])
        raise DocumentError(f"nothing in it can be read ({reasons or 'it is empty'})")
    receipt = replace(last.receipt, warnings=(*last.receipt.warnings, *warnings.lines))
    yield replace(last, receipt=receipt)


class _Warnings:
    """The warnings of an archive, one a line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def warn(self, warning: str) -> None:
        self.lines.append(warning)


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or (
        posixpath.basename(name).startswith(".") and ".." not in name
    )
